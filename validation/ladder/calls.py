"""How tool calls are written otherwise, and how they are got wrong."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from validation.ladder.gold import AnswerVariant, GoldAnswer, Rung, seeded_choice, text_message
from validation.ladder.objects import change_leaf, leaves, map_leaves, put_at

Call = Mapping[str, Any]
_MOST_ARGUMENTS = 12


def call_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same calls with their arguments in another order."""
    turned = [
        {"name": call["name"], "arguments": dict(reversed(call["arguments"].items()))}
        for call in gold.value
    ]
    if any(len(call["arguments"]) > 1 for call in gold.value):
        yield AnswerVariant(
            "argument_order", "arguments the other way round", json.dumps(turned), 1
        )


def are_same_calls(text: str, gold: GoldAnswer) -> bool:
    return _canonical_calls(json.loads(text)) == _canonical_calls(gold.value)


def call_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The calls with one thing wrong each time."""
    for name, made, calls in (*_call_changes(gold), *_argument_changes(gold)):
        yield AnswerVariant(name, made, json.dumps(calls), _call_share(calls, gold.value))


def wrong_calls(gold: GoldAnswer) -> str:
    """The same calls with every value another; the name, where a call has no arguments."""
    calls = []
    for call in gold.value:
        if call["arguments"]:
            new = map_leaves(
                call["arguments"], lambda path, leaf: change_leaf(leaf, gold.seed, str(path))
            )
            calls.append({"name": call["name"], "arguments": new})
        else:
            calls.append({"name": _other_name(gold, call["name"]), "arguments": {}})
    return json.dumps(calls)


def calls_as_text(gold: GoldAnswer) -> Rung:
    """The calls described instead of made."""
    lines = (
        f"I would call {call['name']}"
        + "".join(f", with {key} {value}" for key, value in call["arguments"].items())
        for call in gold.value
    )
    return Rung("as_text", "described instead of called", 0.0, text_message(". ".join(lines) + "."))


def _call_changes(gold: GoldAnswer) -> Iterator[tuple[str, str, list[Any]]]:
    calls = gold.value
    at = seeded_choice(gold.seed, "call", range(len(calls)))
    name = _other_name(gold, calls[at]["name"])
    renamed = _with_call(calls, at, {**calls[at], "name": name})
    yield "wrong_name", f"{calls[at]['name']} became {name}", renamed
    yield "extra_call", f"{calls[at]['name']} was called once more", [*calls, calls[at]]
    if len(calls) > 1:
        yield "missing_call", "one call was left out", [*calls[:at], *calls[at + 1 :]]
    broken = _with_call(
        calls, at, {**calls[at], "arguments": json.dumps(calls[at]["arguments"])[:-1]}
    )
    yield "broken_arguments", "arguments that are no JSON", broken


def _argument_changes(gold: GoldAnswer) -> Iterator[tuple[str, str, list[Any]]]:
    calls = gold.value
    places = [(at, key) for at, call in enumerate(calls) for key in call["arguments"]]
    for number, (at, key) in enumerate(places[:_MOST_ARGUMENTS], start=1):
        kept = {name: value for name, value in calls[at]["arguments"].items() if name != key}
        made = f"the argument {key!r} was left out"
        yield f"dropped_argument_{number}", made, _with_arguments(calls, at, kept)
    if not places:
        return
    at, key = seeded_choice(gold.seed, "argument", places)
    arguments = calls[at]["arguments"]
    wrong = _change_first_leaf(arguments[key], gold.seed)
    yield (
        "wrong_value",
        f"{key} became {wrong!r:.40}",
        _with_arguments(calls, at, {**arguments, key: wrong}),
    )
    renamed = {f"{name}_2" if name == key else name: value for name, value in arguments.items()}
    yield "renamed_argument", f"{key} was renamed", _with_arguments(calls, at, renamed)
    extra = _with_arguments(calls, at, {**arguments, "note_2": "unknown"})
    yield "extra_argument", "an argument was added", extra


def _change_first_leaf(value: Any, seed: str) -> Any:
    path, leaf = leaves(value)[0]
    return put_at(value, path, change_leaf(leaf, seed, "argument"))


def _with_arguments(calls: Sequence[Call], at: int, arguments: Call) -> list[Any]:
    return _with_call(calls, at, {**calls[at], "arguments": arguments})


def _with_call(calls: Sequence[Call], at: int, call: Call) -> list[Any]:
    return [*calls[:at], call, *calls[at + 1 :]]


def _other_name(gold: GoldAnswer, name: str) -> str:
    """Another declared tool, or a name that is none."""
    tools = gold.sample.tools
    declared = [str(dict(tool.get("function", tool)).get("name", "")) for tool in tools]
    return next((other for other in declared if other and other != name), f"{name}_2")


def _call_share(calls: Sequence[Call], gold: Sequence[Call]) -> float:
    """The mean share of right arguments, of as many calls as there are or should be."""
    left, total = list(gold), 0.0
    for call in calls:
        gains = [_gain(call, wanted) for wanted in left]
        if gains and max(gains) > 0:
            total += max(gains)
            left.pop(gains.index(max(gains)))
    return total / max(len(calls), len(gold))


def _gain(call: Call, wanted: Call) -> float:
    given, gold = call["arguments"], wanted["arguments"]
    if call["name"] != wanted["name"] or not isinstance(given, Mapping):
        return 0.0
    right = sum(key in given and given[key] == gold[key] for key in gold)
    extra = sum(key not in gold for key in given)
    return right / (len(gold) + extra) if gold else float(not extra)


def _canonical_calls(calls: Sequence[Call]) -> list[str]:
    return sorted(json.dumps(call, sort_keys=True) for call in calls)
