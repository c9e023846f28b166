"""JSON as its standard has it, which is less than what Python's parser takes."""

import json
from collections.abc import Sequence
from typing import Any, NoReturn


def strict_json(text: str | bytes) -> Any:
    """The value of a JSON text.

    Raises ValueError for what another parser may refuse or read otherwise: NaN and Infinity, one
    key twice in an object, bytes that are not UTF-8, half a surrogate pair, nesting without end.
    """
    written = text if isinstance(text, str) else text.decode("utf-8")
    try:
        value = json.loads(written, parse_constant=_refused, object_pairs_hook=_object)
        if "\\u" in written or isinstance(text, str):
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # raises on half a pair
    except RecursionError as error:
        raise ValueError("lists or objects nested too deep to be read") from error
    return value


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    known = dict(pairs)
    if len(known) == len(pairs):
        return known
    names = [name for name, _ in pairs]
    twice = next(name for name in names if names.count(name) > 1)
    raise ValueError(f"the key {twice!r} stands twice in one object")
