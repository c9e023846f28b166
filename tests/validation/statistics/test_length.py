"""Paid by length."""

import math

import numpy as np
import pytest

from tests.reference_statistics import partial_correlation
from validation.statistics.association import (
    length_correlation,
    length_correlation_leave_one_out,
    length_pair_counts,
)
from validation.statistics.icc import centre_by_prompt
from validation.statistics.pairs import pairwise_accuracy
from validation.statistics.values import midranks

CHANCE = np.random.default_rng(9)
PROMPT = np.arange(400) // 8
QUALITY = CHANCE.integers(0, 3, 400).astype(float)
LENGTH = 50 + 40 * QUALITY + 10 * CHANCE.normal(size=400)


def test_a_reward_of_quality_is_not_blamed_for_good_answers_being_long():
    score = QUALITY + 0.1 * CHANCE.normal(size=400)
    assert abs(length_correlation(score, LENGTH, QUALITY, PROMPT)) < 0.2
    assert length_correlation(score, LENGTH, np.full(400, math.nan), PROMPT) > 0.7


def test_length_correlation_is_the_partial_correlation_of_centred_ranks():
    score = LENGTH + 20 * CHANCE.normal(size=400)
    ranks = np.stack([midranks(column) for column in (score, LENGTH, QUALITY)], axis=1)
    x, y, z = centre_by_prompt(ranks, PROMPT).T
    found = length_correlation(score, LENGTH, QUALITY, PROMPT)
    assert found == pytest.approx(partial_correlation(x, y, z))


def test_leaving_out_has_one_value_a_prompt_and_stays_near():
    found = length_correlation_leave_one_out(LENGTH, LENGTH, QUALITY, PROMPT)
    assert found.shape == (50,)
    assert found == pytest.approx(1)


def test_longer_of_equal_quality():
    score = np.array([0.1, 0.9, 0.5, 0.4, 0.4])
    length = np.array([10.0, 20.0, 5.0, 30.0, 40.0])
    quality = np.array([1.0, 1.0, 0.0, 0.0, math.nan])
    counts = length_pair_counts(score, length, quality, np.zeros(5, dtype=int))
    # .9 > .1 for the longer is right; .4 < .5 for the longer is wrong; the last has no quality
    assert (counts.right.tolist(), counts.wrong.tolist()) == ([1], [1])
    assert pairwise_accuracy(counts) == 0.5


def test_a_constant_reward_or_length_is_undefined():
    assert math.isnan(length_correlation(np.full(400, 0.3), LENGTH, QUALITY, PROMPT))
    assert math.isnan(length_correlation(QUALITY, LENGTH, QUALITY, PROMPT))
