"""Ordinal association; printed values are in the truth cases."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.reference_statistics import gamma, somers_d_y_given_x
from validation.statistics.association import rank_association

VALUES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=25)


@given(VALUES)
def test_coefficients_are_scipys(rows):
    x, y = np.array(rows, dtype=float).T
    found = rank_association(x, y)
    if np.ptp(x) and np.ptp(y):
        assert found.tau_b == pytest.approx(stats.kendalltau(x, y).statistic)
        assert found.tau_c == pytest.approx(stats.kendalltau(x, y, variant="c").statistic)
        assert somers_d_y_given_x(found) == pytest.approx(stats.somersd(x, y).statistic)
        assert found.somers_d_x_given_y == pytest.approx(stats.somersd(y, x).statistic)
    else:
        assert math.isnan(found.tau_b)
        assert math.isnan(found.tau_c)


def test_a_tie_in_the_reward_is_punished_and_one_in_the_tier_is_not():
    # tiers 0, 1, 1 and scores .1, .1, .9: of two pairs of unlike tiers one is right, one tied
    found = rank_association(np.array([0.0, 1.0, 1.0]), np.array([0.1, 0.1, 0.9]))
    assert somers_d_y_given_x(found) == 0.5
    assert gamma(found) == 1.0


def test_units_that_lack_one_drop_out():
    x, y = np.array([1.0, 2.0, math.nan]), np.array([1.0, 2.0, 0.0])
    assert rank_association(x, y).concordant == 1
