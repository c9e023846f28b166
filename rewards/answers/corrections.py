"""Answers that a reply takes back: "The answer is 42. Oops, I mean 18.", "42 (typo: 18)"."""

import re

from rewards.answers.plain_text import Expression, prose

# What takes the answer before it back, and says nothing of another one.
_RETRACTS = r"""(?: (?:that|this|it)(?:'s|[ ]is|[ ]was)?(?:n't|[ ]not)[ ](?:quite[ ]|really[ ])?
        (?:right|correct|true|it)\b
      | (?:that|this|it)(?:'s|[ ]is|[ ]was)[ ](?:also[ ])?(?:wrong|incorrect|false|mistaken
        |a[ ](?:typo|mistake|slip))\b
      | (?:that|this|it)[ ]can(?:no|'|[ ]no)t[ ]be(?:[ ](?:right|correct|true|it))?\b(?![ ])
      | (?:let[ ]me|i(?:'ll|[ ]have[ ]to|[ ]must)?)[ ]take[ ](?:that|it)[ ]back\b )"""
# What corrects the answer before it, and the words with which the new one may follow.
_CORRECTS = prose(r"""
    (?: (?:^|(?<=[\s(,;:.!?*-])) (?:
        (?:self-)?correct(?:ion|ed)(?:[ ](?:answer|value|result))?[ ]*[:=,]
      | (?:edit|erratum|errata|fix|update|amendment|revised(?:[ ]answer)?)[ ]*:
      | (?:wh?)?oops(?:ie)?\b | uh[ -]oh\b | ah?,?[ ]sorry\b | sorry\b | apologies\b | pardon\b
      | my[ ](?:mistake|bad|error|fault)\b | i[ ](?:misspoke|miscounted|misread|miscalculated
        |mistyped)\b
      | i[ ]made[ ]an?[ ](?:mistake|error|slip)\b
      | i[ ](?:actually[ ]|really[ ])?mea?nt?(?:[ ]to[ ](?:say|write))?\b(?![ ]that)
      | i[ ]should[ ](?:have[ ]said|say|have[ ]written)\b
      | make[ ](?:that|it)\b | (?:or|no),?[ ]rather\b,?
      | on[ ](?:second[ ]thoughts?|reflection|closer[ ](?:look|inspection)|reconsideration)\b
      | (?:scratch|strike|ignore|disregard|forget)[ ](?:that|the[ ]above|my[ ](?:last
        |previous)[ ]\w+)\b
      | let[ ]me[ ](?:correct|fix|rephrase|revise)(?:[ ](?:that|myself|this|it))?\b
      | i[ ](?:stand[ ]corrected|take[ ]that[ ]back|changed?[ ]my[ ]mind|was[ ]wrong
        |was[ ]mistaken)\b
      | i(?:'(?:ve|ll|d))?[ ]?(?:(?:have|had)[ ])?(?:changed?|revised?|corrected)[ ](?:my[ ]
        (?:mind|answer)|that|it)(?:[ ]to)?\b
      | (?:(?<=[.!?…-][ ])|(?<=7\d{4}[ ]{2}))(?:wait|actually|no|hmm),?
        (?=[ ][$*(\\]*-?[\d\\][^.!?\n]{0,40}[.!*)]*\s*\Z)
      | (?:that|this|it)(?:'s|[ ]is|[ ]was)[ ](?:wrong|incorrect|not[ ]right|a[ ](?:typo|mistake
        |slip))\b
      | typo\b | (?:oh|hmm|ah|um),?[ ](?:wait|no)\b | (?:no|nope),?[ ]wait\b | wait,?[ ]no\b
        | hold[ ]on\b
      | actually,?[ ](?:no|make[ ]it|it(?:'s|[ ]is)|that(?:'s|[ ]is)|the[ ](?:right|correct
        |true)?[ ]?answer[ ]is)
      | (?:no|nope|nah)\b(?=(?:,|[ ]?[:—-])[ ](?:it(?:'s|[ ]is)[ ]|i[ ]mean[ ]
        |the[ ]answer[ ]is[ ])?(?:[$*(\\]*-?\d|\$|\\[(\[a-z]))
      ) )
    (?: [\s,.;:!*_—-]*+ (?: i[ ](?:mean|meant|misread|miscounted|misspoke|forgot
      |made)(?:[ ](?:to[ ]say|an?[ ]\w+))?
        | actually | rather | instead | no | wait | sorry | hold[ ]on | it(?:'s|[ ]is
          |[ ]must[ ]be)|that(?:'s|[ ]is)
        | (?:it|that|this)?[ ]?(?:should|must)[ ](?:be|say|read|have[ ](?:been|said|read))
          | should[ ]be
        | make[ ](?:that|it) | the | (?:correct|right|true|real|actual|final|new|corrected|better)
        | answer(?:[ ](?:is|was|should[ ]be))? | a | now | so | is | let[ ]me[ ]correct[ ](?:that
          |myself)
        | i[ ](?:would|will|'ll|'d)?[ ]?(?:say|choose|pick|go[ ]with)
        | (?:that|this|it)(?:'s|[ ]is|[ ]was)[ ](?:wrong|incorrect|not[ ](?:right|correct|true)
          |a[ ]\w+)
        | (?:value|result|number|total)(?:[ ]is)? | to | option | about ) (?!\w) ){0,8}
    [\s,;:!*_`"'.—]*+ (?=[$(\\\[{=-]*(?:boxed\{)?(?:-?\d|\.\d) | \$ | \\[(\[a-z])""")
_DECLARED_LATER = prose(rf"""
    (?:wait,?[ ]no|no,?[ ]wait|oops|scratch[ ]that|strike[ ]that|i[ ](?:made[ ]an?[ ]\w+|misread
      |miscounted)
      |my[ ](?:mistake|bad)|correction|correcting[ ](?:that|this|it|myself)|wait,[ ]i[ ][a-z]+
      |{_RETRACTS})\b [^\d\n]{{0,80}}?
    (?=(?:the[ ])?(?:(?:correct|right|final|true)[ ])*answer[ ]*(?:is|:))""")
# The same at the end of the text: no other answer follows.
_WITHDRAWN = prose(rf"""
    (?<![^\s(.…,;!-]) (?:(?:no|but|hmm|wait|actually|oh|well)[ ,.]+)* {_RETRACTS} [\s.!)…]*\Z""")
_SENTENCES = Expression(r"[.!?…]+\s|\n")
# One of these stands in each correction: a text without any is not searched for more.
_HINTS = (
    *("correct", "edit:", "errat", "fix:", "update:", "amend", "revis", "oops", "uh oh", "uh-oh"),
    *(
        "sorry",
        "apolog",
        "pardon",
        "my mistake",
        "my bad",
        "my error",
        "my fault",
        "i mis",
        "i made",
    ),
    *("i mean", "i actually mean", "i really mean", "i should", "make that", "make it", "rather"),
    *("thought", "reflection", "closer", "reconsider", "scratch", "strike", "ignore", "disregard"),
    *("forget", "let me", "i take", "my mind", "i was", "my answer", "typo", "wait", "hold on"),
    *(
        "actually",
        "no,",
        "no:",
        "no -",
        "no —",
        "nope",
        "nah",
        "wrong",
        "not right",
        "not correct",
        "not true",
        "not it",
        "false",
        "n't",
        "not be",
        "can't",
        "cannot",
        "changed",
        "take ",
        "a mistake",
        "slip",
    ),
)
_NEAR = 3000
_ANSWER = Expression(r"answer|####|\\f?box|\bans\b|final|\bchoose|\bpick", re.IGNORECASE)
# So few signs before a correction are an answer and no solution.
_SHORT = 40
_NUMBER = Expression(r"[\d$\\]")


def settle_corrections(text: str) -> str:
    """`text` from its last correction on, which then declares the answer that it gives.

    Its last 3,000 signs are looked at; a text that corrects nothing there stays as it is.
    """
    near = max(0, len(text) - _NEAR)
    end = text[near:].lower()
    if not any(map(end.__contains__, _HINTS)):
        return text
    last = None
    for found in (*_CORRECTS.finditer(text, near), *_DECLARED_LATER.finditer(text, near)):
        if _NUMBER.search(text, 0, found.start()) and (last is None or found.end() > last.end()):
            last = found
    if last is None:
        return _withdraw(text)
    declared = last.start() < _SHORT or _ANSWER.search(text, 0, last.start())
    head = "Answer: " if declared else ""
    return _withdraw(f"{head}{text[last.end() :]}")


def _withdraw(text: str) -> str:
    """`text`, or an unknown answer where its last words take back the answer before them."""
    withdrawn = _WITHDRAWN.search(text, max(0, len(text) - 80))
    if withdrawn is None:
        return text
    *before, clause = _SENTENCES.split(text[max(0, withdrawn.start() - 200) : withdrawn.start()])
    said = clause if _NUMBER.search(clause) else (before or [""])[-1]
    is_answer = _ANSWER.search(said) or (withdrawn.start() < _SHORT and _NUMBER.search(said))
    return "Answer: unknown" if is_answer else text
