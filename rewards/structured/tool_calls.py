"""The tool calls of a reply and of a reference, whatever form they were written in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rewards.structured.json_reply import AnyOf, with_choices
from rewards.structured.written_calls import (
    calls_in,
    is_spoken,
    json_value,
    read_arguments,
    spread_parallel,
    written_calls,
)
from rewards.types import Sample, ToolCall


def reply_calls(sample: Sample, *, written: bool = True) -> tuple[ToolCall, ...]:
    """The calls of the sample's last message: those it carries, else those `written` in its text.

    A text may hold calls in any form of `rewards.structured.written_calls`. A call that cannot be
    read is one without a name; JSON that describes no call is none.
    """
    if not sample.answered:
        return ()
    message = sample.messages[-1]
    calls: Sequence[ToolCall] = ()
    if message.tool_calls:
        calls = [ToolCall(it.name, read_arguments(it.arguments)) for it in message.tool_calls]
    elif written:
        calls = written_calls(message.content, declared_schemas(sample.tools))
    return tuple(spread_parallel(calls))


@dataclass(frozen=True)
class ExpectedCall:
    """A call that a reference expects.

    Attributes:
        name (str): The tool.
        arguments (mapping): Its arguments by name; an `AnyOf` is any of several values.
        optional (frozenset of str): The arguments that may be left out. Default none.
        defaults (mapping): What an argument is where it is left out, beside the tool's own schema.
        loose (bool): Whether texts compare as in BFCL: without case, spaces and `,./-_*^`.
    """

    name: str
    arguments: Mapping[str, Any]
    optional: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    loose: bool = False

    def plain(self) -> ToolCall:
        """The call with the first value of each argument."""
        return ToolCall(self.name, {name: _first(it) for name, it in self.arguments.items()})


def _first(value: Any) -> Any:
    if isinstance(value, AnyOf):
        return _first(value.choices[0])
    if isinstance(value, dict):
        return {name: _first(it) for name, it in value.items()}
    return [_first(it) for it in value] if isinstance(value, list) else value


# The calls that may stand in one place.
Place = tuple[ExpectedCall, ...]


def reference_calls(reference: Any) -> tuple[tuple[Place, ...], ...]:
    """The lists of calls that a reference allows, mostly one; each place of a list allows calls.

    A reference is a list of calls, one call, `{"tool_calls": […]}`, `{"any_of": [reference, …]}`,
    the ground truth of BFCL, a text of any of these, or calls as models write them. A call is
    written as any API writes it (OpenAI, Anthropic's `input`, Bedrock's `toolUse`, AWS's
    `tool_called`), with arguments that may be JSON text; `optional` names arguments that may be
    left out and `defaults` says what they are then; an argument `{"any_of": […]}` is any of those,
    and so is a call. An empty list expects no call. Raises ValueError, with the place, for
    anything else.
    """
    calls = _parse_calls(reference) if isinstance(reference, str) else reference
    if isinstance(calls, Mapping) and list(calls) == ["text"]:
        return reference_calls(calls["text"])
    if isinstance(calls, Mapping) and list(calls) == ["any_of"] and calls["any_of"]:
        return tuple(option for one in calls["any_of"] for option in reference_calls(one))
    if isinstance(calls, Mapping):
        held = next((calls[key] for key in _HOLDERS if key in calls), None)
        calls = held if held is not None else [calls] if _is_one_call(calls) else None
        calls = json_value(calls) if isinstance(calls, str) else calls
    if not isinstance(calls, Sequence) or isinstance(calls, str):
        raise ValueError(f"reference_answer: expected a list of tool calls, got {reference!r:.200}")
    called = [it for it in calls if not is_spoken(it)]
    places = (_places(call, f"reference_answer[{at}]") for at, call in enumerate(called))
    return (tuple(place for found in places for place in found),)


def tool_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of BFCL, or one with a `reference` of another API, as a row of this kit.

    BFCL's `question`, `function` and `ground_truth` become the `messages`, `tools` and
    `reference_answer`; a call in Anthropic's, Bedrock's, OpenAI's or AWS's form becomes
    `{"name", "arguments"}`. Raises ValueError for a row without messages or calls.
    """
    turns, tools = row.get("question", row.get("messages")), row.get("function", row.get("tools"))
    while isinstance(turns, Sequence) and turns and isinstance(turns[0], Sequence):
        turns = turns[0]  # BFCL has a list of turns, each a list of messages
    if not (isinstance(turns, Sequence) and turns and isinstance(turns[0], Mapping)):
        raise ValueError(f"row: expected messages as question or messages, got {turns!r:.200}")
    gold: Any = next((row[key] for key in (*_HOLDERS, "reference_answer") if key in row), row)
    (places, *others) = reference_calls(gold)
    plain = not others and all(len(it) == 1 and not it[0].loose for it in places)
    calls = [vars(it[0].plain()) for it in places] if plain else gold
    named = {"id": str(row["id"])} if row.get("id") is not None else {}
    return {
        **named,
        "messages": list(turns),
        "tools": [
            it if "function" in it else {"type": "function", "function": it} for it in tools or ()
        ],
        "reference_answer": calls,
    }


# What holds the calls in a message, and in a row of BFCL.
_HOLDERS = ("tool_calls", "ground_truth", "content")


def _parse_calls(text: str) -> Any:
    """What the text holds: JSON, or calls in any form in which models write them."""
    if (value := json_value(text)) is not None:
        return value
    calls = written_calls(text, {})
    return calls if calls and all(call.name for call in calls) else None


def _is_one_call(call: Mapping[str, Any]) -> bool:
    return bool(calls_in(call)) or _is_bfcl(call)


def _places(call: Any, where: str) -> list[Place]:
    if isinstance(call, Mapping) and list(call) == ["any_of"] and call["any_of"]:
        options = [_places(option, f"{where}.any_of") for option in call["any_of"]]
        return [tuple(expected for places in options for place in places for expected in place)]
    if isinstance(call, Mapping) and _is_bfcl(call):
        ((name, given),) = call.items()
        return [(ExpectedCall(name, _bfcl_fields(given), loose=True),)]
    found = [call] if isinstance(call, ToolCall) else list(spread_parallel(calls_in(call)))
    if not found:
        raise ValueError(f"{where}: expected a tool call with a name, got {call!r:.200}")
    return [(_expected_call(one, call, where),) for one in found]


def _expected_call(call: ToolCall, written: Any, where: str) -> ExpectedCall:
    arguments = read_arguments(call.arguments)
    if not isinstance(arguments, Mapping):
        raise ValueError(f"{where}: expected an object as arguments, got {arguments!r:.200}")
    beside = written if isinstance(written, Mapping) else {}
    optional, defaults = beside.get("optional", ()), beside.get("defaults", {})
    if isinstance(optional, str) or not isinstance(defaults, Mapping):
        raise ValueError(
            f"{where}: expected a list as optional and an object as defaults, "
            f"got {optional!r:.100} and {defaults!r:.100}"
        )
    chosen = {name: with_choices(it) for name, it in arguments.items()}
    return ExpectedCall(call.name, chosen, frozenset(optional), defaults)


def _is_bfcl(call: Mapping[str, Any]) -> bool:
    """Whether it is a function's name and a list of accepted values for each parameter."""
    if len(call) != 1:
        return False
    ((name, given),) = call.items()
    if name in ("arguments", "parameters", "function", "toolUse"):
        return False
    return isinstance(given, Mapping) and all(isinstance(it, list) for it in given.values())


def _bfcl_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The accepted values by name; "" among them says that the name may be left out."""
    return {
        name: AnyOf(tuple(map(_bfcl_value, values)), optional="" in values)
        if isinstance(values, list) and values
        else values
        for name, values in fields.items()
    }


def _bfcl_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _bfcl_fields(value)
    return [_bfcl_value(it) for it in value] if isinstance(value, list) else value


def unfit_calls(calls: Sequence[ToolCall], tools: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """How many calls name an unknown tool, and how many do not fit the tool's parameters.

    A call does not fit that is no object, lacks a required argument, or gives one that is not
    declared where any are; what types the values have is not looked at. Nothing where no tool is
    declared. Tools are read as OpenAI, Anthropic and Bedrock write them.
    """
    declared = declared_schemas(tools)
    if not declared:
        return {}
    known = [call for call in calls if call.name in declared]
    return {
        "unknown_tools": len(calls) - len(known),
        "unfit_arguments": sum(not _fits(call.arguments, declared[call.name]) for call in known),
    }


def declared_schemas(tools: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The parameters of the declared tools, as JSON Schemas, by the tool's name."""
    return dict(_named_schemas(tools))


def _named_schemas(tools: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
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
