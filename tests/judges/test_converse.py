import json
from typing import Any

import pytest

from judges.ask import Question, Sampling
from judges.bedrock import converse_request
from rewards.types import Message, ToolCall
from tests.judges.grading import FORM, GRADE, HAIKU, LLAMA, NOVA, PROSE


def request(question: Question, model: str = NOVA) -> dict[str, Any]:
    return converse_request(model, question, "tool")


def after(*turns: Message) -> Question:
    return Question("Well?", system="You act.", history=turns)


def test_a_verdict_is_a_tool_that_must_be_called():
    assert request(GRADE) == {
        "modelId": NOVA,
        "system": [{"text": "You grade."}, {"cachePoint": {"type": "default"}}],
        "messages": [{"role": "user", "content": [{"text": "<reply>42</reply>"}]}],
        "inferenceConfig": {"maxTokens": 1024, "temperature": 0.0},
        "toolConfig": {
            "tools": [
                {
                    "toolSpec": {
                        "name": "verdict",
                        "description": "Records the verdict. Call it once, with every entry.",
                        "inputSchema": {"json": FORM.schema},
                    }
                }
            ],
            "toolChoice": {"tool": {"name": "verdict"}},
        },
    }


def test_a_verdict_as_a_json_schema_is_sent_as_a_string():
    sent = converse_request(HAIKU, GRADE, "json_schema")
    schema = {"name": "verdict", "schema": json.dumps(FORM.schema)}
    assert sent["outputConfig"] == {
        "textFormat": {"type": "json_schema", "structure": {"jsonSchema": schema}}
    }
    assert "toolConfig" not in sent


@pytest.mark.parametrize("verdict", ["tool", "json_schema"])
def test_request_without_a_form_forces_nothing(verdict):
    assert converse_request(NOVA, PROSE, verdict) == {
        "modelId": NOVA,
        "messages": [{"role": "user", "content": [{"text": "Say something."}]}],
        "inferenceConfig": {"maxTokens": 1024, "temperature": 0.0},
    }


def test_request_leaves_out_what_is_left_to_the_model():
    sampling = Sampling(temperature=None, top_p=0.5, max_tokens=9)
    sent = request(Question("Hi.", sampling=sampling))
    assert sent["inferenceConfig"] == {"maxTokens": 9, "topP": 0.5}


def test_a_model_that_does_not_cache_has_no_cache_point():
    assert request(GRADE, LLAMA)["system"] == [{"text": "You grade."}]


def test_request_without_a_system_text_caches_nothing():
    history = (Message("system", "Be terse."), Message("user", "Hi."))
    assert request(Question("Well?", history=history))["system"] == [{"text": "Be terse."}]


@pytest.mark.parametrize("role", ["system", "developer"])
def test_a_system_turn_of_the_history_follows_the_cache_point(role):
    # it differs from sample to sample, and what differs must not stand before a cache point
    sent = request(after(Message(role, "Be terse."), Message("user", "Hi.")))
    cached = [{"text": "You act."}, {"cachePoint": {"type": "default"}}]
    assert sent["system"] == [*cached, {"text": "Be terse."}]
    assert sent["messages"] == [{"role": "user", "content": [{"text": "Hi."}, {"text": "Well?"}]}]


def test_neighbours_of_one_role_are_one_message():
    turns = (
        Message("user", "One."),
        Message("user", "Two."),
        Message("nova_assistant", "Three."),
        Message("assistant", "Four."),
        Message("user", "Five."),
    )
    assert request(after(*turns))["messages"] == [
        {"role": "user", "content": [{"text": "One."}, {"text": "Two."}]},
        {"role": "assistant", "content": [{"text": "Three."}, {"text": "Four."}]},
        {"role": "user", "content": [{"text": "Five."}, {"text": "Well?"}]},
    ]


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (Message("tool", "12"), "got a turn of role 'tool'"),
        (Message("assistant", "", (ToolCall("sum", {}),)), "got a turn that calls a tool"),
        (Message("assistant", "Hello."), "expected a turn of the user's first"),
    ],
)
def test_a_history_that_converse_would_not_take_is_an_error(turn, said):
    with pytest.raises(ValueError, match=said):
        request(after(turn))


def test_claude_is_not_told_to_reason_and_forced_to_call_a_tool():
    sampling = Sampling(max_tokens=4000, reasoning="low")
    question = Question("Hi.", form=FORM, sampling=sampling)
    with pytest.raises(ValueError, match="set verdict='json_schema'"):
        request(question, HAIKU)
    assert "toolConfig" not in converse_request(HAIKU, question, "json_schema")
