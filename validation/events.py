"""Rows as the events that a trainer would send: batches of samples, and no label among them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rewards.types import Message, Sample, ToolCall
from validation.endpoint import REQUEST_LIMIT


@dataclass(frozen=True)
class Sent:
    """A sample, and how it stands in an event."""

    sample: Sample
    text: bytes


def sent(sample: Sample) -> Sent:
    """The sample in the form that is understood for every platform."""
    row = {
        "id": sample.id,
        "messages": [_turn(turn) for turn in sample.messages],
        "reference_answer": sample.reference_answer,
        "metadata": dict(sample.metadata) or None,
        "tools": list(sample.tools) or None,
    }
    told = {key: value for key, value in row.items() if value is not None}
    return Sent(sample, json.dumps(told).encode())


def write_event(batch: Iterable[Sent]) -> bytes:
    """The event that holds these samples."""
    return b"[" + _COMMA.join(one.text for one in batch) + b"]"


def batches(samples: Iterable[Sample], size: int) -> Iterator[Sequence[Sent]]:
    """The samples in their order, at most `size` a batch, and no more bytes than Lambda takes.

    A sample that is too long by itself is a batch of its own.
    """
    batch: list[Sent] = []
    taken = _BRACKETS
    for one in map(sent, samples):
        needed = len(one.text) + len(_COMMA)
        if batch and (len(batch) >= size or taken + needed > REQUEST_LIMIT):
            yield batch
            batch, taken = [], _BRACKETS
        batch.append(one)
        taken += needed
    if batch:
        yield batch


_COMMA = b", "
_BRACKETS = 2


def _turn(turn: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"role": turn.role, "content": turn.content}
    if turn.tool_calls:
        said["tool_calls"] = [_call(call) for call in turn.tool_calls]
    if turn.tool_call_id is not None:
        said["tool_call_id"] = turn.tool_call_id
    return said


def _call(call: ToolCall) -> dict[str, Any]:
    """As OpenAI writes it, with the arguments as JSON text."""
    function = {"name": call.name, "arguments": json.dumps(call.arguments)}
    return {"type": "function", "function": function}
