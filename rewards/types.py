"""The vocabulary: what a reward reads and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ASSISTANTS = ("assistant", "nova_assistant")
"""The roles under which the platforms send the model's turns."""


class AssayError(Exception):
    """The root of every error of this kit: `except AssayError` catches them all.

    An error that Python has a class for is of that class as well, such as ValueError.
    """


@dataclass(frozen=True)
class ToolCall:
    """A call the model asked for; `arguments` are decoded, or the text itself when it cannot be."""

    name: str
    arguments: Any


@dataclass(frozen=True)
class Message:
    """One turn of a conversation, as text."""

    role: str
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


@dataclass(frozen=True)
class Sample:
    """One rollout: messages that end in the reply, what is known of the answer, and the rest."""

    id: str | int | float
    messages: tuple[Message, ...]
    reference_answer: Any = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    tools: tuple[Mapping[str, Any], ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the last turn is the model's, so that there is a reply to grade."""
        return bool(self.messages) and self.messages[-1].role in ASSISTANTS

    @property
    def response(self) -> str:
        """The model's reply, or "" where there is none: an earlier turn is never graded."""
        last = self.messages[-1] if self.messages else None
        return last.content if last and last.role in ASSISTANTS else ""


@dataclass(frozen=True)
class Usage:
    """What one model call cost, in tokens."""

    model: str
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class Score:
    """A finite number, why it is that number, and the numbers behind it.

    `parts` are the scores it was made of, by name; `ratings` are several judges' opinions of one
    thing, on 0..1; `metrics` are only observed; `usage` is what the models asked have cost.
    """

    value: float
    reason: str = ""
    parts: Mapping[str, "Score"] = field(default_factory=dict)
    ratings: Mapping[str, float] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    usage: tuple[Usage, ...] = ()


Reward = Callable[[Sample], Score | float | None]
"""Scores a sample; None means that it does not apply, which is not 0."""
