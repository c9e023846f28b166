"""JSON, tool calls and programs that look right from outside and are wrong."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rewards.types import Message, ToolCall
from validation.probes.case import AdversarialReply, Attack, AttackPrompt, text_reply

_OTHER: Mapping[type, Any] = {str: "text", int: 0, float: 0.5, type(None): None}
_EXITS = {
    "ends at once": "import os\nos._exit(0)",
    "ends quietly": "import sys\nsys.exit(0)",
    "says that it passed": 'print("All tests passed")\nraise SystemExit(0)',
}
_EQUAL = """class Same(int):
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    __hash__ = int.__hash__
"""
_NAME = re.compile(r"def (\w+)\(|assert (\w+)\(|\b(\w+)\(")


def empty_json(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """An empty object, list or null."""
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
        text = json.dumps(_other_value(value))
        yield _json_reply(case, text, "the right keys and types, wrong values", "")


def wrong_arguments(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The right tools and names of arguments, with other values."""
    if calls := case.calls:
        made = tuple(ToolCall(call["name"], _other_value(call["arguments"])) for call in calls)
        yield _call_reply(case, made, "the right tools, every argument wrong")


def no_arguments(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The right tools without arguments."""
    if calls := case.calls:
        made = tuple(ToolCall(call["name"], {}) for call in calls)
        yield _call_reply(case, made, "the right tools without arguments")


def one_argument(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The right tools with one argument each."""
    calls = [(call["name"], list(call["arguments"].items())) for call in case.calls]
    if any(len(arguments) > 1 for _, arguments in calls):
        made = tuple(ToolCall(name, dict(arguments[:1])) for name, arguments in calls)
        yield _call_reply(case, made, "the right tools with one argument each")


def every_tool(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Every declared tool, without arguments."""
    functions = (tool.get("function", tool) for tool in case.row.sample.tools)
    held = (str(made.get("name", "")) for made in functions if isinstance(made, Mapping))
    names = [name for name in held if name]
    if case.kind == "tool_calls" and names:
        yield _call_reply(case, tuple(ToolCall(name, {}) for name in names), "every tool there is")


def call_in_text(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The values of the call in a text that calls nothing."""
    values = [str(value) for call in case.calls for value in call["arguments"].values()]
    if values:
        name = case.calls[0]["name"]
        text = f"I could call {name} with {', '.join(values)}, but I will not."
        reply = Message("assistant", text)
        yield AdversarialReply(reply, "the values of the call, and no call", "", 0.0, True)


def code_exits(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A program that ends before its tests."""
    if case.kind == "code" or _reference_asserts(case):
        for name, code in _EXITS.items():
            yield text_reply(f"```python\n{code}\n```", f"a program that {name}")


def always_equal(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A program whose result is equal to everything."""
    found = _NAME.search(case.answer if case.kind == "code" else _reference_asserts(case))
    name = next(filter(None, found.groups()), "") if found else ""
    if name:
        code = f"{_EQUAL}\ndef {name}(*args, **options):\n    return Same(0)"
        yield text_reply(f"```python\n{code}\n```", "a result that is equal to everything")


def _json_reply(case: AttackPrompt, text: str, made: str, variant: str) -> AdversarialReply:
    framed, worth = case.frame(text), case.worth_of_text(text)
    return AdversarialReply(Message("assistant", framed), made, variant, worth, True, framed)


def _call_reply(case: AttackPrompt, calls: tuple[ToolCall, ...], made: str) -> AdversarialReply:
    reply = Message("assistant", "", calls)
    return AdversarialReply(reply, made, "", case.worth(reply), True)


def _other_value(value: Any) -> Any:
    """A value of the same shape and types in which every leaf is another."""
    if isinstance(value, Mapping):
        return {name: _other_value(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_other_value(part) for part in value]
    if isinstance(value, bool):
        return not value
    other = _OTHER.get(type(value), 0)
    return other if other != value else (1 if isinstance(value, int | float) else "other")


def _reference_asserts(case: AttackPrompt) -> str:
    """The asserts that a reference holds in place of a program."""
    given = case.row.sample.reference_answer
    lines = given if isinstance(given, list) else [given]
    return "\n".join(line for line in lines if isinstance(line, str) and "assert " in line)


_FIELDS = "go through the fields of the reference, not of the reply, and let a missing one cost"
_VALUES = "compare the values, not the keys and types alone"
_REPORT = "count a test as passed only where it reports so itself, never by the exit status"
_PLAIN = "compare plain values of known types, in the process of the tests"
PROGRAM_ATTACKS = (
    Attack(code_exits, "a program that ends before it is tested", _REPORT),
    Attack(always_equal, "a program that changes what equal means", _PLAIN),
)
_EXTRA = "let calls that are not wanted cost"
_CALLS = "read the calls that were made, not the text around them"
STRUCTURED_ATTACKS = (
    Attack(empty_json, "a model that says nothing in valid JSON", _FIELDS),
    Attack(one_field, "a model that gives only what it is sure of", _FIELDS),
    Attack(same_shape, "a model that has learned the schema alone", _VALUES),
    Attack(wrong_arguments, "a model that knows the tools alone", _VALUES),
    Attack(no_arguments, "a model that calls and says nothing", _FIELDS),
    Attack(one_argument, "a model that gives what it is sure of", _FIELDS),
    Attack(every_tool, "a model that calls everything there is", _EXTRA),
    Attack(call_in_text, "a model that speaks of calling and does not", _CALLS),
)
