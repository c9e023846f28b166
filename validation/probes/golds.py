"""Which form the golds are given in, and which honest wrong answer pays are measured from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rewards.types import Message
from validation.ladder.forms import forms
from validation.probes.asking import Asked
from validation.probes.attacks.plain import ATTACKS
from validation.probes.case import GRADED, Case
from validation.probes.cases import gold_in
from validation.probes.trick import Trick

_HONEST = ("wrong_answer", "wrong_in_form", "worst_reply", "non_answer", "other_prompts_answer")
"""The attacks that are honest wrong answers; the earlier one where two are paid alike."""
_COVERS = 0.8
"""The share of prompts that an honest wrong answer has to exist on."""


def best_form(cases: Sequence[Case], ask: Asked) -> str | None:
    """The form in which golds earn most on average; the plainest of several, None without any.

    A prompt without a gold in a form counts as the lowest pay there is.
    """
    names = list(dict.fromkeys(form for case in cases for form in _forms_of(case)))
    held = [(name, case, gold) for name in names for case in cases if (gold := gold_in(case, name))]
    pays = ask.pays([(case.row, gold) for _, case, gold in held])
    known = [pay for pay in pays if pay is not None]
    if not known:
        return names[0] if names else None
    sums = dict.fromkeys(names, 0.0)
    for (name, _, _), pay in zip(held, pays, strict=True):
        sums[name] += (min(known) if pay is None else pay) - min(known)
    return max(names, key=lambda name: round(sums[name] / len(cases), 9))


def _forms_of(case: Case) -> list[str]:
    named = list(forms(case.read)) if case.read else []
    return [*named, GRADED] if case.real is not None else named


def honest_wrongs(case: Case) -> dict[str, Trick]:
    """The honest wrong answers to a prompt, by the name of their attack."""
    by_name = {attack.name: attack for attack in ATTACKS}
    found = {name: next(iter(by_name[name].tricks(case)), None) for name in _HONEST}
    return {name: trick for name, trick in found.items() if trick and trick.worth < 1}


def least_paid(cases: Sequence[Case], ask: Asked) -> str:
    """The honest wrong answer that earns least on average, of those that most prompts have."""
    held = [(name, case, t) for case in cases for name, t in honest_wrongs(case).items()]
    pays: dict[str, list[float]] = {name: [] for name in _HONEST}
    for (name, _, _), pay in zip(
        held, ask.pays([(case.row, trick.reply) for _, case, trick in held]), strict=True
    ):
        if pay is not None:
            pays[name].append(pay)
    common = [name for name in _HONEST if len(pays[name]) >= _COVERS * len(cases)]
    if not common:
        return max(_HONEST, key=lambda name: len(pays[name]))
    return min(common, key=lambda name: round(float(np.mean(pays[name])), 9))


def with_wrong(case: Case, name: str) -> Case:
    """The case with this honest wrong answer as its own, or with another where it has none."""
    found = honest_wrongs(case)
    trick = found.get(name) or next(iter(found.values()), None)
    return replace(case, wrong=trick.reply if trick else None)


def wrong_pays(cases: Sequence[Case], name: str, ask: Asked) -> dict[str, float]:
    """What this honest wrong answer earns on each prompt that has it."""
    held = [(case, trick.reply) for case in cases if (trick := honest_wrongs(case).get(name))]
    return _known(held, ask)


def gold_pays(cases: Sequence[Case], ask: Asked) -> dict[str, float]:
    """What the gold earns on each prompt."""
    return _known([(case, case.gold) for case in cases if case.gold is not None], ask)


def _known(held: Sequence[tuple[Case, Message]], ask: Asked) -> dict[str, float]:
    pays = ask.pays([(case.row, reply) for case, reply in held])
    return {
        case.row.prompt_id: pay
        for (case, _), pay in zip(held, pays, strict=True)
        if pay is not None
    }
