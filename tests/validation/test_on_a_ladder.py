from dataclasses import replace

import pytest

from rewards.numeric_match import numeric_match
from rewards.types import Message, Sample
from validation.dataset import Dataset, LabelledSample
from validation.gate import Gate
from validation.run import measure_and_gate
from validation.synthetic_quality import add_synthetic_quality
from validation.targets.target import RewardTarget


def sums(reply=None, quality=None, reference=str):
    """Forty sums with their golds; the same reply to each, if any."""
    turns = () if reply is None else (Message("assistant", reply),)
    return Dataset(
        "sums",
        "0" * 64,
        tuple(
            LabelledSample(
                Sample(f"s{n}", (Message("user", f"{n} + 40?"), *turns), reference(n + 40)),
                f"p{n}",
                quality,
            )
            for n in range(40)
        ),
    )


def validated(dataset):
    target = RewardTarget("numeric_match", numeric_match)
    return measure_and_gate(target, dataset, {}, Gate({}))


def named(validation):
    return {measurement.name: measurement for measurement in validation.measurements}


def test_prompts_with_golds_alone_are_validated_on_answers_made_of_them():
    validation = validated(sums())
    assert {row.policy for row in validation.dataset.rows} == {"ladder"}
    assert named(validation)["auc_top_vs_bottom"].value == 1.0
    assert any("the data hold no replies" in remark for remark in validation.warnings)


def test_replies_without_quality_are_kept_and_order_alone_is_taken_from_the_ladder():
    validation = validated(sums("The answer is 41."))
    found = named(validation)
    assert found["samples"].value == 40
    assert found["auc_top_vs_bottom"].value == 1.0
    assert found["auc_top_vs_bottom"].method.endswith("on a ladder made of the references")
    # one reply of forty is right, and that is the data's own
    assert found["ceiling_rate"].value == pytest.approx(1 / 40)
    assert any("order was measured on" in remark for remark in validation.warnings)


def test_data_with_two_grades_need_no_ladder():
    rows = sums("41").rows
    graded = tuple(replace(row, quality=float(n == 1)) for n, row in enumerate(rows))
    data = replace(sums(), rows=graded)
    assert add_synthetic_quality(data, "bare") == (data, None)


def test_data_without_references_have_no_ladder():
    data = sums("41", reference=lambda gold: None)
    assert add_synthetic_quality(data, "bare") == (data, None)
