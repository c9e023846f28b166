"""Values of a closed set, such as letters and labels, read as numbers that stand for them.

One engine reads what a reply claims: the one of numbers (`declared_answer`, `negation`, `hedging`,
`corrections`, `phrases`). A letter or a label is written into the text as a number of its own, a
token, and all other digits leave it; so one sentence means the same for all of them.
"""

import re

from rewards.answers.corrections import settle_corrections
from rewards.answers.declared_answer import declared_number, declines
from rewards.answers.negation import is_asked, mentions_in, not_negated
from rewards.answers.numbers import FoundNumber
from rewards.answers.plain_text import Expression, prose
from rewards.answers.statements import settle_claims

_TOKEN = Expression(r"(?<!\d)7\d{4}(?!\d)")
_DIGITS = Expression(r"\d[\d.,/]*\d|\d")
_REPEATED = Expression(r"(7\d{4})(?:[\s)\]:.,*_\"'(\\-]{1,5}\1(?!\d))+")
_HEADING = Expression(r"((?:^|\n)[ \t>#*_-]*7\d{4}) ?[.:](?=\s)")
_BETWEEN = Expression(
    r"(?<=7\d{4})(?<!not 7\d{4})(?<!not  7\d{4})([ *_`\"')\]]*)"
    r"(?:[/|&+~-]|;(?! *\W{0,3}7\d{4}\W{0,3} (?:is|was|can|does|did|would|has|fails)\b))+"
    r"([ *_`\"'(\[]*)(?=7\d{4})"
)
_SIDE_BY_SIDE = Expression(r"(7\d{4})[ *_`\"')\]]+(?=[*_`\"'(\[]*7\d{4})")
_QUOTED = Expression(r"([*_`\"']+) *(7\d{4}) *\1")
_BOXED = Expression(
    r"(\\f?box(?:ed)?\s*\{[\s\W]*7\d{4}\b)(?![ \t]*(?:[/,&|}]|or\b|and\b|7\d{4}))[ \t]*"
)
_CHECKED = Expression(r"[✅✔☑✓]\ufe0f?[\s*_]*(?=7\d{4})")
_CROSSED = Expression(r"[❌✗✘]\ufe0f?[\s*_]*(?=7\d{4})")
# "All but C can be excluded" leaves C.
_ALL_BUT = prose(r"""
    \b(?:all|everything)[ ](?:options?[ ])?(?:but|except)[ ](?P<token>7\d{4})[*_`)\]"' ]*
    (?:(?:can|could|must|should)[ ]be[ ]|(?:is|are|was|were)[ ])?
    (?:excluded|eliminated|ruled[ ]out|dismissed|rejected|wrong|incorrect|false|impossible
      |fails?)\b""")
# The same marks behind each token.
_MARKS_FOLLOW = Expression(r"[^❌✗✘✅✔☑✓]*7\d{4}[^❌✗✘✅✔☑✓\n]{0,60}[❌✗✘✅✔☑✓]")
_CHECKED_BEFORE = Expression(r"(7\d{4})[ *_:).-]*[✅✔☑✓]\ufe0f?")
_CROSSED_BEFORE = Expression(r"(7\d{4})[ *_:).-]*[❌✗✘]\ufe0f?")
# What says of a token that it is the answer, and is written as a declaration.
_IS_RIGHT = prose(r"""
    (?<![\w,]) (?<!though[ ])(?<!while[ ])
    (?:(?:so|thus|therefore|hence|only|and|that|but|then|because|option|answer|choice
      |label)[ ,]+)*
    (?P<token>7\d{4}) [*_`)\]"']*
    (?:[ ](?:it[ ](?:is|must[ ]be|has[ ]to[ ]be|should[ ]be)|is[ ]it)(?=[\s.!,]|$)
      |[ ](?:is|seems|looks|appears|must[ ]be|would[ ]be|should[ ]be|has[ ]to[ ]be|fits
        |works)(?:[ ]to[ ]be)?
       (?:[ ](?:clearly|most|likely|probably|indeed|definitely|also|therefore|thus|the|my|only
         |final|best|a|an))*
       [ ](?:correct|right|best|better|true|answer|accurate|appropriate|one|winner|choice|option|fit
         |match)\b
      |[ ](?:satisfies|meets|fulfill?s)[ ](?:both|all|the|every|each|these|this)\b
      |[ ](?:fits|works|matches)(?:[ ](?:best|better))?(?=[\s]*[.!,\n]|\s*$))""")
_CHOOSES = prose(r"""
    \b(?:(?:i|we)(?:'d|'ll|'m)?(?:[ ](?:will|would|must|should|am|have[ ]to|can|therefore|thus))*[ ]
        (?:choose|pick|select|chose|picked|selected|go(?:ing)?[ ]with|went[ ]with
          |opt(?:ed)?[ ]for|vote[ ]for
          |settle[ ]on|classify[ ](?:it|this)[ ]as|label[ ](?:it|this)[ ]as|rate[ ](?:it
            |this)(?:[ ]as)?|say|think
          |believe|conclude|guess)(?:[ ](?:that|it(?:'s|[ ]is)?|option))*
      |(?:which|that|this)[ ](?:makes|leaves)(?:[ ](?:it|us|only|with))*
      |(?:correct|right|best|true|final|only|my|our)[ ](?:option|choice|statement|letter|one
        |selection|pick|guess
          |vote|label|class|category|response|result)(?:[ ]here)?[ ]?(?:[ ](?:is|was|would[ ]be
            |must[ ]be|should[ ]be)|:)
      |(?:result|correct|response|choice|selection|ans|verdict|winner)[ ]?(?:[ ]is\b|[:.])
      |(?:everything|all|this|it)[ ](?:points|leads)[ ]to
      |(?:choose|pick|select|go[ ]with|leaving|leaves(?:[ ](?:only|us[ ]with))?)(?=[ ]))
    [ ]?[*_`"'(]* (?=7\d{4}(?![^.!?\n]{0,60}\?))""")
_SAID_TO_BE = prose(r"""
    \b(?:is|it's|are|be|was|as|leans|seems|looks|sounds|feels|appears|therefore|thus|so|hence
      |overall|remains|becomes|clearly)[ ]
    (?:(?:an?|the|clearly|overall|most|mostly|likely|probably|definitely|about|obviously|purely
      |quite|very)[ ])*
    [*_`"' ]*$|[:=][ ]?[*_`"' ]*$""")
_JOINED_NEXT = prose(r"[\s*_)\"']*(?:or|nor|and|,|/)[\s*_(\"']*(?:or[ ])?7\d{4}")
_HEADS_LINE = Expression(r"(?:^|\n)[ \t>#*_-]*(7\d{4})(?![\d])")
_ALONE = Expression(r"(?:^|\n)[ \t>#*_`\"'(.\\$-]*(7\d{4})[ \t*_`\"').!$]*(?=\n|$)")
_OPENS = Expression(
    r"[\s>#*_`\"'(\[{.\\$-]*(7\d{4})(?!\d)(?!\s*[?]|[\s*_)]*(?:could|might|may)\b)"
    r"(?![\s*_)]*(?:,|and\b|or\b|nor\b|&|/)[\s*_(]*(?:and |or )?7\d{4})"
)
_STOP = Expression(r"\A(7\d{4})(?:[ *_)\"']*[.!](?=\s)|  +(?=[A-Z]))")
_VERDICT = Expression(
    r"(7\d{4})[ :-]+(?:(yes|true|correct|right)|no|false|incorrect|wrong)\b(?=[.,;!\n]|$)",
    re.IGNORECASE,
)
_ONLY_ASKED = prose(r"[\W_]*(?:(?:maybe|perhaps|possibly|or)[ ]+)*7\d{4}[\W_]*\?\s*")
_MOST = 64


def token(at: int) -> str:
    """The number that stands for the value of that index, with spaces around."""
    return f" {70000 + at} "


def settle_tokens(text: str) -> str:
    """`text`, which holds tokens, as the engine of numbers reads it."""
    parts = _TOKEN.split(text)
    tokens = _TOKEN.findall(text)
    bare = [_DIGITS.sub("some", part) for part in parts]
    text = "".join(part + mark for part, mark in zip(bare, [*tokens, ""], strict=True))
    text = _BETWEEN.sub(r"\1 or \2", _REPEATED.sub(r"\1", text))
    text = _QUOTED.sub(r" \2 ", text)
    text = _BOXED.sub(r"\1}", text)
    text = _SIDE_BY_SIDE.sub(r"\1 or ", text)
    text = re.sub(r"(7\d{4}) +(?=[xyzni]\b)", r"\1, ", text)
    if _MARKS_FOLLOW.match(text):
        text = _CHECKED_BEFORE.sub(
            r"the answer is \1 ", _CROSSED_BEFORE.sub(r"\1 is wrong; ", text)
        )
    text = _CROSSED.sub("not ", _CHECKED.sub("The answer is ", text))
    text = _HEADING.sub(r"\1 ", re.sub(r"(?<!\n) {2,}", " ", text))
    text = _VERDICT.sub(
        lambda said: f"the answer is {said[1]}" if said[2] else f"{said[1]} is wrong", text
    )
    text = settle_corrections(text)
    text = _ALL_BUT.sub(r"the answer is \g<token> ", text).replace(" as well as ", " and ")
    text = _CHOOSES.sub("the answer is ", _IS_RIGHT.sub(r"the answer is \g<token> ", text))
    return settle_claims(text)


def claimed_values(text: str, *, said: bool) -> set[int]:
    """The values of the tokens that `text` answers with: one, or none, or several.

    A declaration comes first, then the token that opens the text, one that has a line to itself,
    and with `said` one that something is said to be; else all that are mentioned and not denied.
    """
    if not _TOKEN.search(text):
        return set()
    text = settle_tokens(text)
    is_declared, number = declared_number(text)
    if is_declared:
        return {int(number.value) - 70000} if number else set()
    if declines(text) or _ONLY_ASKED.fullmatch(text):
        return set()
    heads = {head[1] for head in _HEADS_LINE.finditer(text)}
    stands = affirmed_values(text)
    opening = _OPENS.match(text) if len(heads) == 1 else None
    if opening and int(opening[1]) - 70000 in stands:
        opened = _STOP.sub(r"\1\n", text[opening.start(1) :])
        is_declared, number = declared_number("#### " + opened)
        if is_declared and number:
            return {int(number.value) - 70000}
    alone = [found[1] for found in _ALONE.finditer(text)][-_MOST:]
    if alone:
        return {int(found) - 70000 for found in alone}
    if said and len(stands) > 1:
        claims = {
            int(found[0]) - 70000
            for found in _TOKEN.finditer(text)
            if _SAID_TO_BE.search(text[max(0, found.start() - 60) : found.start()])
            and not _JOINED_NEXT.match(text, found.end())
        }
        return stands & claims if len(stands & claims) == 1 else stands
    return stands


def affirmed_values(text: str) -> set[int]:
    """The values of the tokens that the text mentions, and neither denies nor asks for."""
    spans = [(found[0], *found.span()) for found in _TOKEN.finditer(text)][-_MOST:]
    spans = [span for span in spans if not is_asked(text, FoundNumber(span[1], span[2], None))]
    return {int(name) - 70000 for name in not_negated(text, mentions_in(spans, len(text)))}
