"""The ends of a scale, declared or observed, and ratings brought onto one scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from validation.scoring import Column
from validation.statistics.alpha import Level
from validation.statistics.values import Ints, divide, order_by, run_starts, runs

Floats = NDArray[np.float64]

# What ratings may allow, the least first.
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")


@dataclass(frozen=True)
class Scale:
    """The lowest and highest score that can be given, and where that is known from."""

    low: float
    high: float
    source: str

    def to_unit(self, values: Floats) -> Floats:
        """The values with `low` at 0 and `high` at 1; a scale of one point has only 0."""
        width = self.high - self.low
        return (values - self.low) / (width if width > 0 else 1.0)


def reward_scale(target: Column, declared: Scale | None) -> Scale:
    """The range of the target's scores: declared, else [0, 1] if they fit, else the observed."""
    return declared or _unit_or_observed_scale(target.values)


def rating_scales(raters: Sequence[Column], declared: Mapping[str, Scale]) -> list[Scale]:
    """A scale a rater: the declared one; [0, 1] for judges whose scores fit it; else observed ends.

    Ratings in the data with no declared scale share their observed ends, since nothing says that
    their scales differ.
    """
    found = [r.values for r in raters if r.source == "ratings" and r.name not in declared]
    shared = _observed_scale(np.concatenate(found)) if found else None
    return [
        declared.get(rater.name)
        or (
            shared
            if rater.source == "ratings" and shared
            else _unit_or_observed_scale(rater.values)
        )
        for rater in raters
    ]


# Ranges of which less than this share is common to both are unlike.
_COMMON = 0.5


def are_unlike(raters: Sequence[Column], scales: Sequence[Scale]) -> bool:
    """Whether two raters used unlike ranges, and for one of them nobody declared the scale.

    Judges that were asked score from 0 to 1 by their contract, as far as they do; what stands in
    the data may be anything.
    """
    known = [
        (scale.low, scale.high) if rater.source != "ratings" or scale.source == "declared" else None
        for rater, scale in zip(raters, scales, strict=True)
    ]
    used = [
        ends or (float(np.nanmin(rater.values)), float(np.nanmax(rater.values)))
        for rater, ends in zip(raters, known, strict=True)
    ]
    return any(
        not (known[i] and known[j]) and _common_share(used[i], used[j]) < _COMMON
        for i in range(len(used))
        for j in range(i)
    )


def _common_share(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The common part of two ranges over what they cover together; 1 where one is a point."""
    if one[0] == one[1] or other[0] == other[1]:
        return 1.0
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(common, 0.0) / (max(one[1], other[1]) - min(one[0], other[0]))


def unit_ratings(raters: Sequence[Column], scales: Sequence[Scale], prompts: Ints) -> Floats:
    """Ratings (n, J) on 0 to 1, or ranks inside each prompt (n,) where the scales are unlike."""
    if are_unlike(raters, scales):
        return np.column_stack([_order_in_prompts(rater.values, prompts) for rater in raters])
    columns = [s.to_unit(rater.values) for rater, s in zip(raters, scales, strict=True)]
    return np.column_stack(columns) if columns else np.zeros((prompts.size, 0))


def _order_in_prompts(values: Floats, prompts: Ints) -> Floats:
    """Each rating's place among those of its prompt, 0 lowest and 1 highest; ties in the middle.

    nan for a prompt's only rating, which has no order.
    """
    known = ~np.isnan(values)
    held, owner = values[known], prompts[known]
    order = order_by(owner, held)
    group = owner[order]
    first, length = runs(run_starts(group))
    tied, many = runs(run_starts(group, held[order]))
    places = np.empty(held.size)
    ranks = (tied + (many - 1) / 2).repeat(many) - first.repeat(length)
    widths = (length - 1).repeat(length)
    places[order] = divide(ranks, widths, widths > 0)
    found = np.full(values.size, np.nan)
    found[known] = places
    return found


def _unit_or_observed_scale(values: Floats) -> Scale:
    usable = values[np.isfinite(values)]
    if usable.size and (usable.min() < 0 or usable.max() > 1):
        return _observed_scale(values)
    return Scale(0.0, 1.0, "assumed")


def _observed_scale(values: Floats) -> Scale:
    usable = values[np.isfinite(values)]
    return Scale(float(usable.min()), float(usable.max()), "observed")


@dataclass(frozen=True)
class RunAssumptions:
    """What the user says of the run.

    Attributes:
        reward_range: The least and the most that the reward may pay; None is what is observed.
        rating_scales: The scale of each rater that is declared, by the rater's name.
        generations: Replies that the run will draw for each prompt; None where nobody says.
        humans: The raters who are people, whom judges are compared with.
        std: Whether the trainer divides advantages by their group's deviation, as GRPO does.
        levels: What a rater's ratings allow, by the rater's name: "nominal" for kinds, "ordinal"
            for order alone, "interval" for distances, which is assumed of all others.
    """

    reward_range: Scale | None = None
    rating_scales: Mapping[str, Scale] = field(default_factory=dict)
    generations: int | None = None
    humans: frozenset[str] = frozenset()
    std: bool = True
    levels: Mapping[str, Level] = field(default_factory=dict)
