"""Whether a JSON value fits a JSON Schema (the extra "json")."""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from itertools import pairwise
from typing import Any
from uuid import UUID

from rewards.extras import import_extra

# Says where and how a value does not fit, in a line; None where it does.
Misfit = Callable[[Any], str | None]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_check(schema: Mapping[str, Any] | bool, place: str, *, formats: bool = True) -> Misfit:
    """What checks values against `schema`, compiled once for equal schemas.

    Numbers with a point are Decimals, so that 19.99 is a multiple of 0.01. Patterns are read as
    ECMA 262 reads them: `$` is the end of the text, and `\\d` a digit from 0 to 9. Where `formats`
    are checked, they are those of `FORMATS`; a schema may name others, which say nothing.

    The draft is the one that `$schema` names, by default 2020-12. Nothing is fetched: a `$ref`
    is inside the schema or names a published meta-schema. Raises ValueError, with `place`, for
    what is no schema or refers to what is not there.
    """
    try:
        return _compile_schema(json.dumps(schema, allow_nan=False), place, formats)
    except TypeError as error:
        raise ValueError(f"{place}: expected a JSON Schema, got {schema!r:.200}") from error


@lru_cache(maxsize=256)
def _compile_schema(text: str, place: str, formats: bool) -> Misfit:
    jsonschema = import_extra("jsonschema", "json")
    schema = json.loads(text, parse_float=Decimal)
    if not isinstance(schema, dict | bool):
        raise ValueError(f"{place}: expected a JSON Schema, got {text[:200]}")
    draft = schema.get("$schema", _DRAFT) if isinstance(schema, dict) else _DRAFT
    kind = jsonschema.validators.validator_for({"$schema": draft}, default=None)
    if kind is None:
        raise ValueError(f"{place}: expected a known draft as $schema, got {draft!r}")
    try:
        # patterns are read below, as ECMA 262 reads them and Python does not
        kind.check_schema(schema, format_checker=jsonschema.FormatChecker(formats=()))
    except jsonschema.exceptions.SchemaError as error:
        raise ValueError(f"{place}: expected a JSON Schema: {error.message[:200]}") from error
    _check_references(schema, kind, place)
    checked = {"uniqueItems": _unique_items, "multipleOf": _multiple_of}
    types = kind.TYPE_CHECKER.redefine("integer", _is_whole)
    linear = jsonschema.validators.extend(kind, checked, type_checker=types)
    validator = linear(
        schema,
        registry=import_extra("referencing", "json").Registry(),
        format_checker=_format_checker(jsonschema) if formats else None,
    )
    return lambda value: _misfit(validator, value)


def _is_whole(_: Any, value: Any) -> bool:
    if isinstance(value, Decimal | float):
        return value == int(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _multiple_of(validator: Any, divisor: Any, value: Any, schema: Any) -> Iterator[Any]:
    """As `multipleOf` is defined, for decimal numbers: the library's own divides floats."""
    if validator.is_type(value, "number") and (Fraction(value) / Fraction(divisor)).denominator > 1:
        wrong = f"{value} is not a multiple of {divisor}"
        yield import_extra("jsonschema", "json").ValidationError(wrong)


def _format_checker(jsonschema: Any) -> Any:
    checker = jsonschema.FormatChecker(formats=())
    for name, read in FORMATS.items():
        checker.checks(name, raises=(ValueError, re.error))(_text_reader(read))
    return checker


def _text_reader(read: Callable[[str], object]) -> Callable[[object], bool]:
    """Whether `read` takes the value, where it is a text; it raises ValueError or answers None."""
    return lambda value: not isinstance(value, str) or read(value) is not None


def _pattern_reader(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern, re.ASCII | re.IGNORECASE | re.VERBOSE).fullmatch


_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"


def _read_date(text: str) -> object:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None


def _read_moment(text: str) -> object:
    day, clock = text[:10], text[11:]
    joined = text[10:11] in ("T", "t", " ")
    return _read_date(day) if joined and _pattern_reader(_CLOCK)(clock) else None


# The formats that are checked, and what reads them: RFC 3339, 5321, 1123, 3986, 4122 and 6901.
FORMATS: dict[str, Callable[[str], object]] = {
    "date": _read_date,
    "date-time": _read_moment,
    "time": _pattern_reader(_CLOCK),
    "duration": _pattern_reader(
        r"P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)"
    ),
    "email": _pattern_reader(
        rf"""(?!\.)(?!.*\.\.)[\w.!\#$%&'*+/=?^`{{|}}~-]{{1,64}}(?<!\.)@
             (?:{_LABEL}(?:\.{_LABEL})*|\[[\da-f.:v]+\])"""
    ),
    "hostname": _pattern_reader(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*"),
    "ipv4": IPv4Address,
    "ipv6": lambda text: None if "%" in text else IPv6Address(text),
    "uuid": lambda text: UUID(text) if len(text) == 36 else None,
    "uri": _pattern_reader(r"[a-z][a-z0-9+.-]*:(?:[\w.~:/?\#@!$&'()*+,;=\[\]-]|%[\da-f]{2})*"),
    "uri-reference": _pattern_reader(r"(?:[\w.~:/?\#@!$&'()*+,;=\[\]-]|%[\da-f]{2})*"),
    "regex": lambda text: re.compile(_ecma_pattern(text)),
    "json-pointer": _pattern_reader(r"(?:/(?:[^~/]|~[01])*)*"),
}


def _ecma_pattern(pattern: str) -> str:
    """The pattern as Python writes what ECMA 262 reads in it."""

    def rewrite(found: re.Match[str]) -> str:
        piece = found[0]
        if piece[0] == "[" and len(piece) > 1:
            inner = _PROPERTY.sub(lambda it: _characters(it[2]), piece[1:].replace(r"\d", "0-9"))
            return "[" + inner.replace("[", r"\[")
        if name := _PROPERTY.fullmatch(piece):
            return f"[{'^' * (name[1] == 'P')}{_characters(name[2])}]"
        if piece.startswith(r"\k<"):
            return f"(?P={piece[3:-1]})"
        if piece.startswith(r"\c"):
            return re.escape(chr(ord(piece[2]) % 32))
        return _PYTHON.get(piece, piece)

    return _ECMA.sub(rewrite, pattern)


@lru_cache(maxsize=16)
def _characters(category: str) -> str:
    """The characters of a general category of Unicode, as ranges of a class."""
    wanted = _CATEGORIES.get(category, category)
    places = [
        at for at in range(sys.maxunicode + 1) if unicodedata.category(chr(at)).startswith(wanted)
    ]
    if not places:
        raise re.error(f"expected a general category of Unicode, got {category!r}")
    begins = [at for before, at in pairwise([-2, *places]) if at > before + 1]
    ends = [before for before, at in pairwise([*places, sys.maxunicode + 2]) if at > before + 1]
    return "".join(f"\\U{one:08x}-\\U{other:08x}" for one, other in zip(begins, ends, strict=True))


_PYTHON = {
    "$": r"\Z",
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    "(?<": "(?P<",
    r"\Z": "Z",
    r"\A": "A",
}
# A class of characters is one piece, in which `$` is a character.
_ECMA = re.compile(
    r"\[\^?(?:\\.|[^\\\]])*\]|\\[pP]\{\w+\}|\\k<\w+>|\\c[A-Za-z]|\\.|\(\?<(?![=!])|\$", re.DOTALL
)
_PROPERTY = re.compile(r"\\([pP])\{(\w+)\}")
_CATEGORIES = {"Letter": "L", "Number": "N", "Punctuation": "P", "Symbol": "S", "Mark": "M",
               "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll"}  # fmt: skip


def _check_references(schema: Any, kind: Any, place: str) -> None:
    """Looks up every `$ref` now, so that a missing one is a fault before the first reply; and
    writes every pattern as Python reads it, in place."""
    referencing = import_extra("referencing", "json")
    drafts = import_extra("referencing.jsonschema", "json")
    resource = drafts.specification_with(kind.META_SCHEMA["$schema"]).create_resource(schema)
    published = import_extra("jsonschema_specifications", "json").REGISTRY
    resolver = published.with_resource("", resource).crawl().resolver_with_root(resource)
    _rewrite_patterns(resource, place)
    for reference, within in _references(resource, resolver):
        try:
            within.lookup(reference)
        except referencing.exceptions.Unresolvable as error:
            wanted = "a $ref inside the schema, since nothing is fetched"
            raise ValueError(f"{place}: expected {wanted}, got {reference!r}") from error


def _references(resource: Any, resolver: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(resource.contents, dict) and isinstance(resource.contents.get("$ref"), str):
        yield resource.contents["$ref"], resolver
    for inner in resource.subresources():
        yield from _references(inner, resolver.in_subresource(inner))


def _rewrite_patterns(resource: Any, place: str) -> None:
    contents = resource.contents
    for inner in resource.subresources():
        _rewrite_patterns(inner, place)
    if not isinstance(contents, dict):
        return
    if isinstance(contents.get("pattern"), str):
        contents["pattern"] = _python_pattern(contents["pattern"], place)
    if isinstance(by_pattern := contents.get("patternProperties"), dict):
        contents["patternProperties"] = {
            _python_pattern(pattern, place): inner for pattern, inner in by_pattern.items()
        }


def _python_pattern(pattern: str, place: str) -> str:
    try:
        changed = _ecma_pattern(pattern)
        re.compile(changed)
    except re.error as error:
        raise ValueError(f"{place}: cannot read the pattern {pattern!r}: {error}") from error
    return changed


def _unique_items(validator: Any, wanted: Any, items: Any, schema: Any) -> Iterator[Any]:
    """As `uniqueItems` is defined, in linear time: the library's own is quadratic."""
    if not wanted or not validator.is_type(items, "array"):
        return
    if len({_key(item) for item in items}) < len(items):
        yield import_extra("jsonschema", "json").ValidationError("it has equal items")


def _key(item: Any) -> Any:
    """Equal for values that JSON Schema calls equal: 1 is 1.0, and neither is true."""
    if isinstance(item, dict):
        return ("object", frozenset((name, _key(inner)) for name, inner in item.items()))
    if isinstance(item, list):
        return ("array", tuple(map(_key, item)))
    return (isinstance(item, bool), item)


def _misfit(validator: Any, value: Any) -> str | None:
    error = next(validator.iter_errors(value), None)
    if error is None:
        return None
    said = error.message if len(error.message) <= 200 else f"does not fit {error.validator}"
    return f"{error.json_path[:100]}: {said}"
