"""Which replies are tried on which prompts: screening, other forms, the rest, and the top-up.

screened prompts    every variant of every attack on some of them, the most paid ones on all
a few of these      what differs in the other forms that are paid
the rest            of each attack the worst variant, in the form that pays it most
more prompts        for free attacks that were tried on fewer than ten
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from validation.errors import name_options
from validation.generations import pick_evenly
from validation.ladder.gold import reply_key
from validation.ladder.perturbation import FREE
from validation.metrics.metric import JACKKNIFE_FROM
from validation.probes import golds
from validation.probes.asking import FOR_SCREENING, Asker, Budget
from validation.probes.attacks import ATTACKS
from validation.probes.case import AttackPrompt
from validation.probes.findings import ENOUGH_PROMPTS, PayScale
from validation.probes.own_words import OWN_WORDS, search_templates, words_of
from validation.probes.rungs import RUNGS
from validation.probes.trials import (
    AttackTrial,
    by_variant,
    rank_variants,
    rotate_prompts,
    trials,
    variant_excess,
)

# Prompts on which the other forms are tried, and the share of the calls that this may take.
SCOUTS, _FOR_FORMS = 2, 0.25
# In another form an attack has to earn so much more than in the form that is paid best.
_MORE = 0.05
# Each variant is first tried on so many of the screened prompts, other variants on others; so many
# variants of an attack are then tried on all of them, where they earn more than the last number.
TRIED_ON, FINALISTS, _SOME = 4, 2, 0.05
# The share of prompts on which the data have to allow an attack, to be asked for it.
_ALLOWED = 0.1
FREE_ATTACKS = tuple(name for name, r in (*ATTACKS.items(), *RUNGS.items()) if r.needs == FREE)


@dataclass(frozen=True)
class FormedPrompts:
    """The prompts to attack, in each form in which the reward pays the gold.

    Attributes:
        main: each prompt in the form that is paid best.
        others: the same in the other forms, by form and prompt.
        spare: makes more prompts of the data, in the form that is paid best.
    """

    main: Sequence[AttackPrompt]
    others: Mapping[str, Mapping[str, AttackPrompt]]
    spare: Callable[[], Sequence[AttackPrompt]] = tuple


@dataclass(frozen=True)
class AttackPlan:
    """What was tried of the attacks, and on which prompts.

    Attributes:
        screened: the prompts on which the worst variants were chosen.
        cases: all prompts that the calls were enough for.
        tried: the trials of the worst variant, by attack.
        scale: what a wrong answer and the gold earn on each of them.
        wrong: the name of the wrong answer.
        unsettled: free attacks that the data allow and that ran on too few prompts, in words.
    """

    screened: list[AttackPrompt]
    cases: list[AttackPrompt]
    tried: dict[str, list[AttackTrial]]
    scale: PayScale
    wrong: str
    unsettled: str = ""


def plan_attacks(prompts: FormedPrompts, ask: Asker, budget: Budget) -> AttackPlan:
    """Screen every attack on a few prompts, then try the worst variant of each on the rest.

    Variants are ranked on a few prompts each, which together are all of those screened: a reward
    that is open on some prompts only is met on them by some variant of the attack.
    """
    formed = prompts.main
    half = len(formed) // 2 if len(formed) >= 2 * JACKKNIFE_FROM else len(formed)
    screened = pick_evenly(formed, min(budget.screened, half))
    name = golds.least_paid_wrong(screened, ask)
    screened = [golds.with_wrong(case, name) for case in screened]
    scale = _pay_scale(screened, name, ask)
    words = words_of(ask.target) if not budget.only or OWN_WORDS in budget.only else ()
    templates = search_templates(words, screened[:SCOUTS], ask, scale, budget)
    screened = [replace(case, templates=templates) for case in screened]
    made = [trial for case in screened for trial in trials(case, budget.only, budget.confirming)]
    screened, made, first = _fit_to_budget(screened, made, ask, budget)
    ask([trial.prompt_reply for trial in first])
    kept = _worst_trials(made, first, scale, ask, budget.calls_for_rest(ask, len(screened)))
    worst = {trial.attack: trial.attempt.variant for trial in kept}
    elsewhere = _worst_in_other_forms(prompts, screened, name, made, kept, scale, ask, budget)
    tries = _Tries(prompts, name, worst, elsewhere, budget, templates)
    kept = [trial for trial in kept if trial.attack not in elsewhere]
    kept += [trial for case in screened for trial in tries.elsewhere_of(case)]
    done = {case.prompt_id for case in screened}
    rest = [case for case in formed if case.prompt_id not in done]
    rest = [replace(golds.with_wrong(case, name), templates=templates) for case in rest]
    each = max(len(kept) // max(len(screened), 1), 1) + budget.beside
    rest = pick_evenly(rest, budget.calls_for_rest(ask, len(screened)) // each)
    kept += [trial for case in rest for trial in tries.of(case)]
    ask([trial.prompt_reply for trial in kept])
    more, added = _top_up(prompts, kept, tries, ask, budget)
    cases = [*screened, *rest, *added]
    name = golds.least_paid_wrong(cases, ask)
    by_attack: dict[str, list[AttackTrial]] = {}
    for trial in (*kept, *more):
        by_attack.setdefault(trial.attack, []).append(trial)
    scale = _pay_scale(cases, name, ask)
    unsettled = _unsettled_text(by_attack, len(formed), budget, ask)
    return AttackPlan(screened, cases, by_attack, scale, name, unsettled)


def _pay_scale(cases: Sequence[AttackPrompt], wrong: str, ask: Asker) -> PayScale:
    shown = any(case.real is not None or case.worst is not None for case in cases)
    gold = ask.pays_by_prompt([(case, case.gold) for case in cases])
    return PayScale(golds.pays_of_wrong(cases, wrong, ask), gold, shown)


@dataclass(frozen=True)
class _Tries:
    """The replies to try on a prompt beyond screening.

    Attributes:
        prompts: the prompts in all forms.
        wrong: the name of the honest wrong answer.
        worst: the worst variant of each attack in the form that is paid best.
        elsewhere: attacks that earn more in another form: the form and the variant.
        budget: what may be tried.
        templates: words of the reward's own code around an answer.
    """

    prompts: FormedPrompts
    wrong: str
    worst: Mapping[str, str]
    elsewhere: Mapping[str, tuple[str, str]]
    budget: Budget
    templates: tuple[str, ...]

    def of(self, case: AttackPrompt) -> list[AttackTrial]:
        """The worst variant of each attack, in the form that pays it most."""
        worst = {name: of for name, of in self.worst.items() if name not in self.elsewhere}
        main = trials(case, self.budget.only, self.budget.confirming, worst)
        return [*main, *self.elsewhere_of(case)]

    def elsewhere_of(self, case: AttackPrompt) -> list[AttackTrial]:
        """The same of attacks that earn more in another form."""
        found: list[AttackTrial] = []
        ranked = sorted(self.elsewhere.items(), key=lambda item: item[1][0])
        for form, items in groupby(ranked, key=lambda item: item[1][0]):
            variants = {attack: variant for attack, (_, variant) in items}
            other = self.prompts.others[form].get(case.prompt_id)
            if other is not None:
                case = golds.with_wrong(other, self.wrong)
                found += trials(case, variants, self.budget.confirming, variants)
        return found


def _worst_in_other_forms(
    prompts: FormedPrompts, screened: Sequence[AttackPrompt], wrong: str,
    made: Sequence[AttackTrial], kept: Sequence[AttackTrial], scale: PayScale, ask: Asker,
    budget: Budget,
) -> dict[str, tuple[str, str]]:  # fmt: skip
    """Attacks that earn more in another form than in the one that is paid best, and their variants.

    A variant is tried on one of the scouts, and on all where it earns more there. What is the same
    reply in both forms is not asked about again, nor is an attack that is paid in full as it is.
    """
    scouts = screened[:SCOUTS]
    small = scale.restrict_to([case.prompt_id for case in scouts])
    wrong_pays, gold_pays = small.ends
    if not (gold_pays - wrong_pays).sum() > 0:
        return {}
    best: dict[str, float] = {}
    for attack, held in groupby(sorted(kept, key=lambda t: t.attack), key=lambda t: t.attack):
        best[attack] = variant_excess([*held], ask, small) + _MORE
    groups: dict[tuple[str, str, str], list[AttackTrial]] = {}
    for form, trial in _trials_in_other_forms(prompts, scouts, wrong, made, ask, budget):
        if best.get(trial.attack, _MORE) < 1:
            key = (trial.attack, form, trial.attempt.variant)
            groups.setdefault(key, []).append(trial)
    pays: dict[tuple[str, str, str], float] = {}
    for few in (True, False):
        tried = rotate_prompts(groups.values(), 1) if few else [*groups.values()]
        ask([trial.prompt_reply for of in tried for trial in of])
        pays = {
            key: pay
            for key, of in zip(groups, tried, strict=True)
            if (pay := variant_excess(of, ask, small)) > best.get(key[0], _MORE)
        }
        groups = {key: groups[key] for key in pays}
    found: dict[str, tuple[str, str]] = {}
    for (attack, form, variant), pay in pays.items():
        if pay > best.get(attack, _MORE):
            best[attack], found[attack] = pay, (form, variant)
    return found


def _trials_in_other_forms(
    prompts: FormedPrompts, scouts: Sequence[AttackPrompt], wrong: str,
    made: Sequence[AttackTrial], ask: Asker, budget: Budget,
) -> Iterator[tuple[str, AttackTrial]]:  # fmt: skip
    """Each form with the replies that differ from those `made`, as long as calls last."""
    seen = {(trial.case.prompt_id, reply_key(trial.attempt.reply)) for trial in made}
    cost = 0
    for form, by_prompt in prompts.others.items():
        cases = [by_prompt[case.prompt_id] for case in scouts if case.prompt_id in by_prompt]
        cases = [golds.with_wrong(case, wrong) for case in cases]
        here = [t for case in cases for t in trials(case, budget.only, budget.confirming)]
        new = [t for t in here if (t.case.prompt_id, reply_key(t.attempt.reply)) not in seen]
        cost += ask.cost(trial.prompt_reply for trial in new)
        if cost > budget.calls_left(ask) * _FOR_FORMS:
            return
        yield from ((form, trial) for trial in new)


def _worst_trials(
    made: Sequence[AttackTrial],
    first: Sequence[AttackTrial],
    scale: PayScale,
    ask: Asker,
    calls: int,
) -> list[AttackTrial]:
    """The variant of each attack that earns most on all screened prompts, of the finalists.

    Finalists are the variants that earn most where they were `first` tried; one where none earns
    anything there, and where two take more than the `calls` that are left.
    """
    ranked = rank_variants(first, ask, scale)
    for count in (FINALISTS, 1):
        names = {
            (attack, variant)
            for attack, found in ranked.items()
            for place, (variant, excess) in enumerate(found[:count])
            if place == 0 or excess > _SOME
        }
        finals = [t for t in made if (t.attack, t.attempt.variant) in names]
        if ask.cost(trial.prompt_reply for trial in finals) <= calls:
            break
    ask([trial.prompt_reply for trial in finals])
    worst = {attack: found[0][0] for attack, found in rank_variants(finals, ask, scale).items()}
    return [trial for trial in finals if worst[trial.attack] == trial.attempt.variant]


def _fit_to_budget(
    screened: list[AttackPrompt], made: list[AttackTrial], ask: Asker, budget: Budget
) -> tuple[list[AttackPrompt], list[AttackTrial], list[AttackTrial]]:
    """As many of the cases as screening has calls for, with their trials and those to try first.

    One at least, with all that it allows.
    """
    most = max(int(budget.calls * FOR_SCREENING) - ask.calls, 0)
    while True:
        kept = {case.prompt_id for case in screened}
        made = [trial for trial in made if trial.case.prompt_id in kept]
        first = [t for held in rotate_prompts(by_variant(made).values(), TRIED_ON) for t in held]
        plain = {trial.attack: trial.attempt.variant for trial in reversed(made)}
        simple = [t for t in made if plain[t.attack] == t.attempt.variant]
        if len(screened) <= 1 or ask.cost(t.prompt_reply for t in (*first, *simple)) <= most:
            break
        screened = screened[: len(screened) * 3 // 4]
    if ask.cost(t.prompt_reply for t in first) > budget.calls_for_rest(ask, len(screened)):
        made = first = simple
    return screened, made, first


def _prompts_tried(tried: Sequence[AttackTrial]) -> Counter[str]:
    """On how many prompts each attack was tried."""
    return Counter(attack for attack, _ in {(t.attack, t.case.prompt_id) for t in tried})


def _top_up(
    prompts: FormedPrompts, kept: Sequence[AttackTrial], tries: _Tries, ask: Asker, budget: Budget
) -> tuple[list[AttackTrial], list[AttackPrompt]]:
    """More prompts for the free attacks that were tried on fewer than ten, where the data have any.

    An attack that was made on no screened prompt is tried in its first variant.
    """
    times = _prompts_tried(kept)
    wanted = [name for name in _asked_for(budget) if times[name] < ENOUGH_PROMPTS]
    done = {trial.case.prompt_id for trial in kept}
    spare = prompts.spare() if wanted else ()
    left = [case for case in (*prompts.main, *spare) if case.prompt_id not in done]
    more: list[AttackTrial] = []
    added: list[AttackPrompt] = []
    for case in left:
        wanted = [name for name in wanted if times[name] < ENOUGH_PROMPTS]
        needed = budget.beside * (len(added) + 1) + len(more) + len(wanted)
        if not wanted or budget.calls_left(ask) < needed:
            break
        case = replace(golds.with_wrong(case, tries.wrong), templates=tries.templates)
        made = [*trials(case, wanted, budget.confirming)]
        plain = {trial.attack: trial.attempt.variant for trial in reversed([*more, *made])}
        variants = {**plain, **tries.worst}
        made = [trial for trial in made if trial.attempt.variant == variants[trial.attack]]
        if made:
            more, added = [*more, *made], [*added, case]
            times.update({trial.attack for trial in made})
    return more, added


def _asked_for(budget: Budget) -> list[str]:
    """The free attacks that are to be tried; a rung of that kind is a wrong answer like others."""
    free = [name for name in FREE_ATTACKS if name in ATTACKS]
    return [name for name in free if not budget.only or name in budget.only]


def _unsettled_text(
    tried: Mapping[str, Sequence[AttackTrial]], prompts: int, budget: Budget, ask: Asker
) -> str:
    """The free attacks that these data allow and that ran on too few prompts, with the remedy.

    What the data allow on less than a tenth of their prompts is no attack on them.
    """
    times = {name: _prompts_tried(tried.get(name, ()))[name] for name in _asked_for(budget)}
    few = [name for name, n in times.items() if _ALLOWED * prompts <= n < ENOUGH_PROMPTS and n]
    if not few or prompts < ENOUGH_PROMPTS:
        return ""
    named = ", ".join(f"{name} ({times[name]})" for name in few)
    spent = budget.calls_left(ask) < budget.beside + len(few)
    more = f"allow more calls ({name_options('--calls')})"
    remedy = more if spent else "add prompts that allow them"
    return f"free attacks on fewer than {ENOUGH_PROMPTS} prompts: {named}; {remedy}"
