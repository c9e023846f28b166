"""Whether a text takes a number back ("not 42", "42 is wrong") or does not claim it ("over 42")."""

import re
from collections.abc import Sequence

from rewards.reading.expression import Expression
from rewards.reading.numbers import Found, Number, read_number

_REACH = 90
_LONGEST = 64
_FILLER = r"""(?: [\s*_`$~≈"'(\[{}\\] | \b(?: a|about|accept|actual|actually|an|answer|any|around
    |approximately|as|be|been|being|believe|boxed|case|choose|claim|conclude|correct|either|equal
    |equals|equivalent|even|exact|exactly|final|finally|get|give|going|guess|have|he|i|if|is|it|it's
    |its|know|likely|mathbf|my|number|of|our|pick|possible|possibly|probably|quite|reach|real|really
    |result|right|same|say|saying|she|solution|text|that|the|there|they|think|this|to|total|true
    |truly|value|was|we|were|whether|write
    |you )\b )*"""
_WRONG = r"(?:wrong|incorrect|false|untrue|mistaken|erroneous)"
_DENIED = Expression(
    rf"""(?: \b(?: not|never|hardly|neither|nor|non|cannot|without|excluding|except|unlikely
             |impossible|(?:i|we|highly)[ ]doubt|reject(?:s|ed|ing)?|refuse|deny
             |rul(?:e|ed|ing)[ ]out|discard(?:s|ed|ing)?|rather[ ]than|instead[ ]of
             |opposed[ ]to|other[ ]than|anything[ ]but|far[ ]from|nowhere[ ]near
             |no[ ](?:longer|means|way|circumstances)
             |none[ ]of|different[ ]from|{_WRONG}[ ](?:to|that|if) )\b
         | n't\b | ≠ | ¬ | (?<!\w)!=? | != | \\neq?(?![a-z]) | \\not\s*= | \bnot\s*:
         | \b{_WRONG}[ ](?:final[ ])? (?:answer|result|value|number|solution|guess|total)s?\b[*_]*:?
       ) {_FILLER} $""",
    re.VERBOSE,
)
_RIGHT = (
    r"(?:(?:right|correct|final|true|actual|real|valid)\b[ ]?)?(?:answer|result|solution|it)?\b"
)
_TAKEN_BACK = Expression(
    rf"""[ \t*_`$"')\]}},]* (?:(?!(?:so|and|because|then|but|hence|since|while)\b)[a-z]+[ ]){{0,3}}?
    (?:(?:but|which|though|yet|however)[ ])? (?:(?:that|this|it)[ ])?
    (?: (?:is|was|are|would[ ]be|must[ ]be|it's|that's)[ ] (?:[a-z]+ly[ ]|also[ ]|just[ ])?
        (?: (?:an?[ ]|the[ ])?(?:{_WRONG}|mistake|error|impossible)\b
          | not[ ](?:the[ ]|my[ ]|a[ ])?(?=[rcftavi]){_RIGHT}(?<=[a-z])
          | not[ ](?:what|how)\b | not(?=[.!;]|\s*$)
          | too[ ](?:high|low|big|small|large|much|many|few)\b )
      | (?:isn't|can'?t[ ]be|cannot[ ]be|won't[ ]be)[ ](?:the[ ]|my[ ])?
        (?=[rcftavi]){_RIGHT}(?<=[a-z])
      | (?:does|did)(?:n't|[ ]not)[ ](?:work|satisfy|fit|hold|check)\b | fails\b
      | \(?(?:wrong|incorrect)\) | [❌✗✘] )
    | [^.!?\n\d]{{0,40}}? \b(?:but|though|however|yet|which),?[ ]
      (?:(?:that|this|it|i)(?:[ ]|(?='s)))? (?:is|was|'s|were|turned[ ]out|proved)[ ](?:to[ ]be[ ])?
      (?: (?:[a-z]+ly[ ])?{_WRONG}\b(?![ ](?:to|that|about|before|at|in))
          | not[ ](?:right|correct|true|so)\b )
    | \s?[?,—-]\s* (?:(?:definitely|certainly|absolutely|of[ ]course)[ ])?
      (?:no|not)(?=[.!,]|\s*$)""",
    re.VERBOSE | re.IGNORECASE,
)
BOUND = r"""(?: (?:(?:no|not|\w+ly|much|any|far)[ ])*
        (?:less|more|fewer|greater|larger|smaller|higher|lower|bigger)[ ]than(?:[ ]or[ ]equal[ ]to)?
      | (?:not[ ])?at[ ](?:least|most) | up[ ]to | (?:a[ ]|the[ ])?(?:minimum|maximum)[ ]of
      | (?:well[ ]|just[ ])?(?:over|under|above|below|beyond|upwards[ ]of) | exceed(?:s|ing)
      | [<>≤≥≦≧]=? | \\[lg]e?q?(?:slant)?(?![a-z]) )"""
"""How a number is made a bound, for a verbose pattern that is deaf to case."""
_BARE_BOUND = Expression(
    rf"(?:{_FILLER}(?:so|thus|therefore|hence|:|,))*{_FILLER}{BOUND}[\s*_`$(\\]*", re.X | re.I
)
_BARE = Expression(rf"(?:{_FILLER}(?:so|thus|therefore|hence|:|,))*{_FILLER}", re.X | re.I)
_SAID_TO_BE = Expression(rf"\b(?:is|are)[ ]{BOUND}[\s*_`$(\\]*$", re.VERBOSE | re.IGNORECASE)
_COMPARED = Expression(r"\S\ (?:[<>]=?|[≤≥])[ $]*$")
_BOUND_AFTER = Expression(
    r"(?: [a-z]+)? (?:or (?:more|less|fewer|greater|higher|lower|above|below|over|under)"
    r"|at (?:least|most)|and (?:up|above|over))\b|\+(?![\s\d])|\+(?=\s*$)",
    re.IGNORECASE,
)
_ASKS = Expression(
    r"""[\s*_]*(?:(?:so|but|and|hmm|then|wait),?[ ])? (?:is|are|was|were|could|would|might|may|can
    |should|will|do|does|did|shall)[ ] (?:[^\d]*)""",
    re.VERBOSE | re.IGNORECASE,
)
_ASKED = Expression(
    r"[^.!?\n\d]{0,60}\?(?!\s*(?:yes|yep|correct|right|indeed|it is|sure|true)\b)", re.IGNORECASE
)
_SENTENCE_START = Expression(r"[.!?;]\s|\n(?=[^\n]*\w)")
_ALTERNATIVE = Expression(r"[\s,*$]*\b(?:or|nor)\b[\s*$]*", re.IGNORECASE)
_COMMA = Expression(r"[\s*$]*,[\s*$]*")


def last_standing(spans: Sequence[re.Match[str]]) -> int | None:
    """The index of the last number that nothing denies, there or after it; of the last 64."""
    at, denied = len(spans) - 1, list[Number]()
    while at >= max(0, len(spans) - _LONGEST):
        number = read_number(spans[at]).number
        first = at if number is None else _denied_from(spans, at)
        if number and first is None and not any(number.agrees_with(other) for other in denied):
            return at
        if number and first is not None:
            denied.append(number)
        at = (at if first is None else first) - 1
    return None


def _denied_from(spans: Sequence[re.Match[str]], at: int) -> int | None:
    """The index of the first number of the denial that number `at` stands in, or None.

    In "not 5, 6 or 18" the denial that takes 18 back begins at 5.
    """
    found, joined, lowest = read_number(spans[at]), False, max(0, at - _LONGEST)
    while not is_denied(spans[at].string, found):
        if at == lowest:
            return None
        previous = read_number(spans[at - 1])
        between = spans[at].string[previous.end : found.start][:40]
        joined = joined or _ALTERNATIVE.fullmatch(between) is not None
        if not joined or not (_ALTERNATIVE.fullmatch(between) or _COMMA.fullmatch(between)):
            return None
        at, found = at - 1, previous
    return at


def is_denied(text: str, found: Found) -> bool:
    """Whether the words right before or right after the number take it back."""
    return is_denied_before(text, found.start) or bool(_TAKEN_BACK.match(text, found.end))


def is_denied_before(text: str, start: int) -> bool:
    """Whether the words that lead up to `start` deny what stands there."""
    words = _sentence_before(text, start)
    return _DENIED.search(words.lower()) is not None


def is_bound(text: str, found: Found) -> bool:
    """Whether the number only bounds the answer: nothing but "it is at least" leads to it."""
    words = _sentence_before(text, found.start)
    if words.strip() == ">" and text[: found.start].strip() != ">":
        return False  # a quoted line
    if _BARE_BOUND.fullmatch(words) or _SAID_TO_BE.search(words) or _COMPARED.search(words):
        return True
    return is_bound_after(text, found.end) and _BARE.fullmatch(words) is not None


def is_bound_after(text: str, end: int) -> bool:
    """Whether it goes on with "or more", "at most" or the like."""
    return _BOUND_AFTER.match(text, end) is not None


def is_asked(text: str, found: Found) -> bool:
    """Whether the number stands in a question, "Is it 42?", that no "yes" follows."""
    if not _ASKED.match(text, found.end):
        return False
    return _ASKS.fullmatch(_sentence_before(text, found.start)) is not None


def _sentence_before(text: str, start: int) -> str:
    return _SENTENCE_START.split(text[max(0, start - _REACH) : start])[-1]
