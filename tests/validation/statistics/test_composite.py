"""What averaging gains; worked examples are in the truth cases."""

import math

import numpy as np
import pytest

from validation.statistics.association import (
    disattenuate,
    effective_judges,
    error_correlation,
    judges_needed,
    spearman_brown,
)


@pytest.mark.parametrize(("reliability", "target"), [(0.5, 0.8), (0.3, 0.9), (0.85, 0.5)])
def test_the_judges_needed_are_the_fewest_that_reach_the_target(reliability, target):
    needed = judges_needed(reliability, target)
    assert spearman_brown(reliability, needed) >= target - 1e-9
    assert needed == 1 or spearman_brown(reliability, needed - 1) < target


def test_undefined():
    assert math.isnan(judges_needed(0, 0.8))
    assert math.isnan(judges_needed(0.5, 1))
    assert math.isnan(disattenuate(0.5, 0, 0.9))
    assert math.isnan(spearman_brown(-0.5, 3))
    assert math.isnan(effective_judges(3, -0.5))
    assert math.isnan(error_correlation(np.ones((3, 1)), np.zeros(3)))


def test_copies_of_a_judge_are_worth_one():
    gold = np.array([0.0, 0.5, 1.0])
    errors = np.array([0.1, -0.2, 0.05])
    copies = gold[:, None] + np.stack([errors, errors], axis=1)
    assert error_correlation(copies, gold) == pytest.approx(1)
    assert effective_judges(2, 1) == 1
