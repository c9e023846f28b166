"""The ends of a scale, declared or observed, and ratings brought onto one scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from validation.scoring import Column

Floats = NDArray[np.float64]


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
    """

    reward_range: Scale | None = None
    rating_scales: Mapping[str, Scale] = field(default_factory=dict)
    generations: int | None = None
    humans: frozenset[str] = frozenset()
