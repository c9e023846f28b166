import pytest

from tests.validation.data import graded
from tests.validation.metrics.taken import grade, measured, scored
from validation.assumptions import RunAssumptions

ENDS = ("zero_variance_floor", "zero_variance_ceiling", "zero_variance_other")


def test_groups_that_teach_nothing_are_split_by_where_they_stand():
    # of 10 groups: 4 at the floor, 3 at the ceiling, 1 in between, 2 vary
    groups = [(0, 0)] * 4 + [(1, 1)] * 3 + [(0.5, 0.5)] + [(0, 1)] * 2
    found = measured(scored(groups))
    assert [found[name].value for name in ENDS] == pytest.approx([0.4, 0.3, 0.1])
    assert found["zero_variance_groups"].value == pytest.approx(0.8)
    assert found["zero_variance_other"].low > 0


def test_groups_need_a_second_reply():
    found = measured(scored([(0,), (1,)]))
    assert {found[name].reason for name in (*ENDS, "expected_zero_variance:8")} == {"no_groups"}


def test_fewer_generations_are_expected_from_subsets():
    # each group of 1, 0, 0, 0 has 3 of its 6 pairs alike, and none of its fours
    found = measured(scored([(1, 0, 0, 0)] * 30))
    assert found["expected_zero_variance:2"].value == pytest.approx(0.5)
    assert found["expected_zero_variance:4"].value == 0.0
    assert found["expected_zero_variance:4"].high == pytest.approx(0.1135, abs=5e-4)  # Wilson


def test_dead_groups_of_more_generations_come_from_the_pass_rates_of_yes_or_no_scores():
    # every prompt passes at 1/2: rates do not spread, so 2 (1/2)^8
    found = measured(scored([(1, 0)] * 30))["expected_zero_variance:8"]
    assert found.value == pytest.approx(2 * 0.5**8)
    assert found.method.startswith("beta-binomial")
    assert found.low is None


def test_dead_groups_of_more_generations_are_unknown_for_graded_scores():
    found = measured(scored([(0.2, 0.5, 0.9)] * 30))
    assert found["expected_zero_variance:2"].value == 0.0
    assert found["expected_zero_variance:16"].reason == "few_generations"


def test_the_planned_generations_are_among_those_expected():
    found = measured(scored([(1, 0)] * 30), declared=RunAssumptions(generations=12))
    drawn = [int(name.partition(":")[2]) for name in found if name.startswith("expected_zero")]
    assert drawn == [2, 4, 8, 12, 16, 32, 64]


def test_a_constant_reward_is_expected_to_teach_nothing_at_any_number():
    found = measured(scored([(1, 1)] * 30))
    assert found["expected_zero_variance:64"].value == 1.0


def test_pass_rate_counts_what_is_at_or_above_the_middle_of_the_grades():
    # grades 0, 1, 2 of which 1 and 2 pass, whatever the reward says
    found = measured(graded(30, (0, 1, 2)), lambda s: 0.0)["base_pass_rate"]
    assert found.value == pytest.approx(2 / 3)
    assert found.method.startswith("share of known quality at or above 1;")


def test_pass_rate_without_quality_counts_the_upper_half_of_the_range():
    found = measured(scored([(0.2, 0.5, 0.9, 0.4)] * 30))["base_pass_rate"]
    assert found.value == 0.5
    assert found.method.startswith("share of scores at or above 0.5;")
    assert measured(scored([(None,)] * 3), grade)["base_pass_rate"].reason == "no_scores"
