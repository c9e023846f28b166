import numpy as np
import pytest

from rewards.scoring import current_call
from rewards.types import Sample
from tests.validation.data import graded
from tests.validation.metrics.taken import grade, measured, prompt_of, scored


def test_variance_inside_prompts_is_the_mean_of_theirs():
    # 0 and 1 have the variance 1/2 at ddof 1, 0 and 0 none
    found = measured(scored([(0, 1)] * 10 + [(0, 0)] * 10))["within_prompt_variance"]
    assert found.value == pytest.approx(0.25)
    assert 0 <= found.low < 0.25 < found.high


def test_the_share_of_variance_inside_prompts_leaves_their_levels_out():

    # scores 0, 1 and 1, 2: mean 1, squares 1 + 0 + 0 + 1 a pair of prompts: 10 x 2 = 20
    found = measured(scored([(0, 1), (1, 2)] * 10))["within_prompt_variance_share"]
    assert found.value == pytest.approx(10 / 20)


def test_leaving_a_prompt_out_of_the_share_is_exact():
    groups = [(0, 1), (1, 4), (2, 2), (0, 3), (5, 1)]
    whole = measured(scored(groups))["within_prompt_variance_share"]
    left = [
        measured(scored(groups[:n] + groups[n + 1 :]))["within_prompt_variance_share"].value
        for n in range(5)
    ]
    mean = sum(left) / 5
    error = (4 / 5 * sum((value - mean) ** 2 for value in left)) ** 0.5
    assert whole.low == pytest.approx(max(0, whole.value - 2.776445 * error), abs=1e-6)


def test_the_advantages_of_two_trainers_differ_by_their_epsilon():
    # (0 - 1/2) / (0.70711 + e) in size: 0.70701 with 1e-4, 0.70711 with 1e-6
    found = measured(scored([(0, 1)] * 30))
    assert found["mean_absolute_advantage_trl"].value == pytest.approx(0.5 / (0.5**0.5 + 1e-4))
    assert found["mean_absolute_advantage_verl"].value == pytest.approx(0.5 / (0.5**0.5 + 1e-6))


def test_a_perfect_reward_takes_the_whole_step_and_an_inverted_one_its_reverse():
    rows = graded(30, (0, 1, 2))
    assert measured(rows)["advantage_efficiency"].value == pytest.approx(1.0)
    inverted = measured(rows, lambda s: -float(s.response))
    assert inverted["advantage_efficiency"].value == pytest.approx(-1.0)


def test_a_reward_that_gives_the_same_again_is_reliable_and_not_called_certain():
    found = measured(graded(30, (0, 1)), repeats=2)["advantage_reliability"]
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(30 / (30 + 1.959964**2), abs=1e-6)


def test_a_reward_that_forgets_what_it_said_is_not_reliable():
    chance = np.random.default_rng(1)
    found = measured(graded(200, (0, 1, 2)), lambda s: chance.normal(), repeats=3)
    assert abs(found["advantage_reliability"].value) < 0.1
    assert found["advantage_reliability"].method.startswith("3 calls")


def test_reliability_of_one_call_is_undefined():
    assert measured(graded(30, (0, 1)))["advantage_reliability"].reason == "no_repeats"


def test_reliability_is_undefined_where_the_second_call_fails():
    def once(sample: Sample) -> float:
        return 1 / (1 - current_call.get().repeat) * float(sample.response)

    found = measured(graded(30, (0, 1)), once, repeats=2)
    assert found["advantage_reliability"].reason == "no_repeats"
    assert found["within_prompt_accuracy"].value == 1.0


def test_reliability_is_undefined_where_nothing_varies_inside_prompts():
    found = measured(graded(30, (0, 1)), lambda s: float(prompt_of(s)), repeats=2)
    assert found["advantage_reliability"].reason == "no_variation_within"


def test_signal_is_undefined_without_scores():
    found = measured(scored([(None, None)] * 5), grade)
    assert found["within_prompt_variance"].reason == "no_groups"
    assert found["within_prompt_variance_share"].reason == "no_scores"
    assert found["mean_absolute_advantage_trl"].reason == "no_scores"
    assert found["advantage_efficiency"].reason == "no_quality"
