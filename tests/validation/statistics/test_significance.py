"""One-sided p of a value of prompts."""

import math

import numpy as np
import pytest
from scipy import stats

from validation.statistics.intervals import jackknife_p


def test_the_p_of_a_mean_is_students():
    values = np.array([0.2, 0.5, 0.9, 0.7, 0.6])
    without = (values.sum() - values) / 4
    expected = stats.ttest_1samp(values, 0.5, alternative="greater").pvalue
    assert jackknife_p(values.mean(), without, 0.5) == pytest.approx(expected)


def test_ten_perfect_prompts_are_ten_lucky_throws():
    assert jackknife_p(1.0, np.ones(10), 0.5) == pytest.approx(0.5**10)
    # five of ten or more at one half: (1 + 252/1024) / 2
    assert jackknife_p(0.5, np.full(10, 0.5), 0.5) == pytest.approx((1 + 252 / 1024) / 2)
    assert jackknife_p(0.0, np.zeros(10), 0.5) == 1


def test_undefined():
    assert math.isnan(jackknife_p(0.5, np.array([0.5]), 0.5))
    assert math.isnan(jackknife_p(math.nan, np.array([0.5, 0.6]), 0.5))
