"""Prompts that would settle it."""

import math

import pytest

from validation.statistics.intervals import (
    ConfidenceInterval,
    prompts_to_settle,
    prompts_to_settle_log,
)


def test_half_the_reach_takes_four_times_the_prompts():
    assert prompts_to_settle(0.7, ConfidenceInterval(0.6, 0.8), 50, 0.65) == pytest.approx(
        200, abs=1
    )
    assert prompts_to_settle(0.7, ConfidenceInterval(0.6, 0.8), 50, 0.75) == pytest.approx(
        200, abs=1
    )


def test_the_logarithmic_scale_is_the_intervals_own():
    # gaps .2, to the low end .4 and to the bound .8·.4142: log 2 against log √2, so four times
    bound = 1 - 0.2 * math.sqrt(2)
    assert prompts_to_settle_log(0.8, ConfidenceInterval(0.6, 0.9), 50, bound) == pytest.approx(
        200, abs=1
    )


def test_a_value_on_the_bound_never_settles():
    assert prompts_to_settle(0.65, ConfidenceInterval(0.6, 0.7), 50, 0.65) == math.inf


def test_prompts_to_settle_are_unknown_without_an_interval():
    assert math.isnan(prompts_to_settle(0.7, ConfidenceInterval(math.nan, math.nan), 50, 0.65))
    assert math.isnan(prompts_to_settle_log(1.0, ConfidenceInterval(0.9, 1.0), 50, 0.65))
