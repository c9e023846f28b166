"""Rows are written as they stand, and what is written is read as the sample that was meant."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rewards.types import Message, Sample, ToolCall
from rewards.wire.message import read_row
from rewards.wire.rows import as_it_stands, row_forms, with_reply

Row = dict[str, Any]

IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
CALL = {
    "id": "call_7f",
    "type": "function",
    "function": {"name": "look_up", "arguments": '{"page": 3}'},
}
TOOL = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}
USER = {"role": "user", "content": "How many?"}
REPLY = {"role": "assistant", "content": "Four."}

# A row of each dialect, with what a reader of texts alone would lose.
ROWS: dict[str, Row] = {
    "own columns": {
        "messages": [USER, REPLY],
        "reference_answer": {"text": "4"},
        "solution": "4",
        "level": {"grade": 3},
    },
    "parts": {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "How many?"}, IMAGE]},
            {"role": "nova_assistant", "content": [{"type": "text", "text": "Four."}]},
        ],
        "reference_answer": 4,
    },
    "tools": {
        "messages": [
            {**USER, "name": "ann"},
            {"role": "assistant", "content": None, "tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": "call_7f", "content": "page 3"},
            REPLY,
        ],
        "tools": [TOOL],
        "metadata": {"reference_answer": {"final_answer": "4"}, "seed": 1},
    },
    "gold turn": {"messages": [USER, {"role": "assistant", "content": "4"}, REPLY]},
    "no reply": {"messages": [USER], "reference_answer": "4"},
    "verl": {
        "data_source": "gsm8k",
        "prompt": [USER, REPLY],
        "ability": "math",
        "reward_model": {"ground_truth": "4", "style": "rule"},
        "extra_info": {"split": "train", "index": 0},
    },
    "verl prompt": {"prompt": [USER], "reward_model": {"ground_truth": "4", "style": "rule"}},
    "verl response": {
        "prompt": [USER, REPLY],
        "response": "Four.",
        "reward_model": {"ground_truth": "4"},
        "extra_info": {"reference_answer": {"text": "4"}},
    },
    "completion": {"prompt": "How many?", "completion": "Four.", "reference_answer": {"text": "4"}},
    "completion turns": {"prompt": [USER], "completion": [REPLY], "answer": "4"},
    "text prompt": {"prompt": "How many?", "reference_answer": "4"},
    "evaluation": {
        "query": "How many?",
        "response": "4",
        "system": "Count.",
        "model_response": "Four.",
        "reference_answer": {"text": "4"},
        "metadata": "m1",
    },
    "messages and model_response": {
        "messages": [USER],
        "model_response": "Four.",
        "response": "4",
    },
}
EACH_ROW = pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
CALLS = Message("assistant", "", (ToolCall("look_up", {"page": 9}),))


def sample_of(row: Row) -> Sample:
    return read_row({"id": "r1", **row}, 0)


def read_again(sample: Sample) -> Sample:
    """What a handler on Lambda reads of the row that is sent."""
    return read_row(json.loads(json.dumps(as_it_stands(sample))), 0)


@EACH_ROW
def test_a_row_is_written_as_it_stands(row):
    assert as_it_stands(sample_of(row)) == {"id": "r1", **row}


@EACH_ROW
@pytest.mark.parametrize("reply", [Message("assistant", "Five."), CALLS], ids=["text", "calls"])
def test_a_new_reply_is_read_as_the_sample_that_it_made(row, reply):
    sample = with_reply(sample_of(row), reply, "r2")
    assert (sample.id, sample.messages[-1]) == ("r2", reply)
    assert read_again(sample) == sample
    assert as_it_stands(sample) == sample.row


@EACH_ROW
def test_a_new_reply_moves_nothing_but_the_reply(row):
    written = as_it_stands(with_reply(sample_of(row), Message("assistant", "Four."), "r1"))
    holds_one = sample_of(row).answered
    places = {"messages", "prompt", "completion", "model_response"}
    assert {key for key, value in row.items() if written[key] != value} <= (
        set() if holds_one else places
    )
    assert set(written) - {"id", *row} <= (set() if holds_one else {"completion"})


@pytest.mark.parametrize("name", ["parts", "tools"])
def test_a_new_reply_leaves_images_and_ids_of_tool_calls_in_the_turns_before_it(name):
    row = ROWS[name]
    written = as_it_stands(with_reply(sample_of(row), Message("assistant", "Five."), "r1"))
    assert written["messages"][:-1] == row["messages"][:-1]


def test_a_new_reply_has_the_role_and_the_form_of_content_that_the_row_has():
    written = as_it_stands(with_reply(sample_of(ROWS["parts"]), Message("assistant", "5"), "r1"))
    assert written["messages"][-1] == {
        "role": "nova_assistant",
        "content": [{"type": "text", "text": "5"}],
    }


@EACH_ROW
@pytest.mark.parametrize("reference", [None, "5", {"answer": "5"}, ["5"]])
def test_a_new_reference_is_read_as_the_sample_that_it_made(row, reference):
    sample = replace(sample_of(row), reference_answer=reference)
    assert read_again(sample).reference_answer == reference


@EACH_ROW
def test_a_new_column_is_read_as_the_sample_that_it_made(row):
    sample = sample_of(row)
    sample = replace(sample, metadata={**sample.metadata, "deep": [[1]], "seed": 2})
    assert read_again(sample) == sample


@EACH_ROW
def test_a_turn_before_the_reply_is_read_as_the_sample_that_it_made(row):
    sample = with_reply(sample_of(row), Message("assistant", "Five."), "r1")
    *asked, reply = sample.messages
    turns = (*asked[:-1], replace(asked[-1], content="How many? Four."), reply)
    assert read_again(replace(sample, messages=turns)).messages == turns


def test_a_question_in_other_words_keeps_its_image():
    sample = sample_of(ROWS["parts"])
    asked, reply = sample.messages
    changed = replace(sample, messages=(replace(asked, content="How few?"), reply))
    assert as_it_stands(changed)["messages"][0]["content"] == [
        {"type": "text", "text": "How few?"},
        IMAGE,
    ]


@EACH_ROW
def test_a_row_without_its_reply_is_read_as_a_sample_without_one(row):
    sample = sample_of(row)
    asked = sample.messages[:-1] if sample.answered else sample.messages
    assert read_again(replace(sample, messages=asked)).messages == asked


def test_fields_move_under_metadata_all_together_or_not_at_all():
    # the three forms that Nova's pages show of one row
    sample = sample_of({"messages": [USER, REPLY], "reference_answer": "4", "level": 3})
    turns = {"id": "r1", "messages": [USER, REPLY]}
    assert [form.row(sample) for form in row_forms("nova")] == [
        {**turns, "reference_answer": "4", "level": 3},
        {**turns, "reference_answer": "4", "metadata": {"level": 3}},
        {**turns, "metadata": {"reference_answer": "4", "level": 3}},
    ]


def test_a_reference_in_an_object_stays_in_it():
    sample = sample_of({"messages": [USER, REPLY], "reference_answer": {"text": "4 #### 4"}})
    assert [form.row(sample).get("reference_answer") for form in row_forms("bedrock")] == [
        {"text": "4 #### 4"},
        None,
        {"text": "4 #### 4"},
    ]


@pytest.mark.parametrize("platform", ["nova", "bedrock", "serverless-oss"])
@pytest.mark.parametrize("name", ["verl", "completion", "evaluation"])
def test_a_row_without_messages_has_no_other_form_than_its_own(platform, name):
    [form] = row_forms(platform, [sample_of(ROWS[name])])
    assert form.name == "the row as it stands"


def test_a_form_that_writes_rows_as_an_earlier_one_does_is_not_told():
    # the reference stands under metadata already, and is no text that could be wrapped
    [form] = row_forms("bedrock", [sample_of(ROWS["tools"])])
    assert form.page.startswith("https://")


def test_the_scorer_is_sent_the_reference_of_a_verl_row_as_text():
    *_, form = row_forms("scorer", [sample_of(ROWS["verl"])])
    row = form.row(sample_of(ROWS["verl"]))
    assert row["extra_info"] == {"split": "train", "index": 0, "reference_answer": {"text": "4"}}
    assert (row["response"], row["prompt"]) == ("Four.", [USER, REPLY])
