"""A request against the service's own model: what botocore leaves to the service to refuse.

botocore checks types, required members and minimums before it sends a request. A maximum, a
pattern and the values of an enum pass it ("not an arn", 17 samples a prompt), and then the service
refuses a paid run.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rewards.extras import import_extra


@dataclass(frozen=True)
class RequestProblem:
    """One value that the service would refuse.

    Attributes:
        path: the members that lead to it, joined by dots.
        says: what is wrong, and what was expected.
    """

    path: str
    says: str


def check_request_shape(
    service: str, operation: str, request: Mapping[str, Any]
) -> list[RequestProblem]:
    """What the service's model refuses in a request: types, required members, unknown members,
    lengths and ranges, patterns, and enums.

    `service` and `operation` are botocore's names: bedrock, CreateModelCustomizationJob.
    """
    model = _find_service(service).operation_model(operation)
    return list(_check_shape(model.input_shape, request, ""))


@cache
def _find_service(service: str) -> Any:
    session = import_extra("botocore.session", "validation").get_session()
    return session.get_service_model(service)


def _check_shape(shape: Any, value: Any, path: str) -> Iterator[RequestProblem]:
    if not _is_of_kind(shape, value):
        yield RequestProblem(path, f"{value!r} is no {_EXPECTED[shape.type_name][1]}")
        return
    match shape.type_name:
        case "structure":
            yield from _check_structure(shape, value, path)
        case "list" | "map":
            yield from _check_bounds(shape, len(value), "entries", path)
            yield from _check_entries(shape, value, path)
        case "string":
            yield from _check_text(shape, value, path)
        case "integer" | "long" | "float" | "double":
            yield from _check_bounds(shape, value, "", path)


_EXPECTED: Mapping[str, tuple[Any, str]] = {
    "structure": (Mapping, "object"),
    "list": (Sequence, "list"),
    "map": (Mapping, "object"),
    "string": (str, "text"),
    "integer": (int, "whole number"),
    "long": (int, "whole number"),
    "float": (int | float, "number"),
    "double": (int | float, "number"),
    "boolean": (bool, "true or false"),
    "timestamp": (object, "time"),
    "blob": (object, "bytes"),
}


def _is_of_kind(shape: Any, value: Any) -> bool:
    is_flag = isinstance(value, bool) and shape.type_name != "boolean"
    return isinstance(value, _EXPECTED[shape.type_name][0]) and not is_flag


def _check_structure(shape: Any, value: Mapping[str, Any], path: str) -> Iterator[RequestProblem]:
    inside = f"{path}." if path else ""
    for name in shape.required_members:
        if value.get(name) is None:
            yield RequestProblem(f"{inside}{name}", "it is required and missing")
    for name, item in value.items():
        if name not in shape.members:
            known = ", ".join(sorted(shape.members))
            yield RequestProblem(f"{inside}{name}", f"it is no member; expected {known}")
        elif item is not None:
            yield from _check_shape(shape.members[name], item, f"{inside}{name}")


def _check_entries(shape: Any, value: Any, path: str) -> Iterator[RequestProblem]:
    if shape.type_name == "list":
        for at, item in enumerate(value):
            yield from _check_shape(shape.member, item, f"{path}[{at}]")
        return
    for key, item in value.items():
        yield from _check_shape(shape.key, key, f"{path}.{key}")
        yield from _check_shape(shape.value, item, f"{path}.{key}")


def _check_text(shape: Any, value: str, path: str) -> Iterator[RequestProblem]:
    yield from _check_bounds(shape, len(value), "characters", path)
    if shape.enum and value not in shape.enum:
        yield RequestProblem(path, f"{value!r}: expected one of {', '.join(shape.enum)}")
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not re.search(f"\\A(?:{as_python(pattern)})\\Z", value):
        yield RequestProblem(path, f"{value!r} does not match {pattern}")


# Classes of characters that Python's expressions lack, as a class of its own that holds each: what
# the service takes is never refused, and a few texts more pass.
_CLASSES = {"L": r"\w", "N": r"\w", "Z": r"\s", "Alnum": "0-9A-Za-z", "ASCII": r"\x00-\x7f"}
_ANY = r"\w\W"


def as_python(pattern: str) -> str:
    """A pattern of a service's model, which is Java's, as an expression of Python's."""
    return re.sub(r"\\p\{(\w+)\}", lambda found: _CLASSES.get(found[1], _ANY), pattern)


def _check_bounds(shape: Any, size: float, unit: str, path: str) -> Iterator[RequestProblem]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    said = f"{size:g} {unit}".rstrip()
    if low is not None and size < low:
        yield RequestProblem(path, f"{said}: expected at least {low}")
    if high is not None and size > high:
        yield RequestProblem(path, f"{said}: expected at most {high}")
