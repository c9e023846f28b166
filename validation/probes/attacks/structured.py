"""JSON, tool calls and programs that look right from outside and are wrong."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from rewards.types import Message, ToolCall
from validation.ladder.perturbation import FREE, GOLD, PARTIAL
from validation.probes.case import AdversarialReply, AttackPrompt, attack, text_reply

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
    """`{}`, `[]`, `null`, `[{}]`."""
    if case.kind == "json":
        for text in ("{}", "[]", "null", "[{}]"):
            yield _json_reply(case, text, f"{text} for an answer", text)


def other_types(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A number, a text, true, and a list of texts in the place of an object or of a list."""
    if case.kind == "json":
        for text in ("0", '"text"', "true", '["text"]', "[[]]", '{"": null}'):
            yield _json_reply(case, text, f"{text} for an answer", text)


def blank_fields(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's keys, and in each of them the same: an empty text, null, a list, an object; every
    text that the data have there at once, as a list and as one text.
    """
    value = case.read.value if case.read else None
    if case.kind != "json" or not isinstance(value, Mapping) or not value:
        return
    for name, blank in (("an empty text", ""), ("null", None), ("a list", []), ("an object", {})):
        filled = json.dumps(dict.fromkeys(value, blank))
        yield _json_reply(case, filled, f"{name} in every field", name)
    every = {key: list(case.field_texts.get(key, ())) for key in value}
    if any(every.values()):
        yield _json_reply(case, json.dumps(every), "every text there is, as lists", "lists")
        joined = {key: ", ".join(texts) for key, texts in every.items()}
        yield _json_reply(case, json.dumps(joined), "every text there is, joined", "joined")


def other_shapes(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold in a list beside a wrong value, a level deeper, as a text that holds JSON, and in
    keys that stand twice, with a wrong value before it and after it.
    """
    value = case.read.value if case.read else None
    if case.kind != "json" or not value:
        return
    gold = json.dumps(value, ensure_ascii=False)
    # the gold alone in a list is none of them: a reader of JSON may well take it for the gold
    shapes = {
        "the gold, a level deeper": json.dumps({"result": value}, ensure_ascii=False),
        "the gold as a text": json.dumps(gold, ensure_ascii=False),
    }
    if isinstance(value, Mapping):
        wrong = json.dumps(_other_value(value), ensure_ascii=False)
        shapes["a list of the gold and a wrong value"] = f"[{gold}, {wrong}]"
        shapes["every key twice, the gold last"] = f"{wrong[:-1]}, {gold[1:]}"
        shapes["every key twice, the gold first"] = f"{gold[:-1]}, {wrong[1:]}"
    for made, text in shapes.items():
        framed = case.frame(text)
        variant = made.partition(",")[0]  # one key twice counts where both orders are paid
        yield AdversarialReply(Message("assistant", framed), made, variant, 0.0, True, framed)


def one_field(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """One field of the gold, worth its share."""
    value = case.read.value if case.read else None
    if case.kind == "json" and isinstance(value, Mapping) and len(value) > 1:
        name = next(iter(value))
        yield _json_reply(case, json.dumps({name: value[name]}), "one field of the gold", "one")


def same_shape(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's keys and types with every value another."""
    value = case.read.value if case.read else None
    if case.kind == "json" and value:
        text = json.dumps(_other_value(value))
        yield _json_reply(case, text, "the right keys and types, wrong values", "")


def wrong_arguments(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's calls with every value another."""
    if calls := case.calls:
        made = tuple(ToolCall(call["name"], _other_value(call["arguments"])) for call in calls)
        yield _call_reply(case, made, "the right tools, every argument wrong")


def no_arguments(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's calls without arguments."""
    if calls := case.calls:
        made = tuple(ToolCall(call["name"], {}) for call in calls)
        yield _call_reply(case, made, "the right tools without arguments")


def one_argument(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold's calls with one argument each, worth their share."""
    calls = [(call["name"], list(call["arguments"].items())) for call in case.calls]
    if any(len(arguments) > 1 for _, arguments in calls):
        made = tuple(ToolCall(name, dict(arguments[:1])) for name, arguments in calls)
        yield _call_reply(case, made, "the right tools with one argument each")


def every_tool(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A call of every declared tool."""
    functions = (tool.get("function", tool) for tool in case.row.sample.tools)
    held = (str(made.get("name", "")) for made in functions if isinstance(made, Mapping))
    names = [name for name in held if name]
    if case.kind == "tool_calls" and names:
        yield _call_reply(case, tuple(ToolCall(name, {}) for name in names), "every tool there is")


def call_in_text(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The values of the call in a sentence that calls nothing."""
    values = [str(value) for call in case.calls for value in call["arguments"].values()]
    if values:
        name = case.calls[0]["name"]
        text = f"I could call {name} with {', '.join(values)}, but I will not."
        reply = Message("assistant", text)
        yield AdversarialReply(reply, "the values of the call, and no call", "", 0.0, True)


def code_exits(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A program that ends with status 0 before its tests."""
    if case.kind == "code" or _reference_asserts(case):
        for name, code in _EXITS.items():
            yield text_reply(f"```python\n{code}\n```", f"a program that {name}")


def always_equal(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A function whose result is equal to everything."""
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
_program = partial(attack, "Tests and programs")
_structured = partial(attack, "JSON and tool calls")
PROGRAM_ATTACKS = (
    _program(code_exits, FREE, "a program that ends before it is tested", _REPORT),
    _program(always_equal, FREE, "a program that changes what equal means", _PLAIN),
)
_TYPES = "check the type and the shape of what was read before comparing it"
_EXTRA = "let calls that are not wanted cost"
_CALLS = "read the calls that were made, not the text around them"
STRUCTURED_ATTACKS = (
    _structured(empty_json, FREE, "a model that says nothing in valid JSON", _FIELDS),
    _structured(other_types, FREE, "a model that gives another type", _TYPES),
    _structured(blank_fields, FREE, "a model that leaves fields blank, or fills in all", _FIELDS),
    _structured(other_shapes, GOLD, "a model that gives another shape", _TYPES),
    _structured(one_field, PARTIAL, "a model that gives only what it is sure of", _FIELDS),
    _structured(same_shape, FREE, "a model that has learned the schema alone", _VALUES),
    _structured(wrong_arguments, PARTIAL, "a model that knows the tools alone", _VALUES),
    _structured(no_arguments, PARTIAL, "a model that calls and says nothing", _FIELDS),
    _structured(one_argument, PARTIAL, "a model that gives what it is sure of", _FIELDS),
    _structured(every_tool, FREE, "a model that calls everything there is", _EXTRA),
    _structured(call_in_text, GOLD, "a model that speaks of calling and does not", _CALLS),
)
