"""Whether a number is one of several on offer, so that it is no answer even where it is right."""

import re
from collections.abc import Sequence

from rewards.reading.denial import is_denied
from rewards.reading.expression import Expression
from rewards.reading.number_lists import is_closed, is_offer, offered_together
from rewards.reading.numbers import Found, read_number

_LONGEST = 64
_ROUNDED = Expression(r"about|approx|roughly|around|≈|~", re.IGNORECASE)
_AND_ANOTHER = Expression(r"[ *_]*[a-z]+(?: [a-z]+)? and [$*]*", re.IGNORECASE)
_NUMBERING = Expression(r"[.):][ \t*]+")
_BULLET = Expression(r"(?:^|\n)[ \t>*_#(-]*$")


def is_guess(spans: Sequence[re.Match[str]], at: int) -> bool:
    """Whether number `at` ends a list of different values, with only list words between them."""
    last = right = read_number(spans[at])
    text, start = spans[at].string, last.start
    for before in reversed(spans[max(0, at - _LONGEST) : at]):
        left = read_number(before)
        if _is_numbering(text, left, start):
            start = left.start
            continue
        if not offered_together(text, left, start, right) or is_denied(text, left):
            return False
        if _differ(left, last, text[left.end : start]):
            return True
        start, right = left.start, left
    return False


def is_first_guess(spans: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a list of different values begins with number `at`."""
    first = left = read_number(spans[at])
    for after in spans[at + 1 : at + _LONGEST]:
        text, right = after.string, read_number(after)
        between = text[left.end : right.start]
        if _AND_ANOTHER.fullmatch(between):
            return True
        if not offered_together(text, left, right.start, right) or is_denied(text, right):
            return False
        if _differ(first, right, between):
            return is_offer(between) or is_closed(text, right.end)
        left = right
    return False


def _is_numbering(text: str, found: Found, until: int) -> bool:
    """Whether the number only counts, as in "2. 18" or "Option 2: 18", and `until` is next."""
    if not _NUMBERING.fullmatch(text[found.end : until][:20]):
        return False
    bracketed = (
        text[found.end : found.end + 1] == ")" and text[found.start - 1 : found.start] == " "
    )
    if found.number is None or bracketed:
        return True
    return _BULLET.search(text[max(0, found.start - 20) : found.start]) is not None


def _differ(one: Found, other: Found, between: str) -> bool:
    """Whether they are two values, and not one with its rounded form: "1/6, or about 16.67 %"."""
    if not (one.number and other.number):
        return True
    if one.number.agrees_with(other.number):
        return False
    return not (_ROUNDED.search(between) and one.number.is_near(other.number))
