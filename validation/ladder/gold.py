"""What a row's reference says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rewards.types import Sample
from validation.ladder.rung import Kind
from validation.ladder.solution import Solution


@dataclass(frozen=True)
class Gold:
    """The reference of a `sample`: its kind, the `text` of its answer, and what is around it.

    `also` are other texts that are as right, and `others` the wrong ones where the set is closed;
    `options` are those of a choice by letter, and `value` is the JSON or the tool calls. `held` is
    the object that has the answer as its one value, {} where it stands in none.
    """

    sample: Sample
    kind: Kind
    text: str
    seed: str
    solution: Solution | None = None
    also: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    value: Any = None
    held: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""

    @property
    def is_reasoned(self) -> bool:
        """Whether the reference says how its answer is worked out."""
        return self.solution is not None and bool(self.solution.reasoning.strip())

    @property
    def prompt(self) -> str:
        """What is asked of the model: the instructions and the user's turns."""
        asked = self.sample.messages
        return "\n".join(turn.content for turn in asked if turn.role in ("system", "user"))
