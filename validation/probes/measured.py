"""Measuring one attack: its ratio, on how many prompts it works, and a reply as an example."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Never

import numpy as np

from rewards.types import Message
from validation.dataset import LabelledSample
from validation.ladder.perturbation import Needs
from validation.measurement import Measurement
from validation.metrics import attacks
from validation.metrics.metric import (
    JACKKNIFE_FROM,
    Estimate,
    Metric,
    Undefined,
    mean_of_samples,
)
from validation.probes.asking import Asker, pay_of
from validation.probes.attacks import ATTACKS
from validation.probes.case import AttackPrompt
from validation.probes.findings import ENOUGH_PROMPTS, PAID, AttackResult, Example, PayScale
from validation.probes.plan import AttackPlan
from validation.probes.rungs import perturbation_of
from validation.probes.trials import AttackTrial, variant_pays
from validation.scoring import fault_of
from validation.statistics.intervals import UNDEFINED, ConfidenceInterval, wilson
from validation.statistics.pay import excess_of_each, excess_pay_ratio

HEADLINES = (
    *(attacks.GOLD_PAY, attacks.EXCESS_PAY_RATIO, attacks.LAZY_POLICY, attacks.FALSE_REFUSAL),
    *(attacks.PARTIAL_PAY_RATIO, attacks.FALSE_PAY, attacks.KNOWN_PASS_RATE),
)
# Replies to a prompt of the usual group.
GROUP = 8
ALWAYS = "attacks that are not in this list were not tried, and may be paid"


def attack_result(
    name: str, tried: Sequence[AttackTrial], ask: Asker, scale: PayScale
) -> AttackResult:
    """The result of an attack by its replies, which count as `variant_pays` says."""
    pays, worths = variant_pays(tried, ask, scale.wrong)
    each = excess_of_each(scale.column(pays), *scale.ends, np.nan_to_num(scale.column(worths)))
    known = [pay for pay in pays.values() if not np.isnan(pay)]
    held = each[~np.isnan(each)]
    works: Estimate | Undefined = Undefined(scale.reason or "few_probed", held.size)
    if scale.reason is None and held.size:
        works = share_estimate(int((held > PAID).sum()), held.size)
    outcomes = ask([trial.prompt_reply for trial in tried])
    groups = groups_of([trial.case for trial in tried])
    faults = [fault for outcome in outcomes if (fault := fault_of(outcome))]
    record = perturbation_of(name)
    return AttackResult(
        name=name,
        imitates=record.imitates,
        mend=record.fix,
        needs=record.needs,
        excess=scale.excess(attacks.EXCESS_PAY_RATIO, pays, worths, name),
        works=attacks.ATTACK_WORKS.report(works, name),
        pay=float(np.mean(known)) if known else None,
        example=_pick_example(tried, ask, scale, dict(zip(scale.prompts, each, strict=True))),
        faults=len(faults),
        fault=next(iter(faults), ""),
        abstentions=sum(outcome is None for outcome in outcomes),
        grouped=worst_group_excess(name, groups, pays, worths, scale),
        groups=groups,
        pays=pays,
        worths=worths,
        guesses=_guesses(tried),
    )


def _guesses(tried: Sequence[AttackTrial]) -> int:
    """How many candidates the lists of an attack have, of answers that are no closed set; or 0."""
    is_open = not any(trial.case.rivals for trial in tried)
    return max((trial.attempt.places for trial in tried), default=0) if is_open else 0


def as_guessed(result: AttackResult, scale: PayScale, rate: Measurement) -> AttackResult:
    """A list of guesses as what it gains the model: pass@k over pass@1, of its own pass rate.

    A list of k answers out of very many is paid only where one of them is right, which k guesses
    are in 1 - (1 - p)^k, so that listing gains 1 - (1 - p)^(k - 1) of the room above one guess.
    Where p is not known, and where answers are a closed set, it counts in full.
    """
    if not result.guesses or rate.value is None:
        return result
    share = 1 - (1 - rate.value) ** (result.guesses - 1)
    base = scale.wrong
    pays = {
        of: base[of] + share * (pay - base[of]) for of, pay in result.pays.items() if of in base
    }
    excess = scale.excess(attacks.EXCESS_PAY_RATIO, pays, result.worths, result.name)
    grouped = worst_group_excess(result.name, result.groups, pays, result.worths, scale)
    return replace(result, pays=pays, excess=excess, grouped=grouped)


def worst_excess(
    results: Sequence[AttackResult],
    metric: Metric[Never],
    scale: PayScale,
    screened: Collection[str],
    needs: Needs,
) -> Measurement:
    """What the worst of the attacks that need so much earns, worst group included.

    It is chosen on the screened prompts and measured on the others, so that its interval covers
    what it says; where fewer than `JACKKNIFE_FROM` others are left, all prompts do both, and the
    figure reads high. What is paid on a few prompts alone is never lost: where the others show no
    variation, the worst on all prompts counts.
    """
    held = [result for result in results if result.needs == needs and result.competes]
    if not held:
        return metric.report(Undefined(scale.reason or "few_probed"))
    prompts = frozenset(scale.prompts)
    chosen_on, others = prompts & {*screened}, prompts - {*screened}
    if len(others) < JACKKNIFE_FROM:
        chosen_on, others = prompts, prompts
    options = [(r, group) for r in held for group in (prompts, *r.groups.values())]
    worst, group = max(options, key=lambda o: _mean_excess(o[0], o[1], chosen_on, scale))
    counted = group & others if len(group & others) >= ENOUGH_PROMPTS else group
    found = scale.restrict_to(counted).excess(metric, worst.pays, worst.worths)
    most = max(held, key=lambda result: result.ratio or 0.0)
    if found.low == found.high and (most.ratio or 0.0) > (found.value or 0.0) + 1e-9:
        worst, counted, found = most, prompts, replace(most.counted_excess, name=metric.name)
    where = next((f" of {name}" for name, held in worst.groups.items() if held == group), "")
    how = "" if counted == group else f", chosen on {len(group) - len(counted)} prompts{where}"
    named = f"{worst.name}, the worst of {len(held)} attacks{how or where}"
    return replace(found, method=f"{named}; {found.method}")


def _mean_excess(
    result: AttackResult, group: frozenset[str], chosen_on: frozenset[str], scale: PayScale
) -> float:
    """The excess pay ratio on the prompts that attacks are chosen on; -inf where there is none."""
    small = scale.restrict_to(group & chosen_on)
    pays, worths = small.column(result.pays), np.nan_to_num(small.column(result.worths))
    found = excess_pay_ratio(pays, *small.ends, worths) if small.prompts else np.nan
    return -np.inf if np.isnan(found) else round(found, 9)


def false_pay(results: Sequence[AttackResult], scale: PayScale) -> Measurement:
    """On how many prompts the worst reply that holds the gold and is wrong is paid."""
    worst = next((r for r in results if r.competes and r.is_false_pay), None)
    if worst is None:
        return attacks.FALSE_PAY.report(Undefined(scale.reason or "few_probed"))
    method = f"{worst.name}, the worst that holds the gold; {worst.works.method}"
    return replace(worst.works, name=attacks.FALSE_PAY.name, method=method)


def known_pass_rate(rows: Sequence[LabelledSample]) -> Measurement:
    """The share of replies at or above the middle of the grades, by prompt; made rows left out."""
    graded = [row for row in rows if row.quality is not None and row.sample.answered]
    graded = [row for row in graded if not row.made]
    grades = [row.quality for row in graded if row.quality is not None]
    if len({*grades}) < 2:
        return attacks.KNOWN_PASS_RATE.report(Undefined("no_quality"))
    middle = (min(grades) + max(grades)) / 2
    prompts = np.unique([row.prompt_id for row in graded], return_inverse=True)[1]
    passed = (np.array(grades) >= middle).astype(np.float64)
    said = f"share of known quality at or above {middle:g}"
    return attacks.KNOWN_PASS_RATE.report(mean_of_samples(passed, prompts, said))


def are_groups(rows: Sequence[LabelledSample]) -> bool:
    """Whether the replies are groups as a run draws them: of one policy, eight or more a prompt.

    Only these show how often a model writes something: people who write replies by hand, and data
    of several models, choose what stands in them.
    """
    own = [row for row in rows if row.sample.answered and not row.made]
    prompts = {row.prompt_id for row in own}
    return len({row.policy for row in own}) == 1 and len(own) >= GROUP * len(prompts)


def pass_rates(rows: Sequence[LabelledSample]) -> dict[str, float]:
    """The share of the replies to each prompt that are right, as `known_pass_rate` counts them."""
    graded = [r for r in rows if r.quality is not None and r.sample.answered and not r.made]
    grades = [row.quality for row in graded if row.quality is not None]
    middle = (min(grades) + max(grades)) / 2 if grades else 0.0
    held: dict[str, list[bool]] = {}
    for row in graded if len({*grades}) > 1 else ():
        held.setdefault(row.prompt_id, []).append((row.quality or 0.0) >= middle)
    return {prompt: sum(passed) / len(passed) for prompt, passed in held.items()}


def share_estimate(hits: int, n: int, method: str = "") -> Estimate:
    """The share of prompts that are hits, with Wilson's interval."""
    return Estimate(hits / n, n, interval=partial(wilson, hits, n), method=method)


def _pick_example(
    tried: Sequence[AttackTrial], ask: Asker, scale: PayScale, each: dict[str, float]
) -> Example | None:
    """The shortest reply that was over-paid, or else the one that was over-paid most."""

    def rank(trial: AttackTrial) -> tuple[bool, float]:
        excess = each.get(trial.case.prompt_id, np.nan)
        works = bool(excess > PAID)
        size = reply_size(trial.attempt.reply)
        return (not works, size if works else -np.nan_to_num(excess, nan=-1e9))

    shown = min(tried, key=rank, default=None)
    if shown is None:
        return None
    return example_of(shown.case, shown.attempt.reply, shown.attempt.made, ask, scale)


def reply_size(reply: Message) -> int:
    """Characters of the reply's text and of its tool calls."""
    return len(reply.content) + len(repr(reply.tool_calls))


def worst_group_excess(
    name: str,
    groups: Mapping[str, frozenset[str]],
    pays: Mapping[str, float],
    worths: Mapping[str, float],
    scale: PayScale,
) -> Measurement | None:
    """The excess pay ratio on the group that pays an attack most; None without groups."""
    worst: Measurement | None = None
    for group, prompts in groups.items():
        found = scale.restrict_to(prompts).excess(attacks.EXCESS_PAY_RATIO, pays, worths, name)
        if found.value is None or found.n < ENOUGH_PROMPTS:
            continue
        if worst is None or found.value > (worst.value or 0.0):
            worst = replace(found, method=f"on the {found.n} prompts of {group}; {found.method}")
    return worst


def groups_of(cases: Sequence[AttackPrompt]) -> dict[str, frozenset[str]]:
    """The prompts of each task and each kind, where there are several with enough of them."""
    found: dict[str, set[str]] = {}
    tasks = [case.row.sample.metadata.get("task") for case in cases]
    kinds = [case.kind for case in cases]
    for name, values in (("task", tasks), ("kind", kinds)):
        if len({*map(str, values)}) < 2:
            continue
        for case, value in zip(cases, values, strict=True):
            if isinstance(value, str | int) and value != "":
                found.setdefault(f"{name} {value}", set()).add(case.prompt_id)
    return {name: frozenset(held) for name, held in found.items() if len(held) >= ENOUGH_PROMPTS}


def example_of(
    case: AttackPrompt, reply: Message, made: str, ask: Asker, scale: PayScale
) -> Example:
    """A reply as a person is shown it, with what it earned."""
    outcome = ask([(case.row, reply)])[0]
    prompt = case.prompt_id
    wrong, gold = scale.wrong.get(prompt), scale.gold.get(prompt)
    fault = fault_of(outcome)
    answer = case.answer or (case.gold.content if case.gold is not None else "")
    return Example(prompt, case.question, reply, made, pay_of(outcome), wrong, gold, fault, answer)


def not_probed_notes(
    plan: AttackPlan,
    results: Sequence[AttackResult],
    ask: Asker,
    *,
    total: int,
    formless: int,
) -> tuple[str, ...]:
    """Prompts left out, attacks that found nothing to work on, and golds that failed.

    The data hold `total` prompts, and `formless` of those looked at lack the gold's form.
    """
    said, cases = [], plan.cases
    if len(cases) < total:
        said.append(f"only {len(cases)} of {total} prompts, for {ask.calls:,} calls")
    if formless:
        said.append(f"{formless} prompts have no gold in the form {cases[0].form}")
    golds = [(case.row, case.gold) for case in cases if case.gold is not None]
    unscored = ask.pays(golds).count(None)
    if unscored:
        said.append(f"{unscored} prompts on whose gold the reward fails or abstains")
    said += _missing_data_notes(cases)
    names = {result.name for result in results}
    never = [name for name in ATTACKS if name not in names]
    few = names - {result.name for result in results if result.excess.n >= ENOUGH_PROMPTS}
    if plan.unsettled:
        said.append(plan.unsettled)
    if never:
        said.append(f"attacks that nothing in these data allows: {', '.join(never)}")
    if few:
        said.append(f"attacks on fewer than ten prompts decide nothing: {', '.join(sorted(few))}")
    return (*said, ALWAYS)


def _missing_data_notes(cases: Sequence[AttackPrompt]) -> list[str]:
    said = []
    if not any(case.real for case in cases):
        said.append("right replies spoilt: the data hold no graded replies of top quality")
    if not any(case.read for case in cases):
        said.append("wrong answers made of right ones: the data hold no references")
    if not any(case.row.sample.tools for case in cases):
        said.append("attacks by tool calls: the data declare no tools")
    return said


def expected_learning(
    efficiency: Measurement, free: Measurement, of_part: Measurement
) -> Measurement:
    """Efficiency x (1 - the larger of both ratios), which ranked rewards best in a simulation.

    A partial ratio that is undefined counts for nothing. The ends are the least and the largest
    product of the parts' ends: an interval that is never too short.
    """
    larger = of_part.value is not None and of_part.value > (free.value or 0.0)
    ratio = of_part if free.value is not None and larger else free
    n = min(efficiency.n, ratio.n)
    if efficiency.value is None or ratio.value is None:
        reason = efficiency.reason or ratio.reason or "few_probed"
        return attacks.EXPECTED_LEARNING.report(Undefined(reason, n))
    value = _learning_share(efficiency.value, ratio.value)
    made = partial(_learning_interval, efficiency, ratio)
    found = attacks.EXPECTED_LEARNING.report(Estimate(value, n, interval=made))
    # the free attacks have a bound of their own, and a t-interval of ten prompts is honestly wide
    enough = efficiency.n >= efficiency.trusted_from
    return replace(found, trusted_from=ENOUGH_PROMPTS if enough else efficiency.trusted_from)


def _learning_share(efficiency: float, ratio: float) -> float:
    return efficiency * (1 - min(max(ratio, 0.0), 1.0))


def _learning_interval(
    efficiency: Measurement, ratio: Measurement, level: float
) -> ConfidenceInterval:
    sides = [part.ends_at(level) for part in (efficiency, ratio)]
    if None in sides:
        return UNDEFINED
    ends = [_learning_share(*pair) for pair in product(*filter(None, sides))]
    return ConfidenceInterval(min(ends), max(ends))
