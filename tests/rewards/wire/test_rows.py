"""A row is read as one thing, and what could be two is an error."""

from typing import Any

import pytest

from rewards.wire import WireError, read_event

ASKED = {"role": "user", "content": "What is 2+2?"}
SAID = {"role": "assistant", "content": "The answer is 4."}
TURNS = [ASKED, SAID]
PLAIN = {"id": "q", "messages": TURNS, "reference_answer": "4"}

OWN_COLUMNS = {
    "input": [{"messages": [SAID]}],
    "batch": [PLAIN],
    "body": '{"batch": []}',
    "trajectories": [PLAIN, PLAIN],
    "response": "5",
    "completion": "5",
    "model_response": "5",
    "prompt": 7,
    "query": {"role": 1},
    "extra_info": {"split": "train"},
    "chosen": "5",
}


@pytest.mark.parametrize("name", OWN_COLUMNS)
def test_a_row_with_messages_is_nothing_but_that(name):
    (sample,) = read_event({**PLAIN, name: OWN_COLUMNS[name]})
    assert (sample.response, sample.reference_answer) == ("The answer is 4.", "4")
    assert sample.metadata == {name: OWN_COLUMNS[name]}


def test_columns_of_a_row_with_messages_are_no_gold():
    row = {"messages": TURNS, **OWN_COLUMNS, "answer": "4"}
    assert read_event(row)[0].reference_answer is None


@pytest.mark.parametrize("beside", [{}, {"reward_model": {"ground_truth": "4"}}])
def test_a_response_beside_messages_may_be_the_gold_and_is_never_paid_as_the_answer(beside):
    row = {"messages": [ASKED], "response": "4", **beside}
    (sample,) = read_event(row)
    assert not sample.answered
    assert sample.metadata["response"] == "4"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"metadata": {"reference_answer": "5"}}, "reference_answer: '4' at the top .* from '5'"),
        ({"reward_model": {"ground_truth": "5"}}, "reward_model.ground_truth: '5' differs from"),
        ({"extra_info": {"reference_answer": "5"}}, "extra_info.reference_answer: '5' differs"),
        (
            {"messages": [ASKED], "completion": "a", "model_response": "b"},
            "completion: differs from model_response",
        ),
        (
            {"messages": [ASKED], "model_response": "a", "response": "5"},
            "response: '5' differs from reference_answer '4'",
        ),
        ({"messages": [ASKED], "completion": 5}, "completion: expected text or a list"),
        ({"messages": None}, "messages: Field required"),
        ({"messages": None, "prompt": []}, r"prompt: expected a text or messages, got list \[\]"),
        ({"messages": None, "prompt": 5}, "prompt: expected text or a list of parts, got int 5"),
        ({"messages": None, "prompt": [{"role": 5}]}, r"prompt\[0\]\.role: .* string, got 5"),
        ({"messages": None, "completion": {"role": "user", "content": 5}}, r"completion\.content"),
        ({"messages": None, "response": "4"}, "messages: Field required"),
        (
            {"messages": None, "prompt": "Q", "response": "4", "model_response": None},
            "response: the gold or the model's",
        ),
        (
            {"messages": None, "prompt": "Q", "completion": "a", "response": "b"},
            "completion: differs from response",
        ),
        (
            {"messages": None, "query": "Q", "model_response": "a", "response": "5"},
            "response: '5' differs from reference_answer '4'",
        ),
    ],
)
def test_a_row_that_contradicts_itself_or_says_nothing_is_an_error_with_its_place(changed, message):
    row = {**PLAIN, **changed}
    with pytest.raises(WireError, match=rf"^event\[0\]\.{message}"):
        read_event([row])


@pytest.mark.parametrize(
    ("top", "nested"),
    [("4", 4), (4.5, "4.5"), (" 4", "4\n"), ('{"x": 1}', {"x": 1}), ('{"x":1}', '{"x": 1}')],
)
def test_gold_in_two_spellings_is_no_contradiction(top, nested):
    row = {**PLAIN, "reference_answer": top, "metadata": {"reference_answer": nested}}
    assert read_event(row)[0].reference_answer == top


def test_columns_that_a_table_fills_with_null_say_nothing():
    empty = dict.fromkeys(["messages", "completion", "model_response", "query", "batch", "body"])
    row = {"prompt": TURNS, **empty, "response": None, "reference_answer": "4"}
    (sample,) = read_event(row)
    assert (sample.response, sample.reference_answer) == ("The answer is 4.", "4")


@pytest.mark.parametrize("said", ["The answer is 4.", "4", " 4 ", {"text": "4"}, 4, ["4"]])
def test_a_gold_in_more_words_is_no_contradiction(said):
    evaluated = {"query": "2+2?", "model_response": "", "response": said}
    row = {**evaluated, "reference_answer": "4"}
    assert read_event(row)[0].reference_answer == "4"


@pytest.mark.parametrize(
    ("content", "read"),
    [("a\ud800b", "a\ufffdb"), ([{"text": "\ud83d"}, {"text": "\ude00"}], "\U0001f600")],
)
def test_half_a_surrogate_pair_in_a_reply_is_written_as_any_decoder_would(content, read):
    row = {"messages": [{"role": "assistant", "content": content}]}
    assert read_event(row)[0].response == read


@pytest.mark.parametrize("deep", ["reference_answer", "metadata", "my_column"])
def test_columns_may_be_nested_as_deep_as_they_like(deep):
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    (sample,) = read_event({**PLAIN, deep: nested})
    assert sample.response == "The answer is 4."


def test_tools_reach_the_sample():
    tool = {"type": "function", "function": {"name": "add"}}
    assert read_event({**PLAIN, "tools": [tool]})[0].tools == (tool,)
