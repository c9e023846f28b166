"""Which form the golds are given in, and which honest wrong answer pays are measured from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from validation.ladder.forms import forms
from validation.probes.asking import Asker
from validation.probes.attacks.plain import PLAIN_ATTACKS
from validation.probes.case import GRADED, AdversarialReply, AttackPrompt, contains_answer
from validation.probes.cases import gold_in_form

SPEC_NOTE = (
    "references: no form of them is paid and right replies do not say them, so they are taken for "
    "what a right reply has to be; graded replies stand in for the golds"
)
# The attacks that are honest wrong answers; the earlier one where two are paid alike.
_HONEST = ("wrong_answer", "wrong_in_form", "worst_reply", "non_answer", "other_prompts_answer")
# The share of prompts that an honest wrong answer has to exist on.
_COVERS = 0.8
_HALF = 0.5
# A form is paid that earns so much of what the best one does.
_PAID_FORM = 0.9


def paid_forms(cases: Sequence[AttackPrompt], ask: Asker) -> list[str]:
    """The forms in which golds are paid, those that earn most on average and the plainest first.

    They are those whose mean is within a tenth of the best one's, above the lowest pay there is. A
    prompt without a gold in a form counts as that. Empty where the data have no gold.
    """
    names = list(dict.fromkeys(name for case in cases for name in _forms_of(case)))
    held = [(name, case.row, gold_in_form(case, name)) for name in names for case in cases]
    golds = [(name, (row, gold)) for name, row, gold in held if gold]
    pays = ask.pays([shown for _, shown in golds])
    known = [pay for pay in pays if pay is not None]
    if not known:
        return names[:1]
    sums = dict.fromkeys(names, 0.0)
    for (name, _), pay in zip(golds, pays, strict=True):
        sums[name] += (min(known) if pay is None else pay) - min(known)
    best = max(sums.values())
    ranked = sorted(names, key=lambda name: -round(sums[name] / len(cases), 9))
    return [name for name in ranked if sums[name] >= _PAID_FORM * best]


def _forms_of(case: AttackPrompt) -> list[str]:
    names = [*forms(case.read), *case.learnt] if case.read else []
    return [*names, GRADED] if case.real is not None else names


def honest_wrong_replies(case: AttackPrompt) -> dict[str, AdversarialReply]:
    """The honest wrong answers to a prompt, by the name of their attack."""
    by_name = {record.name: record for record in PLAIN_ATTACKS}
    found = {name: next(iter(by_name[name].make(case)), None) for name in _HONEST}
    return {name: attempt for name, attempt in found.items() if attempt and attempt.worth < 1}


def least_paid_wrong(cases: Sequence[AttackPrompt], ask: Asker) -> str:
    """The honest wrong answer that earns least on average, of those that most prompts have."""
    held = [(name, case, t) for case in cases for name, t in honest_wrong_replies(case).items()]
    found = ask.pays([(case.row, attempt.reply) for _, case, attempt in held])
    pays: dict[str, list[float]] = {name: [] for name in _HONEST}
    for (name, _, _), pay in zip(held, found, strict=True):
        if pay is not None:
            pays[name].append(pay)
    common = [name for name in _HONEST if len(pays[name]) >= _COVERS * len(cases)]
    if not common:
        return max(_HONEST, key=lambda name: len(pays[name]))
    return min(common, key=lambda name: round(float(np.mean(pays[name])), 9))


def with_wrong(case: AttackPrompt, name: str) -> AttackPrompt:
    """The case with this honest wrong answer as its own, or with another where it has none."""
    found = honest_wrong_replies(case)
    attempt = found.get(name) or next(iter(found.values()), None)
    return replace(case, wrong=attempt.reply if attempt else None)


def pays_of_wrong(cases: Sequence[AttackPrompt], name: str, ask: Asker) -> dict[str, float]:
    """What this honest wrong answer earns on each prompt that has it."""
    found = ((case, honest_wrong_replies(case).get(name)) for case in cases)
    return ask.pays_by_prompt([(case, attempt.reply) for case, attempt in found if attempt])


def references_are_specs(cases: Sequence[AttackPrompt], ask: Asker) -> bool:
    """Whether no form of the references earns half of what the best-graded replies do.

    Pays are means above the least paid honest wrong answer. References that right replies say, if
    in a form that is not known, are golds all the same.
    """
    held = [case for case in cases if case.read is not None and case.real is not None]
    if not held or np.mean([_states_reference(case) for case in held]) >= _HALF:
        return False
    wrong = pays_of_wrong(held, least_paid_wrong(held, ask), ask)
    base = float(np.mean([*wrong.values()])) if wrong else 0.0
    enough = base + _HALF * (_mean_gold_pay(held, GRADED, ask) - base)
    names = dict.fromkeys(name for case in held for name in _forms_of(case) if name != GRADED)
    return enough > base and all(_mean_gold_pay(held, name, ask) < enough for name in names)


def _states_reference(case: AttackPrompt) -> bool:
    """Whether the best-graded reply says the reference."""
    if case.read is None or case.real is None:
        return False
    text, answers = case.real.content, (case.read.text, *case.read.also)
    said = any(contains_answer(text, answer) for answer in answers)
    return said or case.worth(case.real) >= _HALF


def _mean_gold_pay(cases: Sequence[AttackPrompt], form: str, ask: Asker) -> float:
    """What golds in this form earn on average, of those that are scored."""
    pays = ask.pays_by_prompt([(case, gold_in_form(case, form)) for case in cases])
    return float(np.mean([*pays.values()])) if pays else -np.inf
