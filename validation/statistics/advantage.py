"""Advantages as trainers make them of a group's rewards, and how good a step they are."""

from dataclasses import dataclass

import numpy as np

from validation.statistics import values as arrays
from validation.statistics.icc import centre_by_prompt
from validation.statistics.pairs import pair_counts
from validation.statistics.values import Bools, Floats, Ints

ALIKE = 1e-8

TRL_EPSILON = 1e-4

VERL_EPSILON = 1e-6

# Replies that are drawn in all to see groups of another size.
_MOST_DRAWN = 1 << 17


def expected_zero_variance(pass_rate: Floats, generations: int) -> Floats:
    """p^G + (1-p)^G: the chance that G binary rewards of known pass rates (any shape) agree."""
    return np.asarray(pass_rate**generations + (1 - pass_rate) ** generations)


def zero_variance_of_subsets(score: Floats, prompt: Ints, generations: int) -> float:
    """Share of zero-variance groups at no more generations than there are, without bias.

    Mean, over prompts (n,) with at least G scores, of the share of their subsets of G that all
    score alike: Σ C(m, G) / C(K, G) over each value's m occurrences. nan if no prompt has G.
    """
    known = ~np.isnan(score)
    score, prompt = arrays.round_values(score[known]), prompt[known]
    total = arrays.prompt_count(prompt)
    order = arrays.order_by(prompt, score)
    first, length = arrays.runs(arrays.run_starts(prompt[order], score[order]))
    alike = _choose(length, generations)
    held = arrays.count_by_prompt(prompt, total)
    enough = held >= generations
    sums = arrays.sum_by_prompt(alike, prompt[order][first], total)
    share = sums[enough] / _choose(held[enough], generations)
    return float(share.mean()) if enough.any() else float("nan")


def beta_binomial_zero_variance(passes: Ints, trials: Ints, generations: int) -> float:
    """Expected share of zero-variance groups at any G, from passes of trials a prompt, (G,) each.

    Pass rates are taken to follow a beta distribution, fitted by moments to pairs of trials: the
    closed form at observed rates would call a prompt that failed twice dead at 64. nan without a
    prompt of two trials.
    """
    from scipy.special import betaln

    passes, trials = passes[trials > 1], trials[trials > 1]
    if not trials.size:
        return float("nan")
    rate = float((passes / trials).mean())
    unlike = float((2 * passes * (trials - passes) / (trials * (trials - 1))).mean())
    if unlike <= 0:
        return 1.0
    spread = max(rate * (1 - rate) - unlike / 2, 0.0)
    if spread <= 1e-12:
        return float(expected_zero_variance(np.array(rate), generations))
    size = unlike / 2 / spread
    a, b = rate * size, (1 - rate) * size
    ends = np.exp(betaln([a + generations, a], [b, b + generations]) - betaln(a, b))
    return float(ends.sum())


def _choose(n: Ints, k: int) -> Floats:
    """C(n, k) by the product formula; 0 where n < k."""
    steps = np.arange(k, dtype=np.float64)
    factors = np.maximum(n[:, None] - steps, 0) / (steps + 1)
    return np.asarray(factors.prod(axis=1))


@dataclass(frozen=True)
class GroupCounts:
    """Prompts with two or more scored generations, by what their scores do: four counts.

    All at the floor, all at the ceiling, all alike in between, or different.
    """

    floor: int
    ceiling: int
    other: int
    varied: int


def zero_variance(score: Floats, prompt: Ints) -> Bools:
    """For each prompt with two or more scored generations (n,): do their scores all agree?

    They do when highest less lowest is at most 1e-8, as in TRL's `isclose(std, 0)`. `prompt` (n,)
    holds codes 0..G-1; the answer is in their order, and shorter than G where prompts drop out.
    """
    lowest, highest = _score_ends(score, prompt)
    alike: Bools = highest - lowest <= ALIKE
    return alike


def group_counts(score: Floats, prompt: Ints, low: float, high: float) -> GroupCounts:
    """Prompts by whether scores (n,) vary, on a scale from `low` to `high`; shapes as above."""
    lowest, highest = _score_ends(score, prompt)
    alike = highest - lowest <= ALIKE
    floor, ceiling = alike & (highest <= low + ALIKE), alike & (lowest >= high - ALIKE)
    return GroupCounts(
        floor=int(floor.sum()),
        ceiling=int(ceiling.sum()),
        other=int((alike & ~floor & ~ceiling).sum()),
        varied=int((~alike).sum()),
    )


def _score_ends(score: Floats, prompt: Ints) -> tuple[Floats, Floats]:
    """Lowest and highest score of each prompt that has two."""
    known = ~np.isnan(score)
    score, prompt, total = score[known], prompt[known], arrays.prompt_count(prompt)
    lowest, highest = np.full(total, np.inf), np.full(total, -np.inf)
    np.minimum.at(lowest, prompt, score)
    np.maximum.at(highest, prompt, score)
    several = arrays.count_by_prompt(prompt, total) > 1
    return lowest[several], highest[several]


def policy_means(score: Floats, policy: Ints) -> Floats:
    """Mean of the scores (n,) of each policy 0..P-1: (P,); nan for one without scores."""
    known = ~np.isnan(score)
    total = arrays.prompt_count(policy)
    sizes = arrays.count_by_prompt(policy[known], total)
    return arrays.divide(arrays.sum_by_prompt(score[known], policy[known], total), sizes, sizes > 0)


def policy_means_leave_one_out(score: Floats, policy: Ints, prompt: Ints) -> list[Floats]:
    """For each policy, its mean without each prompt that it has scores in, in turn.

    One array a policy, of as many values as it has prompts; nan for an only one.
    """
    known = ~np.isnan(score)
    return [
        _mean_without_each(score[mine], prompt[mine])
        for mine in (known & (policy == code) for code in range(arrays.prompt_count(policy)))
    ]


def _mean_without_each(score: Floats, prompt: Ints) -> Floats:
    total = arrays.prompt_count(prompt)
    sums, sizes = arrays.sum_by_prompt(score, prompt, total), arrays.count_by_prompt(prompt, total)
    held = sizes > 0
    left = score.size - sizes[held]
    return arrays.divide(score.sum() - sums[held], left, left > 0)


def prompt_variances(score: Floats, prompt: Ints, *, ddof: int = 1) -> Floats:
    """Variance of each prompt's scores (n,), by codes (n,): (G,); nan below two scores."""
    known = ~np.isnan(score)
    total = arrays.prompt_count(prompt)
    held = arrays.count_by_prompt(prompt[known], total)
    centred = centre_by_prompt(score[known, None], prompt[known])[:, 0]
    return arrays.divide(
        arrays.sum_by_prompt(centred**2, prompt[known], total), held - ddof, held > 1
    )


def prompt_deviations(score: Floats, prompt: Ints, *, ddof: int = 1) -> Floats:
    """Standard deviation of each prompt's scores; shapes and nan as above."""
    return np.asarray(np.sqrt(prompt_variances(score, prompt, ddof=ddof)))


def within_share(score: Floats, prompt: Ints) -> float:
    """Sum of squares inside prompts over that in all, 0..1: what is not the prompt's difficulty.

    nan when the scores (n,) are all equal.
    """
    known = ~np.isnan(score)
    inside = centre_by_prompt(score[known, None], prompt[known])
    overall = centre_by_prompt(score[known, None], np.zeros_like(prompt[known]))
    total = float((overall**2).sum())
    return float((inside**2).sum()) / total if total else float("nan")


def centred_scores(score: Floats, prompt: Ints) -> Floats:
    """Advantages without normalisation (Dr. GRPO): scores (n,) less their prompt's mean.

    A generation without a score has the advantage 0.
    """
    known = ~np.isnan(score)
    found = np.zeros(score.size)
    found[known] = centre_by_prompt(score[known, None], prompt[known])[:, 0]
    return found


def advantages(
    score: Floats, prompt: Ints, *, epsilon: float = TRL_EPSILON, ddof: int = 1
) -> Floats:
    """(r - mean) / (std + epsilon) in each prompt, for scores (n,): GRPO (Shao et al. 2024).

    TRL adds 1e-4 to the deviation and verl 1e-6, both with ddof 1. 0 for a generation without a
    score, as in TRL, and for a group of fewer than two.
    """
    deviation = np.nan_to_num(prompt_deviations(score, prompt, ddof=ddof))[prompt]
    centred = centred_scores(score, prompt)
    return np.nan_to_num(arrays.divide(centred, deviation + epsilon, deviation + epsilon > 0))


def advantage_efficiency(advantage: Floats, ideal: Floats, quality: Floats, prompt: Ints) -> float:
    """E[A·q] / E[A*·q]: the share of an ideal reward's first step in quality that is taken.

    A (n,) is made of the reward's scores and A* of the known quality, both as the trainer does,
    in prompts (n,). Units without quality drop out. nan when quality never varies in a prompt.
    """
    return float(_efficiency(_gains(advantage, ideal, quality, prompt).sum(axis=0)))


def advantage_efficiency_leave_one_out(
    advantage: Floats, ideal: Floats, quality: Floats, prompt: Ints
) -> Floats:
    """`advantage_efficiency` without each prompt whose quality varies, in turn."""
    gains = _gains(advantage, ideal, quality, prompt)
    gains = gains[gains[:, 1] > 0]
    return _efficiency(gains.sum(axis=0) - gains)


def _gains(advantage: Floats, ideal: Floats, quality: Floats, prompt: Ints) -> Floats:
    """Σ A·q and Σ A*·q of each prompt: (G, 2)."""
    known = ~np.isnan(quality)
    centred = centre_by_prompt(quality[known, None], prompt[known])
    steps = np.stack([advantage[known], ideal[known]], axis=1)
    return arrays.sum_by_prompt(steps * centred, prompt[known], arrays.prompt_count(prompt))


def _efficiency(gains: Floats) -> Floats:
    return arrays.divide(gains[..., 0], gains[..., 1], gains[..., 1] > 1e-12)


@dataclass(frozen=True)
class StepSums:
    """What a step is made of, as means over the replies of each prompt: each (G,).

    Attributes:
        gain: A·q, the part of the advantages that goes with quality.
        power: A², all of the advantages.
    """

    gain: Floats
    power: Floats

    def ratio(self) -> float:
        """E[A·q] / √E[A²] over prompts; nan where no advantage is left."""
        return float(_gain_to_power(self.gain.sum(), self.power.sum(), self.gain.size))

    def ratio_leave_one_out(self) -> Floats:
        """`ratio` without each prompt in turn."""
        gain, power = self.gain.sum() - self.gain, self.power.sum() - self.power
        return _gain_to_power(gain, power, self.gain.size - 1)


def step_sums(score: Floats, quality: Floats, prompt: Ints, *, std: bool = True) -> StepSums:
    """The sums of each prompt that has two replies with score and quality, dead groups included.

    Quality (n,) counts on 0 to 1, between its least and its largest. Advantages are TRL's, or the
    scores less their prompt's mean without `std`.
    """
    known = ~(np.isnan(score) | np.isnan(quality))
    score, quality, prompt = score[known], quality[known], prompt[known]
    total = arrays.prompt_count(prompt)
    width = float(np.ptp(quality)) if quality.size else 0.0
    found = advantages(score, prompt) if std else centred_scores(score, prompt)
    centred = centre_by_prompt(quality[:, None] / (width or 1.0), prompt)[:, 0]
    sums = arrays.sum_by_prompt(np.stack([found * centred, found**2], axis=1), prompt, total)
    held = arrays.count_by_prompt(prompt, total)
    gain, power = (sums[held > 1] / held[held > 1][:, None]).T
    return StepSums(gain, power)


def drawn_step_sums(
    score: Floats, quality: Floats, prompt: Ints, generations: int, *, std: bool = True
) -> StepSums:
    """`step_sums` of groups of so many replies, as a run will draw them; none may lack a value.

    Each group is a part of a prompt's replies (n,), or all of them again and again where there
    are fewer; the same groups are drawn in every run. A prompt is the mean of its groups.
    """
    order = np.argsort(prompt, kind="stable")
    first, length = arrays.runs(arrays.run_starts(prompt[order]))
    most = int(length.max(initial=1))
    rounds = min(max(_MOST_DRAWN // (first.size * max(most, generations)), 2), 32)
    keys = np.random.default_rng(0).random((first.size, rounds, most))
    keys[np.broadcast_to(np.arange(most) >= length[:, None, None], keys.shape)] = 2.0
    cycle = np.broadcast_to(
        (np.arange(generations) % length[:, None])[:, None], (first.size, rounds, generations)
    )
    chosen = np.take_along_axis(np.argsort(keys, axis=2), cycle, axis=2)
    places = order[(chosen + first[:, None, None]).reshape(-1)]
    groups = np.arange(first.size * rounds).repeat(generations)
    sums = step_sums(score[places], quality[places], groups, std=std)
    gain, power = (of.reshape(-1, rounds).mean(axis=1) for of in (sums.gain, sums.power))
    return StepSums(gain, power)


def _gain_to_power(gain: Floats, power: Floats, prompts: int) -> Floats:
    found = np.asarray(power > 1e-12)
    return arrays.divide(gain, np.sqrt(np.maximum(power, 0) * max(prompts, 1)), found)


def kept_size(score: Floats, prompt: Ints, epsilon: float = TRL_EPSILON) -> tuple[Floats, Floats]:
    """Σ|A| with the trainer's epsilon and without it, of each prompt whose scores (n,) differ.

    A spread far below epsilon leaves advantages of nearly nothing.
    """
    lively = np.nan_to_num(prompt_deviations(score, prompt)) > 1e-12
    total = lively.size
    sums = [
        arrays.sum_by_prompt(np.abs(advantages(score, prompt, epsilon=e)), prompt, total)
        for e in (epsilon, 0.0)
    ]
    return sums[0][lively], sums[1][lively]


def cancelled_share(parts: Floats, total: Floats, prompt: Ints) -> float:
    """Share of prompts whose total (n,) never varies though a part of it (n, P) does.

    Of prompts where some part varies; nan if there is none.
    """
    varied = [prompt_variances(part, prompt) > ALIKE**2 for part in parts.T]
    spread = prompt_variances(total, prompt)
    some = np.logical_or.reduce(varied) & ~np.isnan(spread)
    return float((spread[some] <= ALIKE**2).mean()) if some.any() else float("nan")


def collapsed_share(parts: Floats, total: Floats, prompt: Ints) -> float:
    """Share of pairs of one prompt that differ in some part (n, P) and tie in the total (n,).

    The trainer gives such a pair one advantage, whatever the parts meant to say. Of pairs that
    differ in some part, among units that have all; nan if there is none.
    """
    complete = ~(np.isnan(parts).any(axis=1) | np.isnan(total))
    kinds = np.zeros(int(complete.sum()), dtype=np.int64)  # one code for each different row
    for part in parts[complete].T:
        codes, counts = arrays.encode_values(part)
        kinds = np.unique(kinds * counts.size + codes, return_inverse=True)[1]
    found = pair_counts(total[complete], kinds.astype(np.float64), prompt[complete])
    pairs = float(found.pairs.sum())
    return float(found.tied.sum()) / pairs if pairs else float("nan")
