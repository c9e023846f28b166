"""Events for handlers' tests."""

from collections.abc import Sequence
from typing import Any


def row(
    said: str | None, name: object = None, *, asked: str = "Q", **fields: Any
) -> dict[str, Any]:
    """A sample as a trainer sends it, or without a reply, or without an id."""
    messages = [{"role": "user", "content": asked}]
    if said is not None:
        messages.append({"role": "assistant", "content": said})
    named = {} if name is None else {"id": name}
    return {**named, "messages": messages, **fields}


def event(*replies: str) -> list[dict[str, Any]]:
    """A sample for each reply, their ids counted from 0."""
    return [row(said, number) for number, said in enumerate(replies)]


def rewards(reply: Sequence[dict[str, Any]]) -> list[float]:
    return [entry["aggregate_reward_score"] for entry in reply]


class Context:
    """Lambda's context, as far as it is read: the time that is left, and the request's id."""

    def __init__(self, seconds: float, request_id: str = "request-1") -> None:
        self.seconds = seconds
        self.aws_request_id = request_id

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)
