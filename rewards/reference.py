"""The gold: reading the text of a reference out of any of its shapes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

from rewards.types import Sample


def field_at(value: Any, path: str) -> Any:
    """What stands at `path`; a list's items are named by their position, from 0.

    Raises LookupError, with what was wanted and what there is, where nothing stands there.
    """
    for step in path.split("."):
        is_list = isinstance(value, list | tuple)
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif is_list and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            there = f"a list of {len(value)}" if is_list else type(value).__name__
            if isinstance(value, Mapping):
                there = f"an object with {sorted(map(str, value))}"
            raise LookupError(f"{path}: expected {step!r} in {there[:200]}")
    return value


_NAMES = ("answer", "final_answer", "text")
# Whole numbers up to here are exact as floats.
_EXACT = 1 << 53


def reference_text(sample: Sample, field: str | None = None) -> str:
    """The reference as text: its `field`, else its `answer`, `final_answer`, `text` or only value.

    `{"text": …}` unwraps first. With a `field`, a string that holds a JSON object is that object.
    A number becomes its exact text, and 18.0 is "18". Anything else (none, empty, true, a list,
    NaN) is a ValueError with the place and the value; an object with none of the names, with its
    keys.
    """
    gold, place = unwrap_text(sample.reference_answer)
    return _text_of(gold if field is None else _parse_object(gold), field, place)


def decoded_reference_text(sample: Sample, field: str | None = None) -> str:
    """The same, with or without `field`, of a reference whose JSON is never the answer itself."""
    gold, place = unwrap_text(sample.reference_answer)
    return _text_of(_parse_object(gold), field, place)


def unwrap_text(gold: Any) -> tuple[Any, str]:
    """The gold out of `{"text": …}`, in which platforms wrap it, and its place."""
    place = "reference_answer"
    while not isinstance(gold, str) and isinstance(gold, Mapping) and gold.get("text") is not None:
        if any(it is not None for name, it in gold.items() if name != "text"):
            break
        gold, place = gold["text"], f"{place}.text"
    return gold, place


def _parse_object(gold: Any) -> Any:
    """The object that a string holds, its numbers as they were written, or else `gold` itself."""
    if not (isinstance(gold, str) and gold.lstrip().startswith("{")):
        return gold
    try:
        return json.loads(gold, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return gold


def decode_json(value: Any) -> Any:
    """The object or list that a string of JSON holds, or else the value itself."""
    if not (isinstance(value, str) and value.lstrip()[:1] in ("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _text_of(gold: Any, field: str | None, place: str) -> str:
    if field is not None and not isinstance(gold, Mapping):
        raise ValueError(f"{place}: expected an object with {field!r}, got {gold!r}")
    while not isinstance(gold, str) and isinstance(gold, Mapping):
        # loaders of tables give every row the keys of all rows, and null where it has none
        gold = {name: it for name, it in gold.items() if it is not None} or gold
        name = _field_name(gold, field, place)
        gold, place, field = gold[name], f"{place}.{name}", None
    if isinstance(gold, str) and gold.strip():
        return gold
    if isinstance(gold, int | float) and not isinstance(gold, bool) and isfinite(gold):
        # a column with a null in it made 18 into 18.0
        return str(int(gold)) if gold == int(gold) and abs(gold) < _EXACT else repr(gold)
    raise ValueError(f"{place}: expected a text or a finite number, got {gold!r}")


def _field_name(gold: Mapping[str, Any], field: str | None, place: str) -> str:
    if field is None and len(gold) == 1:
        return next(iter(gold))
    for name in _NAMES if field is None else (field,):
        if name in gold:
            return name
    wanted = (
        "answer, final_answer or text, or a field to be named" if field is None else repr(field)
    )
    raise ValueError(f"{place}: expected {wanted}, got an object with {sorted(map(str, gold))}")


def reference_texts(sample: Sample, field: str | None = None) -> tuple[str, ...]:
    """The references as texts: the entries of a list, of `{"answers": …}` or of `{"text": […]}`.

    Anything else is one reference, read as `reference_text` reads it; `field` names the part of
    the reference that holds them. Raises ValueError, as `reference_text` does, for an entry that
    is no text, and for a list without entries.
    """
    gold = references_value(sample.reference_answer, field)
    if not isinstance(gold, list | tuple):
        return (reference_text(sample, field),)
    if not gold:
        raise ValueError("reference_answer: expected at least one reference, got an empty list")
    return tuple(reference_text(replace(sample, reference_answer=entry)) for entry in gold)


def references_value(gold: Any, field: str | None) -> Any:
    """What stands in the place where a list of references may: the list, or something else."""
    if field is not None:
        return gold.get(field) if isinstance(gold, Mapping) else gold
    while isinstance(gold, Mapping):
        name = next((name for name in ("answers", "text") if name in gold), None)
        if name is None or (name == "text" and not isinstance(gold[name], list | tuple)):
            return gold
        gold = gold[name]
    return gold
