"""Intervals from leaving out one prompt at a time."""

import math

import numpy as np
import pytest

from validation.statistics.intervals import (
    boundary_interval,
    jackknife_t,
    jackknife_t_log,
    jackknife_t_logit,
    wilson,
)

ALL_OF_TEN = 10 / (10 + 1.959963984540054**2)


def mean_without_each(values):
    return (values.sum() - values) / (values.size - 1)


def test_wilson_gives_newcombes_printed_interval():
    # Newcombe (1998), table I: 81 of 263 is 0.2553 to 0.3662
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_wilson_without_trials_is_undefined():
    assert math.isnan(wilson(0, 0).low)
    assert math.isnan(wilson(0, 0).high)


def test_the_jackknife_of_a_mean_is_its_t_interval():
    # mean 3, SD 1.5811, SE .7071, t(4 df, .975) 2.7764: 3 ± 1.9632
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    found = jackknife_t(3.0, mean_without_each(values), span=(-math.inf, math.inf))
    assert found.low == pytest.approx(1.0368, abs=1e-4)
    assert found.high == pytest.approx(4.9632, abs=1e-4)


def test_ends_are_cut_to_the_span_but_not_inside_the_value():
    values = np.array([0.9, 1.0, 1.0, 0.5])
    assert jackknife_t(0.85, mean_without_each(values)).high == 1.0
    assert jackknife_t(1.2, np.array([1.1, 1.2, 1.3])).high == 1.2


def test_interval_of_one_prompt_is_undefined():
    assert math.isnan(jackknife_t(0.5, np.array([0.5])).low)
    assert math.isnan(jackknife_t_log(0.5, np.array([0.5])).high)


def test_a_statistic_that_needs_a_certain_prompt_has_no_interval():
    assert math.isnan(jackknife_t(0.5, np.array([0.5, 0.6, math.nan])).low)
    assert math.isnan(jackknife_t_log(0.5, np.array([0.5, 0.6, math.nan])).low)


@pytest.mark.parametrize("interval", [jackknife_t, jackknife_t_log, jackknife_t_logit])
def test_perfection_on_ten_prompts_leaves_what_ten_prompts_cannot_show(interval):
    assert interval(1.0, np.ones(10)).low == pytest.approx(ALL_OF_TEN)
    assert interval(1.0, np.ones(10)).high == 1.0


def test_a_value_no_prompt_moves_leaves_open_what_unseen_prompts_could_be():
    # up to 1 - ALL_OF_TEN of the prompts could be at either end of 0..1
    unseen = 1 - ALL_OF_TEN
    found = jackknife_t(0.25, np.full(10, 0.25))
    assert found.low == pytest.approx(0.25 - 0.25 * unseen)
    assert found.high == pytest.approx(0.25 + 0.75 * unseen)


def test_the_ends_that_unseen_prompts_could_be_at_are_those_of_the_span():
    # a correlation of 0 can go either way by the unseen share of 1
    found = boundary_interval(0.0, 10, span=(-1.0, 1.0))
    assert found.high == -found.low == pytest.approx(1 - ALL_OF_TEN)


def test_a_boundary_interval_holds_its_value_even_outside_the_span():
    assert boundary_interval(-0.4, 10).low == -0.4


def test_the_logarithmic_interval_is_worked_on_log_one_minus_x():
    # log gaps of (.1, .2, .4) differ by log 2: their jackknife SE is sqrt(2 * 2/3) log 2 = .8004,
    # t(2 df, .975) = 4.3027, and so 1 - .2 exp(±3.4438)
    found = jackknife_t_log(0.8, np.array([0.9, 0.8, 0.6]))
    assert found.low == pytest.approx(1 - 0.2 * math.exp(3.4438), rel=1e-3)
    assert found.high == pytest.approx(1 - 0.2 * math.exp(-3.4438), rel=1e-3)


def test_interval_is_never_narrowed_by_one_prompt_that_disagrees():
    found = jackknife_t_log(0.999, np.array([1.0, *[0.9989] * 9]))
    assert found.low == pytest.approx(ALL_OF_TEN)


def test_the_interval_by_log_odds_is_worked_on_log_odds():
    # odds 1/2, 1 and 2 are a log 2 apart: as above, SE .8004 and reach 3.4438 about 0
    found = jackknife_t_logit(0.5, np.array([1 / 3, 1 / 2, 2 / 3]))
    assert found.low == pytest.approx(1 / (1 + math.exp(3.4438)), rel=1e-3)
    assert found.high == pytest.approx(1 / (1 + math.exp(-3.4438)), rel=1e-3)


def test_a_wider_span_is_the_same_scale_stretched():
    narrow = jackknife_t_logit(0.5, np.array([0.4, 0.5, 0.6]))
    wide = jackknife_t_logit(0.0, np.array([-0.2, 0.0, 0.2]), span=(-1.0, 1.0))
    assert wide.low == pytest.approx(2 * narrow.low - 1)


def test_interval_at_an_end_does_not_use_log_odds():
    found = jackknife_t_logit(0.999, np.array([1.0, *[0.9989] * 9]))
    assert found == jackknife_t_log(0.999, np.array([1.0, *[0.9989] * 9]))
    low = jackknife_t_logit(0.001, np.array([0.0, *[0.0011] * 9]))
    assert low.high == pytest.approx(1 - ALL_OF_TEN)
    assert jackknife_t_logit(1.2, np.array([1.1, 1.2, 1.3])).high == 1.2
