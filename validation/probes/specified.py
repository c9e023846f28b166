"""Whether references are golds, or say what a right reply has to be."""

from collections.abc import Sequence

import numpy as np

from validation.ladder.forms import forms
from validation.probes.alike import holds
from validation.probes.asking import Asked
from validation.probes.case import GRADED, Case
from validation.probes.cases import gold_in
from validation.probes.golds import least_paid, wrong_pays

SPECIFIED = (
    "references: no form of them is paid and right replies do not say them, so they are taken for "
    "what a right reply has to be; graded replies stand in for the golds"
)
_HALF = 0.5


def are_specified(cases: Sequence[Case], ask: Asked) -> bool:
    """Whether no form of the references earns half of what the best-graded replies do.

    Pays are means above the least paid honest wrong answer. References that right replies say, if
    in a form that is not known, are golds all the same.
    """
    held = [case for case in cases if case.read is not None and case.real is not None]
    if not held or np.mean([_is_said(case) for case in held]) >= _HALF:
        return False
    wrong = wrong_pays(held, least_paid(held, ask), ask)
    base = float(np.mean([*wrong.values()])) if wrong else 0.0
    enough = base + _HALF * (_mean(held, GRADED, ask) - base)
    names = dict.fromkeys(name for case in held if case.read for name in forms(case.read))
    return enough > base and all(_mean(held, name, ask) < enough for name in names)


def _is_said(case: Case) -> bool:
    """Whether the best-graded reply says the reference."""
    if case.read is None or case.real is None:
        return False
    said = (case.read.text, *case.read.also)
    given = any(holds(case.real.content, answer) for answer in said)
    return given or case.worth(case.real) >= _HALF


def _mean(cases: Sequence[Case], form: str, ask: Asked) -> float:
    """What golds in this form earn on average, of those that are scored."""
    golds = [(case.row, gold) for case in cases if (gold := gold_in(case, form))]
    pays = [pay for pay in ask.pays(golds) if pay is not None]
    return float(np.mean(pays)) if pays else -np.inf
