from dataclasses import replace

import pytest

from rewards.types import Message, Sample
from rewards.wire import PLATFORMS, read_event
from rewards.wire.rows import row_forms
from validation.conformance.cases import SHAPES, examples, question_of
from validation.conformance.dialects import dialects

ASKED = Sample("a", (Message("user", "2+2?"), Message("assistant", "It is 4.")), "4")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_form_of_an_event_holds_the_same_sample(platform):
    # `rewards.wire` has tests of its own on real payloads: what it reads is what was meant.
    for base in row_forms(platform):
        for dialect in dialects(platform, base):
            event = dialect.write([ASKED], base)
            if event is not None:
                (read,) = read_event(event)
                told = (read.response, read.messages[0].content, _text(read.reference_answer))
                assert told == ("It is 4.", "2+2?", "4"), dialect.name


def _text(reference):
    return next(iter(reference.values())) if isinstance(reference, dict) else reference


def test_a_reference_that_is_an_object_is_written_as_json_text_too():
    told = replace(ASKED, reference_answer={"answer": "4"})
    base, *_ = row_forms("nova")
    written = {d.name: d.write([told], base) for d in dialects("nova", base)}
    assert written["reference as JSON text"][0]["reference_answer"] == '{"answer": "4"}'
    assert written["reference as {text}"] is None


def test_metadata_called_as_the_wires_own_fields_stay_out_of_their_way():
    told = replace(ASKED, metadata={"response": "mine", "level": 3})
    for platform in ("nova", "bedrock"):
        row = row_forms(platform)[0].row(told)
        assert row["metadata"]["response"] == "mine"
        assert "response" not in row


@pytest.mark.parametrize("shape", SHAPES)
def test_every_example_has_a_right_answer_and_a_wrong_one(shape):
    made = [question_of(first, second) for first, second in examples(shape)]
    assert len(made) == 9
    for one in made:
        assert one is not None
        assert all(right != wrong for right, wrong in one.pairs)
