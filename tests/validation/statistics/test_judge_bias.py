"""Harsh judges."""

import math

import numpy as np

from tests.reference_statistics import severity
from validation.statistics.calibration import judge_bias, judge_bias_leave_one_out

RATINGS = np.array([[0.5, 0.3, math.nan], [0.9, 0.6, 0.6], [math.nan, math.nan, 0.1]])


def test_bias_is_the_distance_from_the_others():
    # judge 0: (.5 - .3) and (.9 - .6); judge 1: (.3 - .5), (.6 - .75); judge 2: (.6 - .75)
    np.testing.assert_allclose(judge_bias(RATINGS), [0.25, -0.175, -0.15])


def test_each_judge_is_left_without_each_of_its_prompts():
    found = judge_bias_leave_one_out(RATINGS, np.array([0, 1, 2]))
    np.testing.assert_allclose(found[0], [0.3, 0.2])
    assert np.isnan(found[2]).tolist() == [True]


def test_severity_is_a_mean_a_tier():
    found = severity(RATINGS, np.array([0, 1, 1]))
    np.testing.assert_allclose(found, [[0.5, 0.9], [0.3, 0.6], [math.nan, 0.35]])


def test_a_lone_judge_has_nobody_to_differ_from():
    assert np.isnan(judge_bias(np.array([[0.1], [0.2]]))).all()
