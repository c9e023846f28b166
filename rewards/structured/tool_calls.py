"""The tool calls of a reply and of a reference, whatever form they were written in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rewards.answers.marked_answer import fenced_blocks
from rewards.answers.marks import without_reasoning
from rewards.structured.json_reply import DEEPEST, NotJsonError, is_deep, strict_json
from rewards.types import Sample, ToolCall

_TAG = re.compile(r"<(/?)tool_call>")
_FENCES = ("", "json", "tool_call", "tool_calls")
_ARGUMENTS = ("arguments", "parameters")


def reply_calls(sample: Sample, *, written: bool = True) -> tuple[ToolCall, ...]:
    """The calls of the sample's last message: those it carries, else those `written` in its text.

    A text holds calls as `<tool_call>{"name": …, "arguments": {…}}</tool_call>` (as Hermes models
    write them), the last of which may lack its end; or, where it has no such tag, as JSON that is
    a call, a list of calls or `{"tool_calls": […]}`, in fences or as the whole text. A tag whose
    inside is no call is a call without a name; any other JSON is none.
    """
    if not sample.answered:
        return ()
    message = sample.messages[-1]
    if message.tool_calls:
        return tuple(ToolCall(it.name, _parse_arguments(it.arguments)) for it in message.tool_calls)
    return tuple(_written_calls(message.content)) if written else ()


def _parse_arguments(arguments: Any) -> Any:
    """The arguments out of their JSON text; no text is an empty object, and other text stays."""
    if isinstance(arguments, str):
        value = _json_value(arguments) if arguments.strip() else {}
        return arguments if value is None else value
    if is_deep(arguments):
        return f"more than {DEEPEST} levels deep"
    return {} if arguments is None else arguments


def _json_value(text: str) -> Any:
    """The JSON value of a text; None where it is no JSON."""
    text = text.strip()
    if not text:  # as empty fences are, thousands of which would each cost an exception
        return None
    try:
        return strict_json(text)
    except NotJsonError:
        return None


def _written_calls(text: str) -> Iterator[ToolCall]:
    text = without_reasoning(text)
    tagged = list(_tagged_texts(text))
    if tagged:
        for inside in tagged:
            yield from _calls(_json_value(inside)) or [ToolCall("", inside)]
        return
    fenced = [block.content for block in fenced_blocks(text) if block.language in _FENCES]
    for inside in fenced or [text]:
        yield from _calls(_json_value(inside))


def _tagged_texts(text: str) -> Iterator[str]:
    """The texts inside tags; a tag that opens before the last has closed ends that one."""
    opened: int | None = None
    for tag in _TAG.finditer(text):
        if opened is not None:
            yield text[opened : tag.start()]
        opened = None if tag[1] else tag.end()
    if opened is not None:
        yield text[opened:]


def _calls(value: Any) -> list[ToolCall]:
    """The calls that a JSON value holds; none where any part of it is no call."""
    if isinstance(value, Mapping) and isinstance(value.get("tool_calls"), list):
        value = value["tool_calls"]
    found = [_call(call) for call in (value if isinstance(value, list) else [value])]
    return [call for call in found if call] if all(found) else []


def _call(call: Any) -> ToolCall | None:
    """The call that an object describes by a name and arguments; OpenAI's form may lack these."""
    if not isinstance(call, Mapping):
        return None
    inner = call.get("function", call)
    if not isinstance(inner, Mapping) or not isinstance(inner.get("name"), str):
        return None
    given = next((name for name in _ARGUMENTS if name in inner), None)
    if given is None and set(inner) - {"name", "id", "type", "index"}:
        return None
    return ToolCall(inner["name"], _parse_arguments(inner[given]) if given else {})


def reference_calls(reference: Any) -> tuple[ToolCall, ...]:
    """The calls of a reference: a list of them, or `{"tool_calls": […]}`, or a text of either.

    A call is `{"name", "arguments"}`, or has both under `function` as OpenAI writes it; arguments
    may be a JSON text. An empty list expects no call. Raises ValueError, with the place, for
    anything else.
    """
    calls = _json_value(reference) if isinstance(reference, str) else reference
    if isinstance(calls, Mapping) and list(calls) == ["text"]:
        return reference_calls(calls["text"])
    if isinstance(calls, Mapping):
        calls = calls.get("tool_calls")
    if not isinstance(calls, Sequence) or isinstance(calls, str):
        raise ValueError(f"reference_answer: expected a list of tool calls, got {reference!r:.200}")
    return tuple(_expected_call(call, f"reference_answer[{at}]") for at, call in enumerate(calls))


def _expected_call(call: Any, place: str) -> ToolCall:
    found = call if isinstance(call, ToolCall) else _call(call)
    if found is None:
        raise ValueError(f"{place}: expected a tool call with a name, got {call!r:.200}")
    arguments = _parse_arguments(found.arguments)
    if not isinstance(arguments, Mapping):
        raise ValueError(f"{place}: expected an object as arguments, got {arguments!r:.200}")
    return ToolCall(found.name, arguments)


def unfit_calls(calls: Sequence[ToolCall], tools: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """How many calls name an unknown tool, and how many do not fit the tool's parameters.

    A call does not fit that is no object, lacks a required argument, or gives one that is not
    declared where any are; what types the values have is not looked at. Nothing where no tool is
    declared. Tools are read as OpenAI, Anthropic and Bedrock write them.
    """
    declared = dict(_declared_schemas(tools))
    if not declared:
        return {}
    known = [call for call in calls if call.name in declared]
    return {
        "unknown_tools": len(calls) - len(known),
        "unfit_arguments": sum(not _fits(call.arguments, declared[call.name]) for call in known),
    }


def _declared_schemas(tools: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for tool in tools:
        inner = next((tool[key] for key in ("function", "toolSpec") if key in tool), tool)
        if isinstance(inner, Mapping) and isinstance(inner.get("name"), str):
            keys = ("parameters", "input_schema", "inputSchema")
            schema: Any = next((inner[key] for key in keys if key in inner), {})
            if isinstance(schema, Mapping) and isinstance(schema.get("json"), Mapping):
                schema = schema["json"]
            yield inner["name"], schema if isinstance(schema, Mapping) else {}


def _fits(arguments: Any, schema: Mapping[str, Any]) -> bool:
    if not isinstance(arguments, Mapping):
        return False
    required, properties = schema.get("required", ()), schema.get("properties", {})
    if not all(name in arguments for name in required):
        return False
    open_ended = not properties or schema.get("additionalProperties", False) is not False
    return open_ended or all(name in properties for name in arguments)
