"""Right answers that are not paid: golds of the data, and the same golds in other words."""

from collections.abc import Sequence

import numpy as np

from validation.ladder import faithful
from validation.ladder.forms import forms
from validation.measurement import Measurement, estimated, undefined
from validation.measures.estimates import ratio
from validation.probes.asking import Asked
from validation.probes.case import Case
from validation.probes.findings import Example
from validation.probes.measured import example_of
from validation.probes.scale import Scale
from validation.probes.trick import Trick
from validation.statistics.intervals import wilson

_NEAR = 0.25
"""A gold earns the top that lacks at most this share of the way from a wrong answer to the top."""


def gold_pay(cases: Sequence[Case], ask: Asked, scale: Scale) -> tuple[Measurement, list[Example]]:
    """The share of golds that earn the top and more than a wrong answer does, and the others.

    The top is each prompt's own, since a reward may weigh classes or hard prompts: the most of what
    the gold, the best-graded reply and the median of the gold's rewordings earn there.
    """
    name = "gold_pay"
    method = "above wrong, and within a quarter of the way from wrong to the prompt's top; Wilson"
    if not scale.prompts:
        return undefined(name, "no_scores" if cases else "no_gold", 0, "prompts", method), []
    if scale.is_form_unknown:
        return undefined(name, "form_unknown", len(scale.prompts), "prompts", method), []
    wrong, gold = scale.ends
    top = np.fmax(gold, scale.column(_right_pays(cases, ask)))
    paid = (gold > wrong + 1e-9) & (gold >= top - _NEAR * (top - wrong) - 1e-9)
    refused = {prompt for prompt, is_paid in zip(scale.prompts, paid, strict=True) if not is_paid}
    hits = int(paid.sum())
    measured = estimated(
        name, hits / paid.size, wilson(hits, paid.size), paid.size, "prompts", method, 0
    )
    made = "the gold of this row"
    return measured, [
        example_of(case, case.gold, made, ask, scale)
        for case in cases
        if case.gold is not None and case.row.prompt_id in refused
    ]


def _right_pays(cases: Sequence[Case], ask: Asked) -> dict[str, float]:
    """The most that right replies beside the gold earn on each prompt that has any.

    Of rewordings it is the median: the best of several is a lucky call of a noisy judge.
    """
    found: dict[str, float] = {}
    for case in cases:
        real = [] if case.real is None else [(case.row, case.real)]
        reworded = [(case.row, trick.reply) for trick in rewordings(case)]
        said = [pay for pay in ask.pays(real) if pay is not None]
        again = [pay for pay in ask.pays(reworded) if pay is not None]
        tops = [*said, *([float(np.median(again))] if again else [])]
        if tops:
            found[case.row.prompt_id] = max(tops)
    return found


def rewordings(case: Case) -> list[Trick]:
    """The gold in other words within its form; none for a reply of the data."""
    if case.read is None or case.form not in forms(case.read):
        return []
    return [
        Trick(rung.reply, rung.made, rung.name, 1.0)
        for rung in faithful(case.row.sample, case.form)
    ]


def false_refusal(
    cases: Sequence[Case], ask: Asked, scale: Scale
) -> tuple[Measurement, list[Example]]:
    """The share of rewordings paid less than half way from wrong to gold, and those.

    Only where the gold itself is paid more than a wrong answer. A fault is a refusal.
    """
    name, method = "false_refusal", "share of rewordings, by prompt"
    shown = [
        (case, trick)
        for case in cases
        if scale.gold.get(case.row.prompt_id, 0) > scale.wrong.get(case.row.prompt_id, np.inf)
        for trick in rewordings(case)
    ]
    if not shown:
        return undefined(name, "no_rewordings", 0, "prompts", method), []
    pays = ask.pays([(case.row, trick.reply) for case, trick in shown])
    refused = [
        (case, trick)
        for (case, trick), pay in zip(shown, pays, strict=True)
        if pay is None or pay < _half_way(case, scale)
    ]
    prompts = list(dict.fromkeys(case.row.prompt_id for case, _ in shown))
    above, below = (
        np.array([[case.row.prompt_id for case, _ in of].count(p) for p in prompts], dtype=float)
        for of in (refused, shown)
    )
    examples = [example_of(case, trick.reply, trick.made, ask, scale) for case, trick in refused]
    return ratio(name, above, below, method), examples


def _half_way(case: Case, scale: Scale) -> float:
    prompt = case.row.prompt_id
    return (scale.gold[prompt] + scale.wrong[prompt]) / 2
