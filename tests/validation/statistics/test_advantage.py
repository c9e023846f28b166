"""Advantages; printed formulas are in the truth cases."""

import math

import numpy as np
import pytest

from tests.reference_statistics import largest_absolute, mean_absolute
from validation.statistics.advantage import (
    VERL_EPSILON,
    advantage_efficiency,
    advantage_efficiency_leave_one_out,
    advantages,
    centred_scores,
)

QUALITY = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0])
PROMPT = np.array([0, 0, 1, 1, 2, 2, 3, 3])


def test_normalising_makes_noise_as_loud_as_signal():
    quiet = advantages(np.array([0.5, 0.501]), np.array([0, 0]), epsilon=VERL_EPSILON)
    loud = advantages(np.array([0.0, 1.0]), np.array([0, 0]), epsilon=VERL_EPSILON)
    np.testing.assert_allclose(quiet, loud, rtol=0.01)


def test_a_missing_score_has_no_advantage_and_moves_no_other():
    found = centred_scores(np.array([0.0, 1.0, math.nan]), np.array([0, 0, 0]))
    assert found.tolist() == [-0.5, 0.5, 0.0]


def test_a_lone_score_has_no_advantage():
    assert advantages(np.array([0.7, math.nan]), np.array([0, 0])).tolist() == [0, 0]


def test_absolute_sizes():
    assert mean_absolute(np.array([-1.0, 0.0, 2.0])) == 1
    assert largest_absolute(np.array([-3.0, 2.0])) == 3
    assert math.isnan(mean_absolute(np.array([])))


def test_the_ideal_reward_takes_the_whole_step_and_its_reverse_the_opposite():
    ideal = advantages(QUALITY, PROMPT)
    assert advantage_efficiency(ideal, ideal, QUALITY, PROMPT) == pytest.approx(1)
    assert advantage_efficiency(-ideal, ideal, QUALITY, PROMPT) == pytest.approx(-1)


def test_a_reward_that_is_right_on_one_prompt_of_three_takes_a_third():
    ideal = advantages(QUALITY, PROMPT)
    reward = np.where(PROMPT == 0, QUALITY, 0.5)
    assert advantage_efficiency(
        advantages(reward, PROMPT), ideal, QUALITY, PROMPT
    ) == pytest.approx(1 / 3)
    found = advantage_efficiency_leave_one_out(advantages(reward, PROMPT), ideal, QUALITY, PROMPT)
    assert found == pytest.approx([0, 0.5, 0.5])


def test_advantage_efficiency_is_undefined_without_quality_that_varies():
    assert math.isnan(advantage_efficiency(np.ones(2), np.zeros(2), np.ones(2), np.array([0, 0])))
