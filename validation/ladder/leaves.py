"""The values inside a JSON value, and others to put in their places."""

from collections.abc import Callable
from typing import Any

from validation.ladder.chance import chosen
from validation.ladder.numeral import numeral

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


def replaced(value: Any, new: Callable[[Path, Any], Any], path: Path = ()) -> Any:
    """The value with `new(path, leaf)` in the place of every leaf."""
    if isinstance(value, dict) and value:
        return {key: replaced(inner, new, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list) and value:
        return [replaced(inner, new, (*path, at)) for at, inner in enumerate(value)]
    return new(path, value)


def changed(leaf: Any, seed: str, what: str) -> Any:
    """Another value of the same type."""
    if isinstance(leaf, bool):
        return not leaf
    if isinstance(leaf, int | float):
        return leaf + chosen(seed, what, range(2, 10))
    if isinstance(leaf, str):
        return _other_text(leaf, seed, what)
    if isinstance(leaf, dict | list):
        return {"other": "unknown"} if isinstance(leaf, dict) else ["unknown"]
    return "unknown"


def retyped(leaf: Any) -> Any:
    """The same value in another type: 2 as "2", "red" as ["red"]."""
    if isinstance(leaf, int | float):
        return str(leaf).lower()
    return [leaf]


def _other_text(text: str, seed: str, what: str) -> str:
    number = numeral(text)
    plain = number.plain if number else None
    if number and plain:
        digits = str(int(plain.size) + chosen(seed, what, range(2, 10)))
        return number.written(digits)
    return next(word for word in ("unknown", "other") if word != text.strip().lower())
