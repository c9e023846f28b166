"""One question and its answer, in every dialect that a platform may speak."""

import json
from dataclasses import replace

import pytest

from rewards.numeric_match import numeric_match
from rewards.types import Message
from rewards.wire import WireError, read_event
from rewards.wire.message import read_row
from validation.dataset import LabelledRow

ASKED = {"role": "user", "content": "What is 2+2?"}
SAID = {"role": "assistant", "content": "The answer is 4."}
GOLD_TURN = {"role": "assistant", "content": "4"}
TURNS = [ASKED, SAID]
PLAIN = {"id": "q", "messages": TURNS, "reference_answer": "4"}


GROUND = {"ground_truth": "4"}
TEXT = {"text": "4"}


def row(said, **columns):
    return {"id": "q", **said, **columns}


def parts(turn, role=None):
    return {"role": role or turn["role"], "content": [{"type": "text", "text": turn["content"]}]}


ROWS = {
    "messages": PLAIN,
    "content in parts": {**PLAIN, "messages": [parts(ASKED), parts(SAID, "nova_assistant")]},
    "content as an object": {
        **PLAIN,
        "messages": [ASKED, {**SAID, "content": {"text": SAID["content"]}}],
    },
    "gold turn before the answer": {**PLAIN, "messages": [ASKED, GOLD_TURN, SAID]},
    "two gold turns before": {**PLAIN, "messages": [ASKED, GOLD_TURN, GOLD_TURN, SAID]},
    "reference under metadata": row({"messages": TURNS}, metadata={"reference_answer": "4"}),
    "reference in both places": {**PLAIN, "metadata": {"reference_answer": TEXT}},
    "reference as {text}": {**PLAIN, "reference_answer": TEXT},
    "extra columns": {**PLAIN, "metadata": {}, "processor_config": {"aggregation": "average"}},
    "messages with a verl gold": row({"messages": TURNS}, reward_model=GROUND),
    "messages with a verl gold for a scorer": row(
        {"messages": TURNS}, extra_info={"reference_answer": TEXT}
    ),
    "messages without the reply, and a completion": row(
        {"messages": [ASKED], "completion": SAID["content"]}, reward_model=GROUND
    ),
    "messages without the reply, and a model_response": row(
        {"messages": [ASKED], "model_response": SAID["content"], "completion": None},
        reference_answer="4",
    ),
    "messages without the reply, a model_response and the gold": row(
        {"messages": [ASKED], "model_response": SAID["content"]}, response="4"
    ),
    "verl": row({"prompt": TURNS}, reward_model=GROUND, ability="math", data_source="gsm8k"),
    "verl, a text and a response": row(
        {"prompt": ASKED["content"], "response": SAID["content"]}, reward_model=GROUND
    ),
    "verl for a scorer": row(
        {"prompt": TURNS, "response": SAID["content"]},
        reward_model={"ground_truth": "5"},
        extra_info={"reference_answer": TEXT, "answer": "5"},
    ),
    "verl for a scorer, gold turn in the prompt": row(
        {"prompt": [ASKED, GOLD_TURN], "response": SAID["content"]},
        reward_model={"ground_truth": "5"},
        extra_info={"reference_answer": {"text": ""}, "answer": "4"},
    ),
    "prompt and completion": row(
        {"prompt": ASKED["content"], "completion": SAID["content"]}, reference_answer=TEXT
    ),
    "conversational prompt and completion": row(
        {"prompt": [ASKED], "completion": [SAID]}, reference_answer="4"
    ),
    "preference": row(
        {"prompt": ASKED["content"], "completion": SAID["content"]},
        chosen="4",
        rejected="5",
        reference_answer=TEXT,
    ),
    "SageMaker evaluation": row(
        {"query": ASKED["content"], "system": "", "model_response": SAID["content"]},
        response="4",
        reference_answer=TEXT,
        category="math",
        metadata="m1",
    ),
    "SageMaker evaluation without a reference": row(
        {"query": ASKED["content"], "model_response": SAID["content"]},
        response="4",
        reference_answer={"text": ""},
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_every_dialect_is_the_same_sample_to_a_reward(name):
    (sample,) = read_event([ROWS[name]])
    (plain,) = read_event([PLAIN])
    assert replace(sample, metadata={}) == plain
    assert numeric_match(sample) == 1.0


@pytest.mark.parametrize("name", ROWS)
def test_a_line_of_a_dataset_may_be_in_any_dialect(name):
    line = LabelledRow.model_validate_json(json.dumps(ROWS[name]))
    assert line.to_sample(0).sample == read_event([ROWS[name]])[0]


@pytest.mark.parametrize(
    "reference",
    [{"answer": "4"}, '{"answer": "4"}', {"text": '{"answer": "4"}'}, {"final_answer": 4}, 4, "4"],
)
def test_a_reference_scores_alike_in_any_packing(reference):
    (sample,) = read_event([{**PLAIN, "reference_answer": reference}])
    assert numeric_match(sample) == 1.0


@pytest.mark.parametrize("blank", ["", "  \n", {"text": ""}, {"text": {"text": " "}}, None])
def test_a_blank_reference_is_none(blank):
    (sample,) = read_event([{**PLAIN, "reference_answer": blank}])
    assert sample.reference_answer is None


def test_a_verl_row_for_training_has_its_ground_truth_before_the_solution_beside_it():
    solution = {"answer": "2 and 2 make four. #### 4", "reference_answer": {"text": "four"}}
    row = {"prompt": TURNS, "reward_model": {"ground_truth": "4"}, "extra_info": solution}
    assert read_event(row)[0].reference_answer == "4"


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("verl for a scorer", {"extra_info", "reward_model"}),
        ("preference", {"chosen", "rejected"}),
        ("SageMaker evaluation", {"category", "metadata"}),
        ("extra columns", {"processor_config"}),
    ],
)
def test_columns_that_say_something_else_reach_the_reward_as_metadata(row, kept):
    assert set(read_event([ROWS[row]])[0].metadata) == kept


def test_the_gold_of_a_sagemaker_evaluation_is_never_taken_for_the_answer():
    wrong = {**ROWS["SageMaker evaluation"], "model_response": "The answer is 5."}
    (sample,) = read_event([wrong])
    assert (sample.response, sample.reference_answer) == ("The answer is 5.", "4")
    assert numeric_match(sample) == 0.0


@pytest.mark.parametrize(
    "said",
    [{"model_response": None}, {}],
    ids=["no model response", "a row as it stands in the dataset"],
)
def test_a_gold_without_an_answer_beside_it_is_still_the_gold(said):
    row = {"query": "2+2?", "response": "4", **said}
    sample = read_row(row, 0)
    assert (sample.answered, sample.reference_answer) == (False, "4")
    with pytest.raises(WireError, match=r"^event\[0\]\.response: a text beside a conversation"):
        read_event([row])  # of a dataset it is a row; an event has the answer somewhere


def test_a_system_prompt_of_an_evaluation_is_a_message():
    row = {"query": "2+2?", "system": "Be brief.", "model_response": ""}
    (sample,) = read_event(row)
    assert sample.messages[:2] == (Message("system", "Be brief."), Message("user", "2+2?"))
    assert sample.answered


def test_an_answer_with_tool_calls_in_the_prompt_keeps_them():
    call = {"role": "assistant", "content": "So be it.", "tool_calls": [{"name": "add"}]}
    (sample,) = read_event({"prompt": [ASKED, call], "response": "So be it."})
    assert [call.name for call in sample.messages[-1].tool_calls] == ["add"]


def test_a_gold_call_before_the_models_call_is_dropped():
    calls = [{"role": "assistant", "tool_calls": [{"name": name}]} for name in ("gold", "own")]
    (sample,) = read_event({"messages": [ASKED, *calls]})
    assert [turn.role for turn in sample.messages] == ["user", "assistant"]
    assert sample.messages[-1].tool_calls[0].name == "own"
