import json

import pytest

from rewards.types import Message, ToolCall
from rewards.wire import WireError, read_event
from tests.samples import shared

ROW = {
    "id": "123",
    "messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}],
    "reference_answer": {"x": 1},
    "my_key": "k",
}
METADATA_ROW = {
    "id": "123",
    "messages": ROW["messages"],
    "metadata": {"reference_answer": {"x": 1}, "my_key": "k"},
}
EVAL_ROW = {
    **ROW,
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "Q"}]},
        {"role": "nova_assistant", "content": [{"type": "text", "text": "A"}]},
    ],
}


@pytest.mark.parametrize(
    "event",
    [ROW, [METADATA_ROW], [EVAL_ROW], [{**ROW, "metadata": {"reference_answer": {"x": 1}}}]],
    ids=["one object", "under metadata", "parts and nova_assistant", "in both places"],
)
def test_every_dialect_reads_as_the_same_sample(event):
    assert read_event(event) == read_event([ROW])


def test_a_row_reads_as_its_messages_reference_and_metadata():
    (sample,) = read_event([ROW])
    assert sample.id == "123"
    assert sample.messages == (Message("user", "Q"), Message("assistant", "A"))
    assert sample.reference_answer == {"x": 1}
    assert sample.metadata == {"my_key": "k"}


def test_golds_that_differ_are_an_error_that_shows_both():
    both = {**ROW, "metadata": {"reference_answer": {"x": 2}}}
    with pytest.raises(WireError, match=r"event\[0\]\.reference_answer: .*1.* differs from .*2"):
        read_event([both])


def test_ids_are_kept_with_their_type_and_an_absent_one_is_its_position():
    rows = [{**ROW, "id": given} for given in (7, "7", 7.5, "7", None)]
    assert [sample.id for sample in read_event(rows)] == [7, "7", 7.5, "7", "row-4"]


def test_the_parts_of_a_message_are_joined_and_an_image_has_no_text():
    parts = [
        {"text": "The answer"},
        {"type": "image", "image": "…"},
        {"text": None},
        {"text": " is 4"},
    ]
    (sample,) = read_event({**ROW, "messages": [{"role": "assistant", "content": parts}]})
    assert sample.response == "The answer is 4"


def test_a_gold_turn_just_before_the_models_is_dropped():
    turns = [*ROW["messages"], {"role": "assistant", "content": "B"}]
    (sample,) = read_event({**ROW, "messages": turns})
    assert [turn.content for turn in sample.messages] == ["Q", "B"]


def test_a_turn_that_calls_tools_is_kept_before_the_reply():
    call = {"role": "assistant", "content": None, "tool_calls": [{"name": "add"}]}
    (sample,) = read_event({**ROW, "messages": [call, {"role": "assistant", "content": "B"}]})
    assert len(sample.messages) == 2


def test_a_row_without_a_reply_has_none():
    (sample,) = read_event({"messages": [{"role": "user", "content": "Q"}]})
    assert (sample.id, sample.answered, sample.response) == ("row-0", False, "")


def test_tool_calls_are_decoded_and_malformed_arguments_stay_text():
    calls = [
        {"id": "1", "function": {"name": "add", "arguments": '{"a": 1}'}},
        {"name": "add", "arguments": {"a": 2}},
        {"name": "add", "arguments": "{a: 3"},
    ]
    turn = {"role": "assistant", "content": None, "tool_calls": calls}
    (sample,) = read_event({**ROW, "messages": [turn]})
    assert sample.messages[-1].tool_calls == (
        ToolCall("add", {"a": 1}),
        ToolCall("add", {"a": 2}),
        ToolCall("add", "{a: 3"),
    )


def test_metadata_that_is_no_object_is_kept_under_its_name():
    (sample,) = read_event({**ROW, "metadata": "m1"})
    assert sample.metadata == {"my_key": "k", "metadata": "m1"}


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("text", "event: expected a list of samples or one, got str"),
        ([5], r"event\[0\]: expected an object, got 5"),
        ({"id": "a"}, r"event\.messages: Field required"),
        ({"messages": []}, r"event\.messages: List should have at least 1 item"),
        ([ROW, {"messages": [{"content": "x"}]}], r"event\[1\]\.messages\[0\]\.role: Field requ"),
        ({"messages": [{"role": "user", "content": 5}]}, r"content: expected text .* got int 5"),
        ({**ROW, "id": True}, "id: expected a string or a number, got bool True"),
        ({**ROW, "id": [1]}, r"id: expected a string or a number, got list \[1\]"),
        ({**ROW, "id": "\ud800"}, "id: expected text that can be written as UTF-8"),
    ],
)
def test_a_broken_event_is_an_error_with_its_place(event, message):
    with pytest.raises(WireError, match=message):
        read_event(event)


@pytest.mark.parametrize(
    "name",
    [
        "ev_nova_train_top_level_reference",
        "ev_nova_train_metadata_reference",
        "ev_nova_train_single_object",
    ],
)
def test_the_documented_training_events_read_alike(name):
    (sample,) = read_event(json.loads(event_text(name)))
    assert (sample.id, sample.response[:9]) == ("123", "As an AI,")
    assert sample.reference_answer["compliant"] == "No"


def event_text(name: str) -> str:
    return shared(f"events/{name}.json").read_text(encoding="utf-8")
