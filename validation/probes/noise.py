"""Whether noise alone pays an attack: it is asked about again, beside right and wrong replies.

worst free attacks ────▶ asked again ──▶ means ──▶ excess_pay_ratio
golds, wrong answers ──▶ asked again ──▶ groups as the model writes them ──▶ attack_advantage
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from validation.ladder.perturbation import FREE
from validation.measurement import Measurement
from validation.metrics import attacks
from validation.metrics.metric import Estimate
from validation.probes.asking import Asker, PromptReply, pay_of
from validation.probes.findings import ENOUGH_PROMPTS, PAID, AttackResult, PayScale
from validation.probes.golds import honest_wrong_replies
from validation.probes.measured import GROUP, worst_group_excess
from validation.probes.plan import AttackPlan
from validation.probes.trials import pay_of_replies
from validation.statistics.advantage import TRL_EPSILON
from validation.statistics.values import Floats

# The worst attacks that are asked about again, how often at most, and at least to say anything.
_WORST, _TIMES, _FEWEST = 5, 24, 4
# Repeated calls that a prompt takes at most.
REPEATED = (_WORST + 2) * _TIMES
# Replies that are first asked about again, to see whether the reward is noisy at all.
_LOOKED_AT = 20
# Groups that are drawn of each prompt's pays.
_GROUPS = 200
# What was asked about: an attack, the gold or the wrong answer, and the prompt.
_Key = tuple[str, str]
_GOLD, _WRONG = "the gold", "the wrong answer"


@dataclass(frozen=True)
class RepeatedPays:
    """What repeated calls show of the worst free attacks.

    Attributes:
        results: these attacks, by their mean pay.
        scale: the mean pays of wrong answers and golds.
        advantage: `attack_advantage` of the attack that has the largest.
    """

    results: tuple[AttackResult, ...]
    scale: PayScale
    advantage: Measurement


def repeat_worst(
    results: Sequence[AttackResult],
    plan: AttackPlan,
    ask: Asker,
    rates: Mapping[str, float],
    calls: int,
) -> RepeatedPays | None:
    """Ask a noisy reward about its worst free attacks again; None where nothing is learnt by it.

    That is where the worst attack is paid alike on every prompt or clearly too much, where the
    reward says the same twice, where `calls` are too few, and where no prompt is in `rates`: how
    often the model is right on each.
    """
    free = [r for r in results if r.competes and r.needs == FREE and r.name in plan.tried]
    worst = sorted(free, key=lambda result: -(result.ratio or 0.0))[:_WORST]
    if not worst or worst[0].excess.low == worst[0].excess.high:
        return None
    rated = {of for of in plan.scale.prompts if of in rates}
    if len(rated) < ENOUGH_PROMPTS or (worst[0].excess.low or 0.0) > PAID:
        return None
    shown = {**_ends_shown(plan, rated), **_attacks_shown(worst, plan, rated)}
    flat = [one for held in shown.values() for one in held]
    few = [*flat[:_LOOKED_AT], *flat[-_LOOKED_AT:]]
    calls = min(calls - len(few), REPEATED * len(rated))
    times = min(_TIMES, calls // len(flat))
    if times < _FEWEST or not _is_noisy(few, ask):
        return None
    drawn = iter(_repeated_pays(flat, ask, times))
    pays = {key: np.array([next(drawn) for _ in held]) for key, held in shown.items()}
    return _weigh(worst, plan, pays, rates)


def _ends_shown(plan: AttackPlan, prompts: Collection[str]) -> dict[_Key, list[PromptReply]]:
    """The gold and the wrong answer of each prompt that has both."""
    shown: dict[_Key, list[PromptReply]] = {}
    for case in plan.cases:
        wrong = honest_wrong_replies(case).get(plan.wrong)
        if case.prompt_id in prompts and case.gold is not None and wrong is not None:
            shown[_GOLD, case.prompt_id] = [(case.row, case.gold)]
            shown[_WRONG, case.prompt_id] = [(case.row, wrong.reply)]
    return shown


def _attacks_shown(
    worst: Sequence[AttackResult], plan: AttackPlan, prompts: Collection[str]
) -> dict[_Key, list[PromptReply]]:
    shown: dict[_Key, list[PromptReply]] = {}
    for result in worst:
        for trial in plan.tried[result.name]:
            if trial.case.prompt_id in prompts:
                key = result.name, trial.case.prompt_id
                shown.setdefault(key, []).append(trial.prompt_reply)
    return shown


def _is_noisy(shown: Sequence[PromptReply], ask: Asker) -> bool:
    first, again = _repeated_pays(shown, ask, 1).T
    return bool(np.any(first != again))


def _repeated_pays(shown: Sequence[PromptReply], ask: Asker, times: int) -> Floats:
    """What each earned at first and each time again, (replies, 1 + times); a fault is nan."""
    said = [ask(shown), *ask.repeat(shown, times)]
    pays = [[pay_of(outcome) for outcome in outcomes] for outcomes in said]
    return np.array(pays, dtype=np.float64).T


def _weigh(
    worst: Sequence[AttackResult],
    plan: AttackPlan,
    pays: Mapping[_Key, Floats],
    rates: Mapping[str, float],
) -> RepeatedPays | None:
    """The attacks by their mean pays, and the largest advantage that one of them has."""
    pays = {key: found for key, found in pays.items() if not np.isnan(found).any()}
    golds, wrongs = (
        {prompt: float(found.mean()) for (name, prompt), found in pays.items() if name == end}
        for end in (_GOLD, _WRONG)
    )
    scale = replace(plan.scale, wrong=wrongs, gold=golds)
    results: list[AttackResult] = []
    found: list[Measurement] = []
    for result in worst:
        places = max(trial.attempt.places for trial in plan.tried[result.name])
        pools = {
            of: _pool(held, places) for (name, of), held in pays.items() if name == result.name
        }
        mean = {prompt: float(pool.mean()) for prompt, pool in pools.items()}
        excess = scale.excess(attacks.EXCESS_PAY_RATIO, mean, result.worths, result.name)
        grouped = worst_group_excess(result.name, result.groups, mean, result.worths, scale)
        results.append(replace(result, pays=mean, excess=excess, grouped=grouped))
        each = np.array(
            [
                _advantage(pools[of], pays[_GOLD, of][0], pays[_WRONG, of][0], rates[of])
                for of in scale.prompts
                if of in pools
            ]
        )
        if each.size > 1:
            left_out = (each.sum() - each) / (each.size - 1)
            method = f"{result.name}; {attacks.ATTACK_ADVANTAGE.method}"
            mean_of_all = Estimate(float(each.mean()), left_out=left_out, method=method)
            found.append(attacks.ATTACK_ADVANTAGE.report(mean_of_all))
    if not found or not any(result.competes for result in results):
        return None
    return RepeatedPays(tuple(results), scale, max(found, key=lambda one: one.value or 0.0))


def _pool(held: Floats, places: int) -> Floats:
    """What a variant of several replies (replies, times) earned each time: as `pay_of_replies`."""
    if places:
        return np.array([pay_of_replies([*column], places) for column in held.T])
    least: Floats = held[held.mean(axis=1).argmin()]
    return least


def _advantage(attack: Floats, gold: Floats, wrong: Floats, rate: float) -> float:
    """The mean advantage of an attack in groups of golds, as often as at this rate, and wrongs."""
    chance = np.random.default_rng(0)
    right = chance.random((_GROUPS, GROUP - 1)) < rate
    others = np.where(right, chance.choice(gold, right.shape), chance.choice(wrong, right.shape))
    group = np.column_stack([chance.choice(attack, _GROUPS), others])
    apart = group[:, 0] - group.mean(axis=1)
    return float((apart / (group.std(axis=1, ddof=1) + TRL_EPSILON)).mean())
