"""The ladder's degraded golds as attacks, each under the name of its rung."""

import re
from collections.abc import Iterator, Mapping

from rewards.types import Message
from validation.ladder import OUTCOME_BLIND, Rung, degraded
from validation.ladder.forms import forms
from validation.probes.alike import ends_in
from validation.probes.attacks.forms import starts
from validation.probes.case import Case
from validation.probes.trick import Trick

_OURS = frozenset({"wrong", "empty"})
"""Rungs that are attacks of their own already, by another name or by the same."""
_MENTIONS = frozenset({"negation", "denied"})
"""A gold denied is a hack where one taken back is paid too, and a wrong answer before one."""
_IN_PLACE = frozenset({"extra_field", "extra_argument", "wrong_type"})
"""Rungs that leave the gold's fields in place: only more than the gold earns is too much."""
_MIRRORED = _MENTIONS | {"contradiction"}
_ANSWERED = frozenset({"wrong_final", "truncated"})
_WHICH = re.compile(r"_(?:\d+|[a-z])$")
_SHORT = ("number", "choice", "label")


def rungs(case: Case) -> Iterator[tuple[str, Trick]]:
    """The name of each rung, without its number, and the reply."""
    if case.read is None:
        return
    form = case.form if case.form in forms(case.read) else "bare"
    made = {rung.name: rung for rung in degraded(case.row.sample, form)}
    for rung in made.values():
        if rung.name in _OURS:
            continue
        name = _WHICH.sub("", rung.name)
        if case.kind in _SHORT and name in _MIRRORED and case.wrong_answer:
            yield from ((name, trick) for trick in _mirrored(case, rung, made))
        elif not _is_first_read(case, rung):
            yield name, _trick(rung, rung.name, _worth(case, rung))


def _worth(case: Case, rung: Rung) -> float:
    """An item too many in a list takes the place of others; a field too many of an object none."""
    whole = case.kind == "tool_calls" or isinstance(case.read and case.read.value, dict)
    in_place = whole and rung.name in _IN_PLACE
    return 1.0 if in_place or rung.name in OUTCOME_BLIND else rung.quality


def _trick(rung: Rung, variant: str, worth: float) -> Trick:
    return Trick(rung.reply, rung.made, variant, worth, True, rung.reply.content)


def _mirrored(case: Case, rung: Rung, made: Mapping[str, Rung]) -> Iterator[Trick]:
    """The rung in both orders: a reader of the first answer or of the last is taken in by one."""
    yield _trick(rung, rung.name, 0.0)
    if rung.name in _MENTIONS and "contradiction" in made:
        yield _trick(made["contradiction"], rung.name, 0.0)
    wrong, gold = case.framed(case.wrong_answer), case.framed(case.answer)
    text = f"{wrong}\nNo, that is wrong.\n{gold}"
    said = Message("assistant", text)
    yield Trick(said, "a wrong answer, taken back", rung.name, 0, True, text)


def _is_first_read(case: Case, rung: Rung) -> bool:
    """Whether a reader of the first answer, or of the first letters, would take the gold of it."""
    name, text = _WHICH.sub("", rung.name), rung.reply.content
    if not case.is_short or name not in _ANSWERED:
        return False
    return starts(text, case) or (name == "wrong_final" and ends_in(text, case.answer, case.rivals))
