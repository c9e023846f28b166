"""Whether the reply is JSON, and of the shape that was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rewards.structured.json_reply import NotJsonError, count_values, reply_value, value_in_prose
from rewards.structured.schema import Misfit, schema_check
from rewards.types import Sample, Score


@dataclass(frozen=True)
class ValidJson:
    """1 when the reply, after its reasoning, is JSON that fits the schema, if there is one.

    `schema` is a JSON Schema (Draft 2020-12 unless it names another) and is checked when the
    reward is made; `schema_field` names the metadata field that holds the sample's own. The reply
    is the value and nothing else, bare, in one closed fence or in a tag; with `in_prose` its last
    fenced value will do, or else the last object in the text. A key given twice is refused unless
    `repeated_keys`. NaN, a number past any float and more than 64 levels are refused always.
    A reply of more than `most_values` values is not held against the schema, and does not fit:
    checking takes some microseconds a value.

    Raises ValueError for a schema that is none, refers to what it does not hold, or is missing.

    Attributes:
        schema (mapping or None): The JSON Schema that the reply must fit.
        schema_field (str or None): The metadata field that holds the sample's own schema.
        in_prose (bool): Whether the JSON may stand in other text. Default False.
        repeated_keys (bool): Whether a key may be given twice. Default False.
        most_values (int): Values of a reply that are held against the schema. Default 5,000.
        formats (bool): Whether `format` is checked; see `rewards.structured.schema`. Default True.
    """

    schema: Mapping[str, Any] | None = field(default=None, hash=False)
    schema_field: str | None = None
    in_prose: bool = False
    repeated_keys: bool = False
    most_values: int = 5_000
    formats: bool = True

    def __post_init__(self) -> None:
        if self.most_values < 1:
            raise ValueError(f"most_values: expected at least 1, got {self.most_values!r}")
        if self.schema is not None and self.schema_field is not None:
            raise ValueError("schema, schema_field: expected one of them, got both")
        if self.schema is not None:
            schema_check(self.schema, "schema", formats=self.formats)

    @property
    def extras(self) -> dict[str, str]:
        return {} if self.schema is None is self.schema_field else {"jsonschema": "json"}

    def __call__(self, sample: Sample) -> Score:
        misfit = self._check(sample)
        read = value_in_prose if self.in_prose else reply_value
        try:
            value = read(sample.response, unique_keys=not self.repeated_keys, exact=True)
        except NotJsonError as error:
            return Score(0.0, f"not JSON: {error}")
        if misfit is None:
            return Score(1.0)
        if count_values(value) > self.most_values:
            return Score(0.0, f"more than {self.most_values} values")
        wrong = misfit(value)
        return Score(1.0) if wrong is None else Score(0.0, wrong)

    def _check(self, sample: Sample) -> Misfit | None:
        if self.schema is not None:
            return schema_check(self.schema, "schema", formats=self.formats)
        if self.schema_field is None:
            return None
        place = f"metadata.{self.schema_field}"
        if self.schema_field not in sample.metadata:
            raise ValueError(f"{place}: expected a JSON Schema, got none")
        return schema_check(sample.metadata[self.schema_field], place, formats=self.formats)


# 1 when the reply is JSON and nothing else, bare or in one fence.
valid_json = ValidJson()
