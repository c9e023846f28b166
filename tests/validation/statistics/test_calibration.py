"""Two judges on one scale; printed values are in the truth cases."""

import math

import numpy as np
import pytest

from validation.statistics.calibration import bland_altman, lin_ccc


def test_a_shift_costs_concordance():
    # s_xy = s²x = s²y = 1.25 over n, and (1)²: 2.5 / (2.5 + 1)
    x = np.array([0.0, 1.0, 2.0, 3.0])
    assert lin_ccc(x, x + 1) == pytest.approx(2.5 / 3.5)
    assert lin_ccc(x, x) == 1


def test_equal_constants_are_undefined_and_unequal_ones_do_not_agree():
    still = np.full(4, 0.3)
    assert math.isnan(lin_ccc(still, still))
    assert lin_ccc(still, still + 0.1) == pytest.approx(0)


def test_limits_stand_around_the_mean_difference():
    found = bland_altman(np.array([1.0, 4.0]), np.array([0.0, 1.0]), np.array([0, 1]), z=2)
    assert found.bias == 2
    assert found.sd == pytest.approx(math.sqrt(2))
    assert found.loa_high - found.loa_low == pytest.approx(4 * math.sqrt(2))
    # differences 1, 3 about 2: CR0 is sqrt(1 + 1) / 2
    assert found.bias_se == pytest.approx(math.sqrt(2) / 2)


def test_calibration_of_one_pair_is_undefined():
    lone = np.array([1.0, math.nan])
    assert math.isnan(bland_altman(lone, lone, np.array([0, 1])).bias)
    assert math.isnan(lin_ccc(lone, lone))
