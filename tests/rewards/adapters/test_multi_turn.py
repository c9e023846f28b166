import json

import pytest

from rewards import exact_match
from rewards.adapters import AgentReply, RolloutReply, forwarder_error
from tests.samples import shared

TURNS = [
    {"role": "user", "content": "Guess the word"},
    {"role": "assistant", "content": "stone"},
    {"role": "user", "content": "No"},
    {"role": "assistant", "content": "crane"},
]


def message(name):
    return json.loads(shared(f"events/{name}.json").read_text())


def test_rollout_reply_has_the_documented_form():
    request = message("byoo_1_rollout_request")
    reply = RolloutReply(lambda sample: 0.5)(request, TURNS)
    assert reply == message("byoo_4_rollout_response")
    request["data"]["answer"] = "crane"
    assert RolloutReply(exact_match)(request, TURNS)["rewards"] == {"aggregate_score": 1.0}


def test_rollout_reply_refuses_a_score_off_the_requests_range():
    request = message("byoo_1_rollout_request")
    with pytest.raises(ValueError, match="the score is 2, and the request allows 0 to 1"):
        RolloutReply(lambda sample: 2)(request, TURNS)
    with pytest.raises(ValueError, match="version: expected 'v0', got 'v1'"):
        RolloutReply(lambda sample: 1)({**request, "version": "v1"}, TURNS)


def test_agent_reply_has_the_documented_forms():
    request = message("mtrl_1_rollout_request")
    agent = AgentReply(lambda sample: 0.5)
    assert agent(request, TURNS) == message("mtrl_2_agent_reward")
    assert agent.update(request, "t-1", TURNS) == message("mtrl_4_update_reward_api")
    assert AgentReply(exact_match)(request, TURNS, answer="stone") == {"reward": 0.0}


def test_forwarder_error_has_the_documented_form():
    expected = message("mtrl_5_forwarder_error")
    assert forwarder_error(ValueError("prompt missing")) == expected
    assert forwarder_error(OSError("down"))["errorType"] == "InternalServerError"
