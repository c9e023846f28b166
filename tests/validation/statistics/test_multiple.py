"""Many hypotheses; the worked example is a truth case."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from tests.reference_statistics import bonferroni
from validation.statistics.intervals import benjamini_hochberg, benjamini_yekutieli, holm

CHANCES = st.lists(st.integers(0, 200).map(lambda k: k / 1000), min_size=1, max_size=12)


@given(CHANCES)
def test_discovery_rates_are_scipys(p):
    p = np.array(p) + 1e-6
    assert np.array_equal(benjamini_hochberg(p), false_discovery_control(p) <= 0.05)
    assert np.array_equal(benjamini_yekutieli(p), false_discovery_control(p, method="by") <= 0.05)


@given(CHANCES)
def test_holm_rejects_at_least_what_bonferroni_does(p):
    p = np.array(p)
    assert (holm(p) >= bonferroni(p)).all()


def test_holm_stops_at_the_first_that_fails():
    # .02 > .05/3 stops it, though .03 <= .05/1
    assert holm(np.array([0.001, 0.03, 0.02, 0.03])).tolist() == [True, False, False, False]


def test_an_undefined_p_rejects_nothing():
    assert holm(np.array([math.nan, 0.001])).tolist() == [False, True]
    assert benjamini_hochberg(np.array([math.nan, 0.001])).tolist() == [False, True]
    assert holm(np.array([])).size == 0
