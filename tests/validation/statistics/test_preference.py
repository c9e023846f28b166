"""Preferences of two judges."""

import math

import numpy as np
import pytest

from validation.statistics.pairs import (
    preference_agreement,
    preference_agreement_leave_one_out,
    preference_counts,
)

FIRST = np.array([0.1, 0.2, 0.3, 0.5, 0.5, math.nan])
SECOND = np.array([0.1, 0.3, 0.2, 0.5, 0.4, 0.9])
PROMPT = np.array([0, 0, 0, 1, 1, 1])


def test_preference_counts_take_no_pair_that_is_a_tie_to_one_judge():
    counts = preference_counts(FIRST, SECOND, PROMPT)
    assert counts.same.tolist() == [2, 0]
    assert counts.opposite.tolist() == [1, 0]
    assert preference_agreement(counts) == pytest.approx(2 / 3)


def test_leaving_out_the_only_prompt_that_decides_is_undefined():
    found = preference_agreement_leave_one_out(preference_counts(FIRST, SECOND, PROMPT))
    assert np.isnan(found).tolist() == [True]


def test_the_map_from_correlation():
    chance = np.random.default_rng(11)
    shared, one, two = chance.normal(size=(3, 4000))
    counts = preference_counts(shared + one, shared + two, np.arange(4000) // 8)
    assert preference_agreement(counts) == pytest.approx(0.5 + math.asin(0.5) / math.pi, abs=0.02)


def test_judges_without_preferences_have_no_agreement():
    still = np.full(4, 0.3)
    assert math.isnan(preference_agreement(preference_counts(still, still, np.zeros(4, dtype=int))))
