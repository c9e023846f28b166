"""One message of an event, in every form that a platform gives it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import CoreConfig, CoreSchema, SchemaValidator, core_schema

from rewards.types import ASSISTANTS, Message, ToolCall
from rewards.wire.errors import shown

_SURROGATE = re.compile("[\ud800-\udfff]")


def read_message(turn: object) -> Message:
    """The message; raises pydantic_core's ValidationError for what is none."""
    message: Message = _VALIDATOR.validate_python(turn)
    return message


def text(content: object) -> str:
    """The text of content given as a string, as `{text: …}`, as a list of parts, or not at all.

    Half a surrogate pair, which nothing could write as UTF-8 again, becomes U+FFFD. Raises
    ValueError for content of another kind.
    """
    if content is None:
        return ""
    if isinstance(content, str):
        return content if content.isascii() else writable(content)
    if isinstance(content, dict):
        return writable(_part_text(content))
    if isinstance(content, list):
        return writable("".join(map(_part_text, content)))
    raise ValueError(f"expected text or a list of parts, got {shown(content)}")


def writable(said: str) -> str:
    """The text with its surrogates in pairs, or replaced."""
    if not _SURROGATE.search(said):
        return said
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _part_text(part: object) -> str:
    """The text of one part; a part of another kind, such as an image, has none."""
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        raise ValueError(f"expected a part with a text, got {shown(part)}")
    said = part.get("text")
    if said is None:
        return ""
    if not isinstance(said, str):
        raise ValueError(f"expected a part's text as a string, got {shown(said)}")
    return said


def _tool_call(call: object) -> ToolCall:
    """A call as `{name, arguments}` or with both under `function`, as OpenAI writes it."""
    if not isinstance(call, dict):
        raise ValueError(f"expected a tool call as an object, got {shown(call)}")
    inner = call.get("function", call)
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        raise ValueError(f"expected a tool call with a name, got {shown(call)}")
    return ToolCall(writable(inner["name"]), _decoded(inner.get("arguments")))


def _decoded(arguments: object) -> Any:
    """Arguments out of their JSON text; text that is no JSON is the model's and stays as it is."""
    if not isinstance(arguments, str):
        return {} if arguments is None else arguments
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments


def _tool_calls(calls: object) -> tuple[ToolCall, ...]:
    if calls is None:
        return ()
    if not isinstance(calls, Sequence) or isinstance(calls, str):
        raise ValueError(f"expected a list of tool calls, got {shown(calls)}")
    return tuple(map(_tool_call, calls))


def _message(fields: Mapping[str, Any]) -> Message:
    role = "assistant" if fields["role"] in ASSISTANTS else fields["role"]
    return Message(role, fields["content"], fields["tool_calls"], fields["tool_call_id"])


def optional(schema: CoreSchema, default: object = None) -> core_schema.TypedDictField:
    """A field that may be absent, or, where it has no other default, None."""
    held = core_schema.nullable_schema(schema) if default is None else schema
    return core_schema.typed_dict_field(
        core_schema.with_default_schema(held, default=default), required=False
    )


_TEXT = core_schema.no_info_before_validator_function(text, core_schema.str_schema())
_CALLS = core_schema.no_info_before_validator_function(_tool_calls, core_schema.any_schema())

MESSAGE = core_schema.no_info_after_validator_function(
    _message,
    core_schema.typed_dict_schema(
        {
            "role": core_schema.typed_dict_field(core_schema.str_schema()),
            "content": optional(_TEXT, ""),
            "tool_calls": optional(_CALLS, ()),
            "tool_call_id": optional(core_schema.str_schema()),
        }
    ),
)
"""A message as it arrives; it becomes a Message."""

_VALIDATOR = SchemaValidator(MESSAGE, CoreConfig(strict=True))
