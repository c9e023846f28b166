"""What is wrong with an event or a reply, in words: the place, what was expected, what was got."""

import math

from pydantic_core import ValidationError

from rewards.types import AssayError


class WireError(AssayError, ValueError):
    """An event or a reply that breaks the contract: where it does, and what was expected there.

    What was found there may be the text of a reply, so that it stands by itself: `expectation` is
    the message without it.

    Attributes:
        expected (str): What was expected, without a value of the event.
        got (str): What was found, such as the beginning of a literal; "" where nothing is to tell.
        place (str): Where in the event or in the reply; "" where the raiser does not know it.
    """

    def __init__(self, expected: str, got: str = "", place: str = "") -> None:
        super().__init__(expected, got, place)
        self.expected = expected
        self.got = got
        self.place = place

    @property
    def expectation(self) -> str:
        """The place and what was expected there, without anything of what was found."""
        return f"{self.place}: {self.expected}" if self.place else self.expected

    def __str__(self) -> str:
        return f"{self.expectation}, got {self.got}" if self.got else self.expectation

    def within(self, place: str) -> "WireError":
        """The same error, its place seen from further outside."""
        inner = self.place if not self.place or self.place[0] in "[." else f".{self.place}"
        return WireError(self.expected, self.got, place + inner)


def validation_error(error: ValidationError) -> WireError:
    """The first thing wrong; its place is as `.messages[0].role`, or ""."""
    first = error.errors(include_url=False)[0]
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, WireError):
        return cause.within(place)
    expected = _PLAIN.get(first["type"], first["msg"].removeprefix("Value error, "))
    is_told = first["type"] in ("missing", "value_error", "json_invalid")
    return WireError(expected, "" if is_told else short_literal(first["input"]), place)


def problem(error: ValidationError) -> tuple[str, str]:
    """The first thing wrong, as its place (`.messages[0].role`, or "") and what it is."""
    found = validation_error(error)
    return found.place, str(WireError(found.expected, found.got))


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
