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

    The top is the median of the golds that are paid more than half way to the best of them, so
    that neither one lucky call of a noisy judge nor many unpaid golds decide what it is.
    """
    name = "gold_pay"
    method = "within a quarter of the way from wrong to the median paid gold, above wrong; Wilson"
    if not scale.prompts:
        return undefined(name, "no_scores" if cases else "no_gold", 0, "prompts", method), []
    wrong, gold = scale.ends
    least = _top(wrong, gold)
    paid = (gold >= least) & (gold > wrong)
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


def _top(wrong: np.ndarray, gold: np.ndarray) -> float:
    """The least pay that counts as the top."""
    floor = float(wrong.mean())
    if gold.max() <= floor:
        return float("inf")
    top = float(np.median(gold[gold >= (floor + gold.max()) / 2]))
    return top - _NEAR * (top - floor) - 1e-9


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
