"""What the parts of a composed reward are worth, and what of them the whole score loses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from rewards.scoring import parts_by_path
from rewards.types import Score
from validation.measurement import Measurement
from validation.metrics.metric import OPEN, Estimate, Found, Metric, Ratio, Undefined
from validation.metrics.target_scores import TargetScores
from validation.statistics import advantage
from validation.statistics.icc import centre_by_prompt
from validation.statistics.intervals import wilson
from validation.statistics.values import Floats, Ints, prompt_count, sum_by_prompt

_FIX = "weigh the parts so that none undoes another, or multiply where all of them are needed"


@dataclass(frozen=True)
class PartScores:
    """The scores (n,), the parts by their path, and the parts (n, P) that hold no others."""

    values: Floats
    prompts: Ints
    parts: Mapping[str, Floats]
    leaves: Floats


def _cancelled_groups(scores: PartScores) -> Found:
    variances = [advantage.prompt_variances(part, scores.prompts) for part in scores.leaves.T]
    varied = np.logical_or.reduce([found > advantage.ALIKE**2 for found in variances])
    scored = ~np.isnan(advantage.prompt_variances(scores.values, scores.prompts))
    n = int(np.count_nonzero(varied & scored))
    if n == 0:
        return Undefined("parts_alike")
    value = advantage.cancelled_share(scores.leaves, scores.values, scores.prompts)
    return Estimate(value, n, interval=partial(wilson, value * n, n))


def _collapsed_compositions(scores: PartScores) -> Found:
    value = advantage.collapsed_share(scores.leaves, scores.values, scores.prompts)
    if np.isnan(value):
        return Undefined("parts_alike")
    complete = ~np.isnan(scores.leaves).any(axis=1) & ~np.isnan(scores.values)
    return Estimate(value, int(complete.sum()))


_metric = partial(Metric[PartScores], theme="parts")
_loss_metric = partial(_metric, fix=_FIX, direction="at_most")

PART_VARIANCE_SHARE = _metric(
    "part_variance_share",
    "this part's share of the score's variance inside prompts; below 0 it works against the rest",
    fix="a part that should speak and does not needs more weight, or finer grades",
    interval=OPEN,
)
WHOLE: tuple[Metric[PartScores], ...] = (
    _loss_metric(
        "cancelled_groups",
        "share of prompts whose parts vary while the whole score does not",
        method="of prompts in which some part varies; Wilson",
        of=_cancelled_groups,
    ),
    _loss_metric(
        "collapsed_compositions",
        "share of pairs of one prompt that differ in some part and score the same all the same",
        method="of pairs of one prompt that differ in some part",
        unit="samples",
        of=_collapsed_compositions,
    ),
)

PARTS = (PART_VARIANCE_SHARE, *WHOLE)


def measure_parts(scores: TargetScores) -> Iterator[Measurement]:
    """Each part's share of the variance inside prompts, and what of the parts the sum loses."""
    parts = _part_values(scores)
    if not parts:
        for metric in WHOLE:
            nothing = metric.report(Undefined("no_parts", method="parts of a score"))
            yield replace(nothing, unit="prompts")
        return
    leaves = np.column_stack([parts[path] for path in parts if not _child_paths(parts, f"{path}.")])
    found = PartScores(scores.values, scores.prompts, parts, leaves)
    for path, weight in _part_weights(parts, found.values, found.prompts):
        yield PART_VARIANCE_SHARE.report(_part_variance_share(found, path, weight), path)
    for metric in WHOLE:
        yield metric.take(found)


def _part_values(scores: TargetScores) -> dict[str, Floats]:
    """Every part by its path, outer before inner: one value a sample, NaN where it has none."""
    outcomes = scores.column.outcomes
    said = [parts_by_path(o) if isinstance(o, Score) and o.parts else {} for o in outcomes]
    paths = dict.fromkeys(path for parts in said for path in parts)
    return {
        path: np.array([parts.get(path, np.nan) for parts in said], dtype=np.float64).round(9)
        for path in paths
    }


def _child_paths(parts: Mapping[str, Floats], prefix: str) -> list[str]:
    """The paths of the parts that stand right under `outer.`, or under the whole score."""
    under = (path for path in parts if path.startswith(prefix))
    return [path for path in under if "." not in path[len(prefix) :]]


def _part_weights(
    parts: Mapping[str, Floats], whole: Floats, prompts: Ints, prefix: str = ""
) -> Iterator[tuple[str, float]]:
    """What a point of each part adds to the score, by least squares inside prompts.

    For a weighted sum these are its weights, exactly; for a product the nearest there is to any.
    Over replies that have every part of one level; a level's own weight passes to what it holds.
    """
    paths = _child_paths(parts, prefix)
    values = np.column_stack([*(parts[path] for path in paths), whole])
    complete = ~np.isnan(values).any(axis=1)
    centred = centre_by_prompt(values[complete], prompts[complete])
    found = np.linalg.lstsq(centred[:, :-1], centred[:, -1])[0] if paths else np.zeros(0)
    for path, weight in zip(paths, found.tolist(), strict=True):
        yield path, weight
        inner = _part_weights(parts, parts[path], prompts, f"{path}.")
        yield from ((below, weight * inner_weight) for below, inner_weight in inner)


def _part_variance_share(scores: PartScores, path: str, weight: float) -> Found:
    method = f"cov(part, score) / var(score) inside prompts, at weight {weight:.3g}"
    part, total = scores.parts[path], prompt_count(scores.prompts)
    known = ~np.isnan(part + scores.values)
    values = np.stack([weight * part, scores.values], axis=1)[known]
    centred = centre_by_prompt(values, scores.prompts[known])
    shared, spread = sum_by_prompt(centred * centred[:, 1:], scores.prompts[known], total).T
    if not spread.any():
        return Undefined("no_variation_within", method=method)
    return Ratio(shared, spread, method)
