"""Attacking a target: golds first, then every attack on a few prompts, then the worst on all.

    Dataset ─▶ attack_prompts ─▶ best_form ─▶ prompts_in_form     one case a prompt
                                                    │
                 a few prompts: every variant of every attack (trials)
                                                    │
                 all prompts:   the worst variant of each attack, gold, wrong answer, paraphrases
                                                    │
    ProbeResult ◀─ measurements, AttackResult of each attack ◀─ combined, shortest replies

Every reply goes to the target through one Asker, which asks each once and counts the calls.
"""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from validation.dataset import Dataset
from validation.generations import pick_evenly
from validation.ladder.forms import FORMS
from validation.ladder.perturbation import FREE, GOLD, PARTIAL
from validation.measurement import Reason
from validation.metrics.attacks import EXCESS_PAY_RATIO, PARTIAL_PAY_RATIO
from validation.metrics.metric import JACKKNIFE_FROM, Undefined
from validation.probes import golds
from validation.probes.asking import (
    BESIDE,
    CALLS,
    CALLS_TO_MODELS,
    CONSTANTS,
    FOR_SCREENING,
    Asker,
    Budget,
    budget_of,
)
from validation.probes.case import GRADED, AttackPrompt
from validation.probes.cases import attack_prompts, drop_references, prompts_in_form
from validation.probes.findings import AttackResult, PayScale, ProbeResult
from validation.probes.measured import (
    HEADLINES,
    attack_result,
    false_pay,
    known_pass_rate,
    not_probed_notes,
    worst_excess,
)
from validation.probes.refused import constant_answer_baseline, false_refusal, gold_pay
from validation.probes.rungs import diagnostic_rank
from validation.probes.shortest import combine_attacks, shortest_example
from validation.probes.trials import AttackTrial, trials, worst_variants
from validation.scoring import Watch, pass_through
from validation.targets.target import Target

MOST_PROMPTS = 200
# So many of the worst attacks are shortened, where their ratio is above the second number.
_SHORTENED, _WORTH_SHORTENING = 3, 0.3
# Prompts that the number of calls is estimated on.
_ESTIMATED_ON = 8


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
    if not target.scores_new_replies:
        return _empty_result("not_callable", "nothing: the target is a column of ratings")
    cases = attack_prompts(dataset, prompts)
    ask = Asker(target, executor, watch)
    held = [case for case in cases if case.read is not None or case.real is not None]
    few = 8 if calls is None else max(min(8, calls // 50), 1)
    form = golds.best_form(pick_evenly(held, few), ask)
    if form is None:
        said = "nothing: the data hold neither references nor graded replies"
        return _empty_result("no_gold", said)
    budget = budget_of(ask, calls, frozenset(attacks))
    form = golds.best_form(pick_evenly(held, budget.screened), ask) or form
    notes: tuple[str, ...] = ()
    if form == GRADED and golds.references_are_specs(pick_evenly(held, budget.screened), ask):
        cases, notes = drop_references(cases), (golds.SPEC_NOTE,)
    total = len({row.prompt_id for row in dataset.rows})
    formed = prompts_in_form(cases, form)
    found = _run_attacks(formed, ask, budget, total, len(cases) - len(formed))
    rate = known_pass_rate(dataset.rows)
    return replace(
        found,
        measurements=(*found.measurements, rate),
        not_probed=(*notes, *found.not_probed),
    )


def most_calls(dataset: Dataset, prompts: int, calls: int | None, is_dear: bool) -> int:
    """How many replies `probe` sends at most; `is_dear` for a target that is known to ask models.

    By the variants of each attack on one prompt in the middle of the data, with what golds, wrong
    answers, paraphrases and the search for short replies take.
    """
    limit, screened, search = (CALLS_TO_MODELS, 8, 40) if is_dear else (CALLS, 24, 300)
    most = limit if calls is None else min(calls, limit)
    held = attack_prompts(dataset, min(prompts, _ESTIMATED_ON))
    formed = next(filter(None, (prompts_in_form(held, form) for form in (*FORMS, GRADED))), None)
    if formed is None:
        return 0
    tried = list(trials(formed[len(formed) // 2]))
    count = min(prompts, len({row.prompt_id for row in dataset.rows}))
    first = min(screened, count) * (len(tried) + CONSTANTS + 2 * len(FORMS))
    rest = max(count - screened, 0) * (len({trial.attack for trial in tried}) + BESIDE)
    return min(first + rest + _SHORTENED * search + 2 * BESIDE * count, most)


def _empty_result(reason: Reason, said: str) -> ProbeResult:
    undefined = tuple(metric.report(Undefined(reason)) for metric in HEADLINES)
    return ProbeResult(measurements=undefined, not_probed=(said,))


def _run_attacks(
    formed: Sequence[AttackPrompt], ask: Asker, budget: Budget, total: int, formless: int
) -> ProbeResult:
    plan = _plan_attacks(formed, ask, budget)
    scale = plan.scale
    gold, refused_golds = gold_pay(plan.cases, ask, scale)
    refusal, refused_rewordings = false_refusal(plan.cases, ask, scale)
    lazy, lazy_text = constant_answer_baseline(plan.screened, plan.cases, ask, scale)
    results = [attack_result(name, tried, ask, scale) for name, tried in plan.tried.items()]
    results += combine_attacks(results, plan.tried, ask, scale, budget.calls_left(ask))
    results = _shorten_worst(_sort_worst_first(results), plan.tried, ask, scale, budget)
    chosen_on = [case.prompt_id for case in plan.screened]
    free, partial = (
        worst_excess(results, metric, scale, chosen_on, needs)
        for metric, needs in ((EXCESS_PAY_RATIO, FREE), (PARTIAL_PAY_RATIO, PARTIAL))
    )
    headlines = (gold, free, lazy, refusal, partial, false_pay(results, scale))
    return ProbeResult(
        results=tuple(results),
        measurements=(*headlines, *(result.excess for result in results)),
        refused_golds=tuple(refused_golds),
        refused_rewordings=tuple(refused_rewordings),
        not_probed=not_probed_notes(plan.cases, results, ask, total=total, formless=formless),
        calls=ask.calls,
        prompts=len(plan.cases),
        form=formed[0].form,
        wrong=plan.wrong,
        lazy=lazy_text,
    )


@dataclass(frozen=True)
class AttackPlan:
    """What was tried of the attacks, and on which prompts.

    Attributes:
        screened: the prompts on which every variant was tried.
        cases: all prompts that the calls were enough for.
        tried: the trials of the worst variant, by attack.
        scale: what a wrong answer and the gold earn on each of them.
        wrong: the name of the wrong answer.
    """

    screened: list[AttackPrompt]
    cases: list[AttackPrompt]
    tried: dict[str, list[AttackTrial]]
    scale: PayScale
    wrong: str


def _plan_attacks(formed: Sequence[AttackPrompt], ask: Asker, budget: Budget) -> AttackPlan:
    """Screen every attack on a few cases, then try the worst variant of each on the rest."""
    half = len(formed) // 2 if len(formed) >= 2 * JACKKNIFE_FROM else len(formed)
    screened = pick_evenly(formed, min(budget.screened, half))
    name = golds.least_paid_wrong(screened, ask)
    screened = [golds.with_wrong(case, name) for case in screened]
    gold, wrong = _pays_of_gold(screened, ask), golds.pays_of_wrong(screened, name, ask)
    first = [trial for case in screened for trial in trials(case, budget.only)]
    screened, first = _fit_to_budget(screened, first, ask, budget)
    ask([trial.prompt_reply for trial in first])
    worst = worst_variants(first, ask, wrong, gold)
    kept = [trial for trial in first if worst[trial.attack] == trial.attempt.variant]
    done = {case.prompt_id for case in screened}
    rest = [golds.with_wrong(case, name) for case in formed if case.prompt_id not in done]
    each = max(len(kept) // max(len(screened), 1), 1) + budget.beside
    rest = pick_evenly(rest, budget.calls_for_rest(ask, len(screened)) // each)
    tried = [trial for case in rest for trial in trials(case, budget.only)]
    kept += [trial for trial in tried if worst.get(trial.attack) == trial.attempt.variant]
    ask([trial.prompt_reply for trial in kept])
    cases = [*screened, *rest]
    name = golds.least_paid_wrong(cases, ask)
    shown = any(case.real is not None or case.worst is not None for case in cases)
    scale = PayScale(golds.pays_of_wrong(cases, name, ask), _pays_of_gold(cases, ask), shown)
    by_attack: dict[str, list[AttackTrial]] = {}
    for trial in kept:
        by_attack.setdefault(trial.attack, []).append(trial)
    return AttackPlan(screened, cases, by_attack, scale, name)


def _pays_of_gold(cases: Sequence[AttackPrompt], ask: Asker) -> dict[str, float]:
    return ask.pays_by_prompt([(case, case.gold) for case in cases])


def _fit_to_budget(
    screened: list[AttackPrompt], first: list[AttackTrial], ask: Asker, budget: Budget
) -> tuple[list[AttackPrompt], list[AttackTrial]]:
    """As many of the cases as screening has calls for; one at least, with all that they allow."""
    most = max(int(budget.calls * FOR_SCREENING) - ask.calls, 0)
    while len(screened) > 1 and ask.cost(t.prompt_reply for t in first) > most:
        screened = screened[: len(screened) * 3 // 4]
        kept = {case.prompt_id for case in screened}
        first = [trial for trial in first if trial.case.prompt_id in kept]
    if ask.cost(t.prompt_reply for t in first) > budget.calls_for_rest(ask, len(screened)):
        plain = {trial.attack: trial.attempt.variant for trial in reversed(first)}
        first = [trial for trial in first if plain[trial.attack] == trial.attempt.variant]
    return screened, first


def _sort_worst_first(results: Sequence[AttackResult]) -> list[AttackResult]:
    """The free ones first, by the ratio; of equal ones the most diagnostic, then the shortest.

    Attacks that were tried on too few prompts are at the end.
    """

    def rank(result: AttackResult) -> tuple[bool, bool, int, float, int, int]:
        ratio, shown = result.ratio, result.shown_example
        size = len(shown.text) if shown else 0
        alike = -round(ratio or 0.0, 2)
        needs = (FREE, PARTIAL, GOLD).index(result.needs)
        unknown = not result.competes, ratio is None
        return *unknown, needs, alike, diagnostic_rank(result.name), size

    return sorted(results, key=rank)


def _shorten_worst(
    results: Sequence[AttackResult],
    tried: Mapping[str, Sequence[AttackTrial]],
    ask: Asker,
    scale: PayScale,
    budget: Budget,
) -> list[AttackResult]:
    """The worst attacks with their shortest replies found, the free ones among them."""
    found = [*results]
    free = [result for result in results if result.needs == FREE][:_SHORTENED]
    rest = [next((r for r in results if r.needs == needs), None) for needs in (PARTIAL, GOLD)]
    for at, result in enumerate(results):
        if result not in (*free, *rest):
            continue
        if result.example is None or (result.ratio or 0.0) <= _WORTH_SHORTENING:
            continue
        shown = (result.example.prompt_id, result.example.reply)
        held = tried.get(result.name, ())
        trial = next((t for t in held if (t.case.prompt_id, t.attempt.reply) == shown), None)
        if trial is not None:
            calls = min(budget.search, budget.calls_left(ask))
            example = shortest_example(trial.case, trial.attempt, ask, scale, calls)
            found[at] = replace(result, shortest=example)
    return found
