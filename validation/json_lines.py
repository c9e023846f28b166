"""Lines of JSON out of pieces of a file, and what a line holds, as the handler's parser reads it.

pieces ──▶ split_blocks ──▶ blocks of whole lines
line ──▶ orjson ──▶ could json read it otherwise? ─no─▶ the object
                                └─yes─▶ json, which also says what is wrong
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from pydantic import TypeAdapter

from rewards.wire.event import unique_object

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def split_blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes without a byte order mark, each block ending where a line ends."""
    held: list[bytes] = []
    first = True
    for piece in pieces:
        cut = piece.rfind(b"\n") + 1
        if not cut:
            held.append(piece)
            continue
        block = b"".join((*held, piece[:cut]))
        held = [piece[cut:]]
        yield block.removeprefix(_BYTE_ORDER_MARK) if first else block
        first = False
    rest = b"".join(held)
    if rest:
        yield rest.removeprefix(_BYTE_ORDER_MARK) if first else rest


# Says what is no JSON, and no object, in the words of every other error.
_LINE = TypeAdapter(dict[str, Any])
# An escape of half a character, which Lambda's runtime reads and pydantic does not.
_SURROGATE = re.compile(rb"(?<=\\)u[dD][89a-fA-F][\da-fA-F]{2}")


def decode_object(line: bytes) -> dict[str, Any]:
    """The object of a line, the same as `json.loads` makes of it.

    Raises ValueError, or pydantic's ValidationError, for what is no JSON, no object, or has a key
    twice in one object.
    """
    value = _decode_fast(line)
    if value is not None:
        return value
    _LINE.validate_json(_SURROGATE.sub(b"ufffd", line))
    decoded: dict[str, Any] = json.loads(line, object_pairs_hook=unique_object)
    return decoded


_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = b"0" * 16  # a whole number of more than 64 bits is a float to orjson
_DEEPEST = 190  # pydantic reads lists in lists no deeper than some 200
_HIDING = b"u0022"  # a quote as an escape, which orjson writes as a quote


def _decode_fast(line: bytes) -> dict[str, Any] | None:
    """The object as orjson reads it; None where json might read it otherwise, or refuse it.

    orjson keeps the last of two equal keys. Where none is dropped, the object is written again
    with as many quotes as the line has.
    """
    if (
        line.count(b"{") + line.count(b"[") > _DEEPEST
        or _LONG_NUMBER in line.translate(_ZEROS)
        or _HIDING in line
    ):
        return None
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if type(value) is not dict or orjson.dumps(value).count(b'"') != line.count(b'"'):
        return None
    return value
