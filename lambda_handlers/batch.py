"""A batch after it was scored, and what can be counted in it."""

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lambda_handlers.health import Groups, groups
from rewards.parts import merged
from rewards.scoring import Outcome, ScoringError
from rewards.types import Sample, Score, Usage

_ASKING = frozenset({"judges", "botocore", "boto3", "httpx", "aws_lambda_powertools"})
"""The packages whose exceptions say that a judge gave no verdict, or could not be asked."""


@dataclass(frozen=True)
class Batch:
    """The samples of one event, what scoring each came to, and the seconds that all of it took."""

    samples: Sequence[Sample]
    outcomes: Sequence[Outcome]
    seconds: float

    @cached_property
    def faults(self) -> list[ScoringError]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, ScoringError)]

    @cached_property
    def judge_failures(self) -> int:
        """The faults whose cause is a judge's; an exception that crossed processes is unknown."""
        return sum(_is_a_judge_s(fault.__cause__) for fault in self.faults)

    @cached_property
    def abstentions(self) -> int:
        return sum(outcome is None for outcome in self.outcomes)

    @cached_property
    def no_response(self) -> int:
        return sum(not sample.answered for sample in self.samples)

    @cached_property
    def rewards(self) -> list[float]:
        """What the reward itself has scored: no fault's number, and no floor."""
        return [score.value for _, score in self._scored]

    @cached_property
    def groups(self) -> Groups:
        return groups((sample, score.value) for sample, score in self._scored)

    @cached_property
    def tokens(self) -> tuple[Usage, ...]:
        return merged(usage for outcome in self.outcomes if outcome for usage in outcome.usage)

    @property
    def _scored(self) -> Iterator[tuple[Sample, Score]]:
        for sample, outcome in zip(self.samples, self.outcomes, strict=True):
            if isinstance(outcome, Score) and sample.answered:
                yield sample, outcome


def _is_a_judge_s(cause: BaseException | None) -> bool:
    if cause is None:
        return False
    kinds = (kind.__module__.partition(".")[0] for kind in type(cause).__mro__)
    return any(kind in _ASKING for kind in kinds) or (isinstance(cause, OSError) and _asked(cause))


def _asked(cause: BaseException) -> bool:
    """Whether it was raised on the way through a judge: there was no time left, or no connection.

    A ValueError on that way is another's fault, such as that of a sample without a reference.
    """
    frames = (frame for frame, _ in traceback.walk_tb(cause.__traceback__))
    return any(frame.f_globals.get("__name__", "").startswith("judges.") for frame in frames)
