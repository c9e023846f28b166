"""How JSON is written otherwise, and how it is got wrong."""

import json
from collections.abc import Iterator
from typing import Any

from rewards.structured.compare import Compare
from rewards.structured.json_reply import NotJsonError, strict_json
from rewards.structured.leaves import SameLeaf
from rewards.structured.weights import weights_by_path
from validation.ladder.chance import chosen
from validation.ladder.gold import Gold
from validation.ladder.leaves import changed, leaves, put_at, replaced, retyped
from validation.ladder.rung import Answer

_COMPARE, _ALL = Compare(SameLeaf()), weights_by_path({})
_MOST_FIELDS = 8


def reworded(gold: Gold, form: str) -> Iterator[Answer]:
    """The same value with its keys in another order, or laid out otherwise."""
    if isinstance(gold.value, dict) and len(gold.value) > 1:
        turned = dict(reversed(gold.value.items()))
        yield Answer("key_order", "its keys the other way round", _text(turned), 1)
    yield Answer("indented", "over several lines", json.dumps(gold.value, indent=2), 1)
    compact = json.dumps(gold.value, separators=(",", ":"))
    yield Answer("compact", "without spaces", compact, 1)


def same(text: str, gold: Gold) -> bool:
    try:
        return share(strict_json(text), gold.value) == 1
    except NotJsonError:
        return False


def share(value: Any, gold: Any) -> float:
    """The share of the gold's leaves that are right, of those and of what is too many."""
    agreement = _COMPARE(value, gold, _ALL)
    return agreement.right / (agreement.wanted + agreement.surplus)


def altered(gold: Gold) -> Iterator[Answer]:
    """The value with one thing wrong each time, and text that is no JSON any more."""
    for name, made, value in _values(gold):
        yield Answer(name, made, _text(value), share(value, gold.value))
    text = gold.text
    mark = ":" if ":" in text else ","
    if mark in text:
        yield Answer("invalid", f"no JSON: a {mark!r} is missing", text.replace(mark, "", 1))
    yield Answer("truncated", "cut off in the middle", text[: len(text) // 2].rstrip())


def another(gold: Gold) -> str:
    """The same fields with every value another."""
    return _text(replaced(gold.value, lambda path, leaf: changed(leaf, gold.seed, str(path))))


def _values(gold: Gold) -> Iterator[tuple[str, str, Any]]:
    value, seed = gold.value, gold.seed
    inside = leaves(value)
    path, leaf = chosen(seed, "wrong value", inside)
    wrong = changed(leaf, seed, "wrong value")
    yield "wrong_value", f"{_place(path)} became {wrong!r:.40}", put_at(value, path, wrong)
    path, leaf = chosen(seed, "wrong type", inside)
    typed = retyped(leaf)
    yield "wrong_type", f"{_place(path)} became {typed!r:.40}", put_at(value, path, typed)
    yield from _swapped(gold)
    yield from _fields(gold)
    yield "hollow", "every value became null", replaced(value, lambda path, leaf: None)


def _swapped(gold: Gold) -> Iterator[tuple[str, str, Any]]:
    """Two values of one type that changed places."""
    inside = leaves(gold.value)
    for at, (path, leaf) in enumerate(inside):
        for other, second in inside[at + 1 : at + 40]:
            if type(leaf) is type(second) and leaf != second:
                value = put_at(put_at(gold.value, path, second), other, leaf)
                yield "swapped_fields", f"{_place(path)} and {_place(other)} changed places", value
                return


def _fields(gold: Gold) -> Iterator[tuple[str, str, Any]]:
    value = gold.value
    if isinstance(value, list):
        yield "dropped_field_1", "the last item was left out", value[:-1]
        extra = changed(value[-1], gold.seed, "extra") if not _holds(value[-1]) else "other"
        yield "extra_field", "an item was added", [*value, extra]
        return
    for number, name in enumerate(list(value)[:_MOST_FIELDS], start=1):
        kept = {key: inner for key, inner in value.items() if key != name}
        yield f"dropped_field_{number}", f"the field {name!r} was left out", kept
    first = chosen(gold.seed, "renamed", list(value))
    renamed = {f"{key}_2" if key == first else key: inner for key, inner in value.items()}
    yield "renamed_field", f"the field {first!r} was renamed", renamed
    added = next(name for name in ("note", "note_2", "note_3") if name not in value)
    yield "extra_field", f"a field {added!r} was added", {**value, added: "unknown"}


def _holds(value: Any) -> bool:
    return isinstance(value, dict | list)


def _place(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path)) or "the value"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
