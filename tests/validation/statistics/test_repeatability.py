"""One judge asked again; printed values are in the truth cases."""

import math

import numpy as np
import pytest

from tests.reference_statistics import repeatability, within_sd


def test_units_called_once_say_nothing():
    # (1, 3): 2 on 1 degree; (0, 0, 3): 6 on 2 degrees
    calls = np.array([[1.0, 3.0, math.nan], [0.0, 0.0, 3.0], [9.0, math.nan, math.nan]])
    assert within_sd(calls) == pytest.approx(math.sqrt(8 / 3))
    assert repeatability(calls, z=2) == pytest.approx(2 * math.sqrt(2) * math.sqrt(8 / 3))


def test_repeatability_without_repeats_is_undefined():
    assert math.isnan(within_sd(np.array([[1.0], [2.0]])))
