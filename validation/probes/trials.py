"""Every trick on every case, and which of an attack's variants is the worst."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from validation.probes.alike import holds
from validation.probes.asking import Asked, Shown, paid
from validation.probes.attacks import ATTACKS
from validation.probes.case import Case
from validation.probes.rungs import rungs
from validation.probes.trick import Trick
from validation.statistics.pay import excess_pay_ratio
from validation.statistics.types import Floats

Tried = tuple[str, str]
"""The name of an attack and one of its variants."""


@dataclass(frozen=True)
class Trial:
    """One trick of an attack on one case."""

    attack: str
    case: Case
    trick: Trick

    @property
    def shown(self) -> Shown:
        return self.case.row, self.trick.reply

    @property
    def tried(self) -> Tried:
        return self.attack, self.trick.variant


def trials(case: Case, only: Collection[str] = ()) -> Iterator[Trial]:
    """All that can be tried on a case, of `only` these attacks where any are named.

    Nothing that would be a right answer.
    """
    made = ((name, trick) for name, attack in ATTACKS.items() for trick in attack.tricks(case))
    for name, trick in (*made, *rungs(case)):
        if (not only or name in only) and _is_fair(case, trick):
            yield Trial(name, case, trick)


def _is_fair(case: Case, trick: Trick) -> bool:
    """Not the gold itself, nor with the gold in it by chance."""
    if trick.reply == case.gold:
        return False
    if trick.worth < 1 and not trick.holds_gold and case.is_short:
        return not holds(trick.reply.content, case.answer)
    return trick.worth < 1 or trick.core != "" or bool(trick.reply.tool_calls)


def worst_variants(
    tried: Iterable[Trial], ask: Asked, wrong: Mapping[str, float], gold: Mapping[str, float]
) -> dict[str, str]:
    """The variant of each attack that earns most, by the cases that were screened."""
    grouped: dict[str, dict[str, list[Trial]]] = {}
    for trial in tried:
        grouped.setdefault(trial.attack, {}).setdefault(trial.trick.variant, []).append(trial)
    return {
        attack: max(variants, key=lambda variant: _excess(variants[variant], ask, wrong, gold))
        for attack, variants in grouped.items()
    }


def _excess(
    tried: Sequence[Trial], ask: Asked, wrong: Mapping[str, float], gold: Mapping[str, float]
) -> float:
    pays, worths = lowest_pays(tried, ask, wrong)
    kept = [prompt for prompt in pays if prompt in wrong and prompt in gold]
    bad, low, high, worth = (_column(of, kept) for of in (pays, wrong, gold, worths))
    found = excess_pay_ratio(bad, low, high, worth)
    return -1e9 if np.isnan(found) else found


def _column(of: Mapping[str, float], prompts: Sequence[str]) -> Floats:
    return np.array([of[prompt] for prompt in prompts], dtype=np.float64)


def lowest_pays(
    tried: Sequence[Trial], ask: Asked, wrong: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """What the least paid trick on each prompt earns, and is worth; a fault earns like a wrong."""
    pays: dict[str, float] = {}
    worths: dict[str, float] = {}
    for trial, outcome in zip(tried, ask([trial.shown for trial in tried]), strict=True):
        prompt, pay = trial.case.row.prompt_id, paid(outcome)
        if pay is None:
            pay = wrong.get(prompt, np.nan)
        pays[prompt] = min(pay, pays.get(prompt, np.inf))
        worths[prompt] = trial.trick.worth
    return pays, worths
