"""Dead groups at another number of generations."""

import math

import numpy as np
import pytest
from scipy.stats import betabinom

from tests.reference_statistics import expected_variance
from validation.statistics.advantage import (
    beta_binomial_zero_variance,
    expected_zero_variance,
    zero_variance_of_subsets,
)


def test_the_closed_form():
    # .5^2 + .5^2, and .9^2 + .1^2
    np.testing.assert_allclose(expected_zero_variance(np.array([0.5, 0.9]), 2), [0.5, 0.82])
    np.testing.assert_allclose(expected_variance(np.array([0.5, 0.9])), [0.25, 0.09])


def test_subsets_are_counted_without_bias():
    # of (1, 1, 0) one pair of three is alike; all pairs of (.3, .3) are
    score = np.array([1.0, 1.0, 0.0, 0.3, 0.1 + 0.2])
    prompt = np.array([0, 0, 0, 1, 1])
    assert zero_variance_of_subsets(score, prompt, 2) == pytest.approx((1 / 3 + 1) / 2)
    assert zero_variance_of_subsets(score, prompt, 3) == 0
    assert math.isnan(zero_variance_of_subsets(score, prompt, 4))


def test_a_mixture_of_pass_rates_is_recovered_beyond_the_trials_there_are():
    # Beta(.5, .5) over prompts leaves 39 % of groups of 8 dead, and more than a fifth of 64
    chance = np.random.default_rng(6)
    passes = chance.binomial(4, chance.beta(0.5, 0.5, 20_000))
    trials = np.full(20_000, 4)
    for generations in (8, 64):
        law = betabinom(generations, 0.5, 0.5)
        truth = law.pmf(0) + law.pmf(generations)
        found = beta_binomial_zero_variance(passes, trials, generations)
        assert found == pytest.approx(truth, abs=0.02)


def test_beta_binomial_of_one_rate_for_all_is_the_closed_form():
    # 2 of 4 everywhere is less spread than chance, so the mixture is the one rate .5
    found = beta_binomial_zero_variance(np.full(10, 2), np.full(10, 4), 8)
    assert found == pytest.approx(2 * 0.5**8)


def test_beta_binomial_of_all_or_nothing_stays_dead_and_single_trials_say_nothing():
    assert beta_binomial_zero_variance(np.array([0, 4]), np.array([4, 4]), 8) == 1
    assert math.isnan(beta_binomial_zero_variance(np.array([1]), np.array([1]), 8))
