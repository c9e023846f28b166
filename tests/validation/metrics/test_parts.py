import pytest

from rewards.compose import product, weighted_sum
from rewards.types import Sample
from tests.validation.data import graded
from tests.validation.metrics.taken import grade, measured


def second(sample: Sample) -> float:
    """1 for every second reply of a prompt."""
    return float(int(str(sample.id).split("/")[1]) % 2)


def opposite(sample: Sample) -> float:
    return 1 - grade(sample)


ROWS = graded(30, (0, 0, 1, 1))


def test_shares_of_variance_follow_the_squared_weights_of_unrelated_parts():
    # variances 9 : 1 at weights 0.75 and 0.25, and the two are uncorrelated
    found = measured(ROWS, weighted_sum(right=(0.75, grade), even=(0.25, second)))
    assert found["part_variance_share:right"].value == pytest.approx(0.9)
    assert found["part_variance_share:even"].value == pytest.approx(0.1)
    assert "at weight 0.75" in found["part_variance_share:right"].method


def first_of_all(sample: Sample) -> float:
    return float(str(sample.id).endswith("/0"))


def test_a_part_that_works_against_the_rest_has_a_share_below_zero():
    # centred: right -2, -2, 2, 2 quarters and first 3, -1, -1, -1, so at weights 1 and 1/2
    # cov(first, score) = (-8 + 12 / 2) / 16 / 2 = -1/16 and var(score) = 11/16
    found = measured(ROWS, weighted_sum(right=(1, grade), first=(0.5, first_of_all)))
    assert found["part_variance_share:first"].value == pytest.approx(-1 / 11)
    assert found["part_variance_share:right"].value == pytest.approx(12 / 11)


def test_parts_of_parts_are_weighed_through_what_holds_them():
    inner = weighted_sum(right=(0.5, grade), even=(0.5, second))
    found = measured(ROWS, weighted_sum(quality=(2.0, inner)))
    assert found["part_variance_share:quality"].value == pytest.approx(1.0)
    assert found["part_variance_share:quality.right"].value == pytest.approx(0.5)
    assert "at weight 1;" in found["part_variance_share:quality.right"].method


def test_a_part_that_never_varies_has_no_share():
    found = measured(ROWS, weighted_sum(right=(0.5, grade), polite=(0.5, lambda s: 1.0)))
    assert found["part_variance_share:polite"].value == pytest.approx(0.0)


def test_parts_that_undo_each_other_are_cancelled_and_collapsed():
    found = measured(ROWS, weighted_sum(right=(0.5, grade), wrong=(0.5, opposite)))
    assert found["cancelled_groups"].value == 1.0
    assert found["cancelled_groups"].n == 30
    assert found["collapsed_compositions"].value == 1.0
    assert found["part_variance_share:right"].reason == "no_variation_within"


def test_compositions_that_score_the_same_are_counted_among_those_that_differ():
    # (right, even) of the four replies: 00, 01, 10, 11 with sums 0, 1, 1, 2: one of six pairs
    found = measured(ROWS, weighted_sum(right=(1, grade), even=(1, second)))
    assert found["collapsed_compositions"].value == pytest.approx(1 / 6)
    assert found["cancelled_groups"].value == 0.0


def test_a_product_is_weighed_over_the_replies_that_reached_every_part():
    found = measured(ROWS, product(right=grade, even=second))
    assert found["part_variance_share:even"].value == pytest.approx(1.0)


def test_a_reward_without_parts_is_told_that_nothing_is_amiss():
    found = measured(ROWS)
    assert found["cancelled_groups"].reason == found["collapsed_compositions"].reason == "no_parts"


def test_parts_that_never_vary_have_nothing_to_lose():
    found = measured(ROWS, weighted_sum(polite=(1, lambda s: 1.0)))
    assert found["cancelled_groups"].reason == "parts_alike"
    assert found["collapsed_compositions"].reason == "parts_alike"
