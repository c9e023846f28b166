"""Agreement inside prompts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.statistics.icc import within_prompt_icc, within_prompt_icc_leave_one_out

RATING = st.sampled_from([0.1, 0.2, 0.5, 0.9, math.nan])
ROWS = st.lists(st.tuples(RATING, RATING, st.integers(0, 3)), min_size=1, max_size=25)


def test_the_worked_example():
    # centred: prompt 0 (-1, -1), (1, 1); prompt 1 (-1, 0), (1, 0). Unit means -1, 1, -.5, .5:
    # SSR = 2 (1 + 1 + .25 + .25) = 5, SSE = 4 * .25 = 1, and so 1 - 1/5
    ratings = np.array([[1.0, 7.0], [3.0, 9.0], [4.0, 2.0], [6.0, 2.0]])
    assert within_prompt_icc(ratings, np.array([0, 0, 1, 1])) == pytest.approx(0.8)


def test_judges_who_only_share_the_prompts_difficulty_agree_on_nothing():
    chance = np.random.default_rng(3)
    difficulty = np.repeat(chance.normal(size=200), 8)[:, None]
    ratings = difficulty + 0.1 * chance.normal(size=(1600, 2))
    assert abs(within_prompt_icc(ratings, np.arange(1600) // 8)) < 0.15


@given(ROWS, st.floats(-5, 5), st.floats(-5, 5))
def test_icc_within_prompts_ignores_what_a_judge_adds_to_a_whole_prompt(rows, one, two):
    first, second, prompt = (np.array(column) for column in zip(*rows, strict=True))
    offset = np.where(prompt == 1, one, two)
    before = within_prompt_icc(np.stack([first, second], axis=1), prompt)
    after = within_prompt_icc(np.stack([first + offset, second], axis=1), prompt)
    assert after == pytest.approx(before, nan_ok=True, abs=1e-9)


@given(ROWS)
def test_leaving_out_is_agreement_without_that_prompt(rows):
    first, second, prompt = (np.array(column) for column in zip(*rows, strict=True))
    ratings = np.stack([first, second], axis=1)
    complete = prompt[~np.isnan(ratings).any(axis=1)]
    usable = [g for g in np.unique(complete) if (complete == g).sum() > 1]
    without = [within_prompt_icc(ratings[prompt != g], prompt[prompt != g]) for g in usable]
    found = within_prompt_icc_leave_one_out(ratings, prompt)
    np.testing.assert_allclose(found, np.array(without), atol=1e-9)


@pytest.mark.parametrize(
    "ratings",
    [
        [[0.1, 0.2], [0.1, 0.2]],  # nothing varies
        [[0.0, 1.0], [1.0, 0.0]],  # the mean does not vary
        [[0.1, math.nan], [0.2, 0.3]],  # one complete unit
    ],
)
def test_undefined(ratings):
    assert math.isnan(within_prompt_icc(np.array(ratings), np.array([0, 0])))


def test_icc_within_prompts_of_one_judge_is_undefined():
    assert math.isnan(within_prompt_icc(np.array([[0.1], [0.2]]), np.array([0, 0])))
