"""Plain data as bytes, in a form that can be read without trusting who wrote it."""

from __future__ import annotations

import builtins
import io
import os

TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    Keep = Callable[[Any], int]

# Bytes of the longest message that is read from the other side.
LONGEST = 16 << 20
# How many files a process may have open, so that all can be closed.
MOST_FILES = os.sysconf("SC_OPEN_MAX")
_CONSTANT = {b"N": None, b"T": True, b"F": False}
_MANY: dict[bytes, type] = {b"l": list, b"t": tuple, b"S": set, b"Z": frozenset}


class CandidateGone(BaseException):
    """The other process is dead, or its message is malformed; no test may catch this."""


def send(pipe: int, message: bytes) -> None:
    """Raises CandidateGone when nobody reads it."""
    try:
        write_all(pipe, len(message).to_bytes(8, "big") + message)
    except OSError as error:
        raise CandidateGone("its process ended") from error


def mute_streams(*streams: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in streams:
        os.dup2(nothing, standard)
    os.close(nothing)


def write_all(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]


def receive(pipe: int) -> bytes:
    """Raises CandidateGone when there is no whole message to come, or one that is too long."""
    length = int.from_bytes(_read_exactly(pipe, 8), "big")
    if length > LONGEST:
        raise CandidateGone("it gave back more than is read")
    return _read_exactly(pipe, length)


def read_all(pipe: int) -> bytes:
    """All bytes until the other process closes the pipe."""
    parts = []
    while part := os.read(pipe, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _read_exactly(pipe: int, count: int) -> bytes:
    parts = []
    while count:
        part = os.read(pipe, min(count, 1 << 20))
        if not part:
            raise CandidateGone("its process ended")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def encode(value: Any, keep: Keep) -> bytes:
    """`value` and all that it holds; what is neither plain nor of the standard library's values is
    sent as the number that `keep` gives it, by which its owner finds it again.

    Subclasses of the plain types are sent as the plain type. Raises RecursionError for what holds
    itself.
    """
    parts: list[bytes] = []
    _write(value, keep, parts.append)
    return b"".join(parts)


def decode(data: bytes, find: Callable[[int], Any]) -> Any:
    """The value that `encode` was given; `find` makes what stands for a value that is not plain.

    Raises ValueError, TypeError, LookupError, ArithmeticError, AttributeError or RecursionError for
    anything else.
    """
    return _read(io.BytesIO(data), find)


def _write(value: Any, keep: Keep, out: Callable[[bytes], None]) -> None:
    if value is None or isinstance(value, bool):
        out({None: b"N\n", True: b"T\n", False: b"F\n"}[value])
    elif isinstance(value, int):
        out(b"i%x\n" % value)  # hexadecimal has no limit of digits, and takes time in proportion
    elif isinstance(value, float):
        out(b"f%s\n" % float.hex(value).encode())
    elif isinstance(value, str):
        _write_bytes(b"s", str.encode(value, "utf-8", "surrogatepass"), out)
    elif isinstance(value, bytes):
        _write_bytes(b"b", value, out)
    else:
        _write_entries(value, keep, out)


def _write_entries(value: Any, keep: Keep, out: Callable[[bytes], None]) -> None:
    kind: type = type(value)
    named = _STANDARD.get((kind.__module__, kind.__name__))
    if named is not None:
        mark, taken_apart, _ = named
        _write_many(mark, taken_apart(value), keep, out)
    elif isinstance(value, complex):
        _write_many(b"c", (value.real, value.imag), keep, out)
    elif isinstance(value, dict):
        _write_many(b"d", [half for pair in value.items() for half in pair], keep, out)
    elif name := _BUILTIN_TYPES.get(id(value)):
        _write_many(b"y", [name], keep, out)
    elif isinstance(value, tuple) and isinstance(fields := getattr(value, "_fields", 0), tuple):
        parts = [kind.__name__, list(fields), list(value), keep(value)]
        _write_many(b"n", parts, keep, out)
    else:
        many = next((mark for mark, kind in _MANY.items() if isinstance(value, kind)), None)
        if many is None:
            out(b"r%d\n" % keep(value))
        else:
            _write_many(many, value, keep, out)


def _write_bytes(mark: bytes, data: bytes, out: Callable[[bytes], None]) -> None:
    out(b"%s%d\n" % (mark, len(data)))
    out(data)


def _write_many(
    mark: bytes, values: Iterable[Any], keep: Keep, out: Callable[[bytes], None]
) -> None:
    entries = list(values)
    out(b"%s%d\n" % (mark, len(entries)))
    for entry in entries:
        _write(entry, keep, out)


def _read(data: io.BytesIO, find: Callable[[int], Any]) -> Any:
    line = data.readline()
    mark, rest = line[:1], line[1:-1]
    if line[-1:] != b"\n":
        raise ValueError("the end is missing")
    if mark in _CONSTANT:
        return _CONSTANT[mark]
    if mark in b"if":
        return int(rest, 16) if mark == b"i" else float.fromhex(rest.decode())
    number = int(rest)
    if mark == b"r":
        return find(number)
    if mark in b"sb":
        taken = data.read(max(number, 0))
        if len(taken) != number:
            raise ValueError("the length is wrong")
        return taken if mark == b"b" else taken.decode("utf-8", "surrogatepass")
    # a count that lies ends with the data
    return _read_entries(mark, (_read(data, find) for _ in range(number)), find)


def _read_entries(mark: bytes, entries: Iterator[Any], find: Callable[[int], Any]) -> Any:
    if mark == b"d":
        return dict(zip(entries, entries, strict=True))
    if mark in _MAKERS:
        return _MAKERS[mark](*entries)
    if mark == b"n":
        return _named_tuple(find, *entries)
    return complex(*entries) if mark == b"c" else _MANY[mark](entries)


def _named_tuple(
    find: Callable[[int], Any], name: str, fields: list[str], values: list[Any], place: int
) -> Any:
    """A named tuple of the same fields; what else its class has is asked of where it came from."""
    from collections import namedtuple

    owner = find(place)
    make: Any = namedtuple
    made = make(name, fields)
    return type(name, (made,), {"__getattr__": lambda _, wanted: getattr(owner, wanted)})(*values)


_BUILTIN_TYPES = {id(it): name for name, it in vars(builtins).items() if isinstance(it, type)}


def _builtin_type(name: str) -> type:
    found: type = next(it for it in vars(builtins).values() if _BUILTIN_TYPES.get(id(it)) == name)
    return found


def _made_by(module: str, name: str) -> Callable[..., Any]:
    """What makes a value of the standard library, whose module is imported when there is one."""
    return lambda *parts: getattr(__import__(module), name)(*parts)


def _time_parts(value: Any) -> list[Any]:
    parts = [getattr(value, name, None) for name in _TIME_FIELDS]
    offset = value.utcoffset() if hasattr(value, "utcoffset") else None
    return [type(value).__name__, [it for it in parts if it is not None], offset]


def _time(name: str, parts: list[int], offset: Any) -> Any:
    module = __import__("datetime")
    zone = {} if offset is None else {"tzinfo": module.timezone(offset)}
    return {"date": module.date, "time": module.time, "datetime": module.datetime}[name](
        *parts, **zone
    )


def _path(name: str, text: str) -> Any:
    return getattr(__import__("pathlib"), name)(text)


def _view(name: str, entries: list[Any]) -> Any:
    if name == "dict_keys":
        return dict.fromkeys(entries).keys()
    return dict(entries).items() if name == "dict_items" else dict(enumerate(entries)).values()


_TIME_FIELDS = ("year", "month", "day", "hour", "minute", "second", "microsecond")
# Values of the standard library that cross by value: their mark, their parts, and what makes them.
_STANDARD: dict[tuple[str, str], tuple[bytes, Callable[[Any], Any], Callable[..., Any]]] = {
    ("builtins", "range"): (b"g", lambda it: (it.start, it.stop, it.step), range),
    ("builtins", "slice"): (b"k", lambda it: (it.start, it.stop, it.step), slice),
    ("builtins", "ellipsis"): (b"E", lambda _: (), lambda: ...),
    ("builtins", "NotImplementedType"): (b"X", lambda _: (), lambda: NotImplemented),
    ("builtins", "bytearray"): (b"a", lambda it: (bytes(it),), bytearray),
    ("fractions", "Fraction"): (
        *(b"q", lambda it: (it.numerator, it.denominator)),
        _made_by("fractions", "Fraction"),
    ),
    ("decimal", "Decimal"): (b"m", lambda it: (str(it),), _made_by("decimal", "Decimal")),
    ("builtins", "memoryview"): (b"M", lambda it: (bytes(it),), memoryview),
    ("array", "array"): (b"A", lambda it: (it.typecode, list(it)), _made_by("array", "array")),
    **{
        (module, name): (b"p", lambda it: (type(it).__name__, str(it)), _path)
        for module in ("pathlib", "pathlib._local")
        for name in ("PosixPath", "PurePosixPath", "PureWindowsPath")
    },
    ("uuid", "UUID"): (b"u", lambda it: (it.hex,), _made_by("uuid", "UUID")),
    ("collections", "deque"): (
        *(b"D", lambda it: (list(it), it.maxlen)),
        _made_by("collections", "deque"),
    ),
    ("collections", "Counter"): (b"C", lambda it: (dict(it),), _made_by("collections", "Counter")),
    ("collections", "OrderedDict"): (
        *(b"o", lambda it: (list(it.items()),)),
        _made_by("collections", "OrderedDict"),
    ),
    ("datetime", "timedelta"): (
        *(b"W", lambda it: (it.days, it.seconds, it.microseconds)),
        _made_by("datetime", "timedelta"),
    ),
    **{("datetime", name): (b"w", _time_parts, _time) for name in ("date", "time", "datetime")},
    **{
        ("builtins", name): (b"v", lambda it: (type(it).__name__, list(it)), _view)
        for name in ("dict_keys", "dict_values", "dict_items")
    },
}
_MAKERS = {mark: make for mark, _, make in _STANDARD.values()} | {b"y": _builtin_type}
