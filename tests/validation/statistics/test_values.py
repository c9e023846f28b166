"""Equality, ranks and quotients."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from validation.statistics.values import centre, divide, encode_values, midranks


@given(st.lists(st.integers(-5, 5), min_size=1))
def test_midranks_are_scipys(values):
    values = np.array(values) / 7
    assert np.array_equal(midranks(values), rankdata(values))


def test_float_noise_shares_a_rank_and_missing_has_none():
    found = midranks(np.array([[0.3, 0.1 + 0.2], [math.nan, 0.9]]))
    np.testing.assert_array_equal(found, [[1.5, 1.5], [math.nan, 3.0]])


def test_codes_count_from_the_smallest():
    codes, counts = encode_values(np.array([0.5, 0.1, 0.5]))
    assert codes.tolist() == [1, 0, 1]
    assert counts.tolist() == [1, 2]


def test_a_quotient_is_missing_where_it_may_not_be_taken():
    found = divide(np.array([1.0, 1.0]), np.array([2.0, 0.0]), np.array([True, False]))
    np.testing.assert_array_equal(found, [0.5, math.nan])


@given(st.floats(-1e6, 1e6), st.integers(1, 50))
def test_constants_are_centred_to_nothing(value, n):
    assert not centre(np.full(n, value)).any()
