"""Two raters beyond chance; printed values are in the truth cases."""

import math

import numpy as np
import pytest

from tests.reference_statistics import scott_pi
from validation.statistics.chance import cohen_kappa

TABLE = np.array([[20.0, 5.0], [10.0, 15.0]])


def test_chance_is_each_raters_own_margin_or_both_raters_together():
    # agreement .7; margins .5/.5 and .6/.4 give .5, pooled .55/.45 give .505
    assert cohen_kappa(TABLE, np.eye(2)) == pytest.approx(0.2 / 0.5)
    assert scott_pi(TABLE, np.eye(2)) == pytest.approx(0.195 / 0.495)


def test_counts_and_shares_agree():
    assert cohen_kappa(TABLE / 50, np.eye(2)) == pytest.approx(cohen_kappa(TABLE, np.eye(2)))


def test_an_unused_category_changes_nothing_unweighted():
    wider = np.pad(TABLE, (0, 1))
    assert cohen_kappa(wider, np.eye(3)) == pytest.approx(cohen_kappa(TABLE, np.eye(2)))


@pytest.mark.parametrize("table", [np.zeros((2, 2)), np.array([[7.0, 0.0], [0.0, 0.0]])])
def test_kappa_is_undefined_where_nothing_is_beyond_chance(table):
    assert math.isnan(cohen_kappa(table, np.eye(2)))
    assert math.isnan(scott_pi(table, np.eye(2)))
