"""Every adversarial reply to a prompt, and which variant of an attack is the worst."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from validation.probes.asking import Asker, PromptReply, pay_of
from validation.probes.attacks import ATTACKS
from validation.probes.case import AdversarialReply, AttackPrompt, contains_answer
from validation.probes.findings import PayScale
from validation.probes.rungs import RUNGS, rung_replies
from validation.statistics.pay import excess_pay_ratio


@dataclass(frozen=True)
class AttackTrial:
    """One adversarial reply of an attack, to one prompt."""

    attack: str
    case: AttackPrompt
    attempt: AdversarialReply

    @property
    def prompt_reply(self) -> PromptReply:
        return self.case.row, self.attempt.reply


def trials(
    case: AttackPrompt, only: Collection[str] = (), confirming: bool = False
) -> Iterator[AttackTrial]:
    """Every adversarial reply to a prompt, of `only` these attacks where any are named.

    Replies that would be right answers are left out, and those that are kept for `confirming`.
    """
    chosen = [(name, attack) for name, attack in ATTACKS.items() if not only or name in only]
    made = [(name, attempt) for name, attack in chosen for attempt in attack.make(case)]
    if not only or RUNGS.keys() & {*only}:
        made += [(name, one) for name, one in rung_replies(case) if not only or name in only]
    for name, attempt in made:
        if (confirming or not attempt.kept) and _is_fair_trial(case, attempt):
            yield AttackTrial(name, case, attempt)


def _is_fair_trial(case: AttackPrompt, attempt: AdversarialReply) -> bool:
    """Whether the reply is not the gold itself and does not hold the gold by chance."""
    if attempt.reply == case.gold:
        return False
    if attempt.worth < 1 and not attempt.holds_gold and case.is_short:
        return not contains_answer(attempt.reply.content, case.answer)
    return attempt.worth < 1 or attempt.core != "" or bool(attempt.reply.tool_calls)


def worst_variants(tried: Iterable[AttackTrial], ask: Asker, scale: PayScale) -> dict[str, str]:
    """The variant of each attack that earns most on these prompts."""
    grouped: dict[str, dict[str, list[AttackTrial]]] = {}
    for trial in tried:
        grouped.setdefault(trial.attack, {}).setdefault(trial.attempt.variant, []).append(trial)
    return {
        attack: max(variants, key=lambda variant: variant_excess(variants[variant], ask, scale))
        for attack, variants in grouped.items()
    }


def variant_excess(tried: Sequence[AttackTrial], ask: Asker, scale: PayScale) -> float:
    """The excess pay ratio of one variant; -1e9 where it is undefined."""
    pays, worths = variant_pays(tried, ask, scale.wrong, scale.gold)
    worth = np.nan_to_num(scale.column(worths))
    found = excess_pay_ratio(scale.column(pays), *scale.ends, worth)
    return -1e9 if np.isnan(found) else found


def variant_pays(
    tried: Sequence[AttackTrial], ask: Asker, wrong: Mapping[str, float], gold: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """What a variant earns on each prompt, and what it is worth there.

    Of several replies to a prompt the least paid one counts. Lists of candidates count by their
    mean over the places of the gold, as what listing k of them gains:

        wrong + max(mean - wrong - room / k, 0) / (1 - 1 / k), where room = gold - wrong

    A reply on which the reward failed or abstained counts as paid like the wrong answer.
    """
    pays: dict[str, list[float]] = {}
    worths: dict[str, float] = {}
    places: dict[str, int] = {}
    for trial, outcome in zip(tried, ask([trial.prompt_reply for trial in tried]), strict=True):
        prompt, pay = trial.case.prompt_id, pay_of(outcome)
        pays.setdefault(prompt, []).append(wrong.get(prompt, np.nan) if pay is None else pay)
        worths[prompt], places[prompt] = trial.attempt.worth, trial.attempt.places
    return {
        prompt: _gain_of_listing(found, places[prompt], wrong.get(prompt), gold.get(prompt))
        if places[prompt]
        else min(found)
        for prompt, found in pays.items()
    }, worths


def _gain_of_listing(
    pays: Sequence[float], k: int, wrong: float | None, gold: float | None
) -> float:
    if wrong is None or gold is None:
        return np.nan
    mean = float(np.mean(pays))
    return wrong + max(mean - wrong - (gold - wrong) / k, 0.0) / (1 - 1 / k)
