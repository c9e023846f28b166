"""The judges on the page: a card for each, the agreement of each two, and disagreements."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from validation.assumptions import Scale, rating_scales, unit_ratings
from validation.report.figures import Axis, histogram
from validation.report.present import percent, short_number
from validation.report.sections import MeasurementRow, ReplyView, reply_view
from validation.scoring import Column, ScoreTable
from validation.statistics.alpha import krippendorff_alpha
from validation.statistics.calibration import BlandAltman, bland_altman
from validation.statistics.intervals import ConfidenceInterval, jackknife_t
from validation.statistics.pairs import (
    preference_agreement,
    preference_agreement_leave_one_out,
    preference_counts,
)
from validation.statistics.values import Floats, Ints, round_values

MOST_JUDGES = 6
MOST_PLOTS = 3
MOST_DOTS = 1000


MOST_DISAGREEMENTS = 10
# Up to so many different ratings each has a bar of its own.
MOST_POINTS = 11


@dataclass(frozen=True)
class JudgePair:
    """Two judges on one scale of 0 to 1, by what both of them rated.

    `same_order` is the share, with its interval, of the `ordered` pairs of replies to one prompt
    that they order alike; `dots` are the mean and the difference of replies, with how many of
    them lie there.
    """

    first: str
    second: str
    n: int
    same_order: float
    interval: ConfidenceInterval
    ordered: int
    alpha: float
    limits: BlandAltman
    dots: tuple[tuple[float, float, int], ...]
    drawn: int

    @property
    def bias_ends(self) -> tuple[float, float]:
        """The 95 % interval of the mean difference, whose error is clustered by prompt."""
        reach = 1.96 * self.limits.bias_se
        return self.limits.bias - reach, self.limits.bias + reach

    @property
    def dots_by_size(self) -> list[tuple[int, list[tuple[float, float]]]]:
        """The dots by their width in a plot, which grows with the root of how many lie there."""
        sizes: dict[int, list[tuple[float, float]]] = {}
        for x, y, count in self.dots:
            sizes.setdefault(min(3 + round(math.sqrt(count)), 16), []).append((x, y))
        return sorted(sizes.items(), reverse=True)

    @property
    def reach(self) -> float:
        """The difference up to which a plot has to go, in quarters of the scale."""
        ends = [self.limits.loa_low, self.limits.loa_high, *(dot[1] for dot in self.dots)]
        return max(float(np.ceil(4 * np.abs(ends).max())) / 4, 0.25)


@dataclass(frozen=True)
class JudgeAgreement:
    """Pairs of the first six judges, the least agreeing first, and those who are left out."""

    judges: tuple[str, ...]
    pairs: tuple[JudgePair, ...]
    left_out: int

    @property
    def plotted_pairs(self) -> tuple[JudgePair, ...]:
        return self.pairs[:MOST_PLOTS]

    def find_pair(self, one: str, other: str) -> JudgePair | None:
        """The pair of these two; None where they share no rated reply."""
        found = (pair for pair in self.pairs if {pair.first, pair.second} == {one, other})
        return next(found, None)


def judge_agreement(table: ScoreTable, declared: Mapping[str, Scale]) -> JudgeAgreement | None:
    """The agreement of each two judges; None where no two rated the same two replies."""
    scales = rating_scales(table.raters, declared)
    columns = unit_ratings(table.raters, scales, table.prompts.astype(np.int64)).T
    names = [judge.name for judge in table.raters[:MOST_JUDGES]]
    ratings = dict(zip(names, columns, strict=False))
    pairs = []
    for (first, x), (second, y) in combinations(ratings.items(), 2):
        both = np.isfinite(x) & np.isfinite(y)
        if both.sum() > 1:
            prompts = table.prompts[both].astype(np.int64)
            pairs.append(_judge_pair(first, second, x[both], y[both], prompts))
    pairs.sort(key=lambda pair: (np.nan_to_num(pair.same_order, nan=2.0), pair.alpha))
    left_out = len(table.raters) - len(ratings)
    return JudgeAgreement(tuple(ratings), tuple(pairs), left_out) if pairs else None


def _judge_pair(first: str, second: str, x: Floats, y: Floats, prompts: Ints) -> JudgePair:
    counts = preference_counts(x, y, prompts)
    same_order = preference_agreement(counts)
    interval = jackknife_t(same_order, preference_agreement_leave_one_out(counts))
    ordered = int((counts.same + counts.opposite).sum())
    alpha = krippendorff_alpha(np.stack([x, y], axis=1))
    limits, shown = bland_altman(x, y, prompts), _sample_places(x.size)
    dots = _dots((x[shown] + y[shown]) / 2, x[shown] - y[shown])
    return JudgePair(
        first, second, x.size, same_order, interval, ordered, alpha, limits, dots, shown.size
    )


def _sample_places(n: int) -> Ints:
    """All of n places, or a thousand of them: always the same ones, and no regular step."""
    if n <= MOST_DOTS:
        return np.arange(n)
    return np.sort(np.random.default_rng(0).choice(n, MOST_DOTS, replace=False))


def _dots(mean: Floats, difference: Floats) -> tuple[tuple[float, float, int], ...]:
    """Points to two decimals, with their number."""
    points = np.stack([mean, difference], axis=1).round(2)
    places, counts = np.unique(points, axis=0, return_counts=True)
    return tuple((float(x), float(y), int(n)) for (x, y), n in zip(places, counts, strict=True))


@dataclass(frozen=True)
class Disagreement:
    """A reply, and who rated it highest and lowest.

    `spread` is between those two, as a share of their scales.
    """

    reply: ReplyView
    highest: str
    lowest: str
    spread: float


@dataclass(frozen=True)
class Disagreements:
    """The most disputed of the `compared` replies that two judges rated, one of each prompt."""

    compared: int
    found: tuple[Disagreement, ...]


def disagreements(table: ScoreTable, declared: Mapping[str, Scale]) -> Disagreements:
    """Up to ten replies, the widest spread first and equal ones in the order of the data."""
    scales = rating_scales(table.raters, declared)
    if len(scales) < 2:
        return Disagreements(0, ())
    ratings = unit_ratings(table.raters, scales, table.prompts.astype(np.int64))
    spread = _rating_spread(ratings)
    order = np.argsort(-spread, kind="stable")  # nan comes last
    disputed = order[: int((spread > 0).sum())]
    _, first_of_prompt = np.unique(table.prompts[disputed], return_index=True)
    found = [
        Disagreement(
            reply_view(table, at),
            table.raters[int(np.nanargmax(ratings[at]))].name,
            table.raters[int(np.nanargmin(ratings[at]))].name,
            float(spread[at]),
        )
        for at in disputed[np.sort(first_of_prompt)[:MOST_DISAGREEMENTS]].tolist()
    ]
    return Disagreements(int(np.isfinite(spread).sum()), tuple(found))


def _rating_spread(ratings: Floats) -> Floats:
    """Highest less lowest rating (n, J) of each reply; nan where fewer than two judges spoke."""
    known = np.isfinite(ratings)
    highest = np.where(known, ratings, -np.inf).max(axis=1)
    lowest = np.where(known, ratings, np.inf).min(axis=1)
    several = known.sum(axis=1) > 1
    spread = np.full(highest.shape, np.nan)
    spread[several] = (highest[several] - lowest[several]).round(9)
    return spread


@dataclass(frozen=True)
class RatingShare:
    """A rating, or a stretch of them, and the share of the judge's ratings there."""

    label: str
    share: float

    @property
    def words(self) -> str:
        return f"{percent(self.share)} at {self.label}"


@dataclass(frozen=True)
class JudgeCard:
    """A judge, its scale, its ratings, and the measurements that are its own."""

    name: str
    source: str
    scale: Scale
    n: int
    silent: int
    mean: float
    points: tuple[RatingShare, ...]
    rows: tuple[MeasurementRow, ...]

    @property
    def is_constant(self) -> bool:
        return any(point.share == 1 for point in self.points)


def judge_cards(
    table: ScoreTable, declared: Mapping[str, Scale], rows: Sequence[MeasurementRow]
) -> list[JudgeCard]:
    """A card for each judge that gave any rating, in the order of the table."""
    scales = rating_scales(table.raters, declared)
    return [_judge_card(j, scale, rows) for j, scale in zip(table.raters, scales, strict=True)]


def _judge_card(judge: Column, scale: Scale, rows: Sequence[MeasurementRow]) -> JudgeCard:
    given = judge.values[np.isfinite(judge.values)]
    silent, mean = judge.values.size - given.size, float(given.mean())
    points = _rating_shares(given, scale)
    own = tuple(row for row in rows if row.measured.which == judge.name)
    return JudgeCard(judge.name, judge.source, scale, given.size, silent, mean, points, own)


def _rating_shares(given: Floats, scale: Scale) -> tuple[RatingShare, ...]:
    """The share at each value, at each whole number of a short scale, or at steps along it."""
    values, counts = np.unique(round_values(given), return_counts=True)
    ends = Axis(min(scale.low, float(values[0])), max(scale.high, float(values[-1])))
    few = ends.high - ends.low < MOST_POINTS
    whole = range(math.ceil(ends.low), math.floor(ends.high) + 1) if few else ()
    if len(whole) > 2 and np.isin(values, whole).all():
        at = dict(zip(values.tolist(), counts / given.size, strict=True))
        return tuple(RatingShare(f"{value:g}", float(at.get(value, 0))) for value in whole)
    if values.size <= MOST_POINTS:
        pairs = zip(values, counts, strict=True)
        return tuple(RatingShare(short_number(v), count / given.size) for v, count in pairs)
    shares = histogram(given, ends)
    width = (ends.high - ends.low) / (len(shares) - 1)
    return tuple(
        RatingShare(f"about {ends.low + at * width:.3g}", share) for at, share in enumerate(shares)
    )
