"""What a batch may be wrapped in, and what only looks like it."""

import json
from base64 import b64encode

import pytest

from rewards.wire import WireError, read_event

ROW = {
    "id": "a",
    "messages": [{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "4"}],
    "reference_answer": "4",
}
VERL = {"id": "a", "prompt": "2+2?", "response": "4", "reference_answer": "4"}


@pytest.mark.parametrize("wrapper", ["input", "batch", "body", "trajectories"])
@pytest.mark.parametrize("held", [[ROW], ROW, {"batch": [ROW]}, {"input": {"batch": ROW}}])
@pytest.mark.parametrize("written", [json.dumps, lambda held: held], ids=["as text", "decoded"])
def test_a_wrapper_holds_a_batch_a_row_or_a_wrapper_decoded_or_as_text(wrapper, held, written):
    assert read_event({wrapper: written(held)}) == read_event([ROW])


def test_a_wrapper_of_a_gateway_has_other_things_beside_its_body():
    event = {
        "headers": {"a": "b"},
        "httpMethod": "POST",
        "body": json.dumps([ROW]),
        "input": None,
    }
    assert read_event(event) == read_event([ROW])


def test_a_function_s_url_may_send_the_body_in_base64():
    body = b64encode(json.dumps([{**ROW, "reference_answer": "vier, \u00fc"}]).encode()).decode()
    (sample,) = read_event({"body": body, "isBase64Encoded": True})
    assert (sample.response, sample.reference_answer) == ("4", "vier, \u00fc")


def test_a_body_in_base64_may_hold_a_wrapper_and_one_that_is_not_is_as_ever():
    body = b64encode(json.dumps({"input": ROW}).encode()).decode()
    assert read_event({"body": body, "isBase64Encoded": True}) == read_event([ROW])
    assert read_event({"body": json.dumps([ROW]), "isBase64Encoded": False}) == read_event([ROW])
    assert read_event({"body": [ROW], "isBase64Encoded": True}) == read_event([ROW])


@pytest.mark.parametrize("event", [[], {"batch": []}, {"body": "[]"}])
def test_an_empty_batch_has_no_samples(event):
    assert read_event(event) == []


@pytest.mark.parametrize(
    "column", [{"input": "2+2?"}, {"body": "[]"}, {"batch": 7}, {"input": [1, 2]}, {"batch": None}]
)
def test_a_column_of_a_row_without_messages_is_no_wrapper(column):
    (sample,) = read_event({**VERL, **column})
    assert sample.metadata == column


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({"input": [ROW], "batch": [ROW]}, "event: expected one batch, got 'input' and 'batch'"),
        ({"body": {"batch": [], "input": []}}, r"event\.body: expected one batch"),
        ({"prompt": "2+2?", "batch": [VERL]}, "event: a batch under 'batch', or a row with 'pro"),
        ({"body": "{"}, r"event\.body: expected JSON text, got a text that is none: Expecting"),
        (
            {"body": "[" * 100_000},
            r"event\.body: expected JSON text, got a text that is none: maximum recurs",
        ),
        (
            {"body": "1" * 5000},
            r"event\.body: expected JSON text, got a text that is none: Exceeds",
        ),
        (
            {"body": '[{"id": "a", "id": "b"}]'},
            r"event\.body: expected JSON text, got a text that is none: the key 'id' stands twice",
        ),
        ({"body": '"text"'}, r"event\.body: expected a list of samples or one, got str"),
        ({"body": "[]", "isBase64Encoded": True}, r"event\.body: expected text as UTF-8 in base64"),
        ({"body": "/w==", "isBase64Encoded": True}, r"event\.body: expected text as UTF-8 in base"),
        ({"body": None}, r"event\.messages: Field required"),
        ({"batch": 5}, r"event\.batch: expected a list of samples or one, got int"),
        ({"batch": [5]}, r"event\.batch\[0\]: expected an object, got 5"),
        ({"body": json.dumps({"batch": [{**ROW, "id": True}]})}, r"event\.body\.batch\[0\]\.id: "),
        ([{"batch": [ROW]}], r"event\[0\]\.messages: Field required"),
    ],
)
def test_wrapper_that_cannot_be_opened_is_an_error_with_its_place(event, message):
    with pytest.raises(WireError, match=f"^{message}"):
        read_event(event)


def test_an_error_never_quotes_what_a_body_says():
    with pytest.raises(WireError) as caught:
        read_event({"body": "the model's own words"})
    assert "own words" not in str(caught.value)
