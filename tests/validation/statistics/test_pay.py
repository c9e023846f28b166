"""Pay of known-bad answers."""

import math

import numpy as np
import pytest

from validation.statistics.pay import (
    excess_of_each,
    excess_pay_ratio,
    excess_pay_ratio_leave_one_out,
)

BAD, WRONG, GOLD = np.array([0.5, 0.1]), np.array([0.0, 0.1]), np.array([1.0, 1.0])


def test_the_ratio_is_of_mean_pays():
    # excess .5 and 0, room 1 and .9
    assert excess_pay_ratio(BAD, WRONG, GOLD) == pytest.approx(0.5 / 1.9)
    assert excess_pay_ratio_leave_one_out(BAD, WRONG, GOLD) == pytest.approx([0.0, 0.5])


def test_gold_that_is_not_paid_more_leaves_it_undefined():
    assert math.isnan(excess_pay_ratio(BAD, GOLD, WRONG))
    assert math.isnan(excess_pay_ratio(np.array([math.nan]), WRONG[:1], GOLD[:1]))


def test_excess_pay_leaves_out_what_an_answer_is_worth():
    # worth a half: deserved .5 and .55; excess 0 and -.45; room 1 and .9
    half = np.array([0.5, 0.5])
    assert excess_pay_ratio(BAD, WRONG, GOLD, half) == pytest.approx((0 - 0.45) / 1.9)
    assert excess_pay_ratio_leave_one_out(BAD, WRONG, GOLD, half) == pytest.approx([-0.5, 0])
    assert excess_of_each(BAD, WRONG, GOLD, half) == pytest.approx([0, -0.5])


def test_excess_is_read_against_the_whole_room_however_much_is_deserved():
    # four of five fields right and paid in full: .2 above what they deserve, not all that is left
    found = excess_pay_ratio(np.array([1.0]), np.array([0.0]), np.array([1.0]), 0.8)
    assert found == pytest.approx(0.2)
    assert excess_of_each(GOLD, WRONG, GOLD, 0.8) == pytest.approx([0.2, 0.2])


def test_an_answer_worth_as_much_as_gold_is_held_against_gold():
    # 1.5 - 1 of 1, and 1 - 1 of .9
    bad = np.array([1.5, 1.0])
    assert excess_pay_ratio(bad, WRONG, GOLD, 1.0) == pytest.approx(0.5 / 1.9)
    assert excess_of_each(bad, WRONG, GOLD, 1.0) == pytest.approx([0.5, 0])


def test_a_prompt_whose_gold_is_not_paid_more_has_no_ratio_of_its_own():
    assert math.isnan(excess_of_each(BAD, GOLD, WRONG)[0])
