"""How a number is written otherwise, and how it is got wrong."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from validation.ladder.gold import (
    AnswerVariant,
    GoldAnswer,
    NumberParts,
    Numeral,
    numbers_agree,
    parse_numeral,
    seeded_choice,
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


def number_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same number in other digits."""
    number = _gold_numeral(gold)
    plain = number.parts
    if plain is None:
        return
    if not plain.places and not plain.grouped:
        for places in (1, 2):
            text = number.with_core(str(replace(plain, places=places)))
            yield AnswerVariant(
                f"decimals_{places}",
                f"written with {('one decimal', 'two decimals')[places - 1]}",
                text,
                1,
            )
    if plain.size >= 1000 and form != "json":
        marked = number.with_core(str(replace(plain, grouped=not plain.grouped)))
        how = "without" if plain.grouped else "with"
        yield AnswerVariant("thousands", f"written {how} thousands marked", marked, 1)
    if form not in ("json", "boxed"):
        yield from _currency_paraphrases(gold, number, plain)


def is_same_number(text: str, gold: GoldAnswer) -> bool:
    return numbers_agree(text, gold.text)


def number_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The number got wrong, each time in one way."""
    number = _gold_numeral(gold)
    yield from _digit_changes(gold.seed, number)
    if number.parts is not None:
        yield from _size_changes(gold.seed, number, number.parts)
    yield from _shape_changes(number)
    yield from _unit_changes(number)


def wrong_number(gold: GoldAnswer) -> str:
    """A number nearby, as an honest mistake would give."""
    number = _gold_numeral(gold)
    if number.parts is None:
        return next(_digit_changes(gold.seed, number)).text
    step = Fraction(seeded_choice(gold.seed, "wrong", range(2, 10)))
    return number.with_core(str(replace(number.parts, size=number.parts.size + step)))


def _gold_numeral(gold: GoldAnswer) -> Numeral:
    number = parse_numeral(gold.text)
    if number is None:
        raise ValueError(f"reference_answer: expected one number, got {gold.text!r}")
    return number


def _currency_paraphrases(
    gold: GoldAnswer, number: Numeral, plain: NumberParts
) -> Iterator[AnswerVariant]:
    if plain.money:
        bare = number.with_core(str(replace(plain, money="")))
        yield AnswerVariant("no_currency", "without the sign of the currency", bare, 1)
    elif (
        number.core == gold.text
        and not plain.rest
        and _MONEY_ASKED.search(_asking_sentence(gold.prompt))
    ):
        paid = number.with_core(str(replace(plain, money="$")))
        yield AnswerVariant("currency", "with the sign of the prompt's currency", paid, 1)


def _asking_sentence(prompt: str) -> str:
    """The sentence that asks: the prompt may speak of money and ask for eggs."""
    asked = prompt.rpartition("?")[0] or prompt
    return re.split(r"(?<=[.!?])\s", asked)[-1]


def _digit_changes(seed: str, number: Numeral) -> Iterator[AnswerVariant]:
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
        swapped = run[:at] + run[at + 1] + run[at] + run[at + 2 :]
        yield AnswerVariant(
            "digits_swapped", f"{run[at : at + 2]} was turned round", with_digits(swapped)
        )
    if len(run) > 1 and run.isdecimal():
        yield AnswerVariant(
            "digit_dropped", f"the last digit {run[-1]} was left out", with_digits(run[:-1])
        )


def _size_changes(seed: str, number: Numeral, plain: NumberParts) -> Iterator[AnswerVariant]:
    step = seeded_choice(seed, "off by one", (1, -1)) if plain.size >= 1 else 1
    sizes = {
        "off_by_one": (plain.size + step, f"one {'more' if step > 0 else 'less'}"),
        "tenfold": (plain.size * 10, "ten times as much"),
        "thousandfold": (plain.size * 1000, "a thousand times as much"),
    }
    for name, (size, made) in sizes.items():
        yield AnswerVariant(name, made, number.with_core(str(replace(plain, size=size))))
    # by the digits, as "$-18": a plain reader of numbers does not see the sign in "-$18"
    turned = str(replace(plain, negative=not plain.negative, money=""))
    yield AnswerVariant("sign", "the sign was changed", number.with_core(plain.money + turned))


def _shape_changes(number: Numeral) -> Iterator[AnswerVariant]:
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


def _unit_changes(number: Numeral) -> Iterator[AnswerVariant]:
    """Never another currency: a plain reader of numbers does not look at its sign, and need not."""
    unit = number.after.strip(" .")
    if unit in _UNITS:
        text = number.before + number.core + number.after.replace(unit, _UNITS[unit])
        yield AnswerVariant("unit", f"{unit} became {_UNITS[unit]}", text)
