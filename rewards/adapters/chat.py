"""Between a sample and the prompt, completion and columns that trainers pass."""

import asyncio
import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rewards.reference import reference_text
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

    `columns` are its metadata, but for an `id` and `tools`. It is read as one row of an event:
    raises WireError, with the place, for a message that cannot be read, and TypeError for what
    is neither a text nor a list of them.
    """
    metadata = dict(columns or {})
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


def _turns(said: Any, role: str, place: str) -> Chat:
    if isinstance(said, str):
        return [{"role": role, "content": said}]
    if isinstance(said, Mapping) or not isinstance(said, Iterable):
        raise TypeError(f"{place}: expected a text or a list of messages, got {said!r:.80}")
    # the messages of verifiers are objects of its own
    return [turn.model_dump() if hasattr(turn, "model_dump") else turn for turn in said]


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
