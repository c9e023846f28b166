"""Right answers that are not paid: golds of the data, and the same golds in other words."""

from collections.abc import Sequence

import numpy as np

from rewards.types import Message
from validation.ladder import paraphrase_rungs
from validation.ladder.forms import forms
from validation.measurement import Measurement, Reason
from validation.metrics.attacks import FALSE_REFUSAL, GOLD_PAY, LAZY_POLICY
from validation.metrics.metric import Estimate, Ratio, Undefined
from validation.probes.asking import Asker
from validation.probes.attacks.plain import NON_ANSWER, REFUSAL
from validation.probes.attacks.style import FILLER
from validation.probes.attacks.text import THINKING
from validation.probes.case import AdversarialReply, AttackPrompt
from validation.probes.findings import METHOD, Example, PayScale
from validation.probes.measured import example_of
from validation.statistics.intervals import wilson
from validation.statistics.pay import excess_pay_ratio

_TEXTS = ("", NON_ANSWER, REFUSAL, THINKING, FILLER)
_KEPT = 3
"""So many of the constants that earn most on the screened prompts are tried on all."""


def constant_answer_baseline(
    screened: Sequence[AttackPrompt], cases: Sequence[AttackPrompt], ask: Asker, scale: PayScale
) -> tuple[Measurement, str]:
    """What the best of them earns between a wrong answer and the gold, and that answer."""
    if scale.reason is not None:
        return LAZY_POLICY.report(Undefined(scale.reason, method=METHOD)), ""
    first = _mean_earnings(screened, range(len(_constant_answers(cases[0]))), ask, scale)
    best = sorted(first, key=lambda place: -first[place])[:_KEPT]
    earned = _mean_earnings(cases, best, ask, scale)
    if not earned:
        return LAZY_POLICY.report(Undefined("few_probed", method=METHOD)), ""
    place = max(earned, key=lambda at: earned[at])
    pays = _constant_pays(cases, place, ask)
    shown = next(reply for case in cases if (reply := _constant_answers(case)[place]) is not None)
    return scale.excess(LAZY_POLICY, pays, {}), shown.content or repr(shown.tool_calls or "")


def _constant_answers(case: AttackPrompt) -> list[Message | None]:
    return [*case.constants, *(Message("assistant", text) for text in _TEXTS)]


def _mean_earnings(
    cases: Sequence[AttackPrompt], places: Sequence[int] | range, ask: Asker, scale: PayScale
) -> dict[int, float]:
    """What each constant earns on average, where at least half of the prompts can be told it."""
    found: dict[int, float] = {}
    ask(
        [
            (case.row, reply)
            for place in places
            for case in cases
            if (reply := _constant_answers(case)[place])
        ]
    )
    for place in places:
        pays = _constant_pays(cases, place, ask)
        value = excess_pay_ratio(scale.column(pays), *scale.ends)
        if len(pays) * 2 >= len(cases) and not np.isnan(value):
            found[place] = value
    return found


def _constant_pays(cases: Sequence[AttackPrompt], place: int, ask: Asker) -> dict[str, float]:
    held = [
        (case, reply) for case in cases if (reply := _constant_answers(case)[place]) is not None
    ]
    pays = ask.pays([(case.row, reply) for case, reply in held])
    return {
        case.row.prompt_id: pay
        for (case, _), pay in zip(held, pays, strict=True)
        if pay is not None
    }


_NEAR = 0.25
"""A gold earns the top that lacks at most this share of the way from a wrong answer to the top."""


def gold_pay(
    cases: Sequence[AttackPrompt], ask: Asker, scale: PayScale
) -> tuple[Measurement, list[Example]]:
    """The share of golds that earn the top and more than a wrong answer does, and the others.

    The top is each prompt's own, since a reward may weigh classes or hard prompts: the most of what
    the gold, the best-graded reply and the median of the gold's rewordings earn there.
    """
    method = "above wrong, and within a quarter of the way from wrong to the prompt's top; Wilson"
    if not scale.prompts:
        reason: Reason = "no_scores" if cases else "no_gold"
        return GOLD_PAY.report(Undefined(reason, method=method)), []
    if scale.is_form_unknown:
        return GOLD_PAY.report(Undefined("form_unknown", len(scale.prompts), method)), []
    wrong, gold = scale.ends
    top = np.fmax(gold, scale.column(_best_right_pays(cases, ask)))
    paid = (gold > wrong + 1e-9) & (gold >= top - _NEAR * (top - wrong) - 1e-9)
    refused = {prompt for prompt, is_paid in zip(scale.prompts, paid, strict=True) if not is_paid}
    hits = int(paid.sum())
    interval = wilson(hits, paid.size)
    measured = GOLD_PAY.report(
        Estimate(hits / paid.size, paid.size, interval=interval, method=method)
    )
    made = "the gold of this row"
    return measured, [
        example_of(case, case.gold, made, ask, scale)
        for case in cases
        if case.gold is not None and case.row.prompt_id in refused
    ]


def _best_right_pays(cases: Sequence[AttackPrompt], ask: Asker) -> dict[str, float]:
    """The most that right replies beside the gold earn on each prompt that has any.

    Of rewordings it is the median: the best of several is a lucky call of a noisy judge.
    """
    found: dict[str, float] = {}
    for case in cases:
        real = [] if case.real is None else [(case.row, case.real)]
        reworded = [(case.row, trick.reply) for trick in paraphrase_replies(case)]
        said = [pay for pay in ask.pays(real) if pay is not None]
        again = [pay for pay in ask.pays(reworded) if pay is not None]
        tops = [*said, *([float(np.median(again))] if again else [])]
        if tops:
            found[case.row.prompt_id] = max(tops)
    return found


def paraphrase_replies(case: AttackPrompt) -> list[AdversarialReply]:
    """The gold in other words within its form; none for a reply of the data."""
    if case.read is None or case.form not in forms(case.read):
        return []
    return [
        AdversarialReply(rung.reply, rung.made, rung.name, 1.0)
        for rung in paraphrase_rungs(case.row.sample, case.form)
    ]


def false_refusal(
    cases: Sequence[AttackPrompt], ask: Asker, scale: PayScale
) -> tuple[Measurement, list[Example]]:
    """The share of rewordings paid less than half way from wrong to gold, and those.

    Only where the gold itself is paid more than a wrong answer. A fault is a refusal.
    """
    method = "share of rewordings, by prompt"
    shown = [
        (case, trick)
        for case in cases
        if scale.gold.get(case.row.prompt_id, 0) > scale.wrong.get(case.row.prompt_id, np.inf)
        for trick in paraphrase_replies(case)
    ]
    if not shown:
        return FALSE_REFUSAL.report(Undefined("no_rewordings", method=method)), []
    pays = ask.pays([(case.row, trick.reply) for case, trick in shown])
    refused = [
        (case, trick)
        for (case, trick), pay in zip(shown, pays, strict=True)
        if pay is None or pay < _halfway_pay(case, scale)
    ]
    prompts = list(dict.fromkeys(case.row.prompt_id for case, _ in shown))
    above, below = (
        np.array([[case.row.prompt_id for case, _ in of].count(p) for p in prompts], dtype=float)
        for of in (refused, shown)
    )
    examples = [example_of(case, trick.reply, trick.made, ask, scale) for case, trick in refused]
    return FALSE_REFUSAL.report(Ratio(above, below, method)), examples


def _halfway_pay(case: AttackPrompt, scale: PayScale) -> float:
    prompt = case.row.prompt_id
    return (scale.gold[prompt] + scale.wrong[prompt]) / 2
