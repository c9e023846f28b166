"""Variance inside prompts."""

import math

import numpy as np
import pytest

from tests.reference_statistics import within_variance
from validation.statistics.advantage import prompt_deviations, prompt_variances, within_share

SCORE = np.array([0.0, 1.0, 5.0, 5.0, 9.0, math.nan])
PROMPT = np.array([0, 0, 1, 1, 2, 2])


def test_prompts_of_one_score_have_no_variance_to_average():
    np.testing.assert_array_equal(prompt_variances(SCORE, PROMPT), [0.5, 0.0, math.nan])
    np.testing.assert_array_equal(prompt_deviations(SCORE, PROMPT, ddof=0), [0.5, 0.0, math.nan])
    assert within_variance(SCORE, PROMPT) == 0.25


def test_the_share_inside_prompts_is_what_difficulty_leaves():
    # (0, 1, 5, 5, 9) about 4: 16 + 9 + 1 + 1 + 25 = 52, of which .5 inside
    assert within_share(SCORE, PROMPT) == pytest.approx(0.5 / 52)


def test_undefined():
    assert math.isnan(within_variance(np.array([1.0, 2.0]), np.array([0, 1])))
    assert math.isnan(within_share(np.full(4, 0.3), np.array([0, 0, 1, 1])))
