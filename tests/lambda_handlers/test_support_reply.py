"""The handler with judges, asking a local server through the real client."""

import pytest

from judges.errors import NoVerdictError
from lambda_handlers.support_reply import handler
from tests.judges.converse_server import converse, says, verdict
from tests.scripted_server import Asked, ScriptedServer

__all__ = ["converse"]


def event(*replies: str):
    return [
        {
            "id": f"s{n}",
            "messages": [
                {"role": "user", "content": "My parcel is late."},
                {"role": "assistant", "content": reply},
            ],
        }
        for n, reply in enumerate(replies)
    ]


def two_opinions(asked: Asked):
    """Nova finds it worth 5 of 5, Claude 3."""
    return verdict(reason="so", rating=5 if "nova" in asked.model else 3)


def test_support_reply_sends_the_ratings_of_both_judges_to_the_trainer(converse: ScriptedServer):
    converse.script = two_opinions
    [entry] = handler(event("It is on its way; here is the link to follow it."), {})
    # the median of 1.0 and 0.5, times 1 for its length
    assert entry["aggregate_reward_score"] == 0.75
    assert {metric["name"]: metric["value"] for metric in entry["metrics_list"]} == {
        "readable": 1.0,
        "helpful": 0.75,
        "helpful.nova": 1.0,
        "helpful.claude": 0.5,
        "helpful.nova.rating": 5.0,
        "helpful.claude.rating": 3.0,
    }


def test_an_empty_or_endless_reply_earns_nothing_and_costs_nothing(converse: ScriptedServer):
    entries = handler(event("", "word " * 251), {})
    assert [entry["aggregate_reward_score"] for entry in entries] == [0.0, 0.0]
    assert converse.requests == []


def test_a_judge_that_gives_no_verdict_stops_the_batch_and_is_named(converse: ScriptedServer):
    converse.script = lambda asked: says("Fine, I guess.")
    with pytest.raises(RuntimeError, match="part 'helpful': QuorumError"):
        handler(event("It is on its way."), {})


def test_missing_verdict_is_explained_where_the_log_may_quote(
    converse: ScriptedServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LOG_REPLIES", "1")
    converse.script = lambda asked: says("Fine, I guess.")
    with pytest.raises(RuntimeError, match=NoVerdictError.__name__):
        handler(event("It is on its way."), {})


def test_a_batch_is_asked_about_at_once(converse: ScriptedServer):
    converse.script = two_opinions
    entries = handler(event(*(f"Reply {n}." for n in range(64))), {})
    assert [entry["id"] for entry in entries] == [f"s{n}" for n in range(64)]
    assert len(converse.requests) == 128
