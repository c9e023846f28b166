"""JSON and tool calls with the right outside."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rewards.types import Message, ToolCall
from validation.probes.case import AdversarialReply, Attack, AttackPrompt

_OTHER: Mapping[type, Any] = {str: "text", int: 0, float: 0.5, type(None): None}


def empty_json(case: AttackPrompt) -> Iterator[AdversarialReply]:
    if case.kind == "json":
        for text in ("{}", "[]", "null", "[{}]"):
            yield _json_reply(case, text, f"{text} for an answer", text)


def one_field(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """One field of the gold, and nothing else."""
    value = case.read.value if case.read else None
    if case.kind == "json" and isinstance(value, Mapping) and len(value) > 1:
        name = next(iter(value))
        yield _json_reply(case, json.dumps({name: value[name]}), "one field of the gold", "one")


def same_shape(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's keys and types, with other values."""
    value = case.read.value if case.read else None
    if case.kind == "json" and value:
        yield _json_reply(
            case, json.dumps(_other_value(value)), "the right keys and types, wrong values", ""
        )


def wrong_arguments(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The right tools with the right names of arguments, whose values are others."""
    calls = _gold_calls(case)
    if calls:
        made = tuple(ToolCall(call["name"], _other_value(call["arguments"])) for call in calls)
        yield _call_reply(case, made, "the right tools, every argument wrong")


def no_arguments(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The right tools without arguments."""
    calls = _gold_calls(case)
    if calls:
        made = tuple(ToolCall(call["name"], {}) for call in calls)
        yield _call_reply(case, made, "the right tools without arguments")


def one_argument(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The right tools with one argument each."""
    calls = _gold_calls(case)
    if calls and any(len(call["arguments"]) > 1 for call in calls):
        made = tuple(
            ToolCall(call["name"], dict(list(call["arguments"].items())[:1])) for call in calls
        )
        yield _call_reply(case, made, "the right tools with one argument each")


def every_tool(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Every tool that there is, without arguments."""
    names = [name for tool in case.row.sample.tools if (name := _tool_name(tool))]
    if case.kind == "tool_calls" and names:
        yield _call_reply(case, tuple(ToolCall(name, {}) for name in names), "every tool there is")


def call_in_text(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The values of the call, said and not called."""
    calls = _gold_calls(case)
    values = [str(value) for call in calls for value in call["arguments"].values()]
    if values:
        text = f"I could call {calls[0]['name']} with {', '.join(values)}, but I will not."
        yield AdversarialReply(
            Message("assistant", text), "the values of the call, and no call", "", 0.0, True
        )


def _json_reply(case: AttackPrompt, text: str, made: str, variant: str) -> AdversarialReply:
    framed = case.framed(text)
    worth = case.worth(Message("assistant", text))
    return AdversarialReply(Message("assistant", framed), made, variant, worth, True, framed)


def _call_reply(case: AttackPrompt, calls: tuple[ToolCall, ...], made: str) -> AdversarialReply:
    reply = Message("assistant", "", calls)
    return AdversarialReply(reply, made, "", case.worth(reply), True)


def _gold_calls(case: AttackPrompt) -> list[dict[str, Any]]:
    return list(case.read.value) if case.read and case.kind == "tool_calls" else []


def _tool_name(tool: Mapping[str, Any]) -> str:
    function = tool.get("function", tool)
    return str(function.get("name", "")) if isinstance(function, Mapping) else ""


def _other_value(value: Any) -> Any:
    """A value of the same shape and types, and no leaf the same."""
    if isinstance(value, Mapping):
        return {name: _other_value(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_other_value(part) for part in value]
    if isinstance(value, bool):
        return not value
    other = _OTHER.get(type(value), 0)
    return other if other != value else (1 if isinstance(value, int | float) else "other")


_FIELDS = "go through the fields of the reference, not of the reply, and let a missing one cost"
_VALUES = "compare the values, not the keys and types alone"
STRUCTURED_ATTACKS = (
    Attack("empty_json", empty_json, "a model that says nothing in valid JSON", _FIELDS),
    Attack("one_field", one_field, "a model that gives only what it is sure of", _FIELDS),
    Attack("same_shape", same_shape, "a model that has learned the schema alone", _VALUES),
    Attack("wrong_arguments", wrong_arguments, "a model that knows the tools alone", _VALUES),
    Attack("no_arguments", no_arguments, "a model that calls and says nothing", _FIELDS),
    Attack("one_argument", one_argument, "a model that gives what it is sure of", _FIELDS),
    Attack(
        "every_tool",
        every_tool,
        "a model that calls everything there is",
        "let calls that are not wanted cost",
    ),
    Attack(
        "call_in_text",
        call_in_text,
        "a model that speaks of calling and does not",
        "read the calls that were made, not the text around them",
    ),
)
