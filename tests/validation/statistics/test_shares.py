"""A share of samples without each prompt."""

import math

import numpy as np

from validation.statistics.values import share_leave_one_out


def test_each_prompt_is_left_out_with_all_its_samples():
    # without prompt 4: 0 of 1; without prompt 9: 1 of 2
    found = share_leave_one_out(np.array([True, False, False]), np.array([4, 4, 9]))
    assert found.tolist() == [0.0, 0.5]


def test_an_only_prompt_leaves_nothing():
    assert math.isnan(share_leave_one_out(np.array([True]), np.array([0]))[0])
