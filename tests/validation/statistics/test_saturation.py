"""Scores that crowd."""

import math

import numpy as np

from validation.statistics.values import saturation


def test_a_constant_off_both_ends_shows_in_mode_and_distinct():
    found = saturation(np.array([0.8, 0.8, 0.8, math.nan]), 0.0, 1.0)
    assert (found.ceiling_rate, found.floor_rate) == (0.0, 0.0)
    assert (found.mode_rate, found.distinct, found.entropy_bits) == (1.0, 1, 0.0)
    assert (found.n, found.missing) == (3, 1)


def test_entropy_is_in_bits_and_noise_is_one_value():
    found = saturation(np.array([0.3, 0.1 + 0.2, 1.0, 1.0]), 0.0, 1.0)
    assert (found.entropy_bits, found.distinct, found.ceiling_rate) == (1.0, 2, 0.5)


def test_saturation_has_no_rates_where_nothing_was_scored():
    found = saturation(np.array([math.nan]), 0.0, 1.0)
    assert (found.n, found.distinct) == (0, 0)
    assert math.isnan(found.mode_rate)
