"""Judges' rankings; printed values are in the truth cases."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare

from tests.reference_statistics import kendall_w, kendall_w_within

TWO = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])


@given(st.integers(3, 8), st.integers(3, 4), st.integers(0, 99))
def test_w_is_friedmans_chi_squared_over_its_most(items, judges, seed):
    ratings = np.random.default_rng(seed).integers(0, 4, (items, judges)).astype(float)
    if np.ptp(ratings, axis=0).any():
        expected = friedmanchisquare(*ratings).statistic / (judges * (items - 1))
        assert kendall_w(ratings) == pytest.approx(expected)


def test_kendall_w_of_two_judges_that_reverse_each_other_is_0():
    assert kendall_w(TWO) == 1
    assert kendall_w(np.stack([TWO[:, 0], -TWO[:, 0]], axis=1)) == 0


def test_kendall_w_inside_prompts_is_the_mean_of_prompts():
    ratings = np.concatenate([TWO, TWO * [1, -1] + 100, [[5.0, 5.0]]])
    assert kendall_w_within(ratings, np.array([0, 0, 0, 1, 1, 1, 2])) == 0.5


def test_a_judge_without_opinion_is_half_by_the_formula():
    # ties take the constant judge's (n³ - n) out of the most: 12·2/(4·24 - 2·24)
    assert kendall_w(np.stack([TWO[:, 0], np.ones(3)], axis=1)) == 0.5
    assert kendall_w(np.stack([TWO[:, 0], np.ones(3)], axis=1), "ignored") == 0.25


def test_undefined():
    assert math.isnan(kendall_w(np.full((4, 2), 0.3)))
    assert math.isnan(kendall_w(np.array([[0.1, 0.2]])))
    assert math.isnan(kendall_w_within(np.full((4, 2), 0.3), np.zeros(4, dtype=int)))
