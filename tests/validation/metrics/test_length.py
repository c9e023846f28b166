import pytest

from rewards.types import Sample
from tests.validation.data import row
from tests.validation.metrics.taken import measured, scored


def replies(lengths, prompts=30, quality=lambda place: 0.0):
    """Prompts with a reply of each length."""
    return [
        row("x" * (length + p % 3), id=f"{p}/{n}", prompt_id=f"p{p}", quality=quality(n))
        for p in range(prompts)
        for n, length in enumerate(lengths)
    ]


def length(sample: Sample) -> float:
    return float(len(sample.response))


def test_a_reward_for_length_is_seen_as_one():
    found = measured(replies((10, 20, 40, 80)), length)
    assert found["length_correlation"].value == pytest.approx(1.0)
    assert found["length_accuracy"].value == 1.0
    assert found["length_accuracy"].method.startswith("180 pairs")


def test_a_reward_against_length_is_seen_as_its_reverse():
    found = measured(replies((10, 20, 40, 80)), lambda s: -length(s))
    assert found["length_correlation"].value == pytest.approx(-1.0)
    assert found["length_accuracy"].value == 0.0


def test_length_that_quality_explains_is_not_held_against_the_reward():
    # good replies are longer, and are paid alike: the scores say nothing beyond quality
    rows = replies((10, 12, 40, 42), quality=lambda place: float(place > 1))
    found = measured(rows, lambda s: float(length(s) > 20))
    assert found["length_correlation"].reason == "all_explained"
    assert found["length_accuracy"].value == 0.5


def test_length_correlation_without_quality_holds_nothing_fixed():
    rows = [{k: v for k, v in r.items() if k != "quality"} for r in replies((10, 20))]
    found = measured(rows, length)
    assert found["length_correlation"].value == pytest.approx(1.0)
    assert "quality unknown" in found["length_correlation"].method
    assert found["length_accuracy"].reason == "no_quality"


def test_replies_of_one_length_or_of_one_score_show_no_bias():
    alike = [{**r, "messages": replies((9,))[0]["messages"]} for r in replies((10, 20))]
    ids = measured(alike, lambda s: float(str(s.id).endswith("1")))
    assert ids["length_correlation"].reason == "equal_lengths"
    assert ids["length_accuracy"].reason == "no_equal_pairs"
    constant = measured(replies((10, 20)), lambda s: 1.0)
    assert constant["length_correlation"].reason == "no_variation"
    assert constant["length_accuracy"].reason == "no_variation"
    assert measured(scored([(None,)]))["length_correlation"].reason == "no_scores"
