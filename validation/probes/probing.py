"""Attacking a target: golds first, then every attack on a few prompts, then the worst on all."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace

from validation.catalogue import Reason
from validation.dataset import Dataset
from validation.measurement import Measurement, undefined
from validation.probes.asking import Asked
from validation.probes.budget import Budget, budget_of
from validation.probes.case import GRADED, Case
from validation.probes.cases import cases_of, in_form, spread, unread
from validation.probes.combined import combined
from validation.probes.field import field_of
from validation.probes.findings import AttackResult, Probing
from validation.probes.golds import best_form
from validation.probes.lacking import lacking, unprobed
from validation.probes.lazy import lazy_policy
from validation.probes.measured import result_of
from validation.probes.refused import false_refusal, gold_pay
from validation.probes.rung_words import telling
from validation.probes.scale import Scale
from validation.probes.shortest import shortened
from validation.probes.specified import SPECIFIED, are_specified
from validation.probes.trials import Trial
from validation.scoring import Watch, unwatched
from validation.target import RatingsTarget, Target

MOST_PROMPTS = 200
_SHORTENED = 3
"""So many of the worst attacks are shortened, where they earn more than this:"""
_WORTH_SHORTENING = 0.3


def probe(
    target: Target,
    dataset: Dataset,
    executor: Executor | None = None,
    watch: Watch = unwatched,
    *,
    calls: int | None = None,
    prompts: int = MOST_PROMPTS,
    attacks: Collection[str] = (),
) -> Probing:
    """Ask the target what it pays golds, wrong answers and attacks on the prompts of the data.

    At most `calls` calls are made, by default 20,000, or 3,000 of a target that asks a model or
    is slow; and at most so many `prompts` are attacked, by those `attacks` alone where any are
    named. Nothing is drawn by chance.
    """
    if isinstance(target, RatingsTarget):
        return _nothing("not_callable", "nothing: the target is a column of ratings")
    cases = cases_of(dataset, prompts)
    ask = Asked(target, executor, watch)
    held = [case for case in cases if case.read is not None or case.real is not None]
    form = best_form(spread(held, 8 if calls is None else max(min(8, calls // 50), 1)), ask)
    if form is None:
        return _nothing("no_gold", "nothing: the data hold neither references nor graded replies")
    budget = budget_of(ask, calls, frozenset(attacks))
    form = best_form(spread(held, budget.screened), ask) or form
    said: tuple[str, ...] = ()
    if form == GRADED and are_specified(spread(held, budget.screened), ask):
        cases, said = unread(cases), (SPECIFIED,)
    total = len({row.prompt_id for row in dataset.rows})
    formed = in_form(cases, form)
    found = _attacked(formed, ask, budget, total, len(cases) - len(formed))
    return replace(found, not_probed=(*said, *found.not_probed))


def _attacked(
    formed: Sequence[Case], ask: Asked, budget: Budget, total: int, formless: int
) -> Probing:
    field = field_of(formed, ask, budget)
    scale = field.scale
    gold, refused_golds = gold_pay(field.cases, ask, scale)
    refusal, refused_rewordings = false_refusal(field.cases, ask, scale)
    lazy, lazy_text = lazy_policy(field.screened, field.cases, ask, scale)
    results = [result_of(name, tried, ask, scale) for name, tried in field.tried.items()]
    results += combined(results, field.tried, ask, scale, budget.left(ask))
    results = _shortened(_worst_first(results), field.tried, ask, scale, budget)
    measurements = (gold, _worst(results, scale), lazy, refusal, *(r.excess for r in results))
    return Probing(
        results=tuple(results),
        measurements=measurements,
        refused_golds=tuple(refused_golds),
        refused_rewordings=tuple(refused_rewordings),
        not_probed=unprobed(field.cases, results, ask, total=total, formless=formless),
        calls=ask.calls,
        prompts=len(field.cases),
        form=formed[0].form,
        wrong=field.wrong,
        lazy=lazy_text,
    )


def _worst_first(results: Sequence[AttackResult]) -> list[AttackResult]:
    """By the ratio, of equal ones the most telling, of those that with the shortest reply.

    What was tried on too few prompts is at the end.
    """

    def rank(result: AttackResult) -> tuple[bool, bool, float, int, int]:
        ratio, shown = result.ratio, result.shown
        size = len(shown.text) if shown else 0
        alike = -round(ratio or 0.0, 2)
        return not result.competes, ratio is None, alike, telling(result.name), size

    return sorted(results, key=rank)


def _worst(results: Sequence[AttackResult], scale: Scale) -> Measurement:
    worst = next((result for result in results if result.competes), None)
    if worst is None:
        return undefined("excess_pay_ratio", scale.reason or "few_probed", 0, "prompts", "")
    method = f"{worst.name}, the worst of {len(results)} attacks; {worst.counted.method}"
    return replace(worst.counted, name="excess_pay_ratio", method=method)


def _shortened(
    results: Sequence[AttackResult],
    tried: Mapping[str, Sequence[Trial]],
    ask: Asked,
    scale: Scale,
    budget: Budget,
) -> list[AttackResult]:
    """The worst attacks with their shortest replies found."""
    found = [*results]
    for at, result in enumerate(results[:_SHORTENED]):
        trial = _shown_by(result, tried.get(result.name, ()))
        if trial is not None and (result.ratio or 0.0) > _WORTH_SHORTENING:
            calls = min(budget.search, budget.left(ask))
            example = shortened(trial.case, trial.trick, ask, scale, calls)
            found[at] = replace(result, shortest=example)
    return found


def _shown_by(result: AttackResult, tried: Sequence[Trial]) -> Trial | None:
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


def _nothing(reason: Reason, said: str) -> Probing:
    return Probing(measurements=lacking(reason), not_probed=(said,))
