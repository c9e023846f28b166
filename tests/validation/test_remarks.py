import pytest

from rewards.types import Score, Usage
from tests.validation.data import graded
from tests.validation.measurements import exact_measurement
from tests.validation.metrics.taken import measured, rated, table
from validation.assumptions import RunAssumptions
from validation.gate import Bound, Gate
from validation.metrics import measure
from validation.remarks import data_remarks

GATE = Gate({"within_prompt_accuracy": Bound(pass_at=0.65)})


def remarks(rows, **asked):
    found = table(rows, **asked)
    return data_remarks(found, measure(found, RunAssumptions()), GATE)


def asked_rows(prompts, copies=1):
    """Graded rows of prompts with a question of their own, each asked so often under new ids."""
    return [
        {
            **line,
            "id": f"{line['id']}/{copy}",
            "prompt_id": f"{line['prompt_id']}/{copy}",
            "messages": [
                {"role": "user", "content": f"How many is {line['prompt_id']}  plus one?"},
                line["messages"][1],
            ],
        }
        for line in graded(prompts, (0, 1))
        for copy in range(copies)
    ]


def test_a_reward_that_is_its_own_yardstick_is_called_so():
    assert any("is its own yardstick" in line for line in remarks(graded(20, (0, 1))))
    halved = remarks(graded(20, (0, 1)), reward=lambda sample: float(sample.response) / 2)
    assert not any("yardstick" in line for line in halved)


def test_sensitivity_to_wrong_labels_is_told_with_what_it_decides():
    (line,) = [r for r in remarks(graded(40, (0, 1))) if "of the labels wrong" in r]
    # a pair is ordered right unless just one of its labels is wrong: 1 - 2 x .05 x .95 = .905; of
    # pairs with both labels wrong the order is wrong too, and pairs that then tie drop out
    assert line.startswith("within_prompt_accuracy is 1.000; it would read 0.9")
    assert line.endswith("still clear 0.65")


def test_copies_of_a_prompt_are_one_prompt():
    (line,) = [r for r in remarks(asked_rows(20, copies=10)) if "copies count" in r]
    assert line.startswith("180 prompt ids ask what another one asks")
    once, often = (measured(asked_rows(20, copies=c))["within_prompt_accuracy"] for c in (1, 10))
    assert (often.n, often.low) == (once.n, pytest.approx(once.low))


def test_two_prompts_to_one_model_are_said_to_be_that():
    def judge(model):
        return lambda sample: Score(float(sample.response), usage=(Usage(model, 1, 1),))

    judges = {"strict": judge("nova"), "kind": judge("nova"), "other": judge("claude")}
    (line,) = [r for r in remarks(graded(20, (0, 1)), judges=judges) if "one model" in r]
    assert line.startswith("strict and kind are 2 prompts to one model (nova)")


def test_a_penalty_that_no_right_answer_of_the_data_survives_is_told():
    found = table(graded(20, (0, 1)))
    refused = exact_measurement("false_refusal:after_its_own_working", 1.0, 10, "prompts", "")
    assert "no right answer of the data survives" in "".join(data_remarks(found, [refused], GATE))
    paid = exact_measurement("false_refusal:after_its_own_working", 0.5, 10, "prompts", "")
    assert not any("survives" in line for line in data_remarks(found, [paid], GATE))


def test_raters_on_unlike_undeclared_scales_are_compared_by_order():
    # b says the same as a on another scale, bent: as numbers they differ, in order they do not
    rows = rated(30, (0, 0.5, 1), lambda g: 1 + 4 * g, lambda g: 100 * g**3)
    found = measured(rows)
    assert found["krippendorff_alpha"].value == pytest.approx(1.0)
    assert "compared by their order" in found["judges"].method


def test_the_level_of_ratings_is_declared_or_said_to_be_assumed():
    rows = rated(30, (0, 0.5, 1), lambda g: 1 + 4 * g, lambda g: 1 + 4 * g**2)
    assert "interval level (assumed" in measured(rows)["krippendorff_alpha"].method
    declared = RunAssumptions(levels={"a": "ordinal"})
    found = measured(rows, declared=declared)
    assert found["krippendorff_alpha"].method.startswith("ordinal level (declared)")
    assert found["krippendorff_alpha"].value == found["krippendorff_alpha_ordinal"].value
