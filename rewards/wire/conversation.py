"""The conversation of a row, in `messages` or not: what was asked, and whose the answer is."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import ValidationError

from rewards.types import Message
from rewards.wire.errors import WireError, problem, shown
from rewards.wire.gold import Gold, verl_gold
from rewards.wire.message import read_message, text

CONVERSATION_KEYS = ("messages", "prompt", "completion", "model_response", "query")
"""The keys by which a row is known: every dialect has one of them."""


class Conversation(NamedTuple):
    """The messages of a row, the gold that stands beside them, and the keys that were read."""

    messages: Sequence[Message]
    gold: Gold | None = None
    keys: Sequence[str] = ()


def conversation(row: Mapping[str, Any]) -> Conversation:
    """The conversation of a verl, Hugging Face or SageMaker evaluation row.

    Whose `response` is turns on what stands beside it: with a `model_response` or a `query` it is
    the gold, with a `prompt` it is the model's. Raises WireError, with the place, where there is
    no conversation, or where an answer may be one of two.
    """
    has = {key for key in (*CONVERSATION_KEYS, "response") if row.get(key) is not None}
    if "model_response" in has or ("query" in has and not has & {"prompt", "completion"}):
        return _evaluated(row)
    if "model_response" in row and "response" in has:
        raise WireError("response: the gold or the model's, beside a model_response of null?")
    if has & {"prompt", "completion"}:
        return _prompted(row)
    raise WireError("messages: Field required")


def completed(messages: Sequence[Message], row: Mapping[str, Any]) -> Conversation:
    """The conversation of a row with `messages`, and the gold in its other columns.

    Where the model has no last turn, its answer is the `model_response` or the `completion`, and
    a `response` beside the former is the gold. A `response` by itself may be either, and stays a
    column of the user's. Raises WireError as `conversation` does.
    """
    if messages[-1].role == "assistant":
        return Conversation(messages, verl_gold(row))
    evaluated = _turns(row, "model_response", "assistant")
    completion = _turns(row, "completion", "assistant")
    if evaluated and completion and evaluated[-1].content != completion[-1].content:
        raise WireError("completion: differs from model_response; which of the two is the model's?")
    turns = (*messages, *(evaluated or completion))
    if evaluated and row.get("response") is not None:
        keys = ("model_response", "completion", "response")
        return Conversation(turns, Gold("response", row["response"]), keys)
    return Conversation(turns, verl_gold(row), ("model_response", "completion"))


def rollout(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The messages without the gold turn that a dataset may have left just before the reply.

    A turn that calls tools is a step on the way, unless the reply calls tools as well.
    """
    if not messages or messages[-1].role != "assistant":
        return tuple(messages)
    last, before = messages[-1], list(messages[:-1])
    while before and before[-1].role == "assistant":
        if before[-1].tool_calls and not last.tool_calls:
            break
        before.pop()
    return (*before, last)


def _evaluated(row: Mapping[str, Any]) -> Conversation:
    """A row of SageMaker's evaluation: `system`, `query`, `model_response`, the gold `response`."""
    asked = "query" if row.get("query") is not None else "prompt"
    system = [turn for turn in _turns(row, "system", "system") if turn.content]
    turns = [*system, *_turns(row, asked, "user"), *_turns(row, "model_response", "assistant")]
    keys = ("system", asked, "model_response", "response")
    gold = Gold("response", row["response"]) if row.get("response") is not None else None
    return Conversation(_some(turns, asked, row), gold, keys)


def _prompted(row: Mapping[str, Any]) -> Conversation:
    """A row with a `prompt`: the model's answer is its `completion`, its `response`, or in it."""
    asked = _turns(row, "prompt", "user")
    completion = _turns(row, "completion", "assistant")
    response = _turns(row, "response", "assistant")
    if completion and response and completion[-1].content != response[-1].content:
        raise WireError("completion: differs from response; which of the two is the model's?")
    answer = completion or response
    if asked and len(answer) == 1 and _says(asked[-1], answer[0]):
        answer = []  # the prompt ends in it already
    keys = ("prompt", "completion", "response")
    return Conversation(_some([*asked, *answer], "prompt", row), verl_gold(row), keys)


def _says(turn: Message, answer: Message) -> bool:
    return turn.role == answer.role == "assistant" and turn.content == answer.content


def _turns(row: Mapping[str, Any], key: str, role: str) -> list[Message]:
    """The messages under a key that holds a text, its parts, one message, or a list of them."""
    said = row.get(key)
    if said is None:
        return []
    if isinstance(said, list) and (not said or any(map(_is_message, said))):
        return [_message(turn, f"{key}[{n}]") for n, turn in enumerate(said)]
    if _is_message(said):
        return [_message(said, key)]
    try:
        return [Message(role, text(said))]
    except ValueError as error:
        raise WireError(f"{key}: {error}") from error


def _is_message(value: object) -> bool:
    return isinstance(value, Mapping) and "role" in value


def _message(turn: object, place: str) -> Message:
    try:
        return read_message(turn)
    except ValidationError as error:
        inside, what = problem(error)
        raise WireError(f"{place}{inside}: {what}") from error


def _some(turns: Sequence[Message], place: str, row: Mapping[str, Any]) -> Sequence[Message]:
    if not turns:
        raise WireError(f"{place}: expected a text or messages, got {shown(row.get(place))}")
    return turns
