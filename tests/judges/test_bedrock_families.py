from typing import Any

import pytest

from judges.ask import Question, Sampling
from judges.bedrock import converse_request, supports_caching
from tests.judges.grading import FORM, GPT_OSS, HAIKU, LLAMA, NOVA, OPUS


def request(model: str, sampling: Sampling) -> dict[str, Any]:
    return converse_request(model, Question("Hi.", sampling=sampling), "tool")


@pytest.mark.parametrize(
    "model",
    [
        NOVA,
        HAIKU,
        OPUS,
        "amazon.nova-micro-v1:0",
        "anthropic.claude-3-7-sonnet-20250219-v1:0",
        "eu.anthropic.claude-sonnet-5",
        f"arn:aws:bedrock:us-east-1:000000000000:inference-profile/{HAIKU}",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
    ],
)
def test_nova_and_claude_cache(model):
    assert supports_caching(model)


@pytest.mark.parametrize(
    "model",
    [
        GPT_OSS,
        LLAMA,
        "qwen.qwen3-32b-v1:0",
        "anthropic.claude-3-haiku-20240307-v1:0",
        "anthropic.claude-instant-v1",
        "arn:aws:bedrock:us-east-1:000000000000:application-inference-profile/a1b2c3d4e5f6",
        "arn:aws:bedrock:us-east-1:000000000000:custom-model-deployment/not-amazon.nova-2",
    ],
)
def test_family_without_a_cache_is_not_taken_to_have_one(model):
    assert not supports_caching(model)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (NOVA, {"inferenceConfig": {"topK": 20}}),
        ("amazon.nova-lite-v1:0", {"inferenceConfig": {"topK": 20}}),
        (HAIKU, {"top_k": 20}),
    ],
)
def test_nova_and_claude_are_told_top_k_by_fields_of_their_own(model, fields):
    assert request(model, Sampling(top_k=20))["additionalModelRequestFields"] == fields


def test_top_k_stands_beside_an_effort():
    sent = request(NOVA, Sampling(top_k=20, reasoning="low"))
    assert sent["additionalModelRequestFields"] == {
        "reasoningConfig": {"type": "enabled", "maxReasoningEffort": "low"},
        "inferenceConfig": {"topK": 20},
    }


@pytest.mark.parametrize("model", [LLAMA, GPT_OSS])
def test_top_k_for_another_family_is_an_error(model):
    with pytest.raises(ValueError, match=f"expected None for {model}, got 20"):
        request(model, Sampling(top_k=20))


@pytest.mark.parametrize("level", ["low", "medium"])
def test_nova_2_is_told_an_effort(level):
    sent = request(NOVA, Sampling(reasoning=level))
    config = {"type": "enabled", "maxReasoningEffort": level}
    assert sent["additionalModelRequestFields"] == {"reasoningConfig": config}
    assert sent["inferenceConfig"] == {"maxTokens": 1024, "temperature": 0.0}


def test_nova_2_takes_no_inference_settings_at_high_effort():
    sent = request(NOVA, Sampling(top_p=0.9, top_k=20, reasoning="high"))
    config = {"type": "enabled", "maxReasoningEffort": "high"}
    assert sent["additionalModelRequestFields"] == {"reasoningConfig": config}
    assert "inferenceConfig" not in sent


def test_gpt_oss_is_told_an_effort_beside_a_forced_tool():
    question = Question("Hi.", form=FORM, sampling=Sampling(reasoning="medium"))
    sent = converse_request(GPT_OSS, question, "tool")
    assert sent["additionalModelRequestFields"] == {"reasoning_effort": "medium"}
    assert sent["inferenceConfig"] == {"maxTokens": 1024, "temperature": 0.0}
    assert sent["toolConfig"]["toolChoice"] == {"tool": {"name": "verdict"}}


@pytest.mark.parametrize(("level", "budget"), [("low", 1024), ("medium", 4096), ("high", 16384)])
def test_claude_is_given_a_budget_and_nothing_else_to_draw_by(level, budget):
    sent = request(HAIKU, Sampling(top_p=0.9, top_k=9, max_tokens=20_000, reasoning=level))
    thinking = {"type": "enabled", "budget_tokens": budget}
    assert sent["additionalModelRequestFields"] == {"thinking": thinking}
    assert sent["inferenceConfig"] == {"maxTokens": 20_000}
    assert "outputConfig" not in sent


def test_the_budget_must_leave_room_for_the_answer():
    with pytest.raises(ValueError, match=r"expected more than the 1024 .* got 1024"):
        request(HAIKU, Sampling(max_tokens=1024, reasoning="low"))


def test_a_newer_claude_is_told_an_effort_beside_the_schema():
    question = Question("Hi.", form=FORM, sampling=Sampling(reasoning="high"))
    sent = converse_request(OPUS, question, "json_schema")
    assert sent["additionalModelRequestFields"] == {"thinking": {"type": "adaptive"}}
    assert sent["inferenceConfig"] == {"maxTokens": 1024}
    assert sent["outputConfig"]["effort"] == "high"
    assert sent["outputConfig"]["textFormat"]["type"] == "json_schema"


@pytest.mark.parametrize(
    ("model", "thinking"),
    [
        ("anthropic.claude-3-7-sonnet-20250219-v1:0", "enabled"),
        ("anthropic.claude-opus-4-20250514-v1:0", "enabled"),
        ("anthropic.claude-opus-4-1-20250805-v1:0", "enabled"),
        ("anthropic.claude-sonnet-4-5-20250929-v1:0", "enabled"),
        ("anthropic.claude-sonnet-4-6", "adaptive"),
        ("anthropic.claude-opus-4-7", "adaptive"),
        ("anthropic.claude-sonnet-5", "adaptive"),
        ("anthropic.claude-haiku-5-5", "adaptive"),
    ],
)
def test_claude_thinks_within_a_budget_up_to_4_5_and_adapts_from_4_6(model, thinking):
    sent = request(model, Sampling(max_tokens=2000, reasoning="low"))
    assert sent["additionalModelRequestFields"]["thinking"]["type"] == thinking


@pytest.mark.parametrize("model", [LLAMA, "amazon.nova-lite-v1:0", "openai.gpt-5.6"])
def test_a_family_whose_way_of_reasoning_is_not_known_is_an_error(model):
    with pytest.raises(ValueError, match=f"expected None for {model}, got 'low'"):
        request(model, Sampling(reasoning="low"))


@pytest.mark.parametrize(
    ("asked", "told"), [("minimal", "low"), ("xhigh", "high"), ("max", "high")]
)
def test_converse_request_tells_the_nearest_effort_that_bedrock_knows(asked, told):
    fields = request(GPT_OSS, Sampling(reasoning=asked))["additionalModelRequestFields"]
    assert fields == {"reasoning_effort": told}
