"""Intraclass correlations; printed values are in the truth cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference_statistics import icc
from validation.statistics.icc import icc_of_sums, icc_sums


def test_a_constant_offset_is_consistent_but_no_agreement():
    # rows 0, 1, 2 and a judge 1 above: MSR 2, MSC 1.5, MSE 0; ICC2 = 2 / (2 + 2 * 1.5 / 3)
    found = icc(np.array([[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]]))
    assert found.icc3 == pytest.approx(1)
    assert found.icc2 == pytest.approx(2 / 3)


@given(st.integers(2, 12), st.integers(2, 4), st.integers(0, 99))
def test_sums_give_what_the_mean_squares_give(n, judges, seed):
    ratings = np.random.default_rng(seed).normal(3, 1, (n, judges))
    centred = ratings - ratings.mean()
    rows, columns = centred.mean(axis=1), centred.mean(axis=0)
    msr, msc = judges * (rows @ rows) / (n - 1), n * (columns @ columns) / (judges - 1)
    left = centred - rows[:, None] - columns
    mse = (left**2).sum() / (n - 1) / (judges - 1)
    assert icc(ratings).icc3k == pytest.approx(1 - mse / msr)
    assert icc(ratings).icc2k == pytest.approx((msr - mse) / (msr + (msc - mse) / n))


def test_leaving_out_is_a_difference_of_sums():
    chance = np.random.default_rng(10)
    ratings, prompt = chance.normal(size=(30, 3)), np.arange(30) % 6
    sums = icc_sums(ratings, prompt)
    found = icc_of_sums(sums.sum(axis=0) - sums).icc1
    assert found == pytest.approx([float(icc(ratings[prompt != g]).icc1) for g in range(6)])


@pytest.mark.parametrize(
    "ratings",
    [np.full((5, 2), 0.3), np.array([[0.1, 0.2]]), np.arange(4.0)[:, None], np.empty((0, 2))],
)
def test_undefined(ratings):
    found = icc(ratings)
    assert np.isnan(
        [found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k]
    ).all()
