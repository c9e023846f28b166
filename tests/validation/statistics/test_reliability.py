"""Repeated calls of one reward."""

import math

import numpy as np
import pytest

from validation.statistics.icc import advantage_reliability, advantage_reliability_leave_one_out


def test_the_worked_example():
    # prompt 0: generations (0, 2), (4, 6), means 1, 5 about 3: SSC = 2 (4 + 4) = 16 on 1 degree,
    # SSE = 4 on 2: MSC 16, MSE 2, and so (16 - 2) / (16 + 2)
    calls = np.array([[0.0, 2.0], [4.0, 6.0]])
    assert advantage_reliability(calls, np.array([0, 0])) == pytest.approx(14 / 18)


def test_the_prompts_difficulty_is_no_reliability():
    chance = np.random.default_rng(7)
    calls = np.repeat(chance.normal(size=300), 4)[:, None] + chance.normal(size=(1200, 2))
    assert abs(advantage_reliability(calls, np.arange(1200) // 4)) < 0.1


def test_leaving_out_is_reliability_without_that_prompt():
    chance = np.random.default_rng(8)
    calls, prompt = chance.normal(size=(30, 3)), np.arange(30) % 7
    calls[4, 1] = math.nan
    found = advantage_reliability_leave_one_out(calls, prompt)
    without = [advantage_reliability(calls[prompt != g], prompt[prompt != g]) for g in range(7)]
    np.testing.assert_allclose(found, without)


@pytest.mark.parametrize(
    "calls", [[[0.1], [0.2]], [[0.3, 0.1 + 0.2], [0.3, 0.3]], [[0.1, 0.2], [0.1, math.nan]]]
)
def test_undefined(calls):
    assert math.isnan(advantage_reliability(np.array(calls), np.array([0, 0])))
