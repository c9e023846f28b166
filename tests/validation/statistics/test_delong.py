"""Errors of a pooled AUC; printed values are in the truth cases."""

import math

import numpy as np
import pytest

from tests.reference_statistics import clustered_auc_se, delong_se, hanley_mcneil_se

HIGH, LOW = np.array([2.0, 3.0, 5.0]), np.array([1.0, 4.0])


def test_delong_is_the_variance_of_placements():
    # highs beat (.5, .5, 1) of the lows: variance 1/12; lows lose to (1, 1/3): variance 2/9
    assert delong_se(HIGH, LOW) == pytest.approx(math.sqrt(1 / 12 / 3 + 2 / 9 / 2))


def test_prompts_of_one_score_give_delong():
    # Obuchowski's factors are over prompts, so each is m/(m-1) as in a variance
    found = clustered_auc_se(HIGH, np.array([0, 1, 2]), LOW, np.array([3, 4]))
    assert found == pytest.approx(delong_se(HIGH, LOW))


def test_copies_of_a_prompts_scores_tell_nothing_new():
    chance = np.random.default_rng(4)
    high, low = chance.normal(1, 1, 60), chance.normal(0, 1, 60)
    prompt = np.arange(60)
    once = clustered_auc_se(high, prompt, low, prompt)
    often = clustered_auc_se(
        np.tile(high, 8), np.tile(prompt, 8), np.tile(low, 8), np.tile(prompt, 8)
    )
    assert often == pytest.approx(once)
    assert delong_se(np.tile(high, 8), np.tile(low, 8)) < 0.5 * once


def test_too_few_scores_are_undefined():
    one = np.array([1.0])
    assert math.isnan(delong_se(one, LOW))
    assert math.isnan(hanley_mcneil_se(np.array([]), LOW))
    assert math.isnan(clustered_auc_se(HIGH, np.zeros(3, dtype=int), LOW, np.array([1, 2])))
