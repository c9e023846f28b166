"""Whether a JSON value fits a JSON Schema (the extra "json")."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from rewards.extras import import_extra

# Says where and how a value does not fit, in a line; None where it does.
Misfit = Callable[[Any], str | None]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_check(schema: Mapping[str, Any] | bool, place: str) -> Misfit:
    """What checks values against `schema`, compiled once for equal schemas.

    The draft is the one that `$schema` names, by default 2020-12. Nothing is fetched: a `$ref`
    is inside the schema or names a published meta-schema. Raises ValueError, with `place`, for
    what is no schema or refers to what is not there.
    """
    try:
        return _compile_schema(json.dumps(schema, allow_nan=False), place)
    except TypeError as error:
        raise ValueError(f"{place}: expected a JSON Schema, got {schema!r:.200}") from error


@lru_cache(maxsize=256)
def _compile_schema(text: str, place: str) -> Misfit:
    jsonschema = import_extra("jsonschema", "json")
    schema = json.loads(text)
    if not isinstance(schema, dict | bool):
        raise ValueError(f"{place}: expected a JSON Schema, got {text[:200]}")
    draft = schema.get("$schema", _DRAFT) if isinstance(schema, dict) else _DRAFT
    kind = jsonschema.validators.validator_for({"$schema": draft}, default=None)
    if kind is None:
        raise ValueError(f"{place}: expected a known draft as $schema, got {draft!r}")
    try:
        kind.check_schema(schema)
    except jsonschema.exceptions.SchemaError as error:
        raise ValueError(f"{place}: expected a JSON Schema: {error.message[:200]}") from error
    _check_references(schema, kind, place)
    linear = jsonschema.validators.extend(kind, {"uniqueItems": _unique_items})
    validator = linear(schema, registry=import_extra("referencing", "json").Registry())
    return lambda value: _misfit(validator, value)


def _check_references(schema: Any, kind: Any, place: str) -> None:
    """Looks up every `$ref` now, so that a missing one is a fault before the first reply."""
    referencing = import_extra("referencing", "json")
    drafts = import_extra("referencing.jsonschema", "json")
    resource = drafts.specification_with(kind.META_SCHEMA["$schema"]).create_resource(schema)
    published = import_extra("jsonschema_specifications", "json").REGISTRY
    resolver = published.with_resource("", resource).crawl().resolver_with_root(resource)
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
