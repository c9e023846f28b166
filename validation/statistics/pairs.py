"""Pairs of generations of one prompt: does the reward put the better one first?"""

from dataclasses import dataclass

import numpy as np

from validation.statistics import values as arrays
from validation.statistics.values import Bools, Floats, Ints


@dataclass(frozen=True)
class PairCounts:
    """Pairs of unequal quality a prompt: ordered rightly, scored alike, ordered wrongly.

    Each array is (G,), for prompts 0..G-1; a prompt without such pairs has zeros.
    """

    right: Floats
    tied: Floats
    wrong: Floats

    @property
    def pairs(self) -> Floats:
        return self.right + self.tied + self.wrong

    @property
    def wins(self) -> Floats:
        """Rightly ordered pairs, a tie counting half."""
        return self.right + self.tied / 2


def pair_counts(score: Floats, quality: Floats, prompt: Ints) -> PairCounts:
    """Count the pairs of generations (n,) that share a prompt and differ in quality.

    `prompt` (n,) holds codes 0..G-1. Whatever lacks a score or a quality leaves its pairs out.
    Equality is judged at nine decimals. O(n log n), however full one prompt is.
    """
    total = arrays.prompt_count(prompt)
    known = ~(np.isnan(score) | np.isnan(quality))
    score, quality, prompt = (
        arrays.round_values(score[known]),
        arrays.round_values(quality[known]),
        prompt[known],
    )
    new_score, rank = _rank_in_prompts(score, prompt)
    new_grade, grade = _rank_in_prompts(quality, prompt)
    # with equal quality the higher score goes first, so that such a pair never ascends
    most = int(rank.max(initial=0)) + 1
    order = arrays.order_by(prompt, grade * most + most - 1 - rank)
    p, rank = prompt[order], rank[order]
    right = ascents(rank, p, total)
    alike = _pairs_in_runs(new_grade | arrays.run_starts(rank), p, total)
    tied = _pairs_in_runs(new_score, p, total) - alike
    unequal = _pairs_in_runs(arrays.run_starts(p), p, total) - _pairs_in_runs(new_grade, p, total)
    return PairCounts(right=right, tied=tied, wrong=unequal - tied - right)


def _rank_in_prompts(values: Floats, prompt: Ints) -> tuple[Bools, Ints]:
    """Where, by prompt and value, each new value begins; and each row's rank in its prompt from 0.

    Equal values share a rank, and none is left out.
    """
    order = arrays.order_by(prompt, values)
    group = prompt[order]
    starts = arrays.run_starts(group, values[order])
    first, length = arrays.runs(arrays.run_starts(group))
    run, rank = np.cumsum(starts), np.empty(values.size, dtype=np.int64)
    rank[order] = run - run[first].repeat(length)
    return starts, rank


def _pairs_in_runs(starts: Bools, group: Ints, total: int) -> Floats:
    """Pairs inside the runs that begin at `starts`, summed a group: (total,)."""
    first, length = arrays.runs(starts)
    return arrays.sum_by_prompt(length * (length - 1) / 2, group[first], total)


def ascents(rank: Ints, group: Ints, total: int) -> Floats:
    """Pairs i before j in one group with rank[i] < rank[j], for groups 0..total-1: (total,).

    `rank` (n,) holds integers from 0 and `group` (n,) is sorted. The ranks are told apart by
    their bits from the highest down, as in a wavelet tree (Grossi, Gupta & Vitter 2003): among
    rows that agree so far, each one adds the zeros before it, and the rows are then regrouped by
    this bit too. O(n) a bit, so ranks that count anew in each group are cheap.
    """
    found = np.zeros(total)
    node = group
    for bit in range(int(rank.max(initial=0)).bit_length() - 1, -1, -1):
        one = (rank >> bit) & 1
        zeros, place = _zeros_before(one, node)
        found += arrays.sum_by_prompt(zeros * one, group, total)
        regrouped = np.empty((2, rank.size), dtype=np.int64)
        regrouped[:, place] = rank, node * 2 + one
        rank, node = regrouped
    return found


def _zeros_before(one: Ints, node: Ints) -> tuple[Ints, Ints]:
    """The zeros before each row in its node, and its place when they move before the ones."""
    first, length = arrays.runs(arrays.run_starts(node))
    seen = np.concatenate(([0], np.cumsum(1 - one)))
    zeros = seen[:-1] - seen[first].repeat(length)
    in_node = (seen[first + length] - seen[first]).repeat(length)
    row = np.arange(one.size)
    place = np.where(one == 1, row + in_node - zeros, first.repeat(length) + zeros)
    return zeros, place


def pairwise_accuracy(counts: PairCounts) -> float:
    """Share of all pairs won, ties half: within-prompt AUC for two tiers. nan without pairs."""
    pairs = counts.pairs.sum()
    return float(counts.wins.sum() / pairs) if pairs else float("nan")


def pairwise_accuracy_jackknife(counts: PairCounts) -> Floats:
    """`pairwise_accuracy` without each prompt that has pairs, in turn; nan for an only one."""
    used = counts.pairs > 0
    wins, pairs = counts.wins[used], counts.pairs[used]
    left = pairs.sum() - pairs
    return arrays.divide(wins.sum() - wins, left, left > 0)


def auc(high: Floats, low: Floats) -> float:
    """P(high > low) + P(tie)/2 for scores (m,) and (n,); nan scores drop out, nan if one is empty.

    The area under the ROC curve (Bamber 1975), with ties judged at nine decimals.
    """
    high, low = high[~np.isnan(high)], low[~np.isnan(low)]
    return float(placements(high, low).mean()) if high.size and low.size else float("nan")


def placements(scores: Floats, others: Floats) -> Floats:
    """For each score (m,), the share of `others` (n,) below it, ties half (DeLong et al. 1988)."""
    ordered, scores = np.sort(arrays.round_values(others)), arrays.round_values(scores)
    below = np.searchsorted(ordered, scores, side="left")
    through = np.searchsorted(ordered, scores, side="right")
    return (below + through) / (2 * others.size)


def auc_leave_one_out(high: Floats, high_prompt: Ints, low: Floats, low_prompt: Ints) -> Floats:
    """`auc` without each prompt that has a score in either tier, in turn: exact, O(n log n).

    Won pairs add up: those left without prompt g are all, less those of its high and of its low
    scores, plus the ones between the two, which were taken away twice. An entry is nan where the
    prompt holds all of a tier.
    """
    high_prompt, high = high_prompt[~np.isnan(high)], high[~np.isnan(high)]
    low_prompt, low = low_prompt[~np.isnan(low)], low[~np.isnan(low)]
    prompts = np.concatenate((high_prompt, low_prompt))
    total = arrays.prompt_count(prompts)
    if not (high.size and low.size):
        return np.full(total, np.nan)
    of_high = arrays.sum_by_prompt(placements(high, low) * low.size, high_prompt, total)
    of_low = arrays.sum_by_prompt((1 - placements(low, high)) * high.size, low_prompt, total)
    tiers = np.repeat([1.0, 0.0], (high.size, low.size))
    between = pair_counts(np.concatenate((high, low)), tiers, prompts).wins
    highs, lows = (
        arrays.count_by_prompt(high_prompt, total),
        arrays.count_by_prompt(low_prompt, total),
    )
    used = (highs + lows) > 0
    left = ((high.size - highs) * (low.size - lows))[used]
    wins = (of_high.sum() - of_high - of_low + between)[used]
    return arrays.divide(wins, left, left > 0)


@dataclass(frozen=True)
class PreferenceCounts:
    """Pairs of one prompt that both judges order, each (G,): by whether they order them alike."""

    same: Floats
    opposite: Floats


def preference_counts(first: Floats, second: Floats, prompt: Ints) -> PreferenceCounts:
    """Of two judges' ratings (n,), by prompt (n,); ties at nine decimals."""
    lacking = np.isnan(first) | np.isnan(second)
    first, second = np.where(lacking, np.nan, first), np.where(lacking, np.nan, second)
    counts = pair_counts(first, second, prompt)
    return PreferenceCounts(same=counts.right, opposite=counts.wrong)


def preference_agreement(counts: PreferenceCounts) -> float:
    """Share of the pairs that both judges order which they order alike; nan without such pairs.

    Half is chance, and 1/2 + asin(rho)/pi is where judges correlated rho inside prompts stand.
    """
    decided = float((counts.same + counts.opposite).sum())
    return float(counts.same.sum()) / decided if decided else float("nan")


def preference_agreement_leave_one_out(counts: PreferenceCounts) -> Floats:
    """`preference_agreement` without each prompt that has such pairs, in turn."""
    decided = counts.same + counts.opposite
    held = decided > 0
    left = decided.sum() - decided[held]
    return arrays.divide(counts.same.sum() - counts.same[held], left, left > 0)
