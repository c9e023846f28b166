"""Attacking a target: golds first, then every attack on a few prompts, then the worst on all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from validation.dataset import Dataset
from validation.measurement import Measurement, Reason
from validation.metrics.attacks import EXCESS_PAY_RATIO
from validation.metrics.metric import Undefined
from validation.probes.asking import Asker, Budget, budget_of
from validation.probes.case import GRADED, AttackPrompt
from validation.probes.cases import attack_prompts, drop_references, pick_evenly, prompts_in_form
from validation.probes.findings import AttackResult, PayScale, ProbeResult
from validation.probes.golds import (
    SPEC_NOTE,
    best_form,
    least_paid_wrong,
    pays_of_gold,
    pays_of_wrong,
    references_are_specs,
    with_wrong,
)
from validation.probes.measured import attack_result, not_probed_notes, undefined_headlines
from validation.probes.refused import constant_answer_baseline, false_refusal, gold_pay
from validation.probes.shortest import combine_attacks, shortest_example
from validation.probes.trials import AttackTrial, diagnostic_rank, trials, worst_variants
from validation.scoring import Watch, pass_through
from validation.targets.target import RatingsTarget, Target


@dataclass(frozen=True)
class AttackPlan:
    """The cases in play: those that are screened, and all that the calls are enough for."""

    screened: list[AttackPrompt]
    cases: list[AttackPrompt]
    tried: dict[str, list[AttackTrial]]
    scale: PayScale
    wrong: str


def plan_attacks(formed: Sequence[AttackPrompt], ask: Asker, budget: Budget) -> AttackPlan:
    """Screen every trick on a few cases, then try the worst variant of each attack on the rest."""
    screened = pick_evenly(formed, budget.screened)
    name = least_paid_wrong(screened, ask)
    screened = [with_wrong(case, name) for case in screened]
    gold, wrong = pays_of_gold(screened, ask), pays_of_wrong(screened, name, ask)
    first = [trial for case in screened for trial in trials(case, budget.only)]
    screened, first = _fit_to_budget(screened, first, ask, budget)
    ask([trial.shown for trial in first])
    worst = worst_variants(first, ask, wrong, gold)
    kept = [trial for trial in first if worst[trial.attack] == trial.trick.variant]
    done = {case.row.prompt_id for case in screened}
    rest = [with_wrong(case, name) for case in formed if case.row.prompt_id not in done]
    each = max(len(kept) // max(len(screened), 1), 1) + budget.beside
    rest = pick_evenly(rest, budget.for_the_rest(ask, len(screened)) // each)
    tried = [trial for case in rest for trial in trials(case, budget.only)]
    kept += [trial for trial in tried if worst.get(trial.attack) == trial.trick.variant]
    ask([trial.shown for trial in kept])
    cases = [*screened, *rest]
    name = least_paid_wrong(cases, ask)
    shown = any(case.real is not None or case.worst is not None for case in cases)
    scale = PayScale(pays_of_wrong(cases, name, ask), pays_of_gold(cases, ask), shown)
    return AttackPlan(screened, cases, _group_by_attack(kept), scale, name)


def _group_by_attack(tried: Iterable[AttackTrial]) -> dict[str, list[AttackTrial]]:
    found: dict[str, list[AttackTrial]] = {}
    for trial in tried:
        found.setdefault(trial.attack, []).append(trial)
    return found


def _fit_to_budget(
    screened: list[AttackPrompt], first: list[AttackTrial], ask: Asker, budget: Budget
) -> tuple[list[AttackPrompt], list[AttackTrial]]:
    """As many of the cases as screening has calls for; one at least, with all that they allow."""
    while len(screened) > 1 and ask.cost(t.shown for t in first) > budget.for_screening(ask):
        screened = screened[: len(screened) * 3 // 4]
        kept = {case.row.prompt_id for case in screened}
        first = [trial for trial in first if trial.case.row.prompt_id in kept]
    if ask.cost(t.shown for t in first) > budget.for_the_rest(ask, len(screened)):
        plain = {trial.attack: trial.trick.variant for trial in reversed(first)}
        first = [trial for trial in first if plain[trial.attack] == trial.trick.variant]
    return screened, first


MOST_PROMPTS = 200
_SHORTENED = 3
"""So many of the worst attacks are shortened, where they earn more than this:"""
_WORTH_SHORTENING = 0.3


def probe(
    target: Target,
    dataset: Dataset,
    executor: Executor | None = None,
    watch: Watch = pass_through,
    *,
    calls: int | None = None,
    prompts: int = MOST_PROMPTS,
    attacks: Collection[str] = (),
) -> ProbeResult:
    """Ask the target what it pays golds, wrong answers and attacks on the prompts of the data.

    At most `calls` calls are made, by default 20,000, or 3,000 of a target that asks a model or
    is slow; and at most so many `prompts` are attacked, by those `attacks` alone where any are
    named. Nothing is drawn by chance.
    """
    if isinstance(target, RatingsTarget):
        return _empty_result("not_callable", "nothing: the target is a column of ratings")
    cases = attack_prompts(dataset, prompts)
    ask = Asker(target, executor, watch)
    held = [case for case in cases if case.read is not None or case.real is not None]
    form = best_form(pick_evenly(held, 8 if calls is None else max(min(8, calls // 50), 1)), ask)
    if form is None:
        return _empty_result(
            "no_gold", "nothing: the data hold neither references nor graded replies"
        )
    budget = budget_of(ask, calls, frozenset(attacks))
    form = best_form(pick_evenly(held, budget.screened), ask) or form
    said: tuple[str, ...] = ()
    if form == GRADED and references_are_specs(pick_evenly(held, budget.screened), ask):
        cases, said = drop_references(cases), (SPEC_NOTE,)
    total = len({row.prompt_id for row in dataset.rows})
    formed = prompts_in_form(cases, form)
    found = _run_attacks(formed, ask, budget, total, len(cases) - len(formed))
    return replace(found, not_probed=(*said, *found.not_probed))


def _run_attacks(
    formed: Sequence[AttackPrompt], ask: Asker, budget: Budget, total: int, formless: int
) -> ProbeResult:
    field = plan_attacks(formed, ask, budget)
    scale = field.scale
    gold, refused_golds = gold_pay(field.cases, ask, scale)
    refusal, refused_rewordings = false_refusal(field.cases, ask, scale)
    lazy, lazy_text = constant_answer_baseline(field.screened, field.cases, ask, scale)
    results = [attack_result(name, tried, ask, scale) for name, tried in field.tried.items()]
    results += combine_attacks(results, field.tried, ask, scale, budget.left(ask))
    results = _shorten_worst(_sort_worst_first(results), field.tried, ask, scale, budget)
    measurements = (
        gold,
        _worst_excess(results, scale),
        lazy,
        refusal,
        *(r.excess for r in results),
    )
    return ProbeResult(
        results=tuple(results),
        measurements=measurements,
        refused_golds=tuple(refused_golds),
        refused_rewordings=tuple(refused_rewordings),
        not_probed=not_probed_notes(field.cases, results, ask, total=total, formless=formless),
        calls=ask.calls,
        prompts=len(field.cases),
        form=formed[0].form,
        wrong=field.wrong,
        lazy=lazy_text,
    )


def _sort_worst_first(results: Sequence[AttackResult]) -> list[AttackResult]:
    """By the ratio, of equal ones the most telling, of those that with the shortest reply.

    What was tried on too few prompts is at the end.
    """

    def rank(result: AttackResult) -> tuple[bool, bool, float, int, int]:
        ratio, shown = result.ratio, result.shown
        size = len(shown.text) if shown else 0
        alike = -round(ratio or 0.0, 2)
        return not result.competes, ratio is None, alike, diagnostic_rank(result.name), size

    return sorted(results, key=rank)


def _worst_excess(results: Sequence[AttackResult], scale: PayScale) -> Measurement:
    worst = next((result for result in results if result.competes), None)
    if worst is None:
        return EXCESS_PAY_RATIO.report(Undefined(scale.reason or "few_probed"))
    method = f"{worst.name}, the worst of {len(results)} attacks; {worst.counted.method}"
    return replace(worst.counted, name=EXCESS_PAY_RATIO.name, method=method)


def _shorten_worst(
    results: Sequence[AttackResult],
    tried: Mapping[str, Sequence[AttackTrial]],
    ask: Asker,
    scale: PayScale,
    budget: Budget,
) -> list[AttackResult]:
    """The worst attacks with their shortest replies found."""
    found = [*results]
    for at, result in enumerate(results[:_SHORTENED]):
        trial = _trial_of_example(result, tried.get(result.name, ()))
        if trial is not None and (result.ratio or 0.0) > _WORTH_SHORTENING:
            calls = min(budget.search, budget.left(ask))
            example = shortest_example(trial.case, trial.trick, ask, scale, calls)
            found[at] = replace(result, shortest=example)
    return found


def _trial_of_example(result: AttackResult, tried: Sequence[AttackTrial]) -> AttackTrial | None:
    """The trial that the example of a result is of."""
    example = result.example
    if example is None:
        return None
    return next(
        (
            trial
            for trial in tried
            if trial.case.row.prompt_id == example.prompt_id and trial.trick.reply == example.reply
        ),
        None,
    )


def _empty_result(reason: Reason, said: str) -> ProbeResult:
    return ProbeResult(measurements=undefined_headlines(reason), not_probed=(said,))
