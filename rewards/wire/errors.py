"""What is wrong with an event or a reply, in words: the place, what was expected, what was got."""

import math

from pydantic_core import ValidationError

from rewards.types import AssayError


class WireError(AssayError, ValueError):
    """An event or a reply that breaks the contract: where it does, and what was expected there."""


def problem(error: ValidationError) -> tuple[str, str]:
    """The first thing wrong, as its place (`.messages[0].role`, or "") and what it is."""
    first = error.errors(include_url=False, include_context=False)[0]
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
    what = _PLAIN.get(first["type"], first["msg"].removeprefix("Value error, "))
    if first["type"] not in ("missing", "value_error", "json_invalid"):
        what += f", got {short_literal(first['input'])}"
    return place, what


_PLAIN = {
    "model_type": "expected an object",
    "model_attributes_type": "expected an object",
    "dict_type": "expected an object",
    "extra_forbidden": "unknown key",
}


def describe_value(value: object) -> str:
    """The value's type and the beginning of its literal, for a message."""
    return f"{type(value).__name__} {short_literal(value)}"


def short_literal(value: object, most: int = 60) -> str:
    """The beginning of the value's literal, "…" for one that Python cannot print."""
    try:
        return repr(value)[:most]
    except (ValueError, RecursionError):  # a number of thousands of digits; lists in lists in lists
        return "…"


def is_finite(value: object) -> bool:
    """Whether the value is a finite number of JSON, which a bool is not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number past any float
        return False
