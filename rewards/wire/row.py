"""One row of a batch, in any dialect, as a sample."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import CoreConfig, SchemaValidator, core_schema

from rewards.types import Sample
from rewards.wire.conversation import Conversation, completed, conversation, rollout
from rewards.wire.errors import shown
from rewards.wire.gold import one_reference
from rewards.wire.message import MESSAGE, optional

_LONGEST = 1024
"""Bits of a whole number as an id: those of the largest double, which other JSON parsers hold."""


def read_row(row: object, position: int) -> Sample:
    """The sample of the row at this position of its batch.

    A column without a name here is kept as metadata. A row whose `messages` end in a reply is
    nothing but that, and a gold: only another is asked for its dialect. Raises pydantic_core's
    ValidationError for columns of another form, and WireError, with the place, for a row of no
    dialect and for two different golds.
    """
    columns: dict[str, Any] = _ROW.validate_python(row)
    id_, messages, reference, metadata, tools = (columns.pop(name) for name in _COLUMNS)
    said = _conversation(messages, columns)
    rest = _metadata(metadata, columns, said.keys)
    nested = rest.pop("reference_answer", None)
    return Sample(
        id=f"row-{position}" if id_ is None else id_,
        messages=rollout(said.messages),
        reference_answer=one_reference(reference, nested, said.gold),
        metadata=rest,
        tools=tuple(tools or ()),
    )


def identifier(value: object) -> object:
    """A string or a number, as it came; None where there is none. Raises ValueError for others."""
    if value is None:
        return value
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise ValueError(f"expected text that can be written as UTF-8, got {value!r}")
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > _LONGEST:
            raise ValueError(f"expected a number of at most {_LONGEST} bits")
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise ValueError(f"expected a string or a number, got {shown(value)}")


def _conversation(messages: Sequence[Any] | None, others: Mapping[str, Any]) -> Conversation:
    if messages is None:
        return conversation(others)
    return completed(messages, others) if others else Conversation(messages)


def _metadata(metadata: Any, others: Mapping[str, Any], read: Sequence[str]) -> dict[str, Any]:
    """Every column that was not `read` as something else; those under `metadata` come first."""
    rest = {name: value for name, value in others.items() if name not in read}
    if metadata is None:
        return rest
    if isinstance(metadata, Mapping):
        return {**metadata, **rest}
    return {**rest, "metadata": metadata}


_IDENTIFIER = core_schema.no_info_before_validator_function(identifier, core_schema.any_schema())
_OBJECT = core_schema.dict_schema(core_schema.str_schema())
_COLUMNS = {
    "id": optional(_IDENTIFIER),
    "messages": optional(core_schema.list_schema(MESSAGE, min_length=1)),
    "reference_answer": optional(core_schema.any_schema()),
    "metadata": optional(core_schema.any_schema()),
    "tools": optional(core_schema.list_schema(_OBJECT)),
}
# The core of pydantic by itself: a model would load the rest, half of a function's cold start.
_ROW = SchemaValidator(
    core_schema.typed_dict_schema(_COLUMNS, extra_behavior="allow"), CoreConfig(strict=True)
)
