"""What a judge needs of a model: one question, one reply, and what it cost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from rewards.types import Message, Usage


@dataclass(frozen=True)
class Entry:
    """One entry of a verdict: a text, a number, or one of `choices`, all numbers or all texts."""

    name: str
    description: str
    choices: tuple[int, ...] | tuple[str, ...] = ()
    kind: Literal["text", "number"] = "text"

    @property
    def schema(self) -> dict[str, Any]:
        """As JSON Schema: choices are an enum."""
        if not self.choices:
            kind = "number" if self.kind == "number" else "string"
            return {"type": kind, "description": self.description}
        kind = "integer" if isinstance(self.choices[0], int) else "string"
        return {"type": kind, "enum": list(self.choices), "description": self.description}


@dataclass(frozen=True)
class VerdictSchema:
    """The form of a verdict: an object of exactly these entries, filled in this order.

    Order matters: what a model writes first is what it bases the rest on.
    """

    entries: tuple[Entry, ...]
    name: str = "verdict"

    @property
    def schema(self) -> dict[str, Any]:
        """As JSON Schema, in the subset that Converse takes: choices are an enum."""
        return {
            "type": "object",
            "properties": {entry.name: entry.schema for entry in self.entries},
            "required": [entry.name for entry in self.entries],
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class Sampling:
    """How the model is to draw its reply; None leaves a setting to the model."""

    temperature: float | None = 0.0
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int = 1024
    reasoning: Literal["low", "medium", "high"] | None = None


GREEDY = Sampling()


@dataclass(frozen=True)
class Question:
    """Everything that decides what a model is asked.

    `system` is the same for every sample of a judge, so that a server can cache it; `history` are
    the turns before `text`. With a `form` the reply is that verdict as JSON text, else it is prose.
    `repeat` counts the askings of one question: 1 is a second, fresh one.
    """

    text: str
    system: str = ""
    history: tuple[Message, ...] = ()
    form: VerdictSchema | None = None
    sampling: Sampling = GREEDY
    repeat: int = 0


@dataclass(frozen=True)
class Reply:
    """What a model answered: the text, its tokens, the seconds it took, and which model it was.

    `truncated` says that the text stopped at the token limit and not at its end.
    """

    text: str
    input_tokens: int
    output_tokens: int
    latency: float
    model: str
    truncated: bool = False

    @property
    def usage(self) -> Usage:
        return Usage(self.model, self.input_tokens, self.output_tokens)


Ask = Callable[[Question], Reply]
"""Asks a model. Raises VerdictError for an answer that is none, or the client's own exception."""
