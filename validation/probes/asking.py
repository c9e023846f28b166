"""Asking the target what replies to attacked prompts earn, each reply once."""

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from rewards.scoring import Outcome, ScoringError
from rewards.types import Message, Score
from validation.dataset import LabelledSample
from validation.probes.case import sample_with_reply
from validation.scoring import Watch
from validation.targets.target import Target

PromptReply = tuple[LabelledSample, Message]
"""A prompt, by one row of it, and a reply to it."""
ReplyKey = tuple[str, str, str]


@dataclass
class Asker:
    """What the target has said so far. `calls` counts what it was really asked.

    `pace` is the seconds that a call took when it was quickest: what starts cold is not slow.
    """

    target: Target
    executor: Executor | None
    watch: Watch
    calls: int = 0
    pace: float = math.inf
    tokens: int = 0
    _known: dict[ReplyKey, Outcome] = field(default_factory=dict)

    def __call__(self, shown: Sequence[PromptReply]) -> list[Outcome]:
        """The outcome of each; the same reply to the same prompt is asked about once."""
        fresh = {_reply_key(one): one for one in shown if _reply_key(one) not in self._known}
        if fresh:
            begun = time.perf_counter()
            said = self.target.outcomes(self._rows(fresh.values()), self.executor)
            heard = self.watch(said, f"probe {self.target.name}", len(fresh))
            for key, outcome in zip(fresh, heard, strict=True):
                self._known[key] = outcome
                self.tokens += _token_count(outcome)
            self.pace = min(self.pace, (time.perf_counter() - begun) / len(fresh))
            self.calls += len(fresh)
        return [self._known[_reply_key(one)] for one in shown]

    def pays(self, shown: Sequence[PromptReply]) -> list[float | None]:
        """The score of each; None for a fault and an abstention."""
        return [pay_of(outcome) for outcome in self(shown)]

    def cost(self, shown: Iterable[PromptReply]) -> int:
        """How many calls asking about these would take."""
        return len({_reply_key(one) for one in shown} - self._known.keys())

    def _rows(self, fresh: Iterable[PromptReply]) -> Iterator[LabelledSample]:
        """Each with an id of its own: a reward may remember ids."""
        for number, (row, reply) in enumerate(fresh, start=self.calls):
            sample = replace(sample_with_reply(row, reply), id=f"{row.sample.id}/probe-{number}")
            yield LabelledSample(sample, row.prompt_id)


def pay_of(outcome: Outcome) -> float | None:
    """A score's value; None for a fault and an abstention."""
    return outcome.value if isinstance(outcome, Score) else None


def fault_of(outcome: Outcome) -> str:
    """What went wrong, "" where nothing did."""
    if not isinstance(outcome, ScoringError):
        return ""
    return f"{outcome.cause_type}: {outcome.cause_text}"


def _token_count(outcome: Outcome) -> int:
    usage = () if outcome is None else outcome.usage
    return sum(entry.input_tokens + entry.output_tokens for entry in usage)


def _reply_key(shown: PromptReply) -> ReplyKey:
    row, reply = shown
    return row.prompt_id, reply.content, repr(reply.tool_calls) if reply.tool_calls else ""


CALLS, CALLS_TO_MODELS = 20_000, 3_000
_SLOW = 0.01
"""Seconds a call, from which a target is spared as one that asks a model is."""
_PATIENCE, _LEAST = 45.0, 1_500
"""Seconds that calls of a slow target may take in all, and the fewest that are made of it."""
_LAZY = 25
"""Answers that a lazy policy may give, each of which the screened prompts are told."""
_FOR_SCREENING = 0.5
"""The share of the calls that screening may take at most."""


@dataclass(frozen=True)
class Budget:
    """`calls` in all; so many prompts are `screened`, and a `search` may take so many calls.

    `beside` are the calls that a prompt takes beside the attacks: gold, wrongs, rewordings. They
    are spent on `only` these attacks, where any are named.
    """

    calls: int
    screened: int
    search: int
    beside: int = 15
    only: frozenset[str] = frozenset()

    def left(self, ask: Asker) -> int:
        """The calls left to be made."""
        return max(self.calls - ask.calls, 0)

    def for_the_rest(self, ask: Asker, screened: int) -> int:
        """The calls left for other prompts, beside what the lazy answers to those screened take."""
        return max(self.left(ask) - (_LAZY + self.beside) * screened, 0)

    def for_screening(self, ask: Asker) -> int:
        """The calls left for screening."""
        return max(int(self.calls * _FOR_SCREENING) - ask.calls, 0)


def budget_of(ask: Asker, calls: int | None, only: frozenset[str]) -> Budget:
    """By what was seen of the first calls: whether they cost tokens, or time."""
    dear = ask.tokens > 0 or (ask.calls > 0 and ask.pace > _SLOW)
    default, screened, search = (CALLS_TO_MODELS, 8, 40) if dear else (CALLS, 24, 300)
    if dear and not ask.tokens:
        default = min(default, max(_LEAST, int(_PATIENCE / ask.pace)))
    most = default if calls is None else calls
    return Budget(most, max(min(screened, most // 150), 1), search, only=only)
