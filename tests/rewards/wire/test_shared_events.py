"""Every real or derived event has the outcome that the page beside it expects."""

from collections.abc import Sequence

import pytest

from rewards.exact_match import ExactMatch
from rewards.json_match import json_match
from rewards.label_match import LabelMatch
from rewards.numeric_match import NumericMatch, numeric_match
from rewards.scoring import ScoringError, score_all
from rewards.token_f1 import TokenF1
from rewards.types import Reward, Sample, Score
from rewards.wire import read_event
from tests.rewards.wire.payloads import payload
from tests.samples import shared

COMPLIANT = TokenF1(field="explanation")
BETTER = LabelMatch(("1", "2"), {"Response 1": "1", "Response 2": "2"}, field="label")


def ends_in_gold(sample: Sample) -> bool:
    return sample.response.endswith(f"#### {sample.reference_answer}")


def biology(sample: Sample) -> bool:
    return bool(sample.metadata["my_custom_field"] == "biology-7")


OUTCOMES: dict[str, tuple[Reward, Sequence[float]]] = {
    "ev_nova_judge_custom_field": (biology, [1]),
    "ev_sdk_integ_oss_gsm8k": (numeric_match, [1, 1]),
    "ev_sdk_notebook_2plus2": (ends_in_gold, [1, 1]),
    "ev_preflight_raw_rows_no_assistant": (numeric_match, [0, 0]),
    "ev_amazon_nova_samples_eval": (NumericMatch(field="x"), [1]),
    "ev_scorer_openai": (numeric_match, [0]),
    "ev_scorer_verl": (numeric_match, [1]),
    "ev_scorer_hf_prompt_completion": (numeric_match, [1]),
    "ev_scorer_hf_preference": (numeric_match, [1]),
    "ev_scorer_sagemaker_eval": (numeric_match, [0]),
    "ev_scorer_agent_plugin": (numeric_match, [1]),
    "ev_contractnli_scorer_guard": (json_match, [0, 1]),
    "ev_lab3a_smoke": (numeric_match, [1, 0]),
    "ev_bedrock_gsm8k_metadata": (numeric_match, [1]),
    "ev_bedrock_finqa": (numeric_match, [1]),
    "ev_bedrock_pandalm_judge": (BETTER, [1]),
    "ev_bedrock_openweight_reference_text": (numeric_match, [1]),
    "ev_wrapper_trajectories": (ExactMatch(), [1]),
    "ev_wrapper_batch": (numeric_match, [1]),
    "ev_wrapper_body": (numeric_match, [1]),
    "ev_verl_training_row_prompt": (numeric_match, [1]),
}
ALIKE = [
    "ev_nova_train_top_level_reference",
    "ev_nova_train_metadata_reference",
    "ev_nova_train_single_object",
    "ev_nova_rft_eval_parts",
]


def values(reward: Reward, name: str) -> list[float]:
    outcomes = list(score_all(reward, read_event(payload(name))))
    return [outcome.value for outcome in outcomes if isinstance(outcome, Score)]


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_documented_event_earns_what_its_answer_is_worth(name):
    reward, expected = OUTCOMES[name]
    assert values(reward, name) == expected


def test_the_same_answer_earns_the_same_in_every_form_of_a_training_or_evaluation_event():
    (worth,) = values(COMPLIANT, ALIKE[0])
    assert 0 < worth < 1
    assert [values(COMPLIANT, name) for name in ALIKE] == [[worth]] * len(ALIKE)


def test_samples_of_one_event_are_both_read():
    first, second = values(COMPLIANT, "ev_sdk_integ_nova")
    assert first > 0
    assert second > 0


def test_an_empty_reference_is_none_and_no_reply_matches_it():
    (sample,) = read_event(payload("ev_scorer_openai_no_gold_turn"))
    assert sample.reference_answer is None
    (outcome,) = score_all(numeric_match, [sample])
    assert isinstance(outcome, ScoringError)


def test_rows_of_a_preflight_have_no_answer_and_ids_by_position():
    samples = read_event(payload("ev_preflight_raw_rows_no_assistant"))
    assert [(s.id, s.answered, s.response) for s in samples] == [
        ("row-0", False, ""),
        ("row-1", False, ""),
    ]


def test_documented_events_are_all_tested():
    names = {path.stem for path in shared("events").glob("ev_*.json")}
    known = {*OUTCOMES, *ALIKE, "ev_sdk_integ_nova", "ev_scorer_openai_no_gold_turn"}
    assert names == known
