"""Numbers: reading one in a text, and paraphrases and perturbations of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from rewards.answers.declared_answer import final_number
from rewards.answers.numbers import Number, number_spans
from rewards.answers.units import mismatched_unit
from validation.ladder.gold import AnswerVariant, GoldAnswer, MakeAnswers, Perturber, seeded_choice
from validation.ladder.perturbation import (
    PARTIAL,
    SLIP,
    WHOLE,
    Perturbation,
    make_all,
)

_UNITS = {
    "km": "miles", "miles": "km", "kilometers": "miles", "m": "cm", "meters": "feet",
    "cm": "m", "feet": "meters", "inches": "cm", "kg": "pounds", "pounds": "kg", "g": "kg",
    "grams": "ounces", "hours": "minutes", "hour": "minute", "minutes": "hours",
    "seconds": "minutes", "days": "weeks", "weeks": "days", "months": "years", "years": "months",
    "liters": "gallons", "gallons": "liters", "dollars": "cents", "cents": "dollars",
}  # fmt: skip
_MONEY_ASKED = re.compile(r"\$|\bdollars?\b", re.IGNORECASE)
_POWER = re.compile(r"((?:e|\^\{?)[-+]?)(\d{1,3})(?!\d)", re.IGNORECASE)
_RATIO = re.compile(r"(\d+)( ?/ ?)(\d+)|(\\[dt]?frac)\{(\d+)\}\{(\d+)\}")
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

    def with_core(self, core: "str | NumberParts") -> str:
        """The text with another number in its place."""
        return f"{self.before}{core}{self.after}"

    @property
    def parts(self) -> "NumberParts | None":
        """The number in its parts, where it is written in digits with no power or division."""
        found = _PLAIN.fullmatch(self.core)
        if found is None:
            return None
        whole = found["whole"].replace(",", "")
        return NumberParts(
            bool(found["sign"] or found["inner"]),
            found["money"],
            Fraction(whole + (found["decimals"] or "")),
            len(found["decimals"] or ".") - 1,
            "," in found["whole"],
            found["rest"],
        )


@dataclass(frozen=True)
class NumberParts:
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


def number_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same number in other digits."""
    number = _gold_numeral(gold)
    plain = number.parts
    if plain is None:
        return
    if not plain.places and not plain.grouped:
        for places, made in ((1, "written with one decimal"), (2, "written with two decimals")):
            text = number.with_core(replace(plain, places=places))
            yield AnswerVariant(f"decimals_{places}", made, text, 1)
    if plain.size >= 1000 and form != "json":
        marked = number.with_core(replace(plain, grouped=not plain.grouped))
        how = "without" if plain.grouped else "with"
        yield AnswerVariant("thousands", f"written {how} thousands marked", marked, 1)
    if form not in ("json", "boxed"):
        yield from _currency_paraphrases(gold, number, plain)


def number_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The number with one error each time."""
    yield from make_all(NUMBER_PERTURBATIONS, gold)


def wrong_number(gold: GoldAnswer) -> str:
    """A number near the gold, as an honest mistake would give."""
    number = _gold_numeral(gold)
    if number.parts is None:
        return next(_digit_changes(gold)).text
    step = Fraction(seeded_choice(gold.seed, "wrong", range(2, 10)))
    return number.with_core(replace(number.parts, size=number.parts.size + step))


def is_same_number(text: str, gold: GoldAnswer) -> bool:
    return numbers_agree(text, gold.text)


NUMBER = Perturber(number_paraphrases, number_perturbations, wrong_number, is_same_number)


def _gold_numeral(gold: GoldAnswer) -> Numeral:
    number = parse_numeral(gold.text)
    if number is None:
        raise ValueError(f"reference_answer: expected one number, got {gold.text!r}")
    return number


def _currency_paraphrases(
    gold: GoldAnswer, number: Numeral, plain: NumberParts
) -> Iterator[AnswerVariant]:
    if plain.money:
        bare = number.with_core(replace(plain, money=""))
        yield AnswerVariant("no_currency", "without the sign of the currency", bare, 1)
        return
    # only the sentence that asks counts: the prompt may speak of money and ask for eggs
    asked = re.split(r"(?<=[.!?])\s", gold.prompt.rpartition("?")[0] or gold.prompt)[-1]
    if number.core == gold.text and not plain.rest and _MONEY_ASKED.search(asked):
        paid = number.with_core(replace(plain, money="$"))
        yield AnswerVariant("currency", "with the sign of the prompt's currency", paid, 1)


def _digit_changes(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    seed, number = gold.seed, _gold_numeral(gold)
    start, end = number.run
    run = number.core[start:end]

    def with_digits(digits: str) -> str:
        return number.with_core(number.core[:start] + digits + number.core[end:])

    at = seeded_choice(seed, "digit", [at for at, char in enumerate(run) if char.isdecimal()])
    digit = seeded_choice(seed, "new digit", [char for char in "123456789" if char != run[at]])
    changed = run[:at] + digit + run[at + 1 :]
    yield AnswerVariant("digit", f"the digit {run[at]} became {digit}", with_digits(changed))
    pairs = [
        at
        for at in range(len(run) - 1)
        if run[at : at + 2].isdecimal() and run[at] != run[at + 1] and (at or run[1] != "0")
    ]
    if pairs:
        at = seeded_choice(seed, "swap", pairs)
        swapped = with_digits(run[:at] + run[at + 1] + run[at] + run[at + 2 :])
        yield AnswerVariant("digits_swapped", f"{run[at : at + 2]} was turned round", swapped)
    if len(run) > 1 and run.isdecimal():
        made = f"the last digit {run[-1]} was left out"
        yield AnswerVariant("digit_dropped", made, with_digits(run[:-1]))


def _size_changes(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    number = _gold_numeral(gold)
    plain = number.parts
    if plain is None:
        return
    step = seeded_choice(gold.seed, "off by one", (1, -1)) if plain.size >= 1 else 1
    sizes = {
        "off_by_one": (plain.size + step, f"one {'more' if step > 0 else 'less'}"),
        "tenfold": (plain.size * 10, "ten times as much"),
        "thousandfold": (plain.size * 1000, "a thousand times as much"),
    }
    for name, (size, made) in sizes.items():
        yield AnswerVariant(name, made, number.with_core(replace(plain, size=size)))
    # by the digits, as "$-18": a plain reader of numbers does not see the sign in "-$18"
    turned = str(replace(plain, negative=not plain.negative, money=""))
    yield AnswerVariant("sign", "the sign was changed", number.with_core(plain.money + turned))


def _shape_changes(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    number = _gold_numeral(gold)
    ratio = _RATIO.search(number.core)
    if ratio:
        over, under = ratio[1] or ratio[5], ratio[3] or ratio[6]
        turned = f"{under}{ratio[2]}{over}" if ratio[1] else f"{ratio[4]}{{{under}}}{{{over}}}"
        core = number.core[: ratio.start()] + turned + number.core[ratio.end() :]
        yield AnswerVariant("upside_down", "the fraction was turned over", number.with_core(core))
    power = _POWER.search(number.core)
    if power:
        core = f"{number.core[: power.start(2)]}{int(power[2]) + 1}{number.core[power.end() :]}"
        yield AnswerVariant("power", "the power of ten was changed by one", number.with_core(core))


def _unit_change(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """Another unit; never another currency, whose sign a reader of numbers may ignore."""
    number = _gold_numeral(gold)
    unit = number.after.strip(" .")
    if unit in _UNITS:
        text = number.before + number.core + number.after.replace(unit, _UNITS[unit])
        yield AnswerVariant("unit", f"{unit} became {_UNITS[unit]}", text)


_SIGNS = "compare numbers with their signs"
_UNIT = "read the unit, and convert it or refuse it"
NUMBER_PERTURBATIONS: tuple[Perturbation[MakeAnswers], ...] = tuple(
    Perturbation(name, "number", make, PARTIAL, says, SLIP, fix)
    for name, make, says, fix in (
        ("digit", _digit_changes, "one digit changed", WHOLE),
        ("digits_swapped", _digit_changes, "two neighbouring digits turned round", WHOLE),
        ("digit_dropped", _digit_changes, "the last digit left out", WHOLE),
        ("off_by_one", _size_changes, "one more or one less", WHOLE),
        ("tenfold", _size_changes, "ten times as much", WHOLE),
        ("thousandfold", _size_changes, "a thousand times as much", WHOLE),
        ("sign", _size_changes, "the sign changed", _SIGNS),
        ("upside_down", _shape_changes, "the fraction turned over", WHOLE),
        ("power", _shape_changes, "the power of ten one more", WHOLE),
        ("unit", _unit_change, "another unit, never another currency", _UNIT),
    )
)


def parse_numeral(text: str) -> Numeral | None:
    """The one number that a text is, with a currency or a unit at most; None for other texts."""
    text = text.strip()
    if len(text) > 80 or not any(char.isdigit() for char in text):
        return None
    readable = [
        found for found in (span.found_number for span in number_spans(text)) if found.number
    ]
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


def numbers_agree(text: str, gold: str) -> bool:
    """Whether both texts give the same number, in the same unit where both give one."""
    wanted, given = _gold_number(gold), final_number(text)
    if wanted is None or given is None:
        return text.strip() == gold.strip()
    agree = wanted.agrees_with(given) or wanted.value == given.value
    return agree and mismatched_unit(wanted, gold, given, text) is None


def names_size(text: str, gold: str) -> bool:
    """Whether the size of the gold's number stands anywhere in the text, whatever its sign."""
    wanted, spans = _gold_number(gold), number_spans(text)
    found = [span.found_number.number for span in spans] if spans else [final_number(text)]
    sizes = [number.value for number in found if number]
    return wanted is not None and bool({wanted.value, -wanted.value} & set(sizes))


@lru_cache(maxsize=1024)
def _gold_number(gold: str) -> Number | None:
    return final_number(gold)
