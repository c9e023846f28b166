"""Judging by named criteria: each has its choices, its weight, and its own part of the score."""

import math
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import Literal

from judges.ask import GREEDY, Ask, Entry, Sampling, VerdictSchema
from judges.prompt import REASON, Against, Criterion, JudgePrompt, check_view, run_judge
from judges.verdict import Verdict
from rewards.parts import score_parts, total_usage
from rewards.types import Sample, Score


@dataclass(frozen=True)
class Criteria:
    """The weighted mean of the criteria, each judged by its choices; every one is a part.

    They are asked about in one question (`together`), or each in a question of its own (`apart`),
    which costs more and keeps one criterion's opinion out of the next one's. Raises ValueError for
    no criteria, the same name twice or an unknown setting; when called, what `Judge` raises: a
    criterion that the model leaves out or judges twice is an error and never left out of the mean.
    """

    ask: Ask
    criteria: tuple[Criterion, ...]
    _: KW_ONLY
    asking: Literal["together", "apart"] = "together"
    against: Against = "nothing"
    shown: tuple[str, ...] = ()
    sampling: Sampling = GREEDY

    def __post_init__(self) -> None:
        names = [criterion.name for criterion in self.criteria]
        if not names or len({*names}) < len(names):
            raise ValueError(f"criteria: expected one or more, all different, got {names}")
        if self.asking not in ("together", "apart"):
            raise ValueError(f"asking: expected together or apart, got {self.asking!r}")
        check_view(self.against, self.shown)

    def __call__(self, sample: Sample) -> Score:
        if self.asking == "together":
            return run_judge(self._brief(self.criteria), self.ask, sample, self._whole)
        parts = {c.name: partial(self._one, c) for c in self.criteria}
        return self._mean(dict(score_parts(parts, sample)))

    def _one(self, criterion: Criterion, sample: Sample) -> Score:
        brief = self._brief((criterion,))
        return run_judge(brief, self.ask, sample, lambda verdict: _part(criterion, verdict))

    def _brief(self, criteria: tuple[Criterion, ...]) -> JudgePrompt:
        entries = (entry for criterion in criteria for entry in _entries(criterion))
        rules = "\n\n".join(["Judge the reply by each of these:", *map(_rule, criteria)])
        return JudgePrompt(
            rules, VerdictSchema(tuple(entries)), self.against, self.shown, self.sampling
        )

    def _whole(self, verdict: Verdict) -> Score:
        return self._mean({c.name: _part(c, verdict) for c in self.criteria})

    def _mean(self, parts: Mapping[str, Score]) -> Score:
        weights = math.fsum(criterion.weight for criterion in self.criteria)
        total = math.fsum(c.weight * parts[c.name].value for c in self.criteria)
        reason = "; ".join(f"{name}: {part.reason}" for name, part in parts.items())
        return Score(total / weights, reason, parts=parts, usage=total_usage(parts.values()))


def _entries(criterion: Criterion) -> tuple[Entry, Entry]:
    name = criterion.name
    return (
        Entry(name + REASON, f"What in the reply decides on {name}, step by step."),
        Entry(name, f"The choice for {name}.", criterion.choices),
    )


def _rule(criterion: Criterion) -> str:
    choices = " / ".join(criterion.choices)
    return f"{criterion.name}: {criterion.says}\nIts choices, from worst to best: {choices}"


def _part(criterion: Criterion, verdict: Verdict) -> Score:
    choice = verdict.text(criterion.name)
    return Score(criterion.value(choice), f"{choice}: {verdict.text(criterion.name + REASON)}")
