"""The prompts that are attacked with the calls there are, and what is tried on each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from validation.probes.asking import Asked
from validation.probes.budget import Budget
from validation.probes.case import Case
from validation.probes.cases import spread
from validation.probes.golds import gold_pays, least_paid, with_wrong, wrong_pays
from validation.probes.scale import Scale
from validation.probes.trials import Trial, trials, worst_variants


@dataclass(frozen=True)
class Field:
    """The cases in play: those that are screened, and all that the calls are enough for."""

    screened: list[Case]
    cases: list[Case]
    tried: dict[str, list[Trial]]
    scale: Scale
    wrong: str


def field_of(formed: Sequence[Case], ask: Asked, budget: Budget) -> Field:
    """Screen every trick on a few cases, then try the worst variant of each attack on the rest."""
    screened = spread(formed, budget.screened)
    name = least_paid(screened, ask)
    screened = [with_wrong(case, name) for case in screened]
    gold, wrong = gold_pays(screened, ask), wrong_pays(screened, name, ask)
    first = [trial for case in screened for trial in trials(case, budget.only)]
    screened, first = _affordable(screened, first, ask, budget)
    ask([trial.shown for trial in first])
    worst = worst_variants(first, ask, wrong, gold)
    kept = [trial for trial in first if worst[trial.attack] == trial.trick.variant]
    done = {case.row.prompt_id for case in screened}
    rest = [with_wrong(case, name) for case in formed if case.row.prompt_id not in done]
    each = max(len(kept) // max(len(screened), 1), 1) + budget.beside
    rest = spread(rest, budget.for_the_rest(ask, len(screened)) // each)
    tried = [trial for case in rest for trial in trials(case, budget.only)]
    kept += [trial for trial in tried if worst.get(trial.attack) == trial.trick.variant]
    ask([trial.shown for trial in kept])
    cases = [*screened, *rest]
    name = least_paid(cases, ask)
    shown = any(case.real is not None or case.worst is not None for case in cases)
    scale = Scale(wrong_pays(cases, name, ask), gold_pays(cases, ask), shown)
    return Field(screened, cases, _by_attack(kept), scale, name)


def _by_attack(tried: Iterable[Trial]) -> dict[str, list[Trial]]:
    found: dict[str, list[Trial]] = {}
    for trial in tried:
        found.setdefault(trial.attack, []).append(trial)
    return found


def _affordable(
    screened: list[Case], first: list[Trial], ask: Asked, budget: Budget
) -> tuple[list[Case], list[Trial]]:
    """As many of the cases as screening has calls for; one at least, with all that they allow."""
    while len(screened) > 1 and ask.cost(t.shown for t in first) > budget.for_screening(ask):
        screened = screened[: len(screened) * 3 // 4]
        kept = {case.row.prompt_id for case in screened}
        first = [trial for trial in first if trial.case.row.prompt_id in kept]
    if ask.cost(t.shown for t in first) > budget.for_the_rest(ask, len(screened)):
        plain = {trial.attack: trial.trick.variant for trial in reversed(first)}
        first = [trial for trial in first if plain[trial.attack] == trial.trick.variant]
    return screened, first
