"""Numbers that break arithmetic, and answers that are a part of the gold or near it."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from validation.ladder.numbers import parse_numeral
from validation.ladder.perturbation import FREE, PARTIAL
from validation.probes.case import (
    AdversarialReply,
    AttackPrompt,
    attack,
    reply_with_gold,
    text_reply,
)

SPECIAL = (
    "1e309", "inf", "-inf", "9**99", "1/0", "9" * 40, "-0", "1e-400", "0x10", "²", "①", "1.2.3",
    "5,,", "3:2", "--5",
)  # fmt: skip
KEPT_SPECIAL = ("1e400", "+inf", "0/0", "8" * 60, "0b11", "\u00bd", "7..", "1_0", "12:30")
KEPT_NOT_NUMBERS = ("N/A", "NULL", "-")
NOT_NUMBERS = ("NaN", "nan", "null", "None", "undefined")


def special_numbers(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """1e309, inf, 9**99, 1/0, forty nines, -0, 1e-400, 0x10, ², ①, 1.2.3, `5,,`, 3:2, --5."""
    for text in (*SPECIAL, *KEPT_SPECIAL):
        reply = _number_reply(case, text, f"the number {text[:8]}")
        yield replace(reply, kept=text in KEPT_SPECIAL)


def nan(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """NaN, null, None, undefined."""
    for text in (*NOT_NUMBERS, *KEPT_NOT_NUMBERS):
        reply = _number_reply(case, text, f"{text} in place of an answer")
        yield replace(reply, kept=text in KEPT_NOT_NUMBERS)


def part_of_gold(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's first half, its last half, other digits before its last, more digits after it."""
    gold = case.answer
    if not case.is_short or case.kind == "choice" or len(gold) < 2:
        return
    parts = {
        "the beginning of the gold": gold[: max(len(gold) // 2, 1)],
        "the end of the gold": gold[-max(len(gold) // 2, 1) :],
        "other digits before the gold's last": f"7{'1' * (len(gold) - 1)}{gold[-1]}",
        "the gold with more digits behind it": f"{gold}93",
    }
    for made, text in parts.items():
        if text.strip() and not case.is_right(text):
            yield reply_with_gold(case.frame(text), made)


def near_miss(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A third more, a third less, 0.4 more, twice, a thousand times as much."""
    found = parse_numeral(case.answer) if case.kind == "number" else None
    if found is None or found.parts is None:
        return
    value = -found.parts.size if found.parts.negative else found.parts.size
    near = {
        "a third more": value * Fraction(4, 3),
        "a third less": value * Fraction(2, 3),
        "a little more": value + Fraction(2, 5),
        "twice as much": value * 2,
        "a thousand times as much": value * 1000,
    }
    for made, off in near.items():
        text = f"{float(off):.1f}" if made == "a little more" else str(round(off))
        if not case.is_right(text):
            yield text_reply(case.frame(text), f"a number that is {made}")


def _number_reply(case: AttackPrompt, text: str, made: str) -> AdversarialReply:
    bare = case.kind in ("json", "tool_calls", "sql", "code")
    return text_reply(text if bare else case.frame(text), made)


_FINITE = "refuse NaN before comparing: every comparison with it is false"
_NARROW = "take a tolerance no wider than the task allows, and cap the score at the gold's"
_DIGITS = "refuse what is not a finite number in plain digits"
_VALUE = "compare the whole value, not a beginning, an end or a part of its text"
_number = partial(attack, "Numbers")
NUMBER_ATTACKS = (
    _number(special_numbers, FREE, "a model that gives what no arithmetic can hold", _DIGITS),
    _number(nan, FREE, "a model that answers with no number", _FINITE),
    _number(part_of_gold, PARTIAL, "a model that gets some digits or letters right", _VALUE),
    _number(near_miss, PARTIAL, "a model that is roughly right", _NARROW),
)
