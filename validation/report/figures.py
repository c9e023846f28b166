"""What the page draws: score distributions, intervals, dead groups, and scores by length."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from validation.assumptions import reward_scale
from validation.gate import Bound
from validation.measurement import Measurement
from validation.metrics import find_metric
from validation.report.present import decimals, percent, short_number
from validation.run import Validation
from validation.scoring import ScoreTable
from validation.statistics.advantage import GroupCounts, group_counts, policy_means_leave_one_out
from validation.statistics.intervals import ConfidenceInterval, jackknife_t
from validation.statistics.values import Bools, Floats, Ints

EXPECTED = "expected_zero_variance"


# A histogram has a bar at each of so many steps along its axis, and one at its start.
STEPS = 20

# The measurement, one a policy, that says what is drawn here.
MEAN = "mean_score"

# Up to so many grades each has a row; above, they are drawn as thirds.
MOST_GRADES = 10

MOST_POLICIES = 12
TENTHS = 10
# Scored replies from which tenths of them are worth drawing.
LEAST = 50


@dataclass(frozen=True)
class CurvePoint:
    """The share of groups expected to teach nothing when so many replies are drawn a prompt."""

    generations: int
    share: float

    @property
    def words(self) -> str:
        return f"{percent(self.share)} at {self.generations}"


@dataclass(frozen=True)
class GroupSignal:
    """Prompts by what their scores do, how many replies they have, and what the run would draw.

    `planned` is None where the gate does not declare it; `curve` has no points or at least two.
    """

    split: GroupCounts
    fewest: int
    most: int
    planned: int | None
    curve: tuple[CurvePoint, ...]

    def place(self, generations: int) -> float:
        """Where a number of replies stands on the curve's axis, which counts doublings, 0 to 1."""
        low, high = self.curve[0].generations, self.curve[-1].generations
        return math.log2(generations / low) / math.log2(high / low)

    @property
    def kinds(self) -> list[tuple[str, int, float]]:
        """Each kind of group: its name, how many there are, and their share."""
        split = self.split
        counts = {
            "replies score differently": split.varied,
            "all at the floor": split.floor,
            "all at the ceiling": split.ceiling,
            "all alike in between": split.other,
        }
        return [(kind, n, n / max(sum(counts.values()), 1)) for kind, n in counts.items()]


def group_signal(validation: Validation) -> GroupSignal | None:
    """The groups by what their scores do; None where no prompt has two scored replies."""
    table, declared = validation.table, validation.gate.declared
    scores, prompts = table.target.values, table.prompts.astype(np.int64)
    sizes = np.bincount(prompts[np.isfinite(scores)])
    if sizes.max(initial=0) < 2:
        return None
    scale = reward_scale(table.target, declared.reward_range)
    split = group_counts(scores, prompts, scale.low, scale.high)
    fewest, most = int(sizes[sizes > 1].min()), int(sizes.max())
    curve = _curve(validation.measurements)
    return GroupSignal(split, fewest, most, declared.generations, curve)


def _curve(measurements: Sequence[Measurement]) -> tuple[CurvePoint, ...]:
    """The points of the measurements `expected_zero_variance:G`, rising in G."""
    points = [
        CurvePoint(int(m.which), m.value)
        for m in measurements
        if m.base == EXPECTED and m.which.isdigit() and m.value is not None
    ]
    points.sort(key=lambda point: point.generations)
    return tuple(points) if len(points) > 1 else ()


@dataclass(frozen=True)
class Axis:
    """The two ends of what a plot shows."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """The place of a value, from 0 at the low end to 1 at the high end."""
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)


@dataclass(frozen=True)
class Zone:
    """A stretch of the axis, and which of its ends is the bound."""

    start: float
    end: float
    bound: float


@dataclass(frozen=True)
class IntervalPlot:
    """A value with its interval, and where the gate passes and fails it; `low` may be absent."""

    axis: Axis
    value: float
    low: float | None
    high: float | None
    passes: Zone | None
    fails: Zone | None


def interval_plot(measured: Measurement, bound: Bound) -> IntervalPlot | None:
    """A measurement held to a bound; None where it has no value, or only counts the data."""
    if measured.value is None or find_metric(measured.name).is_supply:
        return None
    passing, failing = bound.pass_at, bound.fails_at
    numbers = (measured.value, measured.low, measured.high, passing, failing)
    axis = _axis_of_measure([number for number in numbers if number is not None])
    upwards = find_metric(measured.name).direction == "at_least"
    low, high = (None if e is None else axis.at(e) for e in (measured.low, measured.high))
    passes = None if passing is None else _zone(axis.at(passing), upwards=upwards)
    fails = None if failing is None else _zone(axis.at(failing), upwards=not upwards)
    return IntervalPlot(axis, axis.at(measured.value), low, high, passes, fails)


def axis_of_scores(scores: Floats) -> Axis:
    """0 to 1 where the scores fit that, else from the lowest to the highest; scores (n,), n > 0."""
    low, high = float(scores.min()), float(scores.max())
    if low >= 0 and high <= 1:
        return Axis(0.0, 1.0)
    if low == high:
        reach = max(abs(low) / 2, 0.5)
        return Axis(low - reach, high + reach)
    return Axis(low, high)


def histogram(scores: Floats, axis: Axis) -> tuple[float, ...]:
    """The share of the scores (n,) nearest to each step of the axis: 21 shares that sum to 1."""
    places = (scores / 2 - axis.low / 2) / (axis.high / 2 - axis.low / 2)
    nearest = np.rint(places * STEPS).astype(np.int64)
    counts = np.bincount(nearest, minlength=STEPS + 1)
    return tuple((counts / max(scores.size, 1)).tolist())


def _axis_of_measure(shown: Sequence[float]) -> Axis:
    """0 to 1, which most measures live on, and as many halves more as these numbers need."""
    low, high = math.floor(2 * min(shown)) / 2, math.ceil(2 * max(shown)) / 2
    return Axis(min(0.0, low), max(1.0, high))


def _zone(bound: float, *, upwards: bool) -> Zone:
    return Zone(bound, 1.0, bound) if upwards else Zone(0.0, bound, bound)


@dataclass(frozen=True)
class Distribution:
    """The scores of one group of samples: how many, their mean with its interval, and the bars.

    `quality` is the mean known quality of the group's samples, nan where none is known.
    """

    label: str
    n: int
    mean: float
    interval: ConfidenceInterval
    median: float
    quality: float
    bars: tuple[float, ...]


@dataclass(frozen=True)
class Distributions:
    """Groups on one axis; `tallest` is the longest bar of all, by which they are drawn."""

    axis: Axis
    groups: tuple[Distribution, ...]
    left_out: int = 0

    @property
    def tallest(self) -> float:
        return max(max(group.bars) for group in self.groups)

    @property
    def is_graded(self) -> bool:
        return any(group.quality == group.quality for group in self.groups)


def scores_by_quality(table: ScoreTable) -> Distributions | None:
    """The best quality first, and samples of unknown quality last; None without any score."""
    return _distributions(table, _grades(table.quality))


def scores_by_policy(table: ScoreTable) -> Distributions | None:
    """The highest mean first, of the twelve policies with most samples; None without a policy."""
    names = [row.policy for row in table.rows]
    codes: dict[str | None, int] = {}
    policy = np.array([codes.setdefault(name, len(codes)) for name in names])
    sizes = np.bincount(policy)
    known = [(name, code) for name, code in codes.items() if name is not None]
    most = sorted(known, key=lambda found: -sizes[found[1]])[:MOST_POLICIES]
    found = _distributions(table, ((str(name), policy == code) for name, code in most))
    if found is None or not found.groups:
        return None
    ranked = tuple(sorted(found.groups, key=lambda group: -group.mean))
    return Distributions(found.axis, ranked, len(known) - len(most))


def _distributions(table: ScoreTable, groups: Iterable[tuple[str, Bools]]) -> Distributions | None:
    scores = table.target.values
    scored = np.isfinite(scores)
    if not scored.any():
        return None
    axis = axis_of_scores(scores[scored])
    masks = ((label, mask & scored) for label, mask in groups)
    found = (_distribution(label, table, mask, axis) for label, mask in masks if mask.any())
    return Distributions(axis, tuple(found))


def _grades(quality: Floats) -> Iterator[tuple[str, Bools]]:
    """The samples of each grade, or of each third where there are more than ten grades."""
    known = np.isfinite(quality)
    grades = np.unique(quality[known])
    if grades.size <= MOST_GRADES:
        yield from ((short_number(grade), quality == grade) for grade in grades[::-1])
    else:
        low, high = np.quantile(quality[known], [1 / 3, 2 / 3])
        bottom = quality <= low
        top = (quality >= high) & ~bottom
        yield f"top third (from {high:.3g})", top
        yield "middle third", known & ~top & ~bottom
        yield f"bottom third (to {low:.3g})", bottom
    yield ("not known" if grades.size else "all samples"), ~known


def _distribution(label: str, table: ScoreTable, mask: Bools, axis: Axis) -> Distribution:
    scores, quality = table.target.values[mask], table.quality[mask]
    mean, median = float(scores.mean()), float(np.median(scores))
    interval = mean_interval(scores, table.prompts[mask].astype(np.int64), axis)
    graded = quality[np.isfinite(quality)]
    worth = float(graded.mean()) if graded.size else math.nan
    bars = histogram(scores, axis)
    return Distribution(label, scores.size, mean, interval, median, worth, bars)


def mean_interval(scores: Floats, prompts: Ints, axis: Axis) -> ConfidenceInterval:
    """The interval of the mean of scores (n,), none missing, by the jackknife over prompts (n,)."""
    (left_out,) = policy_means_leave_one_out(scores, np.zeros_like(prompts), prompts)
    return jackknife_t(float(scores.mean()), left_out, span=(axis.low, axis.high))


@dataclass(frozen=True)
class LengthStep:
    """A tenth of the replies by length: their characters, and mean score and quality on 0..1.

    `interval` is of the mean score; `quality` is nan where it is not known.
    """

    shortest: int
    longest: int
    n: int
    score: float
    interval: ConfidenceInterval
    quality: float

    @property
    def is_graded(self) -> bool:
        return not math.isnan(self.quality)

    @property
    def words(self) -> str:
        worth = f", quality {decimals(self.quality)}" if self.is_graded else ""
        low, high = decimals(self.interval.low), decimals(self.interval.high)
        score = f"score {decimals(self.score)} ({low} to {high})"
        return f"to {self.longest:,} characters {score}{worth}"


def scores_by_length(validation: Validation) -> list[LengthStep]:
    """Tenths of the replies from the shortest; none of few replies, or of replies of one length."""
    table = validation.table
    if validation.is_redacted:  # its replies have no lengths any more
        return []
    scored = np.isfinite(table.target.values)
    lengths = np.array([len(row.sample.response) for row in table.rows])[scored]
    if lengths.size < LEAST or np.ptp(lengths) == 0:
        return []
    scale = reward_scale(table.target, validation.gate.declared.reward_range)
    scores = scale.to_unit(table.target.values[scored])
    quality = _scale_quality(table.quality)[scored]
    cuts = np.quantile(lengths, np.arange(1, TENTHS) / TENTHS)
    tenth = np.searchsorted(cuts, lengths, side="left")  # equal lengths never part
    prompts = table.prompts[scored].astype(np.int64)
    return [
        _step(lengths[here], scores[here], quality[here], prompts[here])
        for here in (tenth == step for step in np.unique(tenth))
    ]


def _step(lengths: Ints, scores: Floats, quality: Floats, prompts: Ints) -> LengthStep:
    known = quality[np.isfinite(quality)]
    worth = float(known.mean()) if known.size else math.nan
    shortest, longest = int(lengths.min()), int(lengths.max())
    mean, interval = float(scores.mean()), mean_interval(scores, prompts, Axis(0.0, 1.0))
    return LengthStep(shortest, longest, lengths.size, mean, interval, worth)


def _scale_quality(quality: Floats) -> Floats:
    known = quality[np.isfinite(quality)]
    if known.size == 0 or np.ptp(known) == 0:
        return np.full(quality.shape, np.nan)
    return np.asarray((quality - known.min()) / np.ptp(known))
