"""Several judges of one reply: asked side by side, each rating kept, none silently missing."""

import math
import statistics
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Literal

from rewards import scoring
from rewards.metric_names import MISSING_JUDGES
from rewards.parts import as_call, merge_usage
from rewards.types import AssayError, Reward, Sample, Score, Usage

Combine = Literal["median", "mean", "minimum"]

_COMBINED: Mapping[Combine, Callable[[list[float]], float]] = {
    "median": statistics.median,
    "mean": lambda ratings: math.fsum(ratings) / len(ratings),
    "minimum": min,
}


class QuorumError(AssayError):
    """Fewer judges answered than the panel needs; `usage` is what those asked have cost."""

    def __init__(self, message: str, usage: tuple[Usage, ...] = ()) -> None:
        super().__init__(message)
        self.usage = usage


@dataclass(frozen=True, repr=False)
class Panel:
    """What several judges say of a reply, combined; made by `panel`.

    Attributes:
        judges: each judge by its name.
        combine: how their ratings become one: "median", "mean" or "minimum".
        quorum: how many must answer.
    """

    judges: Mapping[str, Reward]
    combine: Combine
    quorum: int

    def __call__(self, sample: Sample) -> Score | None:
        outcomes = self._outcomes(sample)
        if all(outcome is None for outcome in outcomes.values()):
            return None
        usage = merge_usage(u for outcome in outcomes.values() if outcome for u in outcome.usage)
        answered = {name: o for name, o in outcomes.items() if isinstance(o, Score)}
        silent = {n: _failure_reason(o) for n, o in outcomes.items() if not isinstance(o, Score)}
        if len(answered) < self.quorum:
            whys = "; ".join(f"{name}: {why}" for name, why in silent.items())
            count = f"{len(answered)} of {len(outcomes)} judges answered and {self.quorum} must"
            raise QuorumError(f"{count}: {whys}", usage)
        ratings = {name: said.value for name, said in answered.items()}
        reasons = [f"{name}: {said.reason}" for name, said in answered.items() if said.reason]
        metrics = sub_metrics(answered)
        if self.quorum < len(self.judges):  # 0 is told as well, so that a mean is right
            metrics[MISSING_JUDGES] = len(silent)
        return Score(
            _COMBINED[self.combine](list(ratings.values())),
            "; ".join([*reasons, *(f"{n}: no answer, {why}" for n, why in silent.items())]),
            ratings=ratings,
            metrics=metrics,
            usage=usage,
        )

    def _outcomes(self, sample: Sample) -> dict[str, scoring.Outcome]:
        """Each judge's, asked in a thread of its own that sees what this one's caller has set."""
        with ThreadPoolExecutor(len(self.judges)) as executor:
            futures = {
                name: executor.submit(copy_context().run, _outcome, judge, sample)
                for name, judge in self.judges.items()
            }
            return {name: future.result() for name, future in futures.items()}

    def __repr__(self) -> str:
        return as_call("panel", **self.judges, combine=self.combine, quorum=self.quorum)


def panel(*, combine: Combine = "median", quorum: int | None = None, **judges: Reward) -> Panel:
    """Two or more judges, `name=judge`, whose ratings on 0..1 are combined into one score.

    `quorum` says how many must answer, by default all of them. With fewer, a reply is an error.
    Where some may be missing, the score names them, and its metric `missing_judges` counts them.
    Each judge's rating is in `Score.ratings`, and what else it tells in the metrics `NAME.…`.
    Raises ValueError for fewer than two judges or a quorum that they cannot give; when called,
    QuorumError. A judge that rates outside 0..1 has not answered.
    """
    if len(judges) < 2:
        raise ValueError(f"expected two or more judges, as name=…; got {len(judges)}")
    for name, judge in judges.items():
        if not callable(judge):
            raise TypeError(f"judge {name!r}: expected a reward, got {scoring.describe(judge)}")
        if "." in name or name == MISSING_JUDGES:
            raise ValueError(f"judge {name!r}: expected a name without a dot, no metric of a panel")
    if combine not in _COMBINED:
        raise ValueError(f"combine: expected one of {', '.join(_COMBINED)}, got {combine!r}")
    needed = len(judges) if quorum is None else quorum
    if type(needed) is not int or not 1 <= needed <= len(judges):
        raise ValueError(f"quorum: expected 1 to {len(judges)}, got {quorum!r}")
    return Panel(judges, combine, needed)


def _outcome(judge: Reward, sample: Sample) -> scoring.Outcome:
    try:
        said = scoring.score(judge, sample)
    except scoring.ScoringError as error:
        return error
    if said is not None and not 0 <= said.value <= 1:
        problem = f"expected a rating from 0 to 1, got {said.value!r}"
        return scoring.ScoringError(sample.id, "ValueError", problem, usage=said.usage)
    return said


def _failure_reason(outcome: scoring.ScoringError | None) -> str:
    if outcome is None:
        return "it abstained"
    part = f"part {outcome.part!r}: " if outcome.part else ""
    return f"{part}{outcome.cause_type}: {outcome.cause_text}"


def sub_metrics(scores: Mapping[str, Score]) -> dict[str, float]:
    """Each judge's raw rating, its criteria, its own judges: everything behind its value."""
    return {
        f"{name}.{path}": number
        for name, said in scores.items()
        for numbers in (scoring.parts_by_path, scoring.ratings_by_path, scoring.metrics_by_path)
        for path, number in numbers(said).items()
    }
