"""One row of a batch, in any dialect, as a sample."""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rewards.types import Sample
from rewards.wire.conversation import Conversation, conversation, rollout
from rewards.wire.errors import shown
from rewards.wire.gold import one_reference, verl_gold
from rewards.wire.message import WireMessage

_LONGEST = 1024
"""Bits of a whole number as an id: those of the largest double, which other JSON parsers hold."""


def _id(value: object) -> object:
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


Identifier = Annotated[Any, BeforeValidator(_id)]
"""A string or a number, kept as it came; None where there is none."""


class Row(BaseModel):
    """One sample as it arrives; fields without a name here are kept as its metadata.

    A row with `messages` is nothing but that: only one without them is asked for its dialect.
    """

    model_config = ConfigDict(extra="allow", strict=True)

    id: Identifier = None
    messages: Annotated[list[WireMessage], Field(min_length=1)] | None = None
    reference_answer: Any = None
    metadata: Any = None
    tools: list[dict[str, Any]] | None = None

    def sample(self, position: int) -> Sample:
        """The sample at this position of its batch.

        Raises WireError, with the place, for a row of no dialect, and for two different golds.
        """
        said = self._conversation()
        metadata = self._metadata(said.keys)
        nested = metadata.pop("reference_answer", None)
        return Sample(
            id=f"row-{position}" if self.id is None else self.id,
            messages=rollout(said.messages),
            reference_answer=one_reference(self.reference_answer, nested, said.gold),
            metadata=metadata,
            tools=tuple(self.tools or ()),
        )

    def _conversation(self) -> Conversation:
        extra = self.model_extra or {}
        if self.messages is None:
            return conversation(extra)
        messages = [message.message() for message in self.messages]
        return Conversation(messages, verl_gold(extra) if "reward_model" in extra else None)

    def _metadata(self, read: Sequence[str]) -> dict[str, Any]:
        """Every column that was not `read` as something else; those under `metadata` come first."""
        rest = dict(self.model_extra or {})
        for name in read:
            rest.pop(name, None)
        if self.metadata is None:
            return rest
        if isinstance(self.metadata, Mapping):
            return {**self.metadata, **rest}
        return {**rest, "metadata": self.metadata}
