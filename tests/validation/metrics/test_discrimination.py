import pytest

from rewards.types import Sample
from tests.validation.data import graded
from tests.validation.metrics.taken import measured, prompt_of, scored


def only_top(sample: Sample) -> float:
    """1 for the best grade of three, so that the lower two tie."""
    return float(sample.response == "2")


def test_ties_are_told_apart_from_what_is_ordered_right():
    # of the pairs 0-1, 0-2 and 1-2 the first ties: a third; accuracy (0.5 + 1 + 1) / 3
    found = measured(graded(20, (0, 1, 2)), only_top)
    assert found["within_prompt_ties"].value == pytest.approx(1 / 3)
    assert found["within_prompt_accuracy"].value == pytest.approx(2.5 / 3)


def test_a_constant_reward_ties_everywhere():
    found = measured(graded(20, (0, 1)), lambda sample: 0.8)
    assert found["within_prompt_ties"].value == 1.0


def test_prompts_count_alike_however_many_pairs_they_have():
    # 10 prompts of 1 pair, ordered right, and 10 of 4 pairs, ordered wrong
    few = graded(10, (0, 1))
    many = [
        {**line, "id": f"b{n}", "prompt_id": f"b{line['prompt_id']}"}
        for n, line in enumerate(graded(10, (0, 0, 1, 1)))
    ]

    def inverted_where_many(sample: Sample) -> float:
        return -float(sample.response) if str(sample.id).startswith("b") else float(sample.response)

    found = measured([*few, *many], inverted_where_many)
    assert found["within_prompt_accuracy"].value == pytest.approx(10 / 20)
    assert found["jonckheere"].value == pytest.approx(10 / 50)  # by pairs
    assert found["prompt_weighted_accuracy"].value == pytest.approx(0.5)


def test_cliffs_delta_and_its_interval_are_those_of_the_auc_stretched():
    found = measured(graded(30, (0, 1, 2)), lambda s: float(s.response) * (prompt_of(s) % 3 > 0))
    auc, delta = found["auc_top_vs_bottom"], found["cliffs_delta"]
    for of_auc, of_delta in (
        (auc.value, delta.value),
        (auc.low, delta.low),
        (auc.high, delta.high),
    ):
        assert of_delta == pytest.approx(2 * of_auc - 1)


def test_discrimination_needs_quality():
    found = measured(scored([(0, 1)] * 30))
    for name in ("prompt_weighted_accuracy", "within_prompt_ties", "cliffs_delta", "jonckheere"):
        assert found[name].reason == "no_quality"
