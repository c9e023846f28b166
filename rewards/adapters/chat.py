"""Between a sample and the prompt, completion and columns that trainers pass."""

import asyncio
import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rewards.reference import reference_text, unwrap_text
from rewards.types import ASSISTANTS, Message, Sample, ToolCall
from rewards.wire import read_event


def call_function(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    """The function's answer to those of the arguments that its signature names, or to all of them
    where it takes any.

    An async function is run to its end, which needs a thread without an event loop of its own.
    Raises TypeError, as any call does, when an argument that it needs is not among them.
    """
    parameters = inspect.signature(function).parameters
    takes_any = any(it.kind is it.VAR_KEYWORD for it in parameters.values())
    given = {name: it for name, it in arguments.items() if takes_any or name in parameters}
    answer = function(**given)
    return asyncio.run(_await_answer(answer)) if inspect.isawaitable(answer) else answer


async def _await_answer(answer: Any) -> Any:
    return await answer


# Messages as trainers pass them, in OpenAI's form.
Chat = list[dict[str, Any]]


def read_rollout(
    prompt: Any,
    completion: Any,
    *,
    reference: Any = None,
    columns: Mapping[str, Any] | None = None,
    default_id: str = "row-0",
) -> Sample:
    """A sample of a prompt and its completion, each a text or a list of messages.

    The reference and the columns are read as `plain_value` reads them.

    `columns` are its metadata, but for an `id` and `tools`. It is read as one row of an event:
    raises WireError, with the place, for a message that cannot be read, and TypeError for what
    is neither a text nor a list of them.
    """
    reference = plain_value(reference)
    metadata = {name: _column(it, name) for name, it in (columns or {}).items()}
    known_id = metadata.pop("id", None)
    row = {
        "id": default_id if known_id is None else known_id,
        "messages": [
            *_turns(prompt, "user", "prompt"),
            *_turns(completion, "assistant", "completion"),
        ],
        "tools": metadata.pop("tools", None),
        "reference_answer": reference,
        "metadata": metadata,
    }
    return read_event(row)[0]


def _column(value: Any, name: str) -> Any:
    """A column as JSON; one that JSON does not know, such as an image, as it is."""
    try:
        return plain_value(value, name)
    except (ValueError, UnicodeDecodeError):
        return value


def plain_value(value: Any, place: str = "reference") -> Any:
    """The value as JSON would have it: what loaders of tables make of it is undone.

    Arrays and scalars of numpy become lists and numbers, NaN (a missing value) None, bytes text,
    decimals numbers, and a date its ISO text. Raises ValueError, with the place, where the meaning
    is lost: a time stamp, since nobody knows how the dataset wrote it, and what JSON does not know.
    """
    if isinstance(value, Mapping):
        return {str(name): plain_value(it, f"{place}.{name}") for name, it in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(it, f"{place}[{at}]") for at, it in enumerate(value)]
    if isinstance(value, float):  # numpy's float64 among them
        return float(value) if value == value else None
    if value is None or isinstance(value, str | int):
        return value
    return _plain_scalar(value, place)


def _plain_scalar(value: Any, place: str) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if hasattr(value, "tolist"):  # numpy, of which nothing is imported here
        return plain_value(value.tolist(), place)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise ValueError(
        f"{place}: expected JSON, got {type(value).__name__} {value!s:.80}: the loader has parsed "
        "what the dataset wrote; load the column as text, or write the gold as text"
    )


def _turns(said: Any, role: str, place: str) -> Chat:
    if isinstance(said, str):
        return [{"role": role, "content": said}]
    if isinstance(said, Mapping) or not isinstance(said, Iterable):
        raise TypeError(f"{place}: expected a text or a list of messages, got {said!r:.80}")
    if hasattr(said, "tolist"):  # verl 0.9 passes an array of messages
        said = said.tolist()
    return [_as_openai_turn(turn) for turn in said]


def _as_openai_turn(turn: Any) -> dict[str, Any]:
    """The message in OpenAI's form; those of verifiers are objects, with calls in a form of its
    own since 0.4."""
    plain = turn.model_dump() if hasattr(turn, "model_dump") else turn
    calls = plain.get("tool_calls") if isinstance(plain, Mapping) else None
    if not (isinstance(calls, list) and any("function" not in dict(it) for it in calls)):
        return dict(plain) if isinstance(plain, Mapping) else plain
    inner = [{"id": it.get("id"), "type": "function", "function": it} for it in calls]
    return {**plain, "tool_calls": inner}


def prompt_and_completion(sample: Sample) -> tuple[Chat, Chat]:
    """The messages up to the last that is neither the model's nor a tool's, and those after it.

    A sample without a reply has one that is empty.
    """
    own = (*ASSISTANTS, "tool")
    asked = (n for n, message in enumerate(sample.messages) if message.role not in own)
    begins = 1 + max(asked, default=-1)
    completion = list(map(_as_chat, sample.messages[begins:]))
    return (
        list(map(_as_chat, sample.messages[:begins])),
        completion or [{"role": "assistant", "content": ""}],
    )


def columns_of(sample: Sample) -> dict[str, Any]:
    """The sample's metadata, its id, and the tools where it has any."""
    tools = {"tools": list(sample.tools)} if sample.tools else {}
    return {"id": sample.id, **tools, **sample.metadata}


def chat_text(chat: Chat) -> str:
    """What the messages say, a blank line between them."""
    return "\n\n".join(turn["content"] for turn in chat)


def _as_chat(message: Message) -> dict[str, Any]:
    turn: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        turn["tool_calls"] = [
            {"type": "function", "function": {"name": call.name, "arguments": _as_text(call)}}
            for call in message.tool_calls
        ]
    if message.tool_call_id is not None:
        turn["tool_call_id"] = message.tool_call_id
    return turn


def _as_text(call: ToolCall) -> str:
    said = call.arguments
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def gold_value(sample: Sample, field: str | None) -> Any:
    """The sample's reference as it is, or the text of its `field`."""
    return sample.reference_answer if field is None else reference_text(sample, field)


def gold_text(sample: Sample, field: str | None) -> Any:
    """The same, where a number, or a text in `{"text": …}`, is its text: for what compares text."""
    gold, _ = unwrap_text(sample.reference_answer)
    is_number = isinstance(gold, int | float) and not isinstance(gold, bool)
    return reference_text(sample, field) if field is not None or is_number else gold
