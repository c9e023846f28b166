"""Variance between tiers; printed values are in the truth cases."""

import math

import numpy as np
import pytest

from tests.reference_statistics import tier_variance
from validation.statistics.association import omega_squared


def test_the_worked_example():
    # tiers (0, 2) and (4, 6): means 1, 5 about 3. Between 2*4 + 2*4 = 16, total 9+1+1+9 = 20,
    # within 4 on 2 degrees: F = 16/2, omega² = (16 - 2)/(20 + 2), ICC = (16 - 2)/(16 + 2)
    score, tier = np.array([0.0, 2.0, 4.0, 6.0]), np.array([0.0, 0.0, 1.0, 1.0])
    found = tier_variance(score, tier)
    assert (found.f, found.eta2) == (8, 0.8)
    assert found.omega2 == omega_squared(score, tier) == pytest.approx(14 / 22)
    assert found.icc1_tiers == pytest.approx(14 / 18)
    # ranks 1, 2 | 3, 4: between 4, total 5
    assert found.kruskal_h == pytest.approx(3 * 4 / 5)


def test_tiers_without_spread_have_infinite_f():
    found = tier_variance(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    assert (found.f, found.eta2) == (math.inf, 1.0)


def test_undefined():
    assert math.isnan(omega_squared(np.full(4, 0.3), np.array([0.0, 0.0, 1.0, 1.0])))
    assert math.isnan(omega_squared(np.arange(4.0), np.zeros(4)))
    assert math.isnan(omega_squared(np.arange(2.0), np.arange(2.0)))
    assert math.isnan(tier_variance(np.full(4, 0.3), np.array([0.0, 0.0, 1.0, 1.0])).eta2)
    assert math.isnan(tier_variance(np.arange(4.0), np.zeros(4)).f)
    assert math.isnan(tier_variance(np.arange(2.0), np.arange(2.0)).f)
