"""Reading a number that is spelled out: "eighteen", "minus two hundred and five"."""

import re
from fractions import Fraction

from rewards.reading.denial import is_asked, is_bound, is_denied
from rewards.reading.expression import Expression
from rewards.reading.numbers import Found, Number

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = dict(zip(_ONES, range(20), strict=True)) | dict(
    zip(_TENS, range(20, 100, 10), strict=True)
)
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8}
_PARTS |= {"tenth": 10, "hundredth": 100}
_WORD = "|".join(sorted((*_VALUES, *_SCALES), key=len, reverse=True))
_PART = rf"(?:{'|'.join(_PARTS)}|halve)s?"
_NEAR = 2000
_SPELLED = Expression(
    rf"[\s*_\"']*(?P<sign>(?:minus|negative) )?"
    rf"(?P<words>(?:{_WORD})(?:(?:[ -]|,? and ){{1,2}}(?:{_WORD})){{0,12}})"
    rf"(?:[ -](?P<part>{_PART})\b(?: of\b)?"
    rf"|(?P<more> and (?:an?|one)[ -](?:{'|'.join(_PARTS)})\b))?"
    rf"(?P<percent> percent)?(?![\w-]| (?:of|or|more|less|times|plus|minus)\b)",
    re.IGNORECASE,
)
_SIGN = Expression(r"\b(?:minus|negative) $", re.IGNORECASE)
_ANY_WORD = Expression(rf"(?<![\w-])(?:{_WORD})(?:(?:[ -]|,? and )(?:{_WORD}))*(?![a-z])", re.I)


def word_number(text: str, start: int, end: int) -> Number | None:
    """The number spelled out right at `start`, or None."""
    spelled = _SPELLED.match(text, start, end)
    if spelled is None:
        return None
    value = Fraction(_whole(spelled["words"]))
    if spelled["more"]:
        value += Fraction(1, _PARTS[spelled["more"].lower().replace("-", " ").split()[-1]])
    if spelled["part"]:
        below = _PARTS[spelled["part"].lower().removesuffix("s").replace("halve", "half")]
        if spelled["part"].lower().endswith("s") is (value == 1):
            return None  # twenty third is an ordinal
        value /= below
    return Number(-value if spelled["sign"] else value, spelled["percent"] is not None)


def only_word_number(text: str, start: int) -> Number | None:
    """The number that `text` spells out from `start`; None for several, and for a lone "one"."""
    numbers = list[Number]()
    for spelled in _ANY_WORD.finditer(text, max(start, len(text) - _NEAR)):
        if spelled[0].lower() == "one" and _is_pronoun(text, spelled):
            continue
        number = _claimed(text, spelled)
        if number is None or (numbers and number != numbers[0]):
            return None
        numbers.append(number)
    return numbers[0] if numbers else None


def _is_pronoun(text: str, spelled: re.Match[str]) -> bool:
    led_to = text[: spelled.start()].strip(" *_\"'")
    return bool(led_to) and word_number(text, spelled.start(), len(text)) == Number(Fraction(1))


def _claimed(text: str, spelled: re.Match[str]) -> Number | None:
    """The number, unless it is denied, asked for or a bound."""
    found = Found(spelled.start(), spelled.end(), None)
    if is_denied(text, found) or is_bound(text, found) or is_asked(text, found):
        return None
    sign = _SIGN.search(text[max(0, spelled.start() - 10) : spelled.start()])
    return word_number(text, spelled.start() - (len(sign[0]) if sign else 0), len(text))


def _whole(words: str) -> int:
    total = part = 0
    for word in re.findall(_WORD, words.lower()):
        if word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total, part = total + max(part, 1) * _SCALES[word], 0
        else:
            part += _VALUES[word]
    return total + part
