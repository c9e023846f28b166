"""Neighbouring tiers."""

import math

import numpy as np

from validation.statistics.association import adjacent_pair_counts, grades
from validation.statistics.pairs import pairwise_accuracy


def test_grades_rise_and_ignore_noise_and_gaps():
    assert grades(np.array([1.0, 0.3, 0.1 + 0.2, math.nan])).tolist() == [0.3, 1.0]


def test_each_grade_is_compared_with_the_next_only():
    score = np.array([0.1, 0.2, 0.3, 0.3, 0.2, 0.1])
    quality = np.array([0.0, 1.0, 2.0, 0.0, 1.0, math.nan])
    low, high = adjacent_pair_counts(score, quality, np.array([0, 0, 0, 1, 1, 1]))
    assert pairwise_accuracy(low) == 0.5
    assert pairwise_accuracy(high) == 1.0
    assert low.pairs.tolist() == [1, 1]
    assert high.pairs.tolist() == [1, 0]
