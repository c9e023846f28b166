"""JSON and tool calls: paraphrases and perturbations of each."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rewards.structured.compare import JsonComparison, SameLeaf, weights_by_path
from rewards.structured.json_reply import NotJsonError, strict_json
from rewards.types import Message
from validation.ladder.gold import (
    AnswerVariant,
    GoldAnswer,
    MakeAnswers,
    MakeRungs,
    Perturber,
    Rung,
    seeded_choice,
)
from validation.ladder.numbers import parse_numeral
from validation.ladder.perturbation import (
    CARELESS,
    FIELD,
    FREE,
    GOLD,
    LEAVES_OUT,
    MAKES_UP,
    PARTIAL,
    SHARE,
    SLIP,
    Perturbation,
    make_all,
)

Path = tuple[str | int, ...]
Call = Mapping[str, Any]
_COMPARE, _ALL = JsonComparison(SameLeaf()), weights_by_path({})
# So many fields, or arguments, are left out, each once.
_MOST_FIELDS, _MOST_ARGUMENTS = 8, 12


def json_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same value with its keys in another order, or with other white space."""
    if isinstance(gold.value, dict) and len(gold.value) > 1:
        turned = dict(reversed(gold.value.items()))
        yield AnswerVariant("key_order", "its keys the other way round", _json_text(turned), 1)
    yield AnswerVariant("indented", "over several lines", json.dumps(gold.value, indent=2), 1)
    compact = json.dumps(gold.value, separators=(",", ":"))
    yield AnswerVariant("compact", "without spaces", compact, 1)


def is_same_json(text: str, gold: GoldAnswer) -> bool:
    try:
        return _json_share(strict_json(text), gold.value) == 1
    except NotJsonError:
        return False


def _json_share(value: Any, gold: Any) -> float:
    """The right leaves as a share of the gold's leaves and of the surplus ones."""
    agreement = _COMPARE(value, gold, _ALL)
    return agreement.right / (agreement.wanted + agreement.surplus)


def json_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The value with one error each time, and texts that are no longer JSON."""
    yield from make_all(JSON_PERTURBATIONS, gold)


def _json_changes(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    for name, made, value in _value_changes(gold):
        yield AnswerVariant(name, made, _json_text(value), _json_share(value, gold.value))


def _broken_json(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    text = gold.text
    mark = ":" if ":" in text else ","
    if mark in text:
        yield AnswerVariant("invalid", f"no JSON: a {mark!r} is missing", text.replace(mark, "", 1))
    yield AnswerVariant("truncated", "cut off in the middle", text[: len(text) // 2].rstrip())


def wrong_json(gold: GoldAnswer) -> str:
    """The same fields with every value another."""
    return _json_text(_change_leaves(gold.value, gold.seed))


def _value_changes(gold: GoldAnswer) -> Iterator[tuple[str, str, Any]]:
    value, seed = gold.value, gold.seed
    inside = _leaves(value)
    path, leaf = seeded_choice(seed, "wrong value", inside)
    wrong = _change_leaf(leaf, seed, "wrong value")
    yield "wrong_value", f"{_place(path)} became {wrong!r:.40}", _put_at(value, path, wrong)
    path, leaf = seeded_choice(seed, "wrong type", inside)
    typed = str(leaf).lower() if isinstance(leaf, int | float) else [leaf]
    yield "wrong_type", f"{_place(path)} became {typed!r:.40}", _put_at(value, path, typed)
    yield from _field_swaps(gold)
    yield from _field_changes(gold)
    yield "hollow", "every value became null", _map_leaves(value, lambda path, leaf: None)


def _field_swaps(gold: GoldAnswer) -> Iterator[tuple[str, str, Any]]:
    """Two values of one type that changed places."""
    inside = _leaves(gold.value)
    for at, (path, leaf) in enumerate(inside):
        for other, second in inside[at + 1 : at + 40]:
            if type(leaf) is type(second) and leaf != second:
                value = _put_at(_put_at(gold.value, path, second), other, leaf)
                yield "swapped_fields", f"{_place(path)} and {_place(other)} changed places", value
                return


def _field_changes(gold: GoldAnswer) -> Iterator[tuple[str, str, Any]]:
    value = gold.value
    if isinstance(value, list):
        yield "dropped_field_1", "the last item was left out", value[:-1]
        nested = isinstance(value[-1], dict | list)
        extra = "other" if nested else _change_leaf(value[-1], gold.seed, "extra")
        yield "extra_field", "an item was added", [*value, extra]
        return
    for number, name in enumerate(list(value)[:_MOST_FIELDS], start=1):
        kept = {key: inner for key, inner in value.items() if key != name}
        yield f"dropped_field_{number}", f"the field {name!r} was left out", kept
    first = seeded_choice(gold.seed, "renamed", list(value))
    renamed = {f"{key}_2" if key == first else key: inner for key, inner in value.items()}
    yield "renamed_field", f"the field {first!r} was renamed", renamed
    added = next(name for name in ("note", "note_2", "note_3") if name not in value)
    yield "extra_field", f"a field {added!r} was added", {**value, added: "unknown"}


def _place(path: Path) -> str:
    return ".".join(map(str, path)) or "the value"


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


JSON = Perturber(json_paraphrases, json_perturbations, wrong_json, is_same_json)


def call_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same calls with their arguments in another order."""
    turned = [
        {"name": call["name"], "arguments": dict(reversed(call["arguments"].items()))}
        for call in gold.value
    ]
    if any(len(call["arguments"]) > 1 for call in gold.value):
        made = "arguments the other way round"
        yield AnswerVariant("argument_order", made, json.dumps(turned), 1)


def are_same_calls(text: str, gold: GoldAnswer) -> bool:
    return _canonical_calls(json.loads(text)) == _canonical_calls(gold.value)


def call_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The calls with one error each time."""
    yield from make_all(CALL_PERTURBATIONS, gold)


def _changed_calls(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    for name, made, calls in (*_call_changes(gold), *_argument_changes(gold)):
        yield AnswerVariant(name, made, json.dumps(calls), _call_share(calls, gold.value))


def wrong_calls(gold: GoldAnswer) -> str:
    """The same calls with every value another; the name, where a call has no arguments."""
    calls = []
    for call in gold.value:
        if call["arguments"]:
            new = _change_leaves(call["arguments"], gold.seed)
            calls.append({"name": call["name"], "arguments": new})
        else:
            calls.append({"name": _other_name(gold, call["name"]), "arguments": {}})
    return json.dumps(calls)


TOOL_CALLS = Perturber(call_paraphrases, call_perturbations, wrong_calls, are_same_calls)


def calls_as_text(gold: GoldAnswer, form: str, wrong: str) -> Iterator[Rung]:
    """The calls described instead of made."""
    lines = (
        f"I would call {call['name']}"
        + "".join(f", with {key} {value}" for key, value in call["arguments"].items())
        for call in gold.value
    )
    reply = Message("assistant", ". ".join(lines) + ".")
    yield Rung("as_text", "described instead of called", 0.0, reply)


def _call_changes(gold: GoldAnswer) -> Iterator[tuple[str, str, list[Any]]]:
    calls = gold.value
    at = seeded_choice(gold.seed, "call", range(len(calls)))
    name = _other_name(gold, calls[at]["name"])
    renamed = _with_call(calls, at, {**calls[at], "name": name})
    yield "wrong_name", f"{calls[at]['name']} became {name}", renamed
    yield "extra_call", f"{calls[at]['name']} was called once more", [*calls, calls[at]]
    if len(calls) > 1:
        yield "missing_call", "one call was left out", [*calls[:at], *calls[at + 1 :]]
    broken = json.dumps(calls[at]["arguments"])[:-1]
    yield "broken_arguments", "arguments that are no JSON", _with_arguments(calls, at, broken)


def _argument_changes(gold: GoldAnswer) -> Iterator[tuple[str, str, list[Any]]]:
    calls = gold.value
    places = [(at, key) for at, call in enumerate(calls) for key in call["arguments"]]
    for number, (at, key) in enumerate(places[:_MOST_ARGUMENTS], start=1):
        kept = {name: value for name, value in calls[at]["arguments"].items() if name != key}
        if calls[at]["arguments"][key] is None:  # which may be left out
            continue
        made = f"the argument {key!r} was left out"
        yield f"dropped_argument_{number}", made, _with_arguments(calls, at, kept)
    if not places:
        return
    at, key = seeded_choice(gold.seed, "argument", places)
    arguments = calls[at]["arguments"]
    path, leaf = _leaves(arguments[key])[0]
    wrong = _put_at(arguments[key], path, _change_leaf(leaf, gold.seed, "argument"))
    changed = _with_arguments(calls, at, {**arguments, key: wrong})
    yield "wrong_value", f"{key} became {wrong!r:.40}", changed
    renamed = {f"{name}_2" if name == key else name: value for name, value in arguments.items()}
    yield "renamed_argument", f"{key} was renamed", _with_arguments(calls, at, renamed)
    extra = _with_arguments(calls, at, {**arguments, "note_2": "unknown"})
    yield "extra_argument", "an argument was added", extra


def _with_arguments(calls: Sequence[Call], at: int, arguments: Any) -> list[Any]:
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


def _leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Each text, number, constant and empty list or object, with its path."""
    if isinstance(value, dict) and value:
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for at, inner in enumerate(value) for leaf in _leaves(inner, (*path, at))]
    return [(path, value)]


def _put_at(value: Any, path: Path, new: Any) -> Any:
    """The value with `new` at this path."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {key: _put_at(inner, rest, new) if key == step else inner
                for key, inner in value.items()}  # fmt: skip
    return [_put_at(inner, rest, new) if at == step else inner for at, inner in enumerate(value)]


def _map_leaves(value: Any, new: Callable[[Path, Any], Any], path: Path = ()) -> Any:
    """The value with `new(path, leaf)` in the place of every leaf."""
    if isinstance(value, dict) and value:
        return {key: _map_leaves(inner, new, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list) and value:
        return [_map_leaves(inner, new, (*path, at)) for at, inner in enumerate(value)]
    return new(path, value)


def _change_leaf(leaf: Any, seed: str, what: str) -> Any:
    """Another value of the same type."""
    if isinstance(leaf, bool):
        return not leaf
    if isinstance(leaf, int | float):
        return leaf + seeded_choice(seed, what, range(2, 10))
    if isinstance(leaf, str):
        return _other_word(leaf, seed, what)
    if isinstance(leaf, dict):
        return {"other": "unknown"}
    return ["unknown"] if isinstance(leaf, list) else "unknown"


def _other_word(text: str, seed: str, what: str) -> str:
    number = parse_numeral(text)
    plain = number.parts if number else None
    if number and plain:
        digits = str(int(plain.size) + seeded_choice(seed, what, range(2, 10)))
        return number.with_core(digits)
    return next(word for word in ("unknown", "other") if word != text.strip().lower())


def _change_leaves(value: Any, seed: str) -> Any:
    """The value with another of the same type in the place of every leaf."""
    return _map_leaves(value, lambda path, leaf: _change_leaf(leaf, seed, str(path)))


_LEAVES, _ARGUMENTS = (
    "right values of all that should be or are there",
    "share of the right arguments, over all calls",
)
_TALKS = "a model that talks of calling"
_CALLS = "share of the calls"
_PARSER, _STOPS = "read JSON with a parser, strictly", "a model that stops too early"
JSON_PERTURBATIONS: tuple[Perturbation[MakeAnswers], ...] = (
    *(
        Perturbation(name, "json", _json_changes, needs, says, imitates, FIELD, _LEAVES)
        for name, needs, says, imitates in (
            ("wrong_value", PARTIAL, "one value another", SLIP),
            ("wrong_type", GOLD, "one value of another type, 2 as a text", SLIP),
            ("swapped_fields", GOLD, "two values changed places", CARELESS),
            ("dropped_field", PARTIAL, "one field left out, each of the top once", LEAVES_OUT),
            ("renamed_field", GOLD, "one field with another name", CARELESS),
            ("extra_field", GOLD, "a field too many", MAKES_UP),
            ("hollow", FREE, "every value null", "a model that knows the schema alone"),
        )
    ),
    Perturbation("invalid", "json", _broken_json, GOLD, "a colon missing", CARELESS, _PARSER),
    Perturbation("truncated", "json", _broken_json, PARTIAL, "the first half", _STOPS, SHARE),
)
CALL_PERTURBATIONS: tuple[Perturbation[MakeAnswers], ...] = tuple(
    Perturbation(name, "tool_calls", _changed_calls, needs, says, imitates, FIELD, quality)
    for name, needs, says, imitates, quality in (
        ("wrong_name", PARTIAL, "another tool", CARELESS, _CALLS),
        ("extra_call", GOLD, "one call twice", "a model that calls too often", _CALLS),
        ("missing_call", PARTIAL, "one call less", "a model that calls too rarely", _CALLS),
        ("broken_arguments", GOLD, "arguments that are no JSON", CARELESS, _CALLS),
        ("dropped_argument", PARTIAL, "each argument left out once", LEAVES_OUT, _ARGUMENTS),
        ("wrong_value", PARTIAL, "one value another", SLIP, _ARGUMENTS),
        ("renamed_argument", GOLD, "one argument with another name", CARELESS, _ARGUMENTS),
        ("extra_argument", GOLD, "an argument too many", MAKES_UP, _ARGUMENTS),
    )
)
CALL_REPLIES: tuple[Perturbation[MakeRungs], ...] = (
    Perturbation(
        "as_text", "tool_calls", calls_as_text, GOLD, "the calls described", _TALKS, FIELD
    ),
)
