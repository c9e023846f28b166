"""Correlations."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.reference_statistics import partial_correlation, pearson_within
from validation.statistics.association import pearson, spearman, spearman_within

VALUES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=25)


@given(VALUES)
def test_spearman_is_scipys(rows):
    x, y = np.array(rows, dtype=float).T
    if np.ptp(x) and np.ptp(y):
        assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic)
    else:
        assert math.isnan(spearman(x, y))


def test_correlation_within_does_not_see_what_only_follows_the_prompt():
    # both rise with the prompt and fall against each other inside it
    x, y = np.array([1.0, 2.0, 11.0, 12.0]), np.array([2.0, 1.0, 12.0, 11.0])
    prompt = np.array([0, 0, 1, 1])
    assert pearson(x, y) > 0.9
    assert pearson_within(x, y, prompt) == pytest.approx(-1)
    assert spearman_within(x, y, prompt) == pytest.approx(-1)


def test_partial_takes_out_what_is_given():
    chance = np.random.default_rng(5)
    given_, noise = chance.normal(size=(2, 3000))
    x, y = given_ + noise, given_ + chance.normal(size=3000)
    assert pearson(x, y) == pytest.approx(0.5, abs=0.05)
    assert partial_correlation(x, y, given_) == pytest.approx(0, abs=0.05)


def test_correlation_is_undefined_where_nothing_is_left():
    x = np.array([1.0, 2.0, 4.0])
    assert math.isnan(partial_correlation(x, 2 * x, x))
    assert math.isnan(pearson(x, np.array([0.3, 0.1 + 0.2, 0.3])))
    assert math.isnan(pearson(np.array([]), np.array([])))
    assert math.isnan(spearman_within(x, x, np.array([0, 1, 2])))
