"""Reading what one cue declares: a number, nothing, or something that is not one number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rewards.reading.answer_cues import Cue
from rewards.reading.boxed import is_placeholder, only_number
from rewards.reading.denial import (
    BOUND,
    is_bound,
    is_bound_after,
    is_denied,
    is_denied_before,
    last_standing,
)
from rewards.reading.expression import Expression
from rewards.reading.guesses import is_first_guess, is_guess
from rewards.reading.number_words import word_number
from rewards.reading.numbers import Found, Number, number_spans, read_number

_LEAD = Expression(
    r"""(?: [\s*_`$~≈"'(\[{:=>|-] | \\[()\[\],;!$ ] | \\(?:approx|quad|displaystyle|left|text)\b
      | \\(?:boxed|text(?:bf)?|math(?:rm|bf)|bf)\{
      | \b(?:about|approximately|roughly|around|exactly|just|only|simply|now|therefore|thus|then
          |equal|to|is|a|the|total|of|clearly|indeed|usd|rs\.?|eur)\b
      | \b[a-z]{1,8}\s?(?==) )*""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST = 64
_OPERATOR_NEXT = Expression(
    r"""[ \t*_$})>]* (?:(?!(?:x|or|and)\b)[a-z%]+[ ]){0,3}
    (?: [-+*/÷=≈] | (?<![a-z])x(?![a-z]) | \\(?:times|cdot|div|approx) ) [ \t$({\\<~]* \.?\d""",
    re.VERBOSE | re.IGNORECASE,
)
_CONVERTED_NEXT = Expression(r" [a-z]+,? and \d+ [a-z]+ =", re.IGNORECASE)
_COMPARED_NEXT = Expression(r" (?:[a-z]+ )?(?:more|less|fewer) than\b", re.IGNORECASE)
_EQUALITY_NEXT = Expression(r"[ *_$})a-zA-Z]{0,30}[=≈]")
_EQUALS = Expression(
    r"(?:=|≈|\\approx|\b(?:is|equals|gives|giving|makes|making|totals?)\b)[\s*_`$~<({\\]*$"
)
_WORDS_NEXT = Expression(
    r"[ *_]*(?:[a-z]+ ){0,2}(?:(?:more|less|fewer|greater|larger|smaller) than|times|plus|minus"
    r"|multiplied|divided|added|subtracted|percent of|of the)\b| ?\\?% of\b",
    re.IGNORECASE,
)
_BOUND = Expression(rf"[\s*_:]*+(?:it[ ]is[ ])?{BOUND}[\s*_$\\(]*", re.VERBOSE | re.IGNORECASE)
_QUOTED = Expression(r"\s*>[\s*_$]*")
_WORKED_ON = Expression(
    r"""[\s*_:$]*+(?:the[ ]|an?[ ]|one[ -])?(?:half|twice|thrice|double|triple|third|quarter|log|ln
    |square|cube|square[ ]root|cube[ ]root|logarithm|factorial|\\log|\\ln)(?:[ ]of)?[\s*_$(]*""",
    re.VERBOSE | re.IGNORECASE,
)
_UNKNOWN = Expression(
    r"""[\s*_`"'(:]*+ (?:(?:it|this|that|the[ ]answer|answer)[ ](?:is[ ]|(?=can)))?
    (?: unknown | none | n/a | n\.a\.
      | (?:is[ ])?not[ ](?:known|given|applicable|available|possible)
      | (?:is[ ])?(?:un|in)determin(?:ed|able|ate)
      | (?:(?:can(?:no|')t|can[ ]not|could[ ]not|couldn't)[ ]be[ ])?(?<=be[ ])
        (?:determined|found|known|calculated|computed|answered|deduced|derived|given|said)
      | (?:is[ ])?impossible[ ]to[ ](?:say|tell|determine|know|find|calculate|compute|answer)
      | (?:there[ ]is[ ])?(?:not[ ]enough|insufficient)[ ](?:information|data|info)
      | undefined | no[ ](?:answer|solution|idea) | does[ ]not[ ]exist
      | i[ ](?:don't|do[ ]not)[ ]know
      | i[ ](?:can't|cannot)[ ](?:say|tell|determine[ ](?:it|this)) )
    (?= [*_`"'\\})]*+ [ \t]*+
        (?: [.,;:!?(\n—-] | $ | (?:from|with|because|since|given|based|here)\b ) )""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOSED = Expression(
    r"""[ \t*_`$)\]}"'°]* (?:[a-z°€£/²³\\{}^]+[ ]?){0,4} [*_`$)\]}\\"']* (?:[.,;:!(—\n-]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_ENUMERATES = Expression(r"[.):][ ]+\S|[ ]+[A-Z][a-z]")
_EXPLAINS = Expression(
    r"\s*\W*(?:explanation|because|reason|note|check|here|working|steps?\b|solution|proof|details"
    r"|justification|verification|calculation|this|since)",
    re.IGNORECASE,
)
_DIGIT = Expression(r"\d")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a cue said, and where. `number` is None where it declared no single number.

    A `firm` one outranks one that is only led to in words. A `denied` one says what the answer is
    not, so that no number before `end` can be it.
    """

    number: Number | None
    end: int
    firm: bool = True
    denied: bool = False


def declared_by(text: str, cue: Cue) -> Declared | None:
    """What `cue` declares in `text`; None where it declares nothing after all."""
    if cue.kind == "box":
        return _boxed(text, cue)
    if cue.kind == "none":
        return Declared(None, cue.end, firm=False)
    if says_unknown(text, cue.start):
        return Declared(None, cue.end)
    spans = number_spans(text, cue.start, cue.end)
    if not spans:
        spelled = word_number(text, cue.start, cue.end)
        return Declared(spelled, cue.end) if spelled else None
    if text.find("box", cue.start, cue.end) > 0:
        return None
    return _led_to(text, cue, spans)


def says_unknown(text: str, start: int) -> bool:
    """Whether "unknown", "N/A" or "cannot be determined" stands at `start` instead of a number."""
    return _UNKNOWN.match(text, start) is not None


def _led_to(text: str, cue: Cue, spans: Sequence[re.Match[str]]) -> Declared | None:
    """What a cue with numbers after it declares, be it straight away or in words."""
    first = read_number(spans[0])
    if _opens_the_reasoning(text, cue, first):
        return None
    if _is_unsettled(text, cue, spans, first):
        return Declared(None, cue.end)
    straight = _LEAD.fullmatch(text, cue.start, first.start) is not None
    if not straight or _WORDS_NEXT.match(text, first.end) or is_denied(text, first):
        return _in_words(cue, spans)
    heading = text[cue.at] == "#" and _ENUMERATES.match(text, first.end)
    if heading or (cue.kind == "alone" and not _CLOSED.match(text, first.end)):
        return None
    return Declared(_direct(text, cue, spans, first), cue.end)


def _is_unsettled(text: str, cue: Cue, spans: Sequence[re.Match[str]], first: Found) -> bool:
    """Whether it declares "at least 18", "18 or more", or a "half of 18" that is not worked out."""
    if cue.kind == "alone" and _QUOTED.fullmatch(text, cue.start, first.start):
        return False
    if _BOUND.fullmatch(text, cue.start, first.start):
        return True
    if len(spans) == 1 and _WORKED_ON.fullmatch(text, cue.start, first.start):
        return True
    straight = _LEAD.fullmatch(text, cue.start, first.start) is not None
    return straight and is_bound_after(text, first.end)


def _opens_the_reasoning(text: str, cue: Cue, first: Found) -> bool:
    """Whether the reply begins "A: Janet has 13 eggs" and goes on with more numbers."""
    if cue.kind != "line" or text[: cue.at].strip(" *_#>\n") or _CLOSED.match(text, first.end):
        return False
    return not _EXPLAINS.match(text, cue.end) and _DIGIT.search(text, cue.end) is not None


def _in_words(cue: Cue, spans: Sequence[re.Match[str]]) -> Declared | None:
    at = last_standing(spans)
    if at is None:
        return _denial(cue, spans)
    if cue.kind in ("direct", "alone"):
        return None
    if at and _COMPARED_NEXT.match(spans[at].string, spans[at].end()):
        at -= 1
    guess = is_guess(spans, at)
    if guess and cue.kind == "sentence":
        return None
    found = read_number(spans[at])
    unclaimed = guess or is_bound(spans[at].string, found)
    return Declared(None if unclaimed else found.number, cue.end, firm=False)


def _denial(cue: Cue, spans: Sequence[re.Match[str]]) -> Declared | None:
    denied = any(read_number(span).number for span in spans[-_LONGEST:])
    return Declared(None, cue.end, denied=True) if denied else None


def _direct(text: str, cue: Cue, spans: Sequence[re.Match[str]], first: Found) -> Number | None:
    if first.number is None or not text[first.end : cue.end + 80].strip():
        return first.number
    if _OPERATOR_NEXT.match(text, first.end) or _CONVERTED_NEXT.match(text, first.end):
        return _end_of_chain(text, spans, first)
    around = number_spans(text, cue.start, min(len(text), cue.end + 80))
    return None if is_first_guess(around, 0) else first.number


def _end_of_chain(text: str, spans: Sequence[re.Match[str]], first: Found) -> Number | None:
    """What "16 - 3 = 13" comes to; None for a sum left undone or a range."""
    for span in reversed(spans[-_LONGEST:]):
        found = read_number(span)
        equal = _EQUALS.search(text[max(0, found.start - 20) : found.start])
        if equal and not _OPERATOR_NEXT.match(text, found.end):
            return found.number
    return first.number if _EQUALITY_NEXT.match(text, first.end) else None


def _boxed(text: str, cue: Cue) -> Declared | None:
    content = text[cue.start : cue.end]
    if is_placeholder(content):
        return None
    before = is_denied(text, Found(cue.at, cue.end + 1, None))
    denied = before or is_denied_before(content, len(content))
    return Declared(None if denied else only_number(content), cue.end, denied=denied)
