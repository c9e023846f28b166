import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards import on_field, score
from rewards.exact_match import exact_match
from rewards.length import MaxWords
from rewards.numeric_match import numeric_match
from rewards.types import Sample, Score
from tests.rewards.parts import recording, silent
from tests.samples import reply


def seen(path: str, text: str, reference: object = None) -> Sample | None:
    """What the reward sees of the sample; None where it is not asked."""
    samples: list[Sample] = []
    on_field(path, recording(samples))(reply(text, reference))
    return samples[0] if samples else None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a", "hello"),
        ("b", "18.00"),
        ("c", "true"),
        ("d", '{"x": [1, 2.50, "y"]}'),
        ("d.x.1", "2.50"),
        ("e", "1" * 5000),
    ],
    ids=["text", "number", "truth", "object", "deep", "long"],
)
def test_the_reward_sees_the_field_as_the_reply(path, text):
    document = '{"a": "hello", "b": 18.00, "c": true, "d": {"x": [1, 2.50, "y"]}, "e": %s}'
    sample = seen(path, document % ("1" * 5000))
    assert sample is not None
    assert sample.response == text


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', 'Here:\n```json\n{"a": 1}\n```\nDone.', '<think>{"a": 2}</think>{"a": 1}'],
    ids=["bare", "fenced", "after reasoning"],
)
def test_the_json_is_found_in_the_reply(text):
    sample = seen("a", text)
    assert sample is not None
    assert sample.response == "1"


@pytest.mark.parametrize(
    "text", ["no JSON", '{"b": 1}', '{"a": null}', "[1]", '{"a": NaN}', "", "[" * 5000]
)
def test_a_reply_without_the_field_scores_zero(text):
    assert score(on_field("a", exact_match), reply(text, {"a": "1"})) == Score(
        0.0, "the reply's JSON has no a"
    )


@pytest.mark.parametrize(
    ("reference", "gold"),
    [
        ({"a": {"b": "x"}}, "x"),
        ({"text": '{"a": {"b": "x"}}'}, "x"),
        ('{"a": {"b": 1.50}}', "1.50"),
        ({"a": {"b": True}}, "true"),
        ({"a": {"b": [1]}}, [1]),
        ({"z": 1}, None),
        ('{"z": 1}', None),
        ("x", "x"),
        ("{1, 2}", "{1, 2}"),
        (7, 7),
        (None, None),
    ],
)
def test_the_reference_is_the_same_field_of_an_object_and_else_the_whole(reference, gold):
    sample = seen("a.b", '{"a": {"b": 1}}', reference)
    assert sample is not None
    assert sample.reference_answer == gold


def test_a_number_in_a_field_is_matched():
    text = json.dumps({"total": {"due": 18.5}})
    assert score(
        on_field("total.due", numeric_match), reply(text, {"total": {"due": "18.50"}})
    ) == (Score(1.0))


def test_on_field_abstains_where_its_reward_does():
    assert score(on_field("a", silent), reply('{"a": 1}')) is None


def test_a_field_without_a_path_is_refused():
    with pytest.raises(ValueError, match="path: expected the path of a field"):
        on_field("", exact_match)


@given(st.text() | st.text("{}[]\"':,a1. \n`<>/think", max_size=60))
def test_on_field_fails_on_no_reply(text):
    whole = score(on_field("a", MaxWords(3)), reply(text))
    assert whole is not None
    assert 0 <= whole.value <= 1
