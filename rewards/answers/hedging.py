"""Whether numbers side by side are offered as alternatives: "5, 6 or 18"."""

import re

from rewards.answers.negation import is_negated
from rewards.answers.numbers import FoundNumber, NumberSpans
from rewards.answers.plain_text import Expression, prose

_LONGEST_LIST = 64
_ROUNDED = Expression(r"about|approx|roughly|around|≈|~", re.IGNORECASE)
_AND_ANOTHER = Expression(r"[ *_]*[a-z]+(?: [a-z]+)? and [$*]*", re.IGNORECASE)
_NUMBERING = Expression(r"[.):][ \t*]+")
_BULLET = Expression(r"(?:^|\n)[ \t>*_#(-]*$")
_REACH = 90
_HEDGE = "or|vs|versus|maybe|perhaps|possibly|could|might|may|alternatively"
_WORD = rf"""\b(?: {_HEDGE}
    |and|to|probably|likely|would|can|be|it's|its|it|is|was|also|even|either|if|not|sure|else
    |otherwise|then|again|i(?=[ ])|think|guess|guesses|say|lets|let's|let|me|the|a|my|answer
    |answers|number|first|second|third|fourth|fifth|last|next|another|one|option|so|choice|candidate
    |attempt|try|possibility|possible|what|how|about|wait|no|actually|hmm|okay|but|instead|that's
    |around|approximately|of|them|well|these|are|include|final|[a-e](?=[).:]) )\b"""
_MARK = r"""[\s,;/|&—\-.?!*_`$€£()\[\]"':~≈{}\\]"""
_BETWEEN = prose(rf"(?: {_MARK} | {_WORD} )+")
_JOINED = prose(rf"(?: {_MARK} | \b(?:and|to|also|then|even|[a-e](?=[).:]))\b )+")
_LEADING = prose(rf"(?: {_MARK} | {_WORD} | \d{{1,2}}(?=[.):]) )*")
_OFFER = Expression(rf"\b(?:{_HEDGE})\b", re.IGNORECASE)
_LISTED = Expression(r"[,;/|&—-]|(?<= )~ |\b(?:and|to)\b|\([a-e]\)|[}\])]\s*[\[{(]", re.IGNORECASE)
_NEW_SENTENCE = Expression(r"\n|[.?!]\s")
_NAMED = Expression(r"\b([a-z])\s?=[ $]*$", re.IGNORECASE)
_UNITS = Expression(
    rf"[ *_]*([a-z]+)(?: [a-z]+){{0,2}}?[*_]*(?:,? (?:{_HEDGE})\b(?: (?:even|just|{_HEDGE}))*"
    r"| and|[,;/])[ $*]+",
    re.IGNORECASE,
)
_COUNTS = Expression(r"[$*_)]* ?[^\W\d_]{2}")
_UNIT = Expression(r"[ *_]*([a-z]+)", re.IGNORECASE)
_COMPOUND = Expression(
    r"[ *_]*(?:hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|feet|foot|ft|meters?|pounds?"
    r"|lbs?|dollars?|quarters?|kilograms?|kg)[ ,]+(?:and )?[$*]*",
    re.IGNORECASE,
)
_OPERATOR = prose(r"""
    [ \t*_$}>)%]* (?:(?!(?:or|and)\b)[a-z]+[ ]){0,2}
    (?: [+÷] | (?<!\*)\*(?!\*) | (?<=[ ])-(?=[ ]) | \\times | \\cdot | \\div
      | \b(?:x|times|plus|minus|multiplied[ ]by|divided[ ]by)\b ) [ \t$({\\<]*""")
_SHARE_OF = Expression(r"(?:%|\bpercent|/[ ]?\d+|\})[ ]of[ ][$*]*$", re.IGNORECASE)
_ABOUT_THE_WORKING = Expression(r" (?:steps?|operations?|calculations?|lines?|sentences?)\b")
_OTHERWISE = Expression(
    r"\b(?:otherwise|or else|or,? if [^,.\n]{1,25},) (?:(?:it is|it's) )?[$*]*$", re.IGNORECASE
)
_FROM = Expression(r"\bfrom\s+[$€£*]*$", re.IGNORECASE)
_ANYWHERE = Expression(r"\b(?:anywhere|somewhere|ranges?|ranging|varies|vary)\b", re.IGNORECASE)
# A clause before the main one: of "After subtracting 5, 18 remain" the comma joins no list.
_SUBORDINATE = Expression(
    r"(?:^|[.!?]\s|\n)[\s*_]*(?:after|once|when|if|since|from|by|as|before|because|having|given|until"
    r"|while|although|though|out of|of|in|with|for|to|[a-z]+ing)\b[^.!?,\n]*$",
    re.IGNORECASE,
)
_CLOSED = Expression(r"[ \t*_`$)\]}.!?\"'\\]*(?:[a-z]+[ \t*_.!?]*)?(?:\n|$|</)", re.IGNORECASE)


def is_hedged(spans: NumberSpans, at: int) -> bool:
    """Whether number `at` ends a list of different values, with only list words between them."""
    last = right = spans[at].found_number
    text, start = spans[at].match.string, last.start
    for before in reversed(spans[max(0, at - _LONGEST_LIST) : at]):
        left = before.found_number
        if _is_numbering(text, left, start):
            start = left.start
            continue
        if not are_alternatives(text, left, start, right) or is_negated(text, left):
            return False
        if _differ(left, last, text[left.end : start]):
            return True
        start, right = left.start, left
    return False


def _is_numbering(text: str, found: FoundNumber, until: int) -> bool:
    """Whether the number only counts, as in "2. 18" or "Option 2: 18", and `until` is next."""
    if not _NUMBERING.fullmatch(text[found.end : until][:20]):
        return False
    bracketed = text[found.start - 1 : found.start] + text[found.end : found.end + 1] == " )"
    if found.number is None or bracketed:
        return True
    return _BULLET.search(text[max(0, found.start - 20) : found.start]) is not None


def _differ(one: FoundNumber, other: FoundNumber, between: str) -> bool:
    """Whether they are two values, and not one with its rounded form: "1/6, or about 16.67 %"."""
    if not (one.number and other.number):
        return True
    if one.number.agrees_with(other.number):
        return False
    return not (_ROUNDED.search(between) and one.number.is_near(other.number))


def starts_hedge(spans: NumberSpans, at: int) -> bool:
    """Whether a list of different values begins with number `at`."""
    first = left = spans[at].found_number
    for after in spans[at + 1 : at + _LONGEST_LIST]:
        text, right = after.match.string, after.found_number
        between = text[left.end : right.start]
        if _AND_ANOTHER.fullmatch(between):
            return True
        if (
            _NEW_SENTENCE.search(between)
            and not is_offer(between)
            and _COUNTS.match(text, right.end)
        ):
            return False
        if not are_alternatives(text, left, right.start, right) or is_negated(text, right):
            return False
        if _differ(first, right, between):
            return is_offer(between) or is_closed(text, right.end)
        left = right
    return False


def are_alternatives(text: str, left: FoundNumber, start: int, right: FoundNumber) -> bool:
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
    # of "x = 5 or x = 18", the second name is no part of what stands between
    name = _NAMED.search(between)
    first = _NAMED.search(text[max(0, left.start - 10) : left.start])
    same = name and first and name[1] == first[1]
    between = between[: name.start()] if name and same else between
    if not _BETWEEN.fullmatch(between):
        return _have_same_unit(text, between, right)
    if is_offer(between) or (between.isspace() and "\n" not in between):
        return True
    if _NEW_SENTENCE.search(between):
        # nothing but hedging may lead up to the number in its sentence
        before = _NEW_SENTENCE.split(text[max(0, left.start - _REACH) : left.start])[-1]
        return _LEADING.fullmatch(before) is not None
    listed = _JOINED.fullmatch(between) and _LISTED.search(between)
    return listed is not None and not _is_change(text, left, between)


def _have_same_unit(text: str, between: str, right: FoundNumber) -> bool:
    """Whether "5 apples or " goes on with "18 apples" or a bare "18", and not with "18 days"."""
    units = _UNITS.fullmatch(between)
    if not units:
        return False
    unit = _UNIT.match(text, right.end)
    if unit is None:
        return is_offer(between)
    same = unit[1].lower().rstrip("s") == units[1].lower().rstrip("s")
    return same and bool(is_offer(between) or is_closed(text, unit.end()))


def _is_change(text: str, left: FoundNumber, between: str) -> bool:
    """Whether it is "from 5 to 18", which ends in 18, or "After subtracting 5, 18 remain".

    "Anywhere from 5 to 18" is neither.
    """
    before = text[max(0, left.start - _REACH) : left.start]
    if between.strip(" $*") == ",":
        return _SUBORDINATE.search(before) is not None
    return between.strip() == "to" and bool(_FROM.search(before)) and not _ANYWHERE.search(before)


def is_offer(between: str) -> bool:
    """Whether the words between two numbers offer the second instead of the first."""
    return _OFFER.search(between) is not None


def is_closed(text: str, end: int) -> bool:
    """Whether at most one word follows in the line, so that a list may end there."""
    return _CLOSED.match(text, end) is not None
