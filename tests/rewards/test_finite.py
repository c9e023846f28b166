"""What may stand as a score, and what may not."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from rewards.scoring import InvalidScoreError, ScoringError, as_score, score
from rewards.types import Sample, Score
from tests.samples import reply

SAMPLE = reply("hello")


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (True, 1.0),
        (False, 0.0),
        (2, 2.0),
        (-0.5, -0.5),
        (Fraction(1, 4), 0.25),
        (Decimal("0.5"), 0.5),
        (np.float32(0.5), 0.5),
        (np.True_, 1.0),
    ],
)
def test_every_finite_real_number_is_a_score(answer, value):
    assert score(lambda sample: answer, SAMPLE) == Score(value)


@pytest.mark.parametrize(
    "answer",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        "0.5",
        [1.0],
        1j,
        10**400,
        Decimal("sNaN"),
        object(),
    ],
    ids=lambda answer: str(answer)[:8],
)
def test_score_of_another_type_is_a_fault_that_says_what_was_expected(answer):
    with pytest.raises(ScoringError, match="expected a finite number, got"):
        score(lambda sample: answer, SAMPLE)


def test_score_none_is_an_abstention_and_not_zero():
    assert score(lambda sample: None, SAMPLE) is None


def test_a_score_keeps_its_reason_and_what_is_behind_it():
    said = Score(1, "because", parts={"a": Score(True)}, ratings={"x": 1}, metrics={"n": 3})
    assert score(lambda sample: said, SAMPLE) == Score(
        1.0, "because", parts={"a": Score(1.0)}, ratings={"x": 1.0}, metrics={"n": 3.0}
    )


@pytest.mark.parametrize(
    "said",
    [
        Score(float("nan")),
        Score(1.0, metrics={"m": float("nan")}),
        Score(1.0, ratings={"m": float("inf")}),
        Score(1.0, parts={"p": Score(1.0, parts={"q": Score(float("nan"))})}),
    ],
    ids=["value", "metric", "rating", "part"],
)
def test_numbers_in_a_score_must_be_finite(said):
    with pytest.raises(ScoringError, match="finite"):
        score(lambda sample: said, SAMPLE)


def test_an_async_reward_is_told_to_be_a_plain_function():
    async def later(sample: Sample) -> float:
        return 1.0

    with pytest.raises(InvalidScoreError, match="use def, not async"):
        as_score(later(SAMPLE))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (Score(1.0, parts={"m": Score(1.0)}, metrics={"m": 0.5}), "part 'm' and metric 'm'"),
        (Score(1.0, parts={"m": Score(1.0)}, ratings={"m": 0.5}), "part 'm' and rating 'm'"),
        (Score(1.0, ratings={"m": 1.0}, metrics={"m": 0.5}), "rating 'm' and metric 'm'"),
        (
            Score(1.0, parts={"p": Score(1.0, metrics={"m": 1.0})}, metrics={"p.m": 0.5}),
            r"metric 'p\.m' and metric 'p\.m'",
        ),
        (
            Score(1.0, parts={"p": Score(1.0, parts={"m": Score(1.0)}, metrics={"m": 0.5})}),
            r"part 'p\.m' and metric 'p\.m'",
        ),
    ],
    ids=["part-metric", "part-rating", "rating-metric", "dotted", "nested"],
)
def test_metrics_of_one_path_are_a_fault_that_names_both(said, message):
    with pytest.raises(ScoringError, match=message):
        score(lambda sample: said, SAMPLE)


def test_a_metric_of_a_part_may_have_the_name_of_another_part():
    said = Score(1.0, parts={"m": Score(1.0), "p": Score(1.0, metrics={"m": 0.5})})
    assert score(lambda sample: said, SAMPLE) == said
