"""What a batch may be wrapped in: `{batch}`, `{input}`, `{body}` or `{trajectories}`."""

import json
from collections.abc import Iterator, Mapping

from rewards.wire.conversation import CONVERSATION_KEYS
from rewards.wire.errors import WireError

WRAPPERS = ("input", "batch", "body", "trajectories")


def rows(event: object) -> Iterator[tuple[str, object]]:
    """Every row of an event, with its place; a row that stands alone is a batch of one.

    A wrapper holds a batch, a row or another wrapper, each of them decoded or as JSON text, which
    may be in base64 beside an `isBase64Encoded`, as a function's URL sends its `body`. What
    has a conversation of its own is a row, whatever its other columns are called. Raises WireError
    for a wrapper that cannot be opened, and for one that could be two things.
    """
    place = "event"
    while isinstance(event, Mapping) and (name := _wrapper(event, place)) is not None:
        place = f"{place}.{name}"
        held = event[name]
        if name == "body" and event.get("isBase64Encoded") is True:
            held = _decoded(held, place)
        event = _opened(held, place)
    if isinstance(event, list):
        yield from ((f"{place}[{n}]", row) for n, row in enumerate(event))
    elif isinstance(event, Mapping):
        yield place, event
    else:
        raise WireError(f"{place}: expected a list of samples or one, got {type(event).__name__}")


def _wrapper(event: Mapping[str, object], place: str) -> str | None:
    """The key under which the batch is; None for a row."""
    if event.get("messages") is not None:
        return None
    held = [name for name in WRAPPERS if event.get(name) is not None]
    own = next((name for name in CONVERSATION_KEYS if event.get(name) is not None), None)
    if own is not None:
        held = [name for name in held if _is_batch(event[name])]
        if held:
            raise WireError(f"{place}: a batch under {held[0]!r}, or a row with {own!r}?")
        return None
    if len(held) > 1:
        raise WireError(f"{place}: expected one batch, got {' and '.join(map(repr, held))}")
    return held[0] if held else None


def _is_batch(value: object) -> bool:
    """Whether a column of a row looks like a batch itself."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Mapping) and any(name in first for name in CONVERSATION_KEYS)


def _decoded(body: object, place: str) -> object:
    if not isinstance(body, str):
        return body
    from base64 import b64decode  # slow to load, and no trainer needs it

    try:
        return b64decode(body, validate=True).decode()
    except ValueError as error:
        raise WireError(f"{place}: expected text as UTF-8 in base64 ({error})") from error


def _opened(value: object, place: str) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise WireError(f"{place}: expected JSON text ({error})") from error
