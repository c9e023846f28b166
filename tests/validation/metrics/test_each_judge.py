import numpy as np
import pytest

from rewards.scoring import current_call
from rewards.types import Sample
from tests.validation.data import graded, row
from tests.validation.metrics.taken import grade, measured, prompt_of, rated
from validation.assumptions import RunAssumptions


def same(grade: float) -> float:
    return grade


def test_a_judge_is_as_harsh_as_it_lies_below_the_others():
    # a - (b + c) / 2 is g - (g + g/2) / 2 = g/4, half of it on average: 0.125
    found = measured(rated(30, (0, 1), same, same, lambda g: g / 2))
    assert found["judge_bias:a"].value == pytest.approx(0.125)
    assert found["judge_bias:c"].value == pytest.approx(-0.25)
    assert found["judge_bias:c"].n == 30


def test_every_judge_has_its_commonest_rating():
    found = measured(rated(30, (0, 0.5, 1), same, lambda g: float(g > 0)))
    assert found["judge_mode_rate:a"].value == pytest.approx(1 / 3)
    assert found["judge_mode_rate:b"].value == pytest.approx(2 / 3)


def test_bias_of_one_judge_alone_is_undefined():
    found = measured(rated(30, (0, 1), same))
    assert "judge_bias:a" not in found
    assert found["judge_mode_rate:a"].value == 0.5


def test_a_judge_who_shares_no_reply_has_no_bias():
    rows = rated(30, (0, 1), lambda g: g or None, lambda g: None if g else 0.5)
    assert measured(rows)["judge_bias:a"].reason == "no_shared_samples"


def test_a_judge_that_repeats_itself_is_consistent_and_one_of_noise_is_not():
    chance = np.random.default_rng(0)
    judges = {"steady": grade, "noise": lambda s: chance.random()}
    found = measured(graded(200, (0, 1)), judges=judges, repeats=2)
    assert found["self_consistency:steady"].value == 1.0
    assert abs(found["self_consistency:noise"].value) < 0.15
    assert found["self_consistency:noise"].method.startswith("ICC(1,1) of 2 calls")


def test_ratings_that_the_data_hold_are_not_asked_again():
    found = measured(rated(30, (0, 1), same, same), repeats=2)
    assert not any(name.startswith("self_consistency") for name in found)


def test_a_constant_judge_has_no_consistency_to_show():
    found = measured(graded(30, (0, 1)), judges={"j": lambda s: 1.0}, repeats=2)
    assert found["self_consistency:j"].reason == "no_variation"


def test_the_ratings_that_change_on_a_second_asking_are_counted():
    def wavering(sample: Sample) -> float:
        """Another rating the second time, for the replies to every fourth prompt."""
        again = current_call.get().repeat
        return grade(sample) / 2 + (0.25 * again if prompt_of(sample) % 4 == 0 else 0)

    found = measured(graded(8, (0, 1)), judges={"wavering": wavering}, repeats=2)
    # prompts 0 and 4 of 8, with both their replies: 4 of 16
    assert found["changed_ratings:wavering"].value == 0.25


def test_a_judge_that_prefers_the_longer_of_equal_replies_is_seen():
    def longer_is_better(sample: Sample) -> float:
        return len(sample.response) / 10

    rows = [
        row("A" * (1 + n), id=f"{p}/{n}", prompt_id=f"p{p}", quality=1)
        for p in range(30)
        for n in range(3)
    ]
    fair = {"fair": lambda sample: 0.5 + prompt_of(sample) / 100, "long": longer_is_better}
    found = measured(rows, reward=lambda sample: 0.0, judges=fair)
    assert found["length_accuracy:long"].value == 1.0
    assert found["length_accuracy:fair"].value == 0.5


def test_a_judge_is_held_against_the_mean_of_the_people_who_rated_the_same_reply():
    # people say g and g/2, so 0.75 at g = 1 and 0 at 0; the judge says 1 and 0.25: (0.25+0.25)/2
    rows = rated(30, (0, 1), same, lambda g: g / 2, lambda g: 0.25 + 0.75 * g)
    declared = RunAssumptions(humans=frozenset({"a", "b"}))
    found = measured(rows, declared=declared)
    assert found["bias_to_people:c"].value == pytest.approx(0.25)
    assert "bias_to_people:a" not in found
