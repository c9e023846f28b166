"""Numbers with units, by pint: "500 cm" is 5 where metres are asked for, and "5 feet" is not."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from rewards.extras import extra
from rewards.reading.expression import Expression
from rewards.reading.numbers import Number, number_spans, read_number
from rewards.reading.plain_marks import plain_marks
from rewards.reading.reasoning import without_reasoning

_FAR, _MOST = 20_000, 200
_NAME = r"(?:[A-Za-z\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}\N{OHM SIGN}]+\.?(?:\^?-?\d)?)"
_PHRASE = Expression(rf"{_NAME}(?: ?[/*] ?{_NAME}| {_NAME}){{0,4}}")
_WRITTEN = (
    (Expression(r"\\(?:text|mathrm|textbf|mathbf|,|;|:|!)|[{}$~]|\*(?![A-Za-z])|\\ "), " "),
    (Expression(r"\^?\N{SUPERSCRIPT TWO}"), "^2"),
    (Expression(r"\^?\N{SUPERSCRIPT THREE}"), "^3"),
    (Expression(r"(?:\N{DEGREE SIGN}|\^\s?\\circ|\bdegrees?) ?C(?:elsius)?\b"), " degC"),
    (Expression(r"(?:\N{DEGREE SIGN}|\^\s?\\circ|\bdegrees?) ?F(?:ahrenheit)?\b"), " degF"),
    (Expression(r"\N{DEGREE SIGN}|\^\s?\\circ"), " degree"),
    (Expression(r"\b(?:sq|square)\b\.? (\w+)", re.IGNORECASE), r"\1^2"),
    (Expression(r"\b(?:cu|cubic)\b\.? (\w+)", re.IGNORECASE), r"\1^3"),
    (Expression(r"(\w) squared\b"), r"\1^2"),
    (Expression(r"(\w) cubed\b"), r"\1^3"),
    (Expression(r"(\w) per (\w)"), r"\1/\2"),
    (Expression(r"\s+"), " "),
)
_ALSO_WORDS = {
    "in",
    "a",
    "as",
    "at",
    "am",
    "are",
    "d",
    "had",
    "has",
    "bar",
    "second",
    "point",
    "us",
}
"""Names of units that are words of prose first: they count only where the phrase ends with them."""
_CLOSED = Expression(r"\s*(?:[.,;:!?)\]}\"'|]|$)")


def in_unit(number: Number, unit: str, text: str) -> Fraction | None:
    """What the number comes to in `unit`, where `text` gives it in another, or in none.

    None where the unit in the text measures something else, or the number is a percentage. Raises
    ValueError where pint does not know `unit`.
    """
    wanted = _parsed(unit)
    if wanted is None:
        raise ValueError(f"unit: expected the name of a unit that pint knows, got {unit!r}")
    if number.percent:
        return None
    given = next(_units_of(number, text), None)
    if given is None:
        return number.value
    if given.dimensionality != wanted.dimensionality:
        return None
    quantity = _registry().Quantity(number.value, given).to(wanted)
    return Fraction(quantity.magnitude)


def converts(unit: str) -> bool:
    """Whether pint knows the unit: it knows none of money."""
    return _parsed(unit) is not None


def _units_of(number: Number, text: str) -> Iterator[Any]:
    """The units behind that number in the text, the last one first."""
    text = without_reasoning(plain_marks(text))
    spans = number_spans(text, max(0, len(text) - _FAR))
    for span in reversed(spans[-_MOST:]):
        found = read_number(span)
        if found.number == number:
            unit = _leading_unit(text[found.end : found.end + 60])
            if unit is not None:
                yield unit


def _leading_unit(words: str) -> Any:
    """The unit that `words` begin with, or None."""
    for written, instead in _WRITTEN:
        words = written.sub(instead, words)
    words = words.lstrip(" -")
    phrase = _PHRASE.match(words)
    names = phrase[0].split(" ") if phrase else []
    for count in range(len(names), 0, -1):
        name = " ".join(names[:count]).rstrip(".")
        rest = words[len(" ".join(names[:count])) :]
        if name.lower() in _ALSO_WORDS and not _CLOSED.match(rest):
            continue
        unit = _parsed(name)
        if unit is not None:
            return unit
    return None


@lru_cache(maxsize=1024)
def _parsed(name: str) -> Any:
    """pint's unit of that name, or None; a capital at the start of a word is forgiven."""
    if not _PHRASE.fullmatch(name.replace("**", "^")):
        return None  # the rest of what pint reads is arithmetic
    pint = extra("pint", "units")
    for spelled in dict.fromkeys((name, name.lower() if len(name) > 3 else name)):
        try:
            unit = _registry().parse_units(spelled)
            counts = unit.dimensionless and not spelled.startswith(("deg", "rad"))
        except (pint.PintError, ValueError, TypeError, AttributeError):
            continue
        if not counts:
            return unit
    return None


@lru_cache(maxsize=1)
def _registry() -> Any:
    return extra("pint", "units").UnitRegistry(non_int_type=Fraction)
