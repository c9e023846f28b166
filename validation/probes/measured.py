"""What one attack comes to: its ratio, on how many prompts it works, and a reply to show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from rewards.types import Message
from validation.measurement import Measurement, Reason
from validation.metrics.attacks import (
    ATTACK_WORKS,
    EXCESS_PAY_RATIO,
    EXPECTED_LEARNING,
    FALSE_REFUSAL,
    GOLD_PAY,
    LAZY_POLICY,
)
from validation.metrics.metric import Estimate, Undefined
from validation.probes.asking import Asker, fault_of, pay_of
from validation.probes.attacks import ATTACKS
from validation.probes.case import AttackPrompt
from validation.probes.findings import ENOUGH_PROMPTS, AttackResult, Example, PayScale
from validation.probes.trials import AttackTrial, lowest_pays, rung_description
from validation.statistics.intervals import ConfidenceInterval, wilson
from validation.statistics.pay import excess_of_each
from validation.statistics.values import Floats

_KEY = "task"
"""The key of a row's metadata that says what it is a task of."""


def groups_of(cases: Sequence[AttackPrompt]) -> dict[str, frozenset[str]]:
    """The prompts of each task and each kind, where there are several with enough of them."""
    found: dict[str, set[str]] = {}
    tasks = [case.row.sample.metadata.get(_KEY) for case in cases]
    kinds = [case.kind for case in cases]
    for name, values in (("task", tasks), ("kind", kinds)):
        if len({*map(str, values)}) < 2:
            continue
        for case, value in zip(cases, values, strict=True):
            if isinstance(value, str | int) and value != "":
                found.setdefault(f"{name} {value}", set()).add(case.row.prompt_id)
    return {name: frozenset(held) for name, held in found.items() if len(held) >= ENOUGH_PROMPTS}


def worst_group_excess(
    name: str,
    cases: Sequence[AttackPrompt],
    pays: Mapping[str, float],
    worths: Mapping[str, float],
    scale: PayScale,
) -> Measurement | None:
    """The excess pay ratio on the group that pays an attack most; None without groups."""
    worst: Measurement | None = None
    for group, prompts in groups_of(cases).items():
        wrong, gold = ({p: of[p] for p in of if p in prompts} for of in (scale.wrong, scale.gold))
        found = replace(scale, wrong=wrong, gold=gold).excess(EXCESS_PAY_RATIO, pays, worths, name)
        if found.value is None or found.n < ENOUGH_PROMPTS:
            continue
        if worst is None or found.value > (worst.value or 0.0):
            method = f"on the {found.n} prompts of {group}; {found.method}"
            worst = replace(found, method=method)
    return worst


HEADLINES = (GOLD_PAY, EXCESS_PAY_RATIO, LAZY_POLICY, FALSE_REFUSAL)
ALWAYS = "what is not in this list of attacks is not known"


def undefined_headlines(reason: Reason) -> tuple[Measurement, ...]:
    """The headline figures, all undefined."""
    return tuple(metric.report(Undefined(reason)) for metric in HEADLINES)


def not_probed_notes(
    cases: Sequence[AttackPrompt],
    results: Sequence[AttackResult],
    ask: Asker,
    *,
    total: int,
    formless: int,
) -> tuple[str, ...]:
    """Prompts left out, attacks that found nothing to work on, and golds that failed.

    The data hold `total` prompts, and `formless` of those looked at lack the gold's form.
    """
    said = []
    if len(cases) < total:
        said.append(f"only {len(cases)} of {total} prompts, for {ask.calls:,} calls")
    if formless:
        said.append(f"{formless} prompts have no gold in the form {cases[0].form}")
    golds = [case for case in cases if case.gold is not None]
    unscored = sum(
        pay is None for pay in ask.pays([(case.row, case.gold) for case in golds if case.gold])
    )
    if unscored:
        said.append(f"{unscored} prompts on whose gold the reward fails or abstains")
    said += _missing_data_notes(cases, results)
    return (*said, ALWAYS)


def _missing_data_notes(
    cases: Sequence[AttackPrompt], results: Sequence[AttackResult]
) -> list[str]:
    tried = {result.name for result in results if result.excess.n >= ENOUGH_PROMPTS}
    few = {result.name for result in results} - tried
    never = [name for name in ATTACKS if name not in {result.name for result in results}]
    said = []
    if not any(case.real for case in cases):
        said.append("right replies spoilt: the data hold no graded replies of top quality")
    if not any(case.read for case in cases):
        said.append("wrong answers made of right ones: the data hold no references")
    if not any(case.row.sample.tools for case in cases):
        said.append("attacks by tool calls: the data declare no tools")
    if never:
        said.append(f"attacks that nothing in these data allows: {', '.join(never)}")
    if few:
        said.append(f"attacks on fewer than ten prompts decide nothing: {', '.join(sorted(few))}")
    return said


def expected_learning(efficiency: Measurement, ratio: Measurement) -> Measurement:
    """The product of both, which ranked rewards best in a simulation.

    Its ends are the least and the largest product of theirs: an interval that is never too short.
    """
    for part in (efficiency, ratio):
        if part.value is None or part.low is None or part.high is None:
            reason = part.reason or "few_probed"
            return EXPECTED_LEARNING.report(Undefined(reason, min(efficiency.n, ratio.n)))
    ends = [
        found
        for found in (
            _learnable_share(one, other)
            for one, other in product(
                (efficiency.value, efficiency.low, efficiency.high),
                (ratio.value, ratio.low, ratio.high),
            )
        )
        if found is not None
    ]
    interval = ConfidenceInterval(min(ends), max(ends))
    found = Estimate(ends[0], min(efficiency.n, ratio.n), interval=interval)
    trusted_from = max(efficiency.trusted_from, ratio.trusted_from)
    return replace(EXPECTED_LEARNING.report(found), trusted_from=trusted_from)


def _learnable_share(efficiency: float | None, ratio: float | None) -> float | None:
    if efficiency is None or ratio is None:
        return None
    return efficiency * (1 - min(max(ratio, 0.0), 1.0))


WORKS = 0.5
"""An attack works on a prompt where its excess is more than this."""


def attack_result(
    name: str, tried: Sequence[AttackTrial], ask: Asker, scale: PayScale
) -> AttackResult:
    """The result of an attack by its tricks, one bundle a prompt."""
    pays, worths = lowest_pays(tried, ask, scale.wrong)
    each = excess_of_each(scale.column(pays), *scale.ends, np.nan_to_num(scale.column(worths)))
    outcomes = ask([trial.shown for trial in tried])
    faults = [fault for outcome in outcomes if (fault := fault_of(outcome))]
    words = ATTACKS.get(name) or rung_description(name)
    return AttackResult(
        name=name,
        imitates=words.imitates,
        mend=words.mend,
        excess=scale.excess(EXCESS_PAY_RATIO, pays, worths, name),
        works=_success_rate(name, each, scale),
        pay=_mean_pay(pays.values()),
        example=_pick_example(tried, ask, scale, dict(zip(scale.prompts, each, strict=True))),
        faults=len(faults),
        fault=next(iter(faults), ""),
        abstentions=sum(outcome is None for outcome in outcomes),
        grouped=worst_group_excess(name, [trial.case for trial in tried], pays, worths, scale),
    )


def _mean_pay(pays: Iterable[float]) -> float | None:
    """None where nothing was paid or refused, since every reply was a fault."""
    known = [pay for pay in pays if not np.isnan(pay)]
    return float(np.mean(known)) if known else None


def _success_rate(name: str, each: Floats, scale: PayScale) -> Measurement:
    held = each[~np.isnan(each)]
    if scale.reason is not None or held.size == 0:
        reason = scale.reason or "few_probed"
        return ATTACK_WORKS.report(Undefined(reason, held.size), name)
    hits = int((held > WORKS).sum())
    interval = wilson(hits, held.size)
    return ATTACK_WORKS.report(Estimate(hits / held.size, held.size, interval=interval), name)


def _pick_example(
    tried: Sequence[AttackTrial], ask: Asker, scale: PayScale, each: dict[str, float]
) -> Example | None:
    """The shortest reply that was over-paid, or else the one that was over-paid most."""

    def rank(trial: AttackTrial) -> tuple[bool, float]:
        excess = each.get(trial.case.row.prompt_id, np.nan)
        works = bool(excess > WORKS)
        size = len(trial.trick.reply.content) + len(repr(trial.trick.reply.tool_calls))
        return (not works, size if works else -np.nan_to_num(excess, nan=-1e9))

    shown = min(tried, key=rank, default=None)
    if shown is None:
        return None
    return example_of(shown.case, shown.trick.reply, shown.trick.made, ask, scale)


def example_of(
    case: AttackPrompt, reply: Message, made: str, ask: Asker, scale: PayScale
) -> Example:
    """A reply as a person is shown it, with what it earned."""
    outcome = ask([(case.row, reply)])[0]
    prompt = case.row.prompt_id
    wrong, gold = scale.wrong.get(prompt), scale.gold.get(prompt)
    fault = fault_of(outcome)
    answer = case.answer or (case.gold.content if case.gold is not None else "")
    return Example(prompt, case.question, reply, made, pay_of(outcome), wrong, gold, fault, answer)
