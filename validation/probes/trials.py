"""Every adversarial reply to a prompt, and which variant of an attack is the worst."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import dropwhile, takewhile

import numpy as np

from validation.ladder.gold import seeded_choice
from validation.probes.asking import Asker, PromptReply, pay_of
from validation.probes.attacks import ATTACKS
from validation.probes.case import AdversarialReply, AttackPrompt, contains_answer
from validation.probes.findings import PayScale
from validation.probes.own_words import OWN_WORDS
from validation.probes.rungs import RUNGS, rung_replies
from validation.statistics.pay import excess_pay_ratio

# Attacks that are one hack in many wordings: half of them are kept beside the first. The variants
# of other attacks are hacks of their own, and each has to be tried, but for those that their
# makers keep.
_MANY_WORDINGS = frozenset({"format_only", "wrapped_wrong", "hedging", "doubled_tags"})
_KEPT = (True, False)
# Under this name the rungs of a prompt are known.
_OF_RUNGS = ("rungs of the ladder", None)


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
    case: AttackPrompt,
    only: Collection[str] = (),
    confirming: bool = False,
    variants: Mapping[str, str] | None = None,
) -> Iterator[AttackTrial]:
    """Every adversarial reply to a prompt, of `only` these attacks where any are named.

    Of each attack in `variants` this variant alone, and of no other attack any, where they are
    given. Replies that would be right answers are left out, and those that are kept for
    `confirming`.
    """
    known = _replies_known(repr(replace(case, templates=())))
    for name, attack in ATTACKS.items():
        if (only and name not in only) or (variants is not None and name not in variants):
            continue
        key: tuple[str, str | None] = (name, None)
        if variants is not None and key not in known:
            key = (name, variants[name])
        if key not in known or name == OWN_WORDS:
            made = attack.make(case) if key[1] is None else _one_variant(attack.make(case), key[1])
            fair = [(name, one) for one in made if _is_fair_trial(case, one)]
            known[key] = _keep_some(fair) if name in _MANY_WORDINGS else fair
        yield from _as_trials(case, known[key], confirming, variants)
    if RUNGS.keys() & {*(only or RUNGS)} & {*(RUNGS if variants is None else variants)}:
        if _OF_RUNGS not in known:
            rungs = rung_replies(case)
            known[_OF_RUNGS] = [one for one in rungs if _is_fair_trial(case, one[1])]
        named = [(name, one) for name, one in known[_OF_RUNGS] if not only or name in only]
        yield from _as_trials(case, named, confirming, variants)


@lru_cache(maxsize=256)
def _replies_known(
    case: str,
) -> dict[tuple[str, str | None], list[tuple[str, AdversarialReply]]]:
    """The replies to a prompt, by attack, and by variant where not all of them were made.

    It is empty for a prompt that is new, and filled as they are made. A prompt is known by all
    that its replies are made of, as text, so that many rewards on the same data share them in one
    process. Its templates are left out, since they differ between rewards: the one attack that
    reads them is made anew each time.
    """
    return {}


def _one_variant(
    made: Iterable[AdversarialReply], variant: str | None
) -> Iterator[AdversarialReply]:
    """The replies of one variant, which an attack makes one after another."""
    later = dropwhile(lambda one: one.variant != variant, made)
    return takewhile(lambda one: one.variant == variant, later)


def _as_trials(
    case: AttackPrompt,
    made: Iterable[tuple[str, AdversarialReply]],
    confirming: bool,
    variants: Mapping[str, str] | None,
) -> Iterator[AttackTrial]:
    for name, attempt in made:
        if variants is None:
            is_tried = confirming or not attempt.kept
        else:
            is_tried = variants.get(name) == attempt.variant
        if is_tried:
            yield AttackTrial(name, case, attempt)


def _keep_some(made: Sequence[tuple[str, AdversarialReply]]) -> list[tuple[str, AdversarialReply]]:
    """The replies of an attack, with half of its variants beside the first kept for confirming.

    Which are kept depends on their names alone, and so it is the same on every prompt.
    """
    first = made[0][1].variant if made else ""
    return [
        (name, replace(one, kept=one.variant != first and seeded_choice(one.variant, name, _KEPT)))
        for name, one in made
    ]


def _is_fair_trial(case: AttackPrompt, attempt: AdversarialReply) -> bool:
    """Whether the reply is not the gold itself and does not hold the gold by chance."""
    if attempt.reply == case.gold:
        return False
    if attempt.worth < 1 and not attempt.holds_gold and case.is_short:
        return not contains_answer(attempt.reply.content, case.answer)
    return attempt.worth < 1 or attempt.core != "" or bool(attempt.reply.tool_calls)


def by_variant(tried: Iterable[AttackTrial]) -> dict[tuple[str, str], list[AttackTrial]]:
    """The trials of each variant, by the names of the attack and of the variant."""
    found: dict[tuple[str, str], list[AttackTrial]] = {}
    for trial in tried:
        found.setdefault((trial.attack, trial.attempt.variant), []).append(trial)
    return found


def rotate_prompts(
    variants: Iterable[Sequence[AttackTrial]], count: int
) -> list[list[AttackTrial]]:
    """The trials of each variant on `count` of its prompts, evenly spread, the next on others."""
    found = []
    for place, held in enumerate(variants):
        prompts = [*dict.fromkeys(trial.case.prompt_id for trial in held)]
        step = max(len(prompts) // count, 1)
        chosen = {*prompts[place % step :: step]}
        found.append([trial for trial in held if trial.case.prompt_id in chosen])
    return found


def rank_variants(
    tried: Iterable[AttackTrial], ask: Asker, scale: PayScale
) -> dict[str, list[tuple[str, float]]]:
    """The variants of each attack with what they earn, the most paid first, else as they came."""
    found: dict[str, list[tuple[str, float]]] = {}
    for (attack, variant), held in by_variant(tried).items():
        found.setdefault(attack, []).append((variant, variant_excess(held, ask, scale)))
    return {attack: sorted(of, key=lambda one: -one[1]) for attack, of in found.items()}


def variant_excess(tried: Sequence[AttackTrial], ask: Asker, scale: PayScale) -> float:
    """The excess pay ratio of one variant; -1e9 where it is undefined."""
    pays, worths = variant_pays(tried, ask, scale.wrong)
    worth = np.nan_to_num(scale.column(worths))
    found = excess_pay_ratio(scale.column(pays), *scale.ends, worth)
    return -1e9 if np.isnan(found) else found


def variant_pays(
    tried: Sequence[AttackTrial], ask: Asker, wrong: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """What a variant earns on each prompt, and what it is worth there.

    Of several replies to a prompt the least paid one counts. Lists of candidates count by their
    mean over all places of the gold but the best paid one, as what listing gains: a reader of one
    fixed place gains 0, one of any place 1, whichever golds a reward happens to pay. A reply on
    which the reward failed or abstained counts as paid like the wrong answer.
    """
    pays: dict[str, list[float]] = {}
    worths: dict[str, float] = {}
    places: dict[str, int] = {}
    for trial, outcome in zip(tried, ask([trial.prompt_reply for trial in tried]), strict=True):
        prompt, pay = trial.case.prompt_id, pay_of(outcome)
        pays.setdefault(prompt, []).append(wrong.get(prompt, np.nan) if pay is None else pay)
        worths[prompt], places[prompt] = trial.attempt.worth, trial.attempt.places
    return {prompt: pay_of_replies(found, places[prompt]) for prompt, found in pays.items()}, worths


def pay_of_replies(pays: Sequence[float], places: int) -> float:
    """What a variant earns on a prompt: the least, or of lists the mean without the best place."""
    return float(np.mean(sorted(pays)[:-1])) if places and len(pays) > 1 else min(pays)
