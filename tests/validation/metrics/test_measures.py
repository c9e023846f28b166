import numpy as np
import pytest

from rewards.types import Sample
from tests.samples import shared
from tests.validation.data import graded, read_target, row
from tests.validation.metrics.taken import grade, measured
from validation.assumptions import RunAssumptions, Scale
from validation.dataset import read_dataset
from validation.gate_file import DEFAULT_GATE, read_gate
from validation.metrics import measure
from validation.scoring import score_table


def by_name(target, path):
    dataset = read_dataset(str(path))
    table = score_table(dataset, read_target(target, dataset), {})
    return {m.name: m for m in measure(table, read_gate(DEFAULT_GATE).declared)}


def test_real_judges_barely_agree_and_one_of_the_two_is_at_fault():
    # LLMBar: 177 right, 38 tied, 18 wrong of gpt-4's 233 pairs; 69, 109, 56 of chatgpt's 234
    found = by_name("ratings:gpt-4", shared("llmbar_rollouts.jsonl"))
    assert found["krippendorff_alpha"].value == pytest.approx(0.0800, abs=5e-5)
    assert found["within_prompt_accuracy"].value == pytest.approx((177 + 19) / 233)
    assert found["within_prompt_accuracy:chatgpt"].value == pytest.approx((69 + 54.5) / 234)
    assert "177 right, 38 tied, 18 wrong" in found["within_prompt_accuracy"].method
    assert (found["prompts"].value, found["samples"].value, found["judges"].value) == (234, 468, 2)
    assert found["scored_share"].value == pytest.approx(467 / 468)


def test_numeric_match_ranks_four_real_models_as_their_accuracy_does():
    # GSM8K: 307 of 660 problems are solved by all four models or by none
    dataset = read_dataset(str(shared("gsm8k_rollouts.jsonl")))
    table = score_table(dataset, read_target("rewards.numeric_match:numeric_match", dataset), {})
    assert table.target.values.tolist() == table.quality.tolist()
    found = {m.name: m for m in measure(table, RunAssumptions())}
    assert found["zero_variance_groups"].value == pytest.approx(307 / 660)
    means = {
        policy: np.mean(
            [v for v, r in zip(table.target.values, table.rows, strict=True) if r.policy == policy]
        )
        for policy in ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")
    }
    assert [round(mean, 3) for mean in sorted(means.values())] == [0.221, 0.341, 0.403, 0.562]


def test_a_perfect_reward_of_many_prompts_is_not_called_certain():
    found = measured(graded(30, (0, 1)))["within_prompt_accuracy"]
    # of 30 prompts all alike, Wilson leaves open 30 / (30 + 1.96^2) = 0.886
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(30 / (30 + 1.959964**2), abs=1e-6)


def test_a_constant_reward_has_no_variation():
    found = measured(graded(30, (0, 1)), reward=lambda sample: 0.8)
    assert found["within_prompt_accuracy"].reason == "no_variation"
    assert found["auc_top_vs_bottom"].reason == "no_variation"
    assert found["zero_variance_groups"].value == 1.0


def test_measures_of_discrimination_are_undefined_without_labels_of_quality():
    rows = [row(str(n % 3), id=n, prompt_id=n // 3) for n in range(60)]
    found = measured(rows)
    assert found["within_prompt_accuracy"].reason == "no_quality"
    assert found["auc_top_vs_bottom"].reason == "no_quality"
    assert found["zero_variance_groups"].value == 0.0


def test_measures_within_prompts_are_undefined_for_one_reply_a_prompt():
    rows = [row(str(n % 2), id=n, prompt_id=n, quality=n % 2) for n in range(40)]
    found = measured(rows)
    assert found["within_prompt_accuracy"].reason == "no_pairs"
    assert found["zero_variance_groups"].reason == "no_groups"
    assert found["auc_top_vs_bottom"].value == 1.0


def test_each_end_of_the_quality_range_must_hold_ten_samples():
    assert measured(graded(9, (0, 1)))["auc_top_vs_bottom"].reason == "few_samples"
    assert measured(graded(10, (0, 1)))["auc_top_vs_bottom"].value == 1.0


def test_above_ten_grades_the_ends_are_the_outer_thirds():
    # 12 grades: the outer thirds hold 0..3 and 8..11; a reward that is wrong only inside 4..7
    def wrong_inside(sample: Sample) -> float:
        quality = grade(sample)
        return 11 - quality if 4 <= quality <= 7 else quality

    found = measured(graded(20, range(12)), wrong_inside)
    assert found["auc_top_vs_bottom"].value == 1.0
    assert found["within_prompt_accuracy"].value == pytest.approx((66 - 6) / 66)


def test_rates_at_the_ends_count_against_the_declared_range():
    scale = RunAssumptions(reward_range=Scale(0, 2, "declared"))
    found = measured(graded(20, (0, 1, 2, 2)), declared=scale)
    assert (found["ceiling_rate"].value, found["floor_rate"].value) == (0.5, 0.25)


def test_a_reward_that_fails_on_some_rows_is_scored_on_the_others():
    rows = [*graded(30, (0, 1)), row("no number", id="bad", prompt_id="p0", quality=0.0)]
    found = measured(rows)
    assert found["scored_share"].value == pytest.approx(60 / 61)
    assert found["scored_share"].method == "1 errors and 0 abstentions of the target"
    assert found["within_prompt_accuracy"].value == 1.0


def test_a_judge_that_fails_is_not_scored_either():
    def broken(sample: Sample) -> float:
        raise ValueError("no verdict")

    found = measured(graded(30, (0, 1)), judges={"broken": broken, "fine": grade})
    assert found["scored_share"].value == 0.0
    assert found["judges"].value == 1.0


def test_a_reward_that_fails_everywhere_leaves_nothing_to_measure():
    found = measured(graded(30, (0, 1)), reward=lambda sample: 1 / 0)
    assert found["scored_share"].value == 0.0
    assert found["within_prompt_accuracy"].reason == "no_scores"
    assert found["ceiling_rate"].reason == "no_scores"


def test_judges_that_say_the_same_agree_and_those_on_other_scales_are_brought_together():
    rows = [
        {**line, "ratings": {"ann": 1 + 4 * line["quality"]}} for line in graded(30, (0, 0.5, 1))
    ]
    scales = RunAssumptions(rating_scales={"ann": Scale(1, 5, "declared")})
    found = measured(rows, judges={"judge": grade}, declared=scales)
    assert found["krippendorff_alpha"].value == pytest.approx(1.0)
    assert found["within_prompt_agreement"].value == pytest.approx(1.0)


def test_judges_who_agree_only_on_which_prompts_are_easy_do_not_agree_within_prompts():
    # each judge's noise is its own, while the prompt's level, shared, is ten times as wide
    draw = np.random.default_rng(1)
    rows = graded(200, (0, 1, 2, 3))
    for n, line in enumerate(rows):
        level = 10 * (n // 4 % 7)
        line["ratings"] = {name: level + draw.normal() for name in ("ann", "bob")}
    found = measured(rows)
    assert found["krippendorff_alpha"].value > 0.98
    assert abs(found["within_prompt_agreement"].value) < 0.25


def test_constant_judges_are_not_praised_as_agreeing():
    judges = {"a": lambda sample: 1.0, "b": lambda sample: 1.0}
    found = measured(graded(30, (0, 1)), judges=judges)
    assert found["krippendorff_alpha"].reason == "ratings_alike"
    assert found["within_prompt_agreement"].reason == "ratings_alike"


def test_judges_who_read_the_scale_upside_down_cancel_out():
    judges = {"a": grade, "b": lambda sample: 1 - grade(sample)}
    found = measured(graded(30, (0, 1)), judges=judges)
    assert found["within_prompt_agreement"].reason == "judges_oppose"


def test_a_few_ratings_that_are_alike_are_too_few_and_no_fault():
    rows = graded(30, (0, 1))
    rows[0]["ratings"] = {"a": 1, "b": 1}
    assert measured(rows)["krippendorff_alpha"].reason == "few_shared_ratings"


def test_judges_who_rate_different_replies_share_nothing():
    rows = graded(30, (0, 1))
    rows[0]["ratings"], rows[1]["ratings"] = {"a": 1}, {"b": 1}
    assert measured(rows)["krippendorff_alpha"].reason == "no_shared_ratings"


def test_a_huge_score_is_a_score():
    found = measured(graded(30, (0, 1)), reward=lambda sample: 1e100 * grade(sample))
    assert (found["scored_share"].value, found["within_prompt_accuracy"].value) == (1.0, 1.0)
