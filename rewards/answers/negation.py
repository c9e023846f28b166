"""Whether a text negates, bounds or asks for what it names, or only checks its answer with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rewards.answers.numbers import FoundNumber, Number, NumberSpans
from rewards.answers.plain_text import Expression, prose

_VERIFICATION_REACH = 1500
_BEGINS = prose(r"""
    (?:(?<=[.!?:$)*—\u2013])[ ] | \n)[\s*_(#>-]*+
    (?: (?:(?:let[ ]me|let's|let[ ]us|we[ ]can|to|as[ ]a)[ ])?
        (?:quick(?:ly)?[ ]|double[- ]|sanity[ ])?
        (?:check|checking|verify|verifying|verification)\b
      | (?:that|this|it)(?:'s|[ ]is)[ ]because\b | because\b )
    | (?<=[\w$)*]),?[ ](?:because|(?<=,[ ])since)[ ]
    | (?<=[.!?])[ ](?=[^.!?\n]{1,120}\bwhich[ ](?:matches|checks|works|is[ ]correct))""",
    "check|verif|because|since|which")  # fmt: skip
_ASIDE = prose(r"""
    ,[ ](?:which[ ])?(?:is[ ])?(?:attained|achieved|reached|obtained|occurs|occurring|happens)
    [ ](?:only[ ])?(?:at|when|for|if|by)\b[^.\n]{0,40}$
    | \d[ ](?:at|when|where)[ ][a-z][ ]?=[ ]?$""",
    "ained|achieved|reached|occur|happens|=")  # fmt: skip
_BESIDE = Expression(
    r"(?:\d|\d ?[$%]|\d[.,]?(?: [a-z]+){1,5})[*_]* (?:"
    r"(?P<time>after|in|within)|(?:from|(?<!up )(?<!left )with"
    r"|among|after)(?: [a-z]+){0,3}) [$*]*$",
    re.IGNORECASE,
    " after| in| with| from| among",
)
_LAST_STOP = Expression(r"[.!?]\s|\n")
_ENDS = Expression(r"(?: [a-z]+){0,2}[*_]*[.!]?\s*$", re.IGNORECASE)
_TIME = Expression(r" (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b")
# Words with which a text goes on from there to an answer, or takes one back.
_GOES_ON = prose(r"""
    \b(?: so|thus|hence|therefore|answer|answers|final|finally|total|conclude|conclusion|but
      |actually|wait|mistake|wrong|incorrect|not|no|instead|however|again|oops|correction|now|next
      |step|then)\b | n't\b | [≠✗❌] | \\boxed""")
_SAYS_SOMETHING = Expression(r"\d|\$")
_REACH = 90
_FILLER = r"""(?: [\s*_`$~≈"'(\[{}\\] | \b(?: a|about|accept|actual|actually|an|answer|any
  |anything|around|convinced|certain|sure|called|considered|labell?ed|classified|described
    |approximately|as|be|been|being|believe|boxed|case|choose|claim|conclude|correct|either|equal
    |equals|equivalent|even|exact|exactly|final|finally|find|get|give|going|guess|have|he|i|if|is|it|it's
    |its|know|likely|mathbf|my|number|of|our|pick|possible|possibly|probably|quite|reach|real|really
    |result|right|same|say|saying|she|solution|text|that|the|there|they|think|this|to|total|true
    |truly|value|was|we|were|whether|write
    |you )\b | \b[a-z][ ]?=[ ]? )*"""
_WRONG = r"(?:wrong|incorrect|false|untrue|mistaken|erroneous)"
_NEGATED = Expression(
    rf"""(?: \b(?: whether|suppos(?:e|ing)(?:[ ]that)?|assum(?:e|ing)|imagine|pretend
             |(?:says|claims|thinks|believes|suggests|insists|argues)(?:[ ]that)?
             |(?:tell|know|sure|say|decide|see|check|asked?|wonder(?:ed|ing)?)[ ]if
             |(?:no[ ]?one|nobody|one|you|some|people|many|they|students?|it)
              [ ](?:(?:might|may|would|could[ ](?:have|be))[ ])?
              (?:thinks?|thought|says?|said|claims?|claimed|expect|believes?|assume|guess|seem|argue)
             |only[ ]know|avoid|despite|in[ ]spite[ ]of|contradict(?:s|ed)?
             |(?<!i[ ])(?:said|claimed)
             |(?:everything|all)[ ](?:but|except)|not|never|hardly
             |neither|nor|non|cannot|without|excluding|except|unlikely
             |impossible
             |(?<!no[ ])(?<!beyond[ ])(?<!without[ ])(?<!a[ ])doubt(?:s|ed|ful)?
             |reject(?:s|ed|ing)?|refuse|deny
             |rul(?:e|ed|ing)[ ]out|discard(?:s|ed|ing)?|rather[ ]than|instead[ ]of
             |opposed[ ]to|other[ ]than|anything[ ]but|far[ ]from|nowhere[ ]near
             |no[ ](?:longer|means|way|circumstances)
             |none[ ]of|lack(?:s|ing)?|(?:do|does|did)(?:n't|[ ]not)[ ]\w+
             |different[ ]from|{_WRONG}[ ](?:to|that|if) )\b
         | n't\b | ≠ | ¬ | (?<!\w)!=? | != | \\neq?(?![a-z]) | \\not\s*= | \bnot\s*:
         | \bno(?:[ ](?:signs?|evidence|hints?|trace|indications?|mention|reference)(?:[ ]of
           |[ ]that)(?:[ ]it[ ]is)?)?[ ]$
         | \bnothing[ ] | \blet[ ][a-z][ ]?=[ ]? | \brather[ ][^.,;!?\n]{{1,40}}[ ]than[ ]
         | (?:❌|✗|✘)
         | \b{_WRONG}[ ](?:final[ ])? (?:answer|result|value|number|solution|guess|total)s?\b[*_]*:?
       ) {_FILLER} $""",
    re.VERBOSE,
    "no|n't|never|neither|hardly|without|exclud|except|unlikely|impossible|doubt|reject|refuse|deny"
    "|rul|discard|rather|instead|opposed|other than|anything but|far from|different from|wrong"
    "|incorrect|false|untrue|mistaken|erroneous|≠|¬|!|\\ne|❌|✗|✘|whether|suppos|assum|imagin|pretend"
    "|if|think|thought|say|said|claim|expect|believe|guess|seem|argue|lack|let |only know|avoid"
    "|despite|in spite|contradict"
    "|everything|all but|suggest|insist",
)
_RIGHT = (
    r"(?:(?:right|correct|final|true|actual|real|valid)\b[ ]?)?(?:answer|result|solution|it)?\b"
)
_TAKEN_BACK = prose(rf"""
    [ \t*_`$"')\]}},]* (?:(?!(?:so|and|because|then|but|hence|since|while|as)\b)[a-z]+[ ]){{0,3}}?
    (?:(?:but|which|though|yet|however)[ ])? (?:(?:that|this|it)[ ])?
    (?: (?:is|was|are|would[ ]be|must[ ]be|it's|that's)[ ] (?:[a-z]+ly[ ]|also[ ]|just[ ])?
        (?: (?:an?[ ]|the[ ])?(?:{_WRONG}|mistake|error|impossible)\b
          | not[ ](?:the[ ]|my[ ]|a[ ])?(?=[rcftavi]){_RIGHT}(?<=[a-z])
          | not[ ](?:what|how)\b | not(?=[.!;]|\s*$)
          | (?:(?:highly|very|quite|most)[ ])?(?:unlikely|doubtful|improbable|implausible)\b
          | (?:the[ ])?(?:worst|least)\b | too[ ][a-z]+\b )
      | (?:can|could|should|must|may)[ ]be[ ](?:safely[ ])?
        (?:eliminated|excluded|dismissed|rejected|discarded|ruled[ ]out)\b
      | (?:isn't|can'?t[ ]be|cannot[ ]be|won't[ ]be)[ ](?:the[ ]|my[ ])?
        (?=[rcftavi]){_RIGHT}(?<=[a-z])
      | (?:does|did)(?:n't|[ ]not)[ ](?:work|satisfy|fit|hold|check)\b | fails\b
      | (?:seems|looks|sounds)[ ](?:{_WRONG}|unlikely|doubtful)\b | =[ ]?no\b
      | (?:if|unless)[ ][^.!?\n\d]{{0,60}}\b(?:were|was|had|would)\b
      | \(?(?:wrong|incorrect)\) | [❌✗✘] )
    | [^.!?\n\d]{{0,40}}? \b(?:but|though|however|yet|which),?[ ]
      (?:(?:that|this|it|i)(?:[ ]|(?='s)))? (?:is|was|'s|were|turned[ ]out|proved)[ ](?:to[ ]be[ ])?
      (?: (?:[a-z]+ly[ ])?{_WRONG}\b(?![ ](?:to|that|about|before|at|in))
          | not[ ](?:right|correct|true|so)\b )
    | \s?[?,—-]\s* (?:(?:definitely|certainly|absolutely|of[ ]course)[ ])?
      (?:no|nope|not|unlikely|hardly|doubtful|of[ ]course[ ]not)(?=[.!,]|\s*$)""")
# How a number is made a bound, for a verbose pattern that ignores case.
BOUND = r"""(?: (?:(?:no|not|\w+ly|much|any|far)[ ])*
        (?:less|more|fewer|greater|larger|smaller|higher|lower|bigger)[ ]than(?:[ ]or[ ]equal[ ]to)?
      | (?:not[ ])?at[ ](?:least|most) | up[ ]to | (?:a[ ]|the[ ])?(?:minimum|maximum)[ ]of
      | (?:well[ ]|just[ ])?(?:over|under|above|below|beyond|upwards[ ]of) | exceed(?:s|ing)
      | [<>≤≥≦≧]=? | \\[lg]e?q?(?:slant)?(?![a-z]) )"""
_BOUND_HINTS = (
    "than|at least|at most|up to|imum|over|under|above|below|beyond|upwards of|exceed|<|>|≤|≥|≦|≧"
    "|\\l|\\g"
)
_BARE_BOUND = prose(
    rf"(?:{_FILLER}(?:so|thus|therefore|hence|:|,))*{_FILLER}{BOUND}[\s*_`$(\\]*", _BOUND_HINTS
)
_BARE = prose(rf"(?:{_FILLER}(?:so|thus|therefore|hence|:|,))*{_FILLER}")
_SAID_TO_BE = prose(rf"(?:\b(?:is|are)[ ]|,[ ](?:[a-z]+ly[ ])?){BOUND}[\s*_`$(\\]*$")
# "20, one fewer than": what follows is only compared with the number before.
_THAN = prose(r"\d[^.!?;\n]*,[ ][^.!?,;\n\d]{0,30}\bthan[\s$*_]*$")
_COMPARED = Expression(r"\S\ (?:[<>]=?|[≤≥])[ $]*$")
_BOUND_AFTER = Expression(
    r"(?: [a-z]+)? (?:or (?:more|less|fewer|greater|higher|lower|above|below|over|under)"
    r"|at (?:least|most)|and (?:up|above|over))\b|\+(?![\s\d])|\+(?=\s*$)",
    re.IGNORECASE,
)
_ASKS = prose(r"""
    [\s*_¿]*(?:(?:so|but|and|hmm|then|wait),?[ ])? (?:is|are|was|were|could|would|might|may|can
    |should|will|do|does|did|shall|why|what[ ](?:if|about)|how[ ]about)[ ] (?:[^\d]*)
    | [\s*_]*(?:(?:so|but),?[ ])?(?:the|my)[ ](?:(?:final|correct)[ ])?answer[ ]is[\s*_$"'(]*""")
_ASKED = Expression(
    r"[^.!?\n\d]{0,60}\?(?!\s*(?:yes|yep|correct|right|indeed|it is|sure|true)\b)", re.IGNORECASE
)
_SENTENCE_START = Expression(r"[.!?;]\s|\n(?=[^\n]*\w)")
# What ends a sentence right behind a number, so that nothing takes it back; "" ends the text.
_STOPS = ("", ".", "!")
_ALTERNATIVE = Expression(r"[\s,*$]*\b(?:or|nor)\b[\s*$]*", re.IGNORECASE)
_COMMA = Expression(r"[\s*$]*,[\s*$]*")
_MOST = 64
# Stands for the next name: a negation of that name does not negate this one.
_ANOTHER = "\N{OBJECT REPLACEMENT CHARACTER}"
_NOUN = prose(r"""
    \b(?:options?|choices?|letters?|labels?|class(?:es)?|categor(?:y|ies)|sentiments?|tags?
    |statements?|answers?|being|classif(?:y|ied)|labell?ed|tagged|as|in)\b[ ]?""")
_RULED_OUT = Expression(
    r"\b(?:eliminat|exclud|dismiss|reject|discard|disregard)\w*[\s*_`\"'(]*$", re.IGNORECASE
)
_TAKEN_OUT = prose(r"""
    [\s*_`"')\].:,]*+ (?:(?:options?|choices?|labels?)[ ])?
    (?: (?:can|could|should|must|may)[ ]be[ ](?:safely[ ])?
        (?:eliminated|excluded|dismissed|rejected|discarded|ruled[ ]out)
      | (?:is|are|was|were|gets?)[ ](?:also[ ]|both[ ]|all[ ])?
        (?:eliminated|excluded|dismissed|rejected|discarded|ruled[ ]out|out\b)
      | (?:do|does|did)(?:n't|[ ]not)[ ] (?:apply|match|make|seem|look|answer|describe|belong)
      | seems?[ ](?:wrong|incorrect|unlikely)
      | (?:is|looks|seems|sounds)[ ][a-z]+,?[ ]but[ ](?:wrong|incorrect|false|not)\b )""")
_ARE = Expression(r"[\s*_`\"')\]]*+(?:are|were|can|could|both|do|did|don't)\b", re.IGNORECASE)
_AND = Expression(r"[\s*_`\"'()\[\]]*+(?:,?\s*(?:and|or|nor|&)|,|/)[\s*_`\"'()\[\]]*+", re.I)
_OR = Expression(r"[\s*_`\"'()\[\]]*+(?:,?\s*(?:or|nor)|,|/)[\s*_`\"'()\[\]]*+", re.IGNORECASE)


def is_negated(text: str, found: FoundNumber) -> bool:
    """Whether the words right before or right after the number negate it."""
    if is_negated_before(text, found.start):
        return True
    return text[found.end : found.end + 1] not in _STOPS and bool(
        _TAKEN_BACK.match(text, found.end)
    )


def is_negated_before(text: str, start: int) -> bool:
    """Whether the words that lead up to `start` negate what stands there."""
    small = text[max(0, start - _REACH) : start].lower()
    if not _NEGATED.may_match(small):
        return False
    return _NEGATED.search(_SENTENCE_START.split(small)[-1]) is not None


def _sentence_before(text: str, start: int) -> str:
    return _SENTENCE_START.split(text[max(0, start - _REACH) : start])[-1]


def last_not_negated(spans: NumberSpans) -> int | None:
    """The index of the last number that is negated neither there nor later; of the last 64."""
    at, negated = len(spans) - 1, list[Number]()
    while at >= max(0, len(spans) - _MOST):
        number = spans[at].found_number.number
        first = at if number is None else _negation_start(spans, at)
        if number and first is None and not any(number.agrees_with(other) for other in negated):
            return at
        if number and first is not None:
            negated.append(number)
        at = (at if first is None else first) - 1
    return None


def _negation_start(spans: NumberSpans, at: int) -> int | None:
    """The index of the first number of the negation that number `at` stands in, or None.

    In "not 5, 6 or 18" the negation of 18 begins at 5.
    """
    found, joined, lowest = spans[at].found_number, False, max(0, at - _MOST)
    while not is_negated(spans[at].match.string, found):
        if at == lowest:
            return None
        previous = spans[at - 1].found_number
        between = spans[at].match.string[previous.end : found.start][:40]
        joined = joined or _ALTERNATIVE.fullmatch(between) is not None
        if not joined or not (_ALTERNATIVE.fullmatch(between) or _COMMA.fullmatch(between)):
            return None
        at, found = at - 1, previous
    return at


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that the text names between `start` and `end`; `until` is where the next begins."""

    name: str
    start: int
    end: int
    until: int


def not_negated(text: str, named: Sequence[Mention]) -> set[str]:
    """The names that some mention does not negate, of the last 64 mentions, which are in order.

    "not A or B" negates both, and so does "A and B are wrong"; "not A but B" leaves B.
    """
    named = named[-_MOST:]
    negated = [_negation_side(text, mention) for mention in named]
    for at in range(1, len(named)):
        between = text[named[at - 1].end : named[at].start][:40]
        if negated[at - 1] == "before" and _OR.fullmatch(between):
            negated[at] = "before"
    for at in range(len(named) - 1, 0, -1):
        between = text[named[at - 1].end : named[at].start][:40]
        plural = negated[at] == "all after" and _AND.fullmatch(between)
        negated[at - 1] = "all after" if plural else negated[at - 1]
    return {mention.name for mention, how in zip(named, negated, strict=True) if not how}


def _negation_side(text: str, mention: Mention) -> str:
    """Which words negate the mention: those "before" it, "after" it, or "all after" its list."""
    whole = text[max(0, mention.start - _REACH) : mention.start]
    before = _NOUN.sub("", whole)
    if is_negated_before(whole, len(whole)):
        return "before"
    if is_negated_before(before, len(before)) or _RULED_OUT.search(before):
        return "before"
    after = text[mention.end : min(mention.until, mention.end + _REACH)]
    if mention.until < len(text):
        after += _ANOTHER
    if _TAKEN_OUT.match(after) or is_negated(after, FoundNumber(0, 0, None)):
        return "all after" if _ARE.match(after) else "after"
    return ""


def is_bound(text: str, found: FoundNumber) -> bool:
    """Whether the number only bounds the answer: nothing but "it is at least" leads to it."""
    words = _sentence_before(text, found.start)
    small = words.lower()
    if not _BARE_BOUND.may_match(small):
        return is_bound_after(text, found.end) and _BARE.fullmatch(words) is not None
    if words.strip() == ">" and text[: found.start].strip() != ">":
        return False  # a quoted line
    if _BARE_BOUND.fullmatch(words) or _SAID_TO_BE.search(words) or _COMPARED.search(words):
        return True
    return is_bound_after(text, found.end) and _BARE.fullmatch(words) is not None


def is_asked(text: str, found: FoundNumber) -> bool:
    """Whether the number stands in a question, "Is it 42?", that no "yes" follows."""
    if "?" not in text[found.end : found.end + 62]:
        return False
    asked = _ASKED.match(text, found.end)
    return bool(asked and _ASKS.fullmatch(_sentence_before(text, found.start)))


def cut_verification(text: str) -> str:
    """`text` without its end, where that only checks or explains the answer."""
    near = max(0, len(text) - _VERIFICATION_REACH)
    if not _BEGINS.may_match(text[near:].lower()) or not _BEGINS.search(text, near):
        return text
    last = max((going.end() for going in _GOES_ON.finditer(text, near)), default=near)
    begins = _BEGINS.search(text, last)
    if begins is None or not _SAYS_SOMETHING.search(text[: begins.start()][-200:]):
        return text
    return text[: begins.start() + 1]


def is_aside(text: str, start: int) -> bool:
    """Whether ", attained at x =" or the like leads to what stands at `start`."""
    near = max(0, start - 80)
    small = text[near:start].lower()
    return _ASIDE.may_match(small) and _ASIDE.search(text, near, start) is not None


def is_compared(text: str, start: int) -> bool:
    """Whether another number is only said to be more, or less, than what stands at `start`."""
    before = _sentence_before(text, start)
    return _THAN.search(before) is not None or (
        "," in before and re.search(r"\d", before) is not None and bool(_SAID_TO_BE.search(before))
    )


def is_side_quantity(text: str, start: int, end: int) -> bool:
    """Whether the text ends "150 miles in 3 hours" or "8 left from his 23", and means the first.

    What stands behind the preposition was given, and the number before it is what is said.
    """
    before = text[max(0, start - 120) : start]
    if not _BESIDE.may_match(before.lower()):
        return False
    sentence = _LAST_STOP.split(before)[-1]
    beside = _BESIDE.search(sentence)
    if beside is None or "=" in sentence or not _ENDS.match(text, end):
        return False
    return beside["time"] is None or _TIME.match(text, end) is not None


def is_bound_after(text: str, end: int) -> bool:
    """Whether the text goes on at `end` with "or more", "at most" or the like."""
    return _BOUND_AFTER.match(text, end) is not None


def mentions_in(spans: Sequence[tuple[str, int, int]], end: int) -> list[Mention]:
    """The names with their places, in order, in a text that is read up to `end`."""
    following = [*(start for _, start, _ in spans[1:]), end]
    return [Mention(*span, until) for span, until in zip(spans, following, strict=False)]
