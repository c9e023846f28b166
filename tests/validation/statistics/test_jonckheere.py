"""A trend over tiers; printed values are in the truth cases."""

import math
from itertools import permutations, product

import numpy as np
import pytest

from validation.statistics.association import jonckheere

SCORE = np.array([0.1, 0.5, 0.5, 0.2, 0.2, 0.9])
TIER = np.array([0.0, 1.0, 1.0, 0.0, 1.0, 2.0])
PROMPT = np.array([0, 0, 0, 1, 1, 1])


def test_z_has_the_moments_of_permuting_tiers_within_prompts():
    def lead(tier):
        found = jonckheere(SCORE, np.array(tier), PROMPT)
        return found.s

    every = [
        lead([*one, *two]) for one, two in product(permutations(TIER[:3]), permutations(TIER[3:]))
    ]
    assert np.mean(every) == pytest.approx(0)
    assert jonckheere(SCORE, TIER, PROMPT).z == pytest.approx(lead(TIER) / np.std(every))


def test_j_counts_wins_inside_prompts_with_ties_half():
    # prompt 0: two wins; prompt 1: .2 = .2 is half, and two wins. The mean is half of 2 + 3 pairs
    found = jonckheere(SCORE, TIER, PROMPT)
    assert (found.j, found.mean, found.s) == (4.5, 2.5, 4.0)
    assert found.pairwise_auc == 0.9


def test_p_is_one_sided_and_small_for_a_rise():
    tier = np.repeat(np.arange(3.0), 20)
    rising = jonckheere(tier, tier, np.zeros(60, dtype=int))
    falling = jonckheere(-tier, tier, np.zeros(60, dtype=int))
    assert rising.p < 1e-6
    assert falling.p > 1 - 1e-6


def test_scores_that_cannot_vary_have_no_z():
    assert math.isnan(jonckheere(np.full(6, 0.3), TIER, PROMPT).z)
    assert math.isnan(jonckheere(np.full(6, 0.3), TIER, PROMPT).p)
    assert math.isnan(jonckheere(SCORE, np.ones(6), PROMPT).pairwise_auc)
