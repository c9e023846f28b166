"""May a judge stand in for a human?"""

import math

import numpy as np
import pytest

from validation.statistics.calibration import alt_test


def crowd(noise_of_judge):
    chance = np.random.default_rng(13)
    truth = chance.normal(size=100)
    humans = truth[:, None] + chance.normal(0, 0.5, (100, 3))
    return truth + chance.normal(0, noise_of_judge, 100), humans, np.arange(100)


def test_a_judge_nearer_to_the_truth_than_the_humans_wins_against_all():
    assert alt_test(*crowd(0.1)).winning_rate == 1


def test_a_judge_of_noise_wins_against_none():
    assert alt_test(*crowd(5.0)).winning_rate == 0


def test_advantage_counts_ties_for_the_judge():
    # all say 1; then the judge says 9, near nobody, as is the human who says 2, while the other
    # two are each near one of those who are left
    humans = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 2.0]])
    found = alt_test(np.array([1.0, 9.0]), humans, np.array([0, 1]), likeness="nominal")
    assert found.advantage.tolist() == [0.5, 0.5, 1.0]


def test_leads_that_are_all_equal_are_as_sure_as_their_number():
    # ten units that all tie: p = (1 - epsilon)^10
    same = np.ones(10)
    found = alt_test(same, np.ones((10, 2)), np.arange(10), epsilon=0.15)
    assert found.p == pytest.approx([0.85**10] * 2)


def test_a_human_who_shares_no_unit_is_not_tried():
    judge, humans, prompt = crowd(0.1)
    apart = np.column_stack([humans, np.full(100, math.nan)])
    found = alt_test(judge, apart, prompt)
    assert math.isnan(found.p[3])
    assert found.winning_rate == 1


def test_alt_test_is_undefined_with_nobody_to_compare_with():
    assert math.isnan(alt_test(np.ones(3), np.ones((3, 1)), np.arange(3)).winning_rate)
