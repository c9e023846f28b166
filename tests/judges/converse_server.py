"""Converse on the loopback: what the server says, and the fixture `converse`."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.scripted_server import Answer, ScriptedServer, run_server

Tokens = tuple[int, int]
"""Of the input, and of the output."""

TOKENS: Tokens = (10, 20)
UNSET = (
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
)
"""What a machine may have set and what would send the client elsewhere."""


@pytest.fixture
def converse(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """A server that this process's boto3 asks; it gives every reply a 4 until told otherwise."""
    with run_server(lambda asked: verdict(reason="It will do.", rating=4)) as server:
        for name in UNSET:
            monkeypatch.delenv(name, raising=False)
        for name, value in bedrock_variables(server.url).items():
            monkeypatch.setenv(name, value)
        yield server


def bedrock_variables(url: str) -> dict[str, str]:
    """What sends boto3 to the server at `url`, and to nowhere else."""
    return {
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": url,
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }


def bedrock_environment(url: str) -> dict[str, str]:
    """For a process of its own: this one's environment, with boto3 sent to the server at `url`."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return kept | bedrock_variables(url)


def verdict(*, tokens: Tokens = TOKENS, **entries: object) -> Answer:
    """A call of the forced tool with these entries."""
    return answer([tool_call(**entries)], "tool_use", tokens=tokens)


def says(text: str, stop: str = "end_turn", *, tokens: Tokens = TOKENS) -> Answer:
    """Prose, which stopped for the reason `stop`."""
    return answer([{"text": text}], stop, tokens=tokens)


def answer(
    content: Sequence[Mapping[str, Any]],
    stop: str,
    *,
    tokens: Tokens = TOKENS,
    cached: Mapping[str, int] | None = None,
) -> Answer:
    """A whole response of these blocks; `cached` are further entries of its usage."""
    usage = {"inputTokens": tokens[0], "outputTokens": tokens[1], "totalTokens": sum(tokens)}
    return Answer(
        {
            "output": {"message": {"role": "assistant", "content": list(content)}},
            "stopReason": stop,
            "usage": usage | dict(cached or {}),
            "metrics": {"latencyMs": 1},
        }
    )


def tool_call(**entries: object) -> dict[str, Any]:
    """A block that calls the tool of a form."""
    return {"toolUse": {"toolUseId": "tooluse_1", "name": "verdict", "input": entries}}


def error(kind: str, status: int) -> Answer:
    """One of the interface's exceptions, such as ThrottlingException with 429."""
    return Answer({"message": f"a scripted {kind}"}, status, {"x-amzn-ErrorType": kind})
