import math

import pytest

from rewards import ScoringError, clipped, score, weighted_sum
from rewards.types import Score
from tests.rewards.parts import broken, full, half, less, silent
from tests.samples import reply

SAMPLE = reply("hello")


@pytest.mark.parametrize(
    ("reward", "value"),
    [
        (clipped(less), 0.0),
        (clipped(half), 0.5),
        (clipped(lambda sample: 7), 1.0),
        (clipped(half, low=0.6), 0.6),
        (clipped(full, low=-1, high=0.25), 0.25),
    ],
)
def test_a_score_is_held_between_the_bounds(reward, value):
    assert score(reward, SAMPLE) == Score(value)


def test_the_parts_of_what_is_clipped_stay_as_they_are():
    whole = score(clipped(weighted_sum(a=(3, half))), SAMPLE)
    assert whole == Score(1.0, parts={"a": Score(0.5)})


def test_clipped_abstains_where_its_reward_does():
    assert score(clipped(silent), SAMPLE) is None


def test_bounds_make_no_number_of_a_fault():
    with pytest.raises(ScoringError, match="got float nan"):
        score(clipped(broken), SAMPLE)


@pytest.mark.parametrize(("low", "high"), [(1, 0), (0, 0), (-math.inf, 0), (0, math.nan)])
def test_bounds_are_finite_and_in_order(low, high):
    with pytest.raises(ValueError, match="low, high: expected finite bounds in order"):
        clipped(half, low=low, high=high)
