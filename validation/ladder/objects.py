"""How JSON is written otherwise, and how it is got wrong."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from rewards.structured.compare import JsonComparison, SameLeaf, weights_by_path
from rewards.structured.json_reply import NotJsonError, strict_json
from validation.ladder.gold import AnswerVariant, GoldAnswer, parse_numeral, seeded_choice

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Each text, number, constant and empty list or object, with where it stands."""
    if isinstance(value, dict) and value:
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for at, inner in enumerate(value) for leaf in leaves(inner, (*path, at))]
    return [(path, value)]


def put_at(value: Any, path: Path, new: Any) -> Any:
    """The value with something else in this place."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {key: put_at(inner, rest, new) if key == step else inner
                for key, inner in value.items()}  # fmt: skip
    return [put_at(inner, rest, new) if at == step else inner for at, inner in enumerate(value)]


def map_leaves(value: Any, new: Callable[[Path, Any], Any], path: Path = ()) -> Any:
    """The value with `new(path, leaf)` in the place of every leaf."""
    if isinstance(value, dict) and value:
        return {key: map_leaves(inner, new, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list) and value:
        return [map_leaves(inner, new, (*path, at)) for at, inner in enumerate(value)]
    return new(path, value)


def change_leaf(leaf: Any, seed: str, what: str) -> Any:
    """Another value of the same type."""
    if isinstance(leaf, bool):
        return not leaf
    if isinstance(leaf, int | float):
        return leaf + seeded_choice(seed, what, range(2, 10))
    if isinstance(leaf, str):
        return _other_text(leaf, seed, what)
    if isinstance(leaf, dict | list):
        return {"other": "unknown"} if isinstance(leaf, dict) else ["unknown"]
    return "unknown"


def change_type(leaf: Any) -> Any:
    """The same value in another type: 2 as "2", "red" as ["red"]."""
    if isinstance(leaf, int | float):
        return str(leaf).lower()
    return [leaf]


def _other_text(text: str, seed: str, what: str) -> str:
    number = parse_numeral(text)
    plain = number.parts if number else None
    if number and plain:
        digits = str(int(plain.size) + seeded_choice(seed, what, range(2, 10)))
        return number.with_core(digits)
    return next(word for word in ("unknown", "other") if word != text.strip().lower())


_COMPARE, _ALL = JsonComparison(SameLeaf()), weights_by_path({})
_MOST_FIELDS = 8


def json_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same value with its keys in another order, or laid out otherwise."""
    if isinstance(gold.value, dict) and len(gold.value) > 1:
        turned = dict(reversed(gold.value.items()))
        yield AnswerVariant("key_order", "its keys the other way round", _json_text(turned), 1)
    yield AnswerVariant("indented", "over several lines", json.dumps(gold.value, indent=2), 1)
    compact = json.dumps(gold.value, separators=(",", ":"))
    yield AnswerVariant("compact", "without spaces", compact, 1)


def is_same_json(text: str, gold: GoldAnswer) -> bool:
    try:
        return share(strict_json(text), gold.value) == 1
    except NotJsonError:
        return False


def share(value: Any, gold: Any) -> float:
    """The share of the gold's leaves that are right, of those and of what is too many."""
    agreement = _COMPARE(value, gold, _ALL)
    return agreement.right / (agreement.wanted + agreement.surplus)


def json_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The value with one thing wrong each time, and text that is no JSON any more."""
    for name, made, value in _value_changes(gold):
        yield AnswerVariant(name, made, _json_text(value), share(value, gold.value))
    text = gold.text
    mark = ":" if ":" in text else ","
    if mark in text:
        yield AnswerVariant("invalid", f"no JSON: a {mark!r} is missing", text.replace(mark, "", 1))
    yield AnswerVariant("truncated", "cut off in the middle", text[: len(text) // 2].rstrip())


def wrong_json(gold: GoldAnswer) -> str:
    """The same fields with every value another."""
    return _json_text(
        map_leaves(gold.value, lambda path, leaf: change_leaf(leaf, gold.seed, str(path)))
    )


def _value_changes(gold: GoldAnswer) -> Iterator[tuple[str, str, Any]]:
    value, seed = gold.value, gold.seed
    inside = leaves(value)
    path, leaf = seeded_choice(seed, "wrong value", inside)
    wrong = change_leaf(leaf, seed, "wrong value")
    yield "wrong_value", f"{_place(path)} became {wrong!r:.40}", put_at(value, path, wrong)
    path, leaf = seeded_choice(seed, "wrong type", inside)
    typed = change_type(leaf)
    yield "wrong_type", f"{_place(path)} became {typed!r:.40}", put_at(value, path, typed)
    yield from _field_swaps(gold)
    yield from _field_changes(gold)
    yield "hollow", "every value became null", map_leaves(value, lambda path, leaf: None)


def _field_swaps(gold: GoldAnswer) -> Iterator[tuple[str, str, Any]]:
    """Two values of one type that changed places."""
    inside = leaves(gold.value)
    for at, (path, leaf) in enumerate(inside):
        for other, second in inside[at + 1 : at + 40]:
            if type(leaf) is type(second) and leaf != second:
                value = put_at(put_at(gold.value, path, second), other, leaf)
                yield "swapped_fields", f"{_place(path)} and {_place(other)} changed places", value
                return


def _field_changes(gold: GoldAnswer) -> Iterator[tuple[str, str, Any]]:
    value = gold.value
    if isinstance(value, list):
        yield "dropped_field_1", "the last item was left out", value[:-1]
        extra = (
            change_leaf(value[-1], gold.seed, "extra") if not _is_container(value[-1]) else "other"
        )
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


def _is_container(value: Any) -> bool:
    return isinstance(value, dict | list)


def _place(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path)) or "the value"


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
