import pytest

from rewards.types import Sample
from tests.validation.data import graded
from tests.validation.metrics.taken import grade, measured, prompt_of, scored


def half_blind(sample: Sample) -> float:
    """Says yes to every second good reply and to no bad one."""
    return float(sample.response == "1" and prompt_of(sample) % 2)


def test_the_weakest_step_is_the_one_shown_with_its_grades():
    # the reward tells 2 from 1 and not 1 from 0
    found = measured(graded(30, (0, 1, 2)), lambda s: float(s.response == "2"))
    weakest = found["weakest_adjacent_accuracy"]
    assert weakest.value == 0.5
    assert weakest.method.startswith("grade 0 against 1, the weakest of 2 steps in quality")
    assert "of which 1 are told apart" in weakest.method


def test_grades_that_are_two_have_one_step_and_it_is_the_accuracy():
    found = measured(graded(30, (0, 1)), lambda s: float(s.response) * (prompt_of(s) % 4))
    weakest, whole = found["weakest_adjacent_accuracy"], found["within_prompt_accuracy"]
    assert (weakest.value, weakest.low, weakest.high) == (whole.value, whole.low, whole.high)


def test_many_grades_are_gathered_into_thirds():
    found = measured(graded(20, range(12)))
    assert found["weakest_adjacent_accuracy"].value == 1.0
    assert "third 0 against 1, the weakest of 2" in found["weakest_adjacent_accuracy"].method


def test_a_step_that_no_prompt_holds_is_left_out():
    # prompts hold grades 0 and 1, or 3 and 4: the step from 1 to 3 is in none
    rows = [
        {**line, "quality": line["quality"] + 3 * (n // 2 % 2)}
        for n, line in enumerate(graded(40, (0, 1)))
    ]
    found = measured(rows)["weakest_adjacent_accuracy"]
    assert (found.value, found.n) == (1.0, 20)
    assert "the weakest of 2 steps" in found.method


def test_omega_squared_is_one_where_the_grade_decides_the_score():
    # prompt-centred scores are -1/2 and 1/2 by grade: nothing is left within grades
    assert measured(graded(30, (0, 1)))["omega_squared"].value == pytest.approx(1.0)


def test_a_reward_that_sees_only_the_prompt_explains_nothing_inside_it():
    found = measured(graded(30, (0, 1)), lambda s: float(prompt_of(s)))
    assert found["omega_squared"].reason == "no_variation_within"


def test_youdens_j_is_true_yes_less_false_yes():
    # of 30 good replies 15 are paid, of 30 bad ones none: 0.5 - 0
    found = measured(graded(30, (0, 1)), half_blind)["youden_j"]
    assert found.value == pytest.approx(0.5)
    assert found.method.startswith("TPR 0.5, FPR 0;")
    assert found.low < 0.5 < found.high


def test_youdens_j_is_for_rewards_that_say_yes_or_no():
    assert measured(graded(30, (0, 1, 2)))["youden_j"].reason == "not_binary"
    assert measured(graded(30, (0, 1)), lambda s: 0.5)["youden_j"].reason == "no_variation"
    assert measured(scored([(0, 1)] * 9))["youden_j"].reason == "no_quality"
    assert measured(graded(30, (0, 1)), grade)["youden_j"].value == 1.0
