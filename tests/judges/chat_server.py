"""Chat completions on the loopback: what the server says, and the fixture `chat`."""

from collections.abc import Iterator

import pytest

from tests.scripted_server import Answer, ScriptedServer, run_server

TOKENS = {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42}


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """A server, and an environment without a key and without a proxy before it."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with run_server(lambda asked: says("nothing is set")) as server:
        server.url += "/v1"
        yield server


def says(content: object, finish_reason: object = "stop", **message: object) -> Answer:
    """A completion of one choice, with further fields of its message."""
    whole = {"role": "assistant", "content": content, **message}
    return completes([{"index": 0, "message": whole, "finish_reason": finish_reason}])


def completes(choices: object, usage: object = TOKENS) -> Answer:
    """A completion of these choices."""
    return Answer(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "as-the-server-calls-it",
            "choices": choices,
            "usage": usage,
        }
    )


def refuses(status: int, message: str = "no", **headers: str) -> Answer:
    """An error, after which the client need not wait."""
    return Answer({"error": {"message": message}}, status, {"retry-after": "0", **headers})
