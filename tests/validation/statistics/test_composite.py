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


def two_judges(bend, copied=False, prompts=400):
    """Ratings (n, 2) of three grades by judges whose errors are their own, bent by `bend`."""
    chance = np.random.default_rng(7)
    prompt = np.arange(prompts).repeat(6)
    quality = chance.integers(0, 3, prompt.size) / 2.0
    easy = chance.normal(size=prompts)[prompt]
    first, second = (quality + easy + 0.5 * chance.normal(size=prompt.size) for _ in range(2))
    return np.stack([first, bend(first if copied else second)], axis=1), quality, prompt


BENDS = [lambda x: x, lambda x: 5 - 3 * x, np.tanh, lambda x: np.minimum(x, 0.3), np.exp]


@pytest.mark.parametrize("bend", BENDS)
def test_effective_judges_of_independent_errors_are_two_however_their_scales_are_bent(bend):
    r, left_out = error_correlation(*two_judges(bend))
    assert effective_judges(2, max(r, 0.0)) == pytest.approx(2.0, abs=0.1)
    assert left_out.size == 400


@pytest.mark.parametrize("bend", [BENDS[0], BENDS[1], BENDS[2], BENDS[4]])
def test_effective_judges_of_a_copy_through_any_monotone_map_are_one(bend):
    r, _ = error_correlation(*two_judges(bend, copied=True))
    assert effective_judges(2, r) == pytest.approx(1.0, abs=1e-9)


def test_error_correlation_is_undefined_without_errors():
    quality, prompt = np.tile([0.0, 1.0], 30), np.arange(30).repeat(2)
    flawless = np.stack([quality, quality / 2], axis=1)
    assert math.isnan(error_correlation(flawless, quality, prompt)[0])
