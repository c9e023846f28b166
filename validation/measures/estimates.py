"""Measurements made of what each prompt adds, and of statistics that have no interval."""

import math
from collections.abc import Sequence

import numpy as np

from rewards.scoring import Outcome, metrics_by_path
from rewards.types import Score
from validation.catalogue import Reason
from validation.measurement import JACKKNIFE_FROM, Measurement, estimated_measurement
from validation.statistics.intervals import (
    UNDEFINED,
    ConfidenceInterval,
    jackknife_t,
    jackknife_t_logit,
)
from validation.statistics.pairs import PairCounts
from validation.statistics.values import Bools, Floats, Ints, divide

JACKKNIFE = "delete-one-prompt jackknife-t"
LOGIT = f"{JACKKNIFE} on the log odds"

Span = tuple[float, float]

SHARE = (0.0, 1.0)
SIGNED = (-1.0, 1.0)
OPEN = (-math.inf, math.inf)
UPWARDS = (0.0, math.inf)


def ratio_estimate(
    name: str, above: Floats, below: Floats | Ints, method: str, span: Span = SHARE
) -> Measurement:
    """Σ above / Σ below over prompts (G,), which the delete-one-prompt jackknife takes exactly.

    On the log odds for a share. A prompt that adds nothing below does not count.
    At least one has to.
    """
    counts = below > 0
    above, below = above[counts], below[counts]
    value, left = float(above.sum() / below.sum()), below.sum() - below
    left_out = divide(above.sum() - above, left, left > 0)
    if span != SHARE:
        interval, method = jackknife_t(value, left_out, span=span), f"{method}; {JACKKNIFE}"
    else:
        interval, method = jackknife_t_logit(value, left_out), f"{method}; {LOGIT}"
    return jackknife_estimate(name, value, interval, above.size, method)


def mean_estimate(name: str, values: Floats, method: str, span: Span = SHARE) -> Measurement:
    """Mean of one value a prompt (G,), nan where a prompt has none. At least one has to."""
    held = ~np.isnan(values)
    return ratio_estimate(name, values[held], np.ones(np.count_nonzero(held)), method, span)


def jackknife_estimate(
    name: str, value: float, interval: ConfidenceInterval, prompts: int, method: str
) -> Measurement:
    """A statistic whose interval is a delete-one-prompt jackknife's."""
    return estimated_measurement(name, value, interval, prompts, "prompts", method, JACKKNIFE_FROM)


def point_estimate(name: str, value: float, n: int, unit: str, method: str) -> Measurement:
    """A statistic that leaves no prompt out without being taken anew."""
    return estimated_measurement(name, value, UNDEFINED, n, unit, f"{method}; no interval", 0)


def varies(values: Floats) -> bool:
    """Whether the values, nan aside, are not all the same; false for none."""
    known = values[~np.isnan(values)]
    return bool(known.size and np.ptp(known) > 0)


def known_mask(scores: Floats, quality: Floats) -> Bools:
    """Where there is a score and a known quality."""
    known: Bools = ~(np.isnan(scores) | np.isnan(quality))
    return known


def missing_quality_reason(scores: Floats, quality: Floats) -> Reason | None:
    """Why scores cannot be held against quality over all prompts; None where they can."""
    if not varies(quality):
        return "no_quality"
    if np.isnan(scores).all():
        return "no_scores"
    if not varies(scores):
        return "no_variation"
    known = known_mask(scores, quality)
    if not varies(quality[known]):
        return "few_samples"
    return None if varies(scores[known]) else "no_variation"


def missing_pairs_reason(scores: Floats, quality: Floats, counts: PairCounts) -> Reason | None:
    """Why scores cannot be held against quality inside prompts; None where they can."""
    if not varies(quality):
        return "no_quality"
    if np.isnan(scores).all():
        return "no_scores"
    if not counts.pairs.any():
        return "no_pairs"
    return None if varies(scores) else "no_variation"


MOST_OUTCOMES = 256
"""Samples among which a metric has shown itself, if there is one."""


def metric_places(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Where the metric sits: the paths of the scores that hold it, "" for the whole one."""
    found: dict[str, None] = {}
    for outcome in outcomes[:MOST_OUTCOMES]:
        if isinstance(outcome, Score):
            found.update(dict.fromkeys(metrics_by_path(outcome)))
    split = (path.rpartition(".") for path in found)
    return [place for place, _, metric in split if metric == name]


def metric_values(name: str, place: str, outcomes: Sequence[Outcome]) -> Floats:
    """One value a sample, NaN where the metric is not told."""
    path = ".".join(filter(None, (place, name)))
    said = (metrics_by_path(o) if isinstance(o, Score) else {} for o in outcomes)
    return np.array([metrics.get(path, np.nan) for metrics in said])
