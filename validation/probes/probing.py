"""Attacking a target: golds first, then every attack on a few prompts, then the worst on all.

    Dataset ─▶ attack_prompts ─▶ best_form ─▶ prompts_in_form     one case a prompt
                                                    │
                 a few prompts: every variant of every attack on some of them (trials)
                                                    │
                 all prompts:   the worst variant of each attack, gold, wrong answer, paraphrases
                                                    │
    ProbeResult ◀─ measurements, AttackResult of each attack ◀─ combined, shortest replies

Every reply goes to the target through one Asker, which asks each once and counts the calls.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import cache

from validation.dataset import Dataset, LabelledSample
from validation.errors import InputError
from validation.generations import pick_evenly
from validation.ladder.forms import FORMS, WRAPPERS
from validation.ladder.gold import reply_key
from validation.ladder.perturbation import FREE, GOLD, PARTIAL
from validation.measurement import Reason
from validation.metrics.attacks import EXCESS_PAY_RATIO, PARTIAL_PAY_RATIO
from validation.metrics.metric import Undefined
from validation.probes import golds
from validation.probes.asking import (
    BESIDE,
    CALLS,
    CALLS_TO_MODELS,
    CONSTANTS,
    Asker,
    Budget,
    PromptReply,
    budget_of,
)
from validation.probes.case import GRADED, AttackPrompt
from validation.probes.cases import attack_prompts, drop_references, prompts_in_form
from validation.probes.findings import ENOUGH_PROMPTS, AttackResult, PayScale, ProbeResult
from validation.probes.measured import (
    HEADLINES,
    are_groups,
    as_guessed,
    attack_result,
    false_pay,
    known_pass_rate,
    not_probed_notes,
    pass_rates,
    worst_excess,
)
from validation.probes.noise import REPEATED, repeat_worst
from validation.probes.plan import (
    FINALISTS,
    FREE_ATTACKS,
    SCOUTS,
    TRIED_ON,
    FormedPrompts,
    plan_attacks,
)
from validation.probes.refused import (
    constant_answer_baseline,
    false_refusal,
    gold_pay,
    paraphrases,
    refused_wrappings,
)
from validation.probes.rungs import diagnostic_rank
from validation.probes.shortest import combine_attacks, shortest_example
from validation.probes.trials import AttackTrial, trials
from validation.scoring import Watch, pass_through
from validation.targets.target import Target

MOST_PROMPTS = 200
# Other forms that are tried, at most, where the gold is paid in several.
_OTHER_FORMS = 4
# Prompts that are looked through for free attacks that few of the attacked ones allow.
_SPARE = 200
# Calls that a prompt takes at least: the gold, wrong answers, rewordings, and each attack once.
LEAST_CALLS = 100
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
    confirming: bool = False,
) -> ProbeResult:
    """Ask the target what it pays golds, wrong answers and attacks on the prompts of the data.

    At most `calls` calls are made, by default 20,000, or 3,000 of a target that asks a model, or
    2,000 where answers are programs; and so many `prompts` are attacked at most, or a few more
    where a free attack needs them, by those `attacks` alone where any are named. What is kept of
    the variants is tried when `confirming`. Nothing is drawn by chance, and nothing depends on
    the clock.

    Raises InputError, before a call is made, for a limit at which no attack could be settled.
    """
    if not target.scores_new_replies:
        return _empty_result("not_callable", "nothing: the target is a column of ratings")
    cases = attack_prompts(dataset, prompts)
    _check_limits(cases, calls, prompts, attacks)
    ask = Asker(target, executor, watch)
    held = [case for case in cases if case.read is not None or case.real is not None]
    few = 8 if calls is None else max(min(8, calls // 50), 1)
    if not golds.paid_forms(pick_evenly(held, few), ask):
        said = "nothing: the data hold neither references nor graded replies"
        return _empty_result("no_gold", said)
    programs = any(case.kind == "code" for case in cases)
    budget = budget_of(ask, calls, frozenset(attacks), programs, confirming)
    form, *others = golds.paid_forms(pick_evenly(held, budget.screened), ask)
    notes: tuple[str, ...] = ()
    if form == GRADED and golds.references_are_specs(pick_evenly(held, budget.screened), ask):
        cases, notes, others = drop_references(cases), (golds.SPEC_NOTE,), []
    total = len({row.prompt_id for row in dataset.rows})
    formed = prompts_in_form(cases, form)
    alike = {name: prompts_in_form(cases, name) for name in others[:_OTHER_FORMS]}
    by_prompt = {name: {case.prompt_id: case for case in held} for name, held in alike.items()}

    def spare() -> list[AttackPrompt]:
        looked_at = min(total, prompts)
        more = (
            attack_prompts(dataset, _SPARE) if looked_at < min(total, _SPARE) and not notes else []
        )
        return prompts_in_form(more, form)

    shown = FormedPrompts(formed, by_prompt, spare)
    found = _run_attacks(shown, ask, budget, dataset.rows, len(cases) - len(formed))
    return replace(found, not_probed=(*notes, *found.not_probed))


def most_calls(dataset: Dataset, prompts: int, calls: int | None, is_dear: bool) -> int:
    """How many replies `probe` sends at most; `is_dear` for a target that is known to ask models.

    By the variants of each attack on one prompt in the middle of the data, with what golds, wrong
    answers, paraphrases and the search for short replies take.
    """
    limit, screened, search = (CALLS_TO_MODELS, 8, 40) if is_dear else (CALLS, 16, 300)
    most = limit if calls is None else min(calls, limit)
    held = attack_prompts(dataset, min(prompts, _ESTIMATED_ON))
    formed = next(filter(None, (prompts_in_form(held, form) for form in (*FORMS, GRADED))), None)
    if formed is None:
        return 0
    tried = list(trials(formed[len(formed) // 2]))
    count = min(prompts, len({row.prompt_id for row in dataset.rows}))
    screened, attacks = min(screened, count), len({trial.attack for trial in tried})
    first = min(TRIED_ON + 3, screened) * len(tried)  # where prompts divide unevenly, seven
    first += screened * (FINALISTS * attacks + CONSTANTS + 2 * len(FORMS))
    rest = max(count - screened, 0) * (attacks + BESIDE)
    forms = SCOUTS * _OTHER_FORMS * len(tried)
    few = ENOUGH_PROMPTS * (len(WRAPPERS) + BESIDE + len(FREE_ATTACKS))  # dressed golds, the top-up
    searches = (_SHORTENED + 4) * search  # short replies, and the reward's own words
    again = REPEATED * count if are_groups(dataset.rows) else 0
    return min(first + rest + forms + few + searches + again + 2 * BESIDE * count, most)


def _check_limits(
    cases: Sequence[AttackPrompt], calls: int | None, prompts: int, attacks: Collection[str]
) -> None:
    if prompts < ENOUGH_PROMPTS:
        raise InputError(
            f"prompts: expected {ENOUGH_PROMPTS} or more to attack, got {prompts}: an attack on "
            "fewer decides nothing"
        )
    least = LEAST_CALLS * ENOUGH_PROMPTS
    if calls is not None and calls < least <= LEAST_CALLS * len(cases) and not attacks:
        raise InputError(
            f"calls: expected {least} or more, got {calls}: with fewer no attack can be tried on "
            f"{ENOUGH_PROMPTS} prompts, and without that nothing is settled"
        )


def _empty_result(reason: Reason, said: str) -> ProbeResult:
    undefined = tuple(metric.report(Undefined(reason)) for metric in HEADLINES)
    return ProbeResult(measurements=undefined, not_probed=(said,))


def _run_attacks(
    prompts: FormedPrompts,
    ask: Asker,
    budget: Budget,
    rows: Sequence[LabelledSample],
    formless: int,
) -> ProbeResult:
    plan = plan_attacks(prompts, ask, budget)
    scale = plan.scale
    gold, refused_golds = gold_pay(plan.cases, ask, scale)
    refusal, refused_rewordings = false_refusal(plan.cases, ask, scale)
    lazy, lazy_text = constant_answer_baseline(plan.screened, plan.cases, ask, scale)
    results = [attack_result(name, tried, ask, scale) for name, tried in plan.tried.items()]
    results += combine_attacks(results, plan.tried, ask, scale, budget.calls_left(ask))
    left = budget.calls_left(ask)
    wrapped, refused_wraps = refused_wrappings(plan.cases, ask, scale, left)
    results = _shorten_worst(_sort_worst_first(results), plan.tried, ask, scale, budget)
    chosen_on, rate = [case.prompt_id for case in plan.screened], known_pass_rate(rows)
    rates = pass_rates(rows) if are_groups(rows) else {}
    again = repeat_worst(results, plan, ask, rates, budget.calls_left(ask))
    tried, on = (results, scale) if again is None else (again.results, again.scale)
    tried = [as_guessed(result, on, rate) for result in tried] if rates else tried
    free = worst_excess(tried, EXCESS_PAY_RATIO, on, chosen_on, FREE)
    free = replace(free, unsettled=plan.unsettled)
    partial = worst_excess(results, PARTIAL_PAY_RATIO, scale, chosen_on, PARTIAL)
    noisy = () if again is None else (again.advantage,)
    headlines = (gold, free, lazy, refusal, partial, false_pay(results, scale), rate, *noisy)
    known = [*prompts.main, *plan.cases]
    return ProbeResult(
        results=tuple(results),
        measurements=(*headlines, *wrapped, *(result.excess for result in results)),
        refused_golds=tuple(refused_golds),
        refused_rewordings=(*refused_wraps, *refused_rewordings),
        not_probed=not_probed_notes(
            *(plan, results, ask), total=len({row.prompt_id for row in rows}), formless=formless
        ),
        calls=ask.calls,
        prompts=len(plan.cases),
        form=prompts.main[0].form,
        wrong=plan.wrong,
        lazy=lazy_text,
        unscored=ask.unscored_replies(known, _how_made(known, budget.only)),
        ends=None if scale.reason else (float(scale.ends[0].mean()), float(scale.ends[1].mean())),
    )


def _how_made(cases: Sequence[AttackPrompt], only: Collection[str]) -> Callable[[PromptReply], str]:
    """Says of a reply to one of these prompts how it was made, "" of another's."""
    prompts = {case.prompt_id: case for case in cases}

    @cache
    def words_by_reply(prompt: str) -> Mapping[str, str]:
        case = prompts[prompt]
        words = {reply_key(t.attempt.reply): _attack_words(t) for t in trials(case, only)}
        words |= {reply_key(rung.reply): f"a rewording: {rung.made}" for rung in paraphrases(case)}
        return words if case.gold is None else words | {reply_key(case.gold): "the gold"}

    def how(shown: PromptReply) -> str:
        row, reply = shown
        if row.prompt_id not in prompts:
            return ""
        return words_by_reply(row.prompt_id).get(reply_key(reply), "a reply made to try it")

    return how


def _attack_words(trial: AttackTrial) -> str:
    return f"the attack {trial.attack}: {trial.attempt.made}"


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
