"""A reference that is one number, taken apart so that it can be written otherwise."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from rewards.reading.final_number import final_number
from rewards.reading.numbers import Number, number_spans, read_number
from rewards.reading.stated_unit import units_differ

_BEFORE = re.compile(r"[\s(\\$]*(?:[A-Za-z]\w{0,2}\s*=\s*)?[\\$]*")
_AFTER = re.compile(r"[\s)$]*(?:[A-Za-z°µ][\w°²³^/-]*(?:[ ][A-Za-z°µ][\w°²³^/-]*){0,2})?[\s).$]*")
_PLAIN = re.compile(
    r"(?P<sign>-?)(?P<money>[$€£¥₹₩]?)(?P<inner>-?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)"
    r"(?P<decimals>\.\d+)?(?P<rest>[\s\\%A-Za-z]*)"
)
_RUN = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")


@dataclass(frozen=True)
class Numeral:
    """A number as it stands in its text: what is before it, itself, and what follows.

    `run` is where its leading digits stand in `core`.
    """

    before: str
    core: str
    after: str
    run: tuple[int, int]

    def written(self, core: str) -> str:
        """The text with another number in its place."""
        return f"{self.before}{core}{self.after}"

    @property
    def plain(self) -> "Plain | None":
        """The number in its parts, where it is written in digits with no power or division."""
        found = _PLAIN.fullmatch(self.core)
        if found is None:
            return None
        whole = found["whole"].replace(",", "")
        return Plain(
            bool(found["sign"] or found["inner"]),
            found["money"],
            Fraction(whole + (found["decimals"] or "")),
            len(found["decimals"] or ".") - 1,
            "," in found["whole"],
            found["rest"],
        )


@dataclass(frozen=True)
class Plain:
    """A number in digits: sign, currency, size, decimal places, thousands marked, and the rest."""

    negative: bool
    money: str
    size: Fraction
    places: int
    grouped: bool
    rest: str

    def __str__(self) -> str:
        scaled = str(int(self.size * 10**self.places)).rjust(self.places + 1, "0")
        whole = scaled[: len(scaled) - self.places]
        decimals = f".{scaled[len(whole) :]}" if self.places else ""
        marked = f"{int(whole):,}" if self.grouped else whole
        return f"{'-' if self.negative else ''}{self.money}{marked}{decimals}{self.rest}"


def numeral(text: str) -> Numeral | None:
    """The one number that a text is, with a currency or a unit at most; None for other texts."""
    text = text.strip()
    if len(text) > 80 or not any(char.isdigit() for char in text):
        return None
    readable = [found for found in map(read_number, number_spans(text)) if found.number]
    if len(readable) != 1:
        return None
    found = readable[0]
    before, core, after = text[: found.start], text[found.start : found.end], text[found.end :]
    if not _BEFORE.fullmatch(before) or not _AFTER.fullmatch(after):
        return None
    run = _RUN.search(core)
    if run is None or final_number(text) is None:
        return None
    return Numeral(before, core, after, run.span())


def same_number(text: str, gold: str) -> bool:
    """Whether both texts give the same number, in the same unit where both give one."""
    wanted, given = _number(gold), final_number(text)
    if wanted is None or given is None:
        return text.strip() == gold.strip()
    agree = wanted.agrees_with(given) or wanted.value == given.value
    return agree and units_differ(wanted, gold, given, text) is None


def names_size(text: str, gold: str) -> bool:
    """Whether the size of the gold's number stands anywhere in the text, whatever its sign."""
    wanted, spans = _number(gold), number_spans(text)
    found = [read_number(span).number for span in spans] if spans else [final_number(text)]
    sizes = [number.value for number in found if number]
    return wanted is not None and bool({wanted.value, -wanted.value} & set(sizes))


@lru_cache(maxsize=1024)
def _number(gold: str) -> Number | None:
    return final_number(gold)
