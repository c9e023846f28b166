"""What may stand between numbers of which none is the answer: "5, 6 or 18", "9 + 9"."""

import re

from rewards.reading.expression import Expression
from rewards.reading.numbers import Found

_REACH = 90
_HEDGE = "or|vs|versus|maybe|perhaps|possibly|could|might|may|alternatively"
_WORD = rf"""\b(?: {_HEDGE}
    |and|to|probably|likely|would|can|be|it's|its|it|is|was|also|even|either|if|not|sure|else
    |otherwise|then|again|i(?=[ ])|think|guess|guesses|say|lets|let's|let|me|the|a|my|answer
    |answers|number|first|second|third|fourth|fifth|last|next|another|one|option|so|choice|candidate
    |attempt|try|possibility|possible|what|how|about|wait|no|actually|hmm|okay|but|instead|that's
    |around|approximately|of|them|well|these|are|include|final|[a-e](?=[).:]) )\b"""
_MARK = r"""[\s,;/|&—\-.?!*_`$€£()\[\]"':~≈{}\\]"""
_BETWEEN = Expression(rf"(?: {_MARK} | {_WORD} )+", re.VERBOSE | re.IGNORECASE)
_JOINED = Expression(rf"(?: {_MARK} | \b(?:and|to|also|then|even|[a-e](?=[).:]))\b )+", re.X | re.I)
_LEADING = Expression(rf"(?: {_MARK} | {_WORD} | \d{{1,2}}(?=[.):]) )*", re.VERBOSE | re.IGNORECASE)
_OFFER = Expression(rf"\b(?:{_HEDGE})\b", re.IGNORECASE)
_LISTED = Expression(r"[,;/|&—-]|(?<= )~ |\b(?:and|to)\b|\([a-e]\)|[}\])]\s*[\[{(]", re.IGNORECASE)
_NEW_SENTENCE = Expression(r"\n|[.?!]\s")
_NAMED = Expression(r"\b([a-z])\s?=[ $]*$", re.IGNORECASE)
_UNITS = Expression(
    rf"[ *_]*([a-z]+)(?: [a-z]+){{0,2}}?[*_]*(?:,? (?:{_HEDGE})\b(?: (?:even|just|{_HEDGE}))*"
    r"| and|[,;/])[ $*]+",
    re.IGNORECASE,
)
_UNIT = Expression(r"[ *_]*([a-z]+)", re.IGNORECASE)
_COMPOUND = Expression(
    r"[ *_]*(?:hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|feet|foot|ft|meters?|pounds?"
    r"|lbs?|dollars?|quarters?|kilograms?|kg)[ ,]+(?:and )?[$*]*",
    re.IGNORECASE,
)
_OPERATOR = Expression(
    r"""[ \t*_$}>)%]* (?:(?!(?:or|and)\b)[a-z]+[ ]){0,2}
    (?: [+÷] | (?<!\*)\*(?!\*) | (?<=[ ])-(?=[ ]) | \\times | \\cdot | \\div
      | \b(?:x|times|plus|minus|multiplied[ ]by|divided[ ]by)\b ) [ \t$({\\<]*""",
    re.VERBOSE | re.IGNORECASE,
)
_SHARE_OF = Expression(r"(?:%|\bpercent|/[ ]?\d+|\})[ ]of[ ][$*]*", re.IGNORECASE)
_ABOUT_THE_WORKING = Expression(r" (?:steps?|operations?|calculations?|lines?|sentences?)\b")
_OTHERWISE = Expression(
    r"\b(?:otherwise|or else|or,? if [^,.\n]{1,25},) (?:(?:it is|it's) )?[$*]*$", re.IGNORECASE
)
_FROM = Expression(r"\bfrom\s+[$€£*]*$", re.IGNORECASE)
_ANYWHERE = Expression(r"\b(?:anywhere|somewhere|ranges?|ranging|varies|vary)\b", re.IGNORECASE)
_CLOSED = Expression(r"[ \t*_`$)\]}.!?\"'\\]*(?:[a-z]+[ \t*_.!?]*)?(?:\n|$)", re.IGNORECASE)


def offered_together(text: str, left: Found, start: int, right: Found) -> bool:
    """Whether `left` and `right`, whose place in the list begins at `start`, are offered as two.

    A sum left undone and "5 hours and 30 minutes" are: neither number alone is the answer.
    """
    if start - left.end > _REACH:
        return False
    between = text[left.end : start]
    if _OPERATOR.fullmatch(between) or _COMPOUND.fullmatch(between):
        return True
    if _OTHERWISE.search(between) or _SHARE_OF.search(text[left.start : start]):
        return True
    if _ABOUT_THE_WORKING.match(text, right.end) and not is_offer(between):
        return False
    between = _unnamed(text, left, between)
    if not _BETWEEN.fullmatch(between):
        return _same_units(text, between, right)
    if is_offer(between) or (between.isspace() and "\n" not in between):
        return True
    if _NEW_SENTENCE.search(between):
        return _stands_alone(text, left)
    listed = _JOINED.fullmatch(between) and _LISTED.search(between)
    return listed is not None and not _is_change(text, left, between)


def is_offer(between: str) -> bool:
    """Whether the words between two numbers offer the second instead of the first."""
    return _OFFER.search(between) is not None


def is_closed(text: str, end: int) -> bool:
    """Whether at most one word follows in the line, so that a list may end there."""
    return _CLOSED.match(text, end) is not None


def _unnamed(text: str, left: Found, between: str) -> str:
    """What stands between, less the second name of "x = 5 or x = 18"."""
    name = _NAMED.search(between)
    first = _NAMED.search(text[max(0, left.start - 10) : left.start])
    same = name and first and name[1] == first[1]
    return between[: name.start()] if name and same else between


def _same_units(text: str, between: str, right: Found) -> bool:
    """Whether "5 apples or " goes on with "18 apples" or a bare "18", and not with "18 days"."""
    units = _UNITS.fullmatch(between)
    if not units:
        return False
    unit = _UNIT.match(text, right.end)
    if unit is None:
        return is_offer(between)
    same = unit[1].lower().rstrip("s") == units[1].lower().rstrip("s")
    return same and bool(is_offer(between) or is_closed(text, unit.end()))


def _stands_alone(text: str, found: Found) -> bool:
    """Whether nothing but hedging leads up to the number in its sentence."""
    before = _NEW_SENTENCE.split(text[max(0, found.start - _REACH) : found.start])[-1]
    return _LEADING.fullmatch(before) is not None


def _is_change(text: str, left: Found, between: str) -> bool:
    """Whether it is "from 5 to 18", which ends in 18, and not "anywhere from 5 to 18"."""
    before = text[max(0, left.start - _REACH) : left.start]
    return between.strip() == "to" and bool(_FROM.search(before)) and not _ANYWHERE.search(before)
