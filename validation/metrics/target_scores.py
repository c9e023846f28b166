"""The target's scores beside the known quality, and when the two can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rewards.scoring import Outcome, metrics_by_path
from rewards.types import Score
from validation.assumptions import RunAssumptions, Scale, reward_scale
from validation.measurement import Reason
from validation.metrics.metric import varies
from validation.scoring import Column, ScoreTable
from validation.statistics.association import Association, grades, rank_association
from validation.statistics.pairs import PairCounts, pair_counts
from validation.statistics.values import Bools, Floats, Ints

# Up to so many grades each is a tier of its own; above, there are three, of a third each.
MOST_GRADES = 10

# Samples among which a metric of the reward's own has shown itself, if there is one.
MOST_OUTCOMES = 256


@dataclass(frozen=True)
class TargetScores:
    """The scores of one column beside the prompt and the quality of each.

    What several metrics need is computed once.

    Attributes:
        table: the rows and everything that was said of them.
        declared: what the user says of the run.
        column: whose scores these are: the target's, or a judge's that is held to quality too.
    """

    table: ScoreTable
    declared: RunAssumptions
    column: Column

    @property
    def values(self) -> Floats:
        """One score a sample (n,), nan where there is none."""
        return self.column.values

    @property
    def quality(self) -> Floats:
        return self.table.quality

    @property
    def prompts(self) -> Ints:
        return self.table.prompts

    @cached_property
    def scale(self) -> Scale:
        """The reward's range."""
        return reward_scale(self.column, self.declared.reward_range)

    @cached_property
    def scored_samples(self) -> tuple[Floats, Ints]:
        """The scores that there are, and their prompts."""
        held = np.isfinite(self.values)
        return self.values[held], self.prompts[held]

    @cached_property
    def has_quality(self) -> Bools:
        """Where there is a score and a known quality."""
        return np.logical_not(np.isnan(self.values) | np.isnan(self.quality))

    @cached_property
    def has_contrast(self) -> bool:
        """Whether some replies have to score differently, as far as the data tell.

        They do not where there is one row, where all have one grade, or where each prompt has one
        reply whose grade is not known.
        """
        if varies(self.quality):
            return True
        one_each = np.unique(self.prompts).size == self.prompts.size
        return not (one_each or bool(np.isfinite(self.quality).all()))

    @cached_property
    def counts(self) -> PairCounts:
        """Pairs of one prompt and unequal quality, by whether the scores order them right."""
        return pair_counts(self.values, self.quality, self.prompts)

    @cached_property
    def association(self) -> Association:
        """Pairs of all replies, over all prompts."""
        return rank_association(self.values[self.has_quality], self.quality[self.has_quality])

    @cached_property
    def lengths(self) -> Floats:
        """The characters of each reply."""
        return np.array([len(row.sample.response) for row in self.table.rows], dtype=np.float64)

    @cached_property
    def tier(self) -> Floats:
        """The grades themselves, or 0, 1 and 2 for the thirds where there are more than ten."""
        if grades(self.quality).size <= MOST_GRADES:
            return self.quality
        low, high = outer_tiers(self.quality)
        third = 1.0 + (self.quality >= high) - (self.quality <= low)
        return np.where(np.isnan(self.quality), np.nan, third)


def outer_tiers(quality: Floats) -> tuple[float, float]:
    """The grade that the bottom reaches up to, and the one that the top begins at.

    Of qualities (n,), some of them known.
    """
    known = quality[~np.isnan(quality)]
    found = grades(known)
    if found.size <= MOST_GRADES:
        return float(found[0]), float(found[-1])
    low, high = np.quantile(known, [1 / 3, 2 / 3])
    return float(low), float(high)


def needs_scores(scores: TargetScores) -> Reason | None:
    return "no_scores" if np.isnan(scores.values).all() else None


def needs_quality(scores: TargetScores) -> Reason | None:
    """The reason why scores cannot be compared with quality over all prompts; None if they can."""
    values, quality, known = scores.values, scores.quality, scores.has_quality
    if not varies(quality):
        return "no_quality"
    if np.isnan(values).all():
        return "no_scores"
    if not varies(values):
        return "no_variation"
    if not varies(quality[known]):
        return "few_samples"
    return None if varies(values[known]) else "no_variation"


def needs_pairs(scores: TargetScores) -> Reason | None:
    """The reason why scores cannot be compared with quality inside prompts; None if they can."""
    if not varies(scores.quality):
        return "no_quality"
    if np.isnan(scores.values).all():
        return "no_scores"
    if not scores.counts.pairs.any():
        return "no_pairs"
    return None if varies(scores.values) else "no_variation"


def metric_places(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Where a metric of the reward's own sits: the paths of the scores that hold it.

    The path of the whole score is "".
    """
    found: dict[str, None] = {}
    for outcome in outcomes[:MOST_OUTCOMES]:
        if isinstance(outcome, Score):
            found.update(dict.fromkeys(metrics_by_path(outcome)))
    split = (path.rpartition(".") for path in found)
    return [place for place, _, metric in split if metric == name]


def metric_values(name: str, place: str, outcomes: Sequence[Outcome]) -> Floats:
    """One value of a metric a sample, NaN where it is not told."""
    path = ".".join(filter(None, (place, name)))
    said = (metrics_by_path(o) if isinstance(o, Score) else {} for o in outcomes)
    return np.array([metrics.get(path, np.nan) for metrics in said])
