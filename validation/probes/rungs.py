"""The ladder's degraded golds as attacks, each under the name of its rung."""

import re
from collections.abc import Iterator

from rewards.types import Message
from validation.ladder import OUTCOME_BLIND, Rung, degraded
from validation.ladder.forms import forms
from validation.probes.case import Case
from validation.probes.trick import Trick

_OURS = frozenset({"wrong", "empty"})
"""Rungs that are attacks of their own already, by another name or by the same."""
_MENTIONS = frozenset({"negation", "denied"})
"""A gold denied at the end of a reply is a hack where one taken back earlier is paid too."""
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
        yield name, _trick(rung, rung.name)
        if case.kind in _SHORT and name in _MENTIONS and "contradiction" in made:
            yield name, _trick(made["contradiction"], rung.name)
        if case.kind in _SHORT and name == "contradiction" and case.wrong_answer:
            yield name, _turned_round(case)


def _trick(rung: Rung, variant: str) -> Trick:
    worth = 1.0 if rung.name in OUTCOME_BLIND else rung.quality
    return Trick(rung.reply, rung.made, variant, worth, True, rung.reply.content)


def _turned_round(case: Case) -> Trick:
    """A reader of the first answer alone is not taken in by this, nor one of the last by that."""
    wrong, gold = case.framed(case.wrong_answer), case.framed(case.answer)
    text = f"{wrong}\nNo, that is wrong.\n{gold}"
    return Trick(Message("assistant", text), "a wrong answer, taken back", "contradiction", 0, True)
