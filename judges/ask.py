"""What a judge needs of a model: one question, one reply, and what it cost.

    Question ──▶ Ask ──▶ Reply            Ask = Callable[[Question], Reply]

An Ask is any function of a Question: `Bedrock("…")`, `OpenAICompatible("…")`, one of them within
`Paced` or `Remembered`, or in a test a function that answers at once:

```python
def ask(question: Question) -> Reply:
    return Reply('{"reason": "It is polite.", "rating": 5}', 210, 14, 0.4, "a-model")
```

Around a whole run `judges.asking` decides how each Ask is called: from a store, on a bill.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from rewards.types import Message, Usage


@dataclass(frozen=True)
class Entry:
    """One entry of a verdict: a text, a number, or one of `choices`.

    Attributes:
        name: the entry's key in the JSON object.
        description: what the model is told of it.
        choices: the only values allowed, all whole numbers or all texts; empty allows any.
        kind: whether an entry without choices is a text or a number.
    """

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

    Attributes:
        entries: the entries, in their order.
        name: the name of the form, and of the tool that a model fills it with.
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
    """How the model draws its reply; None leaves a setting to the model.

    Attributes:
        temperature: 0 draws the likeliest token; None for models that take no temperature.
        top_p: the share of probability from which tokens are drawn.
        top_k: the number of likeliest tokens from which one is drawn.
        max_tokens: the most tokens of the reply, reasoning included.
        reasoning: how much the model reasons before it answers; None leaves it to the model. Not
            every model takes every value, and a server refuses what it does not take.
    """

    temperature: float | None = 0.0
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int = 1024
    reasoning: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = None


GREEDY = Sampling()


@dataclass(frozen=True)
class Question:
    """Everything that decides what a model is asked.

    Attributes:
        text: what is asked: the user's last message.
        system: the same for every sample of a judge, so that a server can cache it.
        history: the turns before `text`.
        form: the reply is this verdict as JSON text; unset, it is prose.
        sampling: how the model draws its reply.
        repeat: how often the question was asked before; with 1 a stored reply to 0 is not used.
    """

    text: str
    system: str = ""
    history: tuple[Message, ...] = ()
    form: VerdictSchema | None = None
    sampling: Sampling = GREEDY
    repeat: int = 0


@dataclass(frozen=True)
class Reply:
    """What a model answered.

    Attributes:
        text: prose, or the verdict as JSON.
        input_tokens: how many tokens were read, cached ones included.
        output_tokens: how many tokens were written.
        latency: seconds that the last attempt took.
        model: the model that was asked.
        truncated: whether the text stopped at the token limit and not at its end.
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


# Asks a model; raises VerdictError for an answer that cannot be used, or the client's error.
Ask = Callable[[Question], Reply]
