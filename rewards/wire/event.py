"""Reading JSON of the wire: the samples of an event, and the entries of a reply.

```
event ──▶ wrappers opened (input, batch, body, trajectories) ──▶ rows ──▶ read_row ──▶ samples
reply ──▶ strict_json ──▶ open_envelope ──▶ entries
```
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from pydantic_core import ValidationError

from rewards.types import Sample
from rewards.wire.errors import WireError, describe_value, short_literal, validation_error
from rewards.wire.message import CONVERSATION_KEYS, read_row
from rewards.wire.no_reply import check_replies
from rewards.wire.platform import Platform, PlatformName, find_platform

_ENVELOPE = "an envelope {statusCode, body} with the list as JSON text"
WRAPPERS = ("input", "batch", "body", "trajectories")


def read_event(event: object) -> list[Sample]:
    """The samples of an event, in its order.

    Raises WireError, with the place in the event, where it cannot be read.
    """
    rows = list(event_rows(event))
    samples = [_sample(row, n, place) for n, (place, row) in enumerate(rows)]
    check_replies([place for place, _ in rows], samples)
    return samples


def _sample(row: object, position: int, place: str) -> Sample:
    try:
        return read_row(row, position)
    except ValidationError as error:
        raise validation_error(error).within(place) from error
    except WireError as error:
        raise error.within(place) from error


def event_rows(event: object) -> Iterator[tuple[str, object]]:
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
            held = _decode_base64(held, place)
        event = _parse_json_text(held, place)
    if isinstance(event, list):
        yield from ((f"{place}[{n}]", row) for n, row in enumerate(event))
    elif isinstance(event, Mapping):
        yield place, event
    else:
        kind = type(event).__name__
        raise WireError("expected a list of samples or one", kind, place)


def _wrapper(event: Mapping[str, object], place: str) -> str | None:
    """The key under which the batch is; None for a row."""
    if event.get("messages") is not None:
        return None
    held = [name for name in WRAPPERS if event.get(name) is not None]
    own = next((name for name in CONVERSATION_KEYS if event.get(name) is not None), None)
    if own is not None:
        held = [name for name in held if _is_batch(event[name])]
        if held:
            raise WireError(f"a batch under {held[0]!r}, or a row with {own!r}?", "", place)
        return None
    if len(held) > 1:
        raise WireError("expected one batch", " and ".join(map(repr, held)), place)
    return held[0] if held else None


def _is_batch(value: object) -> bool:
    """Whether a column of a row looks like a batch itself."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Mapping) and any(name in first for name in CONVERSATION_KEYS)


def _decode_base64(body: object, place: str) -> object:
    if not isinstance(body, str):
        return body
    from base64 import b64decode  # slow to load, and no trainer needs it

    try:
        return b64decode(body, validate=True).decode()
    except ValueError as error:
        said = f"a text that is none: {error}"
        raise WireError("expected text as UTF-8 in base64", said, place) from error


def _parse_json_text(value: object, place: str) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, object_pairs_hook=unique_object)
    except (ValueError, RecursionError) as error:
        raise WireError("expected JSON text", f"a text that is none: {error}", place) from error


def strict_json(text: str | bytes) -> Any:
    """The value of a JSON text.

    Raises ValueError for what another parser may refuse or read otherwise: NaN and Infinity, one
    key twice in an object, bytes that are not UTF-8, half a surrogate pair, nesting without end.
    """
    written = text if isinstance(text, str) else text.decode("utf-8")

    def refuse(name: str) -> NoReturn:
        raise ValueError(f"{name} is not a number of JSON")

    try:
        value = json.loads(written, parse_constant=refuse, object_pairs_hook=unique_object)
        if "\\u" in written or isinstance(text, str):
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # raises on half a pair
    except RecursionError as error:
        raise ValueError("lists or objects nested too deep to be read") from error
    return value


def unique_object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON for `object_pairs_hook`; raises ValueError where a key stands twice."""
    known = dict(pairs)
    if len(known) == len(pairs):
        return known
    names = [name for name, _ in pairs]
    twice = next(name for name in names if names.count(name) > 1)
    raise ValueError(f"the key {twice!r} stands twice in one object")


def read_refusal(reply: str | bytes, platform: PlatformName) -> str:
    """What a handler says that answers with the envelope of an error; "" for any other reply.

    An envelope with a `statusCode` of 400 or more is how handlers of platforms that take envelopes
    refuse an event (the template of AWS's plugin for agents answers with 400 and 500).
    """
    if "envelope" not in find_platform(platform).replies:
        return ""
    try:
        said = json.loads(reply)
    except (ValueError, RecursionError):
        return ""
    status = said.get("statusCode") if isinstance(said, Mapping) else None
    if isinstance(status, bool) or not isinstance(status, int) or status < 400:
        return ""
    return f"statusCode {status}: {short_literal(said.get('body'), 200)}"


def open_envelope(reply: Any, platform: Platform) -> list[Any]:
    """The entries of a reply in the form that its platform takes.

    A custom scorer may answer in either form. Raises ValueError for the other form, for what is
    neither, and for the error that Lambda sends in place of a reply.
    """
    if isinstance(reply, dict) and "errorMessage" in reply:
        kind, said = reply.get("errorType", "an error"), reply["errorMessage"]
        raise ValueError(f"the function failed: {short_literal(kind)}: {short_literal(said, 500)}")
    if isinstance(reply, list):
        if "list" not in platform.replies:
            raise ValueError(f"{platform.name} expects {_ENVELOPE}, got a bare list")
        return reply
    if not (isinstance(reply, dict) and "statusCode" in reply):
        expected = "a list of entries" if "list" in platform.replies else _ENVELOPE
        raise ValueError(f"expected {expected}, got {describe_value(reply)}")
    if "envelope" not in platform.replies:
        raise ValueError(f"{platform.name} expects a bare list, got an envelope with a statusCode")
    return _envelope_entries(reply)


def _envelope_entries(envelope: dict[str, Any]) -> list[Any]:
    status, body = envelope["statusCode"], envelope.get("body")
    if isinstance(status, bool) or status != 200:
        raise ValueError(
            f"statusCode: expected 200, got {describe_value(status)} with {describe_value(body)}"
        )
    if not isinstance(body, str):
        raise ValueError(f"body: expected the list as JSON text, got {describe_value(body)}")
    try:
        entries = strict_json(body)
    except ValueError as error:
        raise ValueError(f"body: {error}") from error
    if not isinstance(entries, list):
        raise ValueError(f"body: expected a list of entries, got {describe_value(entries)}")
    return entries
