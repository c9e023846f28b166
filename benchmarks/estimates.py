"""The gated statistics as a value and its values without each prompt, for data as drawn."""

import numpy as np

from validation.statistics import advantage, alpha, association, chance, pairs, pay
from validation.statistics.icc import (
    advantage_reliability,
    advantage_reliability_leave_one_out,
    within_prompt_icc,
    within_prompt_icc_leave_one_out,
)
from validation.statistics.values import Bools, Floats, Ints, share_leave_one_out

Estimate = tuple[float, Floats]


def pair_accuracy(score: Floats, quality: Floats, prompt: Ints) -> Estimate:
    counts = pairs.pair_counts(score, quality, prompt)
    return pairs.pairwise_accuracy(counts), pairs.pairwise_accuracy_jackknife(counts)


def pooled_auc(high: Floats, of_high: Ints, low: Floats, of_low: Ints) -> Estimate:
    return pairs.auc(high, low), pairs.auc_leave_one_out(high, of_high, low, of_low)


def pooled_alpha(ratings: Floats, prompt: Ints, *, level: alpha.Level) -> Estimate:
    value = alpha.krippendorff_alpha(ratings, level)
    return value, alpha.krippendorff_alpha_leave_one_out(ratings, prompt, level)


def within_agreement(ratings: Floats, prompt: Ints) -> Estimate:
    return within_prompt_icc(ratings, prompt), within_prompt_icc_leave_one_out(ratings, prompt)


def reliability(calls: Floats, prompt: Ints) -> Estimate:
    left = advantage_reliability_leave_one_out(calls, prompt)
    return advantage_reliability(calls, prompt), left


def efficiency(score: Floats, quality: Floats, prompt: Ints) -> Estimate:
    steps = advantage.advantages(score, prompt), advantage.advantages(quality, prompt)
    left = advantage.advantage_efficiency_leave_one_out(*steps, quality, prompt)
    return advantage.advantage_efficiency(*steps, quality, prompt), left


def length_correlation(score: Floats, tokens: Floats, quality: Floats, prompt: Ints) -> Estimate:
    left = association.length_correlation_leave_one_out(score, tokens, quality, prompt)
    return association.length_correlation(score, tokens, quality, prompt), left


def youden_j(paid: Bools, good: Bools, prompt: Ints) -> Estimate:
    counts = chance.confusion(paid, good, prompt)
    return chance.youden(*counts.sum(axis=0)).youden_j, chance.youden_j_leave_one_out(counts)


def preference_agreement(ratings: Floats, prompt: Ints) -> Estimate:
    counts = pairs.preference_counts(ratings[:, 0], ratings[:, 1], prompt)
    left = pairs.preference_agreement_leave_one_out(counts)
    return pairs.preference_agreement(counts), left


def share_of_samples(hit: Bools, prompt: Ints) -> Estimate:
    return float(np.mean(hit)), share_leave_one_out(hit, prompt)


def excess_pay_ratio(bad: Floats, wrong: Floats, gold: Floats) -> Estimate:
    left = pay.excess_pay_ratio_leave_one_out(bad, wrong, gold)
    return pay.excess_pay_ratio(bad, wrong, gold), left


def prompt_accuracy(score: Floats, quality: Floats, prompt: Ints) -> Estimate:
    """The mean of the prompts' shares of pairs, as `within_prompt_accuracy` is."""
    counts = pairs.pair_counts(score, quality, prompt)
    shares = (counts.wins / np.maximum(counts.pairs, 1))[counts.pairs > 0]
    return float(shares.mean()), (shares.sum() - shares) / (shares.size - 1)


def signal_to_noise(score: Floats, quality: Floats, prompt: Ints) -> Estimate:
    sums = advantage.step_sums(score, quality, prompt)
    return sums.ratio(), sums.ratio_leave_one_out()
