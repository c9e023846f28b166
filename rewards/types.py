"""The vocabulary: what a reward reads and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# The roles under which the platforms send the model's turns.
ASSISTANTS = ("assistant", "nova_assistant")


class AssayError(Exception):
    """The root of every error of this kit: `except AssayError` catches them all.

    An error that Python has a class for is of that class as well, such as ValueError.
    """


@dataclass(frozen=True)
class ToolCall:
    """A call the model asked for; `arguments` are decoded, or the text itself when it cannot be.

    Attributes:
        name (str): The tool that the model called.
        arguments (any JSON): The decoded arguments, or their text where it cannot be decoded.
    """

    name: str
    arguments: Any


@dataclass(frozen=True)
class Message:
    """One turn of a conversation, as text.

    Attributes:
        role (str): Who speaks: "system", "user", "assistant", "tool".
        content (str): The text; the parts of a content in parts are joined.
        tool_calls (tuple of ToolCall): The calls that this turn makes. Default none.
        tool_call_id (str or None): Of a tool's turn: the call that it answers.
    """

    role: str
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


@dataclass(frozen=True)
class Sample:
    """One rollout: messages that end in the reply, what is known of the answer, and the rest.

    Attributes:
        id (str, int or float): As the event has it; `row-N` where it has none.
        messages (tuple of Message): The conversation; the last turn is the model's reply.
        reference_answer (any JSON): The right answer, as the dataset has it; None where unknown.
        metadata (mapping): The other columns of the row. Default empty.
        tools (tuple of mappings): The tools that the model could call. Default none.
        row (mapping): The row as it stands in the event, for what the others leave out, such as
            images and ids of tool calls; empty for a sample that was made in Python. It takes no
            part in comparisons.
    """

    id: str | int | float
    messages: tuple[Message, ...]
    reference_answer: Any = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    tools: tuple[Mapping[str, Any], ...] = ()
    row: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

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
    """What one model call cost, in tokens.

    Attributes:
        model (str): The model that was asked.
        input_tokens (int): Tokens that it read.
        output_tokens (int): Tokens that it wrote.
    """

    model: str
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class Score:
    """A finite number, why it is that number, and the numbers behind it.

    Attributes:
        value (float): The number, finite.
        reason (str): Why it is that number. Default "".
        parts (mapping of str to Score): The scores that it was made of, by name.
        ratings (mapping of str to float): Several judges' opinions of one thing, on 0..1.
        metrics (mapping of str to float): Numbers that are only observed.
        usage (tuple of Usage): What the models that were asked have cost.
    """

    value: float
    reason: str = ""
    parts: Mapping[str, "Score"] = field(default_factory=dict)
    ratings: Mapping[str, float] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    usage: tuple[Usage, ...] = ()


# Scores a sample; None means that it does not apply, which is not 0.
Reward = Callable[[Sample], Score | float | None]
