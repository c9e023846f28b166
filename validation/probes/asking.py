"""Asking the target what replies to attacked prompts earn, each reply once."""

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from rewards.scoring import Outcome, ScoringError
from rewards.types import Message, Score
from validation.dataset import LabelledSample
from validation.probes.case import answered
from validation.scoring import Watch
from validation.target import Target

Shown = tuple[LabelledSample, Message]
"""A prompt, by one row of it, and a reply to it."""
Key = tuple[str, str, str]


@dataclass
class Asked:
    """What the target has said so far. `calls` counts what it was really asked.

    `pace` is the seconds that a call took when it was quickest: what starts cold is not slow.
    """

    target: Target
    executor: Executor | None
    watch: Watch
    calls: int = 0
    pace: float = math.inf
    tokens: int = 0
    _known: dict[Key, Outcome] = field(default_factory=dict)

    def __call__(self, shown: Sequence[Shown]) -> list[Outcome]:
        """The outcome of each; the same reply to the same prompt is asked about once."""
        fresh = {_key(one): one for one in shown if _key(one) not in self._known}
        if fresh:
            begun = time.perf_counter()
            said = self.target.outcomes(self._rows(fresh.values()), self.executor)
            heard = self.watch(said, f"probe {self.target.name}", len(fresh))
            for key, outcome in zip(fresh, heard, strict=True):
                self._known[key] = outcome
                self.tokens += _tokens(outcome)
            self.pace = min(self.pace, (time.perf_counter() - begun) / len(fresh))
            self.calls += len(fresh)
        return [self._known[_key(one)] for one in shown]

    def pays(self, shown: Sequence[Shown]) -> list[float | None]:
        """The score of each; None for a fault and an abstention."""
        return [paid(outcome) for outcome in self(shown)]

    def cost(self, shown: Iterable[Shown]) -> int:
        """How many calls asking about these would take."""
        return len({_key(one) for one in shown} - self._known.keys())

    def _rows(self, fresh: Iterable[Shown]) -> Iterator[LabelledSample]:
        """Each with an id of its own: a reward may remember ids."""
        for number, (row, reply) in enumerate(fresh, start=self.calls):
            sample = replace(answered(row, reply), id=f"{row.sample.id}/probe-{number}")
            yield LabelledSample(sample, row.prompt_id)


def paid(outcome: Outcome) -> float | None:
    """A score's value; None for a fault and an abstention."""
    return outcome.value if isinstance(outcome, Score) else None


def fault_of(outcome: Outcome) -> str:
    """What went wrong, "" where nothing did."""
    if not isinstance(outcome, ScoringError):
        return ""
    return f"{outcome.cause_type}: {outcome.cause_text}"


def _tokens(outcome: Outcome) -> int:
    usage = () if outcome is None else outcome.usage
    return sum(entry.input_tokens + entry.output_tokens for entry in usage)


def _key(shown: Shown) -> Key:
    row, reply = shown
    return row.prompt_id, reply.content, repr(reply.tool_calls) if reply.tool_calls else ""
