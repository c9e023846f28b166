"""Groups that teach nothing."""

import math

import numpy as np

from tests.reference_statistics import zero_variance_share
from validation.statistics.advantage import GroupCounts, group_counts, zero_variance


def test_zero_variance_asks_prompts_with_two_scored_generations_alone():
    score = np.array([1.0, 1.0, 0.2, 0.4, 0.5, math.nan, 0.3])
    prompt = np.array([0, 0, 1, 1, 2, 2, 3])
    assert zero_variance(score, prompt).tolist() == [True, False]


def test_a_spread_of_a_hundred_millionth_is_none():
    assert zero_variance(np.array([0.3, 0.1 + 0.2, 0.3 + 9e-9]), np.array([0, 0, 0])).all()
    assert not zero_variance(np.array([0.3, 0.3 + 2e-8]), np.array([0, 0])).any()


def test_zero_variance_asks_nobody_where_nothing_was_scored():
    assert zero_variance(np.array([math.nan, math.nan]), np.array([0, 0])).size == 0
    assert zero_variance(np.array([]), np.zeros(0, dtype=np.int64)).size == 0


def test_dead_groups_are_told_apart_by_where_they_lie():
    score = np.repeat([0.0, 1.0, 0.4, 0.2], 2)
    score[-1] = 0.6
    found = group_counts(score, np.repeat(np.arange(4), 2), low=0.0, high=1.0)
    assert found == GroupCounts(floor=1, ceiling=1, other=1, varied=1)


def test_the_share_of_no_groups_is_undefined():
    assert math.isnan(zero_variance_share(np.array([1.0]), np.array([0])))
