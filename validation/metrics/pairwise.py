"""Pairwise verdicts that the data hold: agreement of each two raters, accuracy, and flips."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from validation.measurement import Measurement
from validation.metrics import metric
from validation.metrics.bias import FLIP_RATE, POSITION_BIAS
from validation.metrics.metric import Estimate, Found, Metric, Undefined, mean_of_samples
from validation.pairwise import combined_verdict
from validation.scoring import ScoreTable
from validation.statistics.chance import agreement_weights, cohen_kappa, table_of
from validation.statistics.values import Floats, Ints

_CLASSES = np.array([-1.0, 0.0, 1.0])


@dataclass(frozen=True)
class Pairs:
    """Verdicts on pairs (m,) of replies, each 1 for the first reply, -1 for the second, 0 a tie.

    Attributes:
        prompts: the prompt of each pair, codes from 0.
        told: by rater, the verdicts on each pair: none, one, or one for each order asked.
        gold: what the known quality prefers; nan where it is unknown.
    """

    prompts: Ints
    told: dict[str, list[tuple[int, ...]]]
    gold: Floats

    def verdicts(self, name: str) -> Floats:
        return np.array([combined_verdict(each) for each in self.told[name]])


_metric = partial(Metric[ScoreTable], theme="judges")

COHEN_KAPPA = _metric(
    "cohen_kappa",
    "agreement of two raters of pairs beyond chance: first, second or tie",
    fix="say in the rubric when two replies tie, with an example of each verdict",
    method="Cohen's kappa (1960), unweighted, of first, second and tie",
    span=metric.FROM_MINUS_ONE,
    unit="pairs",
)
PREFERENCE_ACCURACY = _metric(
    "preference_accuracy",
    "share of pairs whose verdict is that of the known quality, or of most people",
    fix="take a stronger model, or a rubric that decides",
    method="verdict equal to the gold, first, second or tie; both orders count alike",
    interval=metric.SHARE,
)
PAIRWISE = (COHEN_KAPPA, PREFERENCE_ACCURACY)


def measure_pairwise(table: ScoreTable, humans: frozenset[str]) -> Iterator[Measurement]:
    """Kappa of each two raters, and accuracy, flips and bias to the first place of each."""
    pairs = _read_pairs(table)
    if not pairs.told:
        return
    for one, other in combinations(pairs.told, 2):
        x, y = pairs.verdicts(one), pairs.verdicts(other)
        both = ~np.isnan(x + y)
        value = cohen_kappa(
            table_of(x[both], y[both], _CLASSES), agreement_weights(_CLASSES, "identity")
        )
        n = int(both.sum())
        undefined = Undefined("no_variation" if n else "no_shared_samples", n)
        yield COHEN_KAPPA.report(
            undefined if np.isnan(value) else Estimate(value, n), f"{one}|{other}"
        )
    for name in pairs.told:
        gold, of = _gold_for(name, pairs, humans)
        yield PREFERENCE_ACCURACY.report(_accuracy(pairs, name, gold, of), name)
        yield from _measure_order(pairs, name)


def _read_pairs(table: ScoreTable) -> Pairs:
    """The pairs of the rows: two that follow each other, each with what was said of it."""
    rows, found, at = table.rows, [], 0
    while at + 1 < len(rows):
        is_pair = bool(rows[at].preferred) and bool(rows[at + 1].preferred)
        if is_pair and rows[at].prompt_id == rows[at + 1].prompt_id:
            found.append(at)
        at += 2 if is_pair else 1
    names = dict.fromkeys(name for place in found for name in rows[place].preferred)
    places = np.array(found, dtype=np.int64)
    return Pairs(
        table.prompts[places] if found else places,
        {name: [tuple(rows[p].preferred.get(name, ())) for p in found] for name in names},
        np.sign(table.quality[places] - table.quality[places + 1]) if found else np.empty(0),
    )


def _gold_for(name: str, pairs: Pairs, humans: frozenset[str]) -> tuple[Floats, str]:
    """What this rater is held to: the known quality, or what most other people prefer."""
    if not np.isnan(pairs.gold).all():
        return pairs.gold, "the known quality"
    people = [pairs.verdicts(other) for other in pairs.told if other in humans and other != name]
    if not people:
        return pairs.gold, "nothing"
    counts = np.stack([(np.array(people) == kind).sum(axis=0) for kind in _CLASSES])
    most = counts.max(axis=0)
    decided = ((counts == most).sum(axis=0) == 1) & (most > 0)
    return np.where(decided, _CLASSES[counts.argmax(axis=0)], np.nan), "most of the other people"


def _accuracy(pairs: Pairs, name: str, gold: Floats, of: str) -> Found:
    right = np.array(
        [
            np.mean([each == wanted for each in told]) if told and not np.isnan(wanted) else np.nan
            for told, wanted in zip(pairs.told[name], gold, strict=True)
        ]
    )
    if np.isnan(right).all():
        return Undefined("no_quality")
    return mean_of_samples(right, pairs.prompts, f"against {of}; {PREFERENCE_ACCURACY.method}")


def _measure_order(pairs: Pairs, name: str) -> Iterator[Measurement]:
    """Of raters that were asked in both orders: flips, and how much the first place wins."""
    orders = [told if len(told) == 2 else (np.nan, np.nan) for told in pairs.told[name]]
    first, second = np.array(orders, dtype=np.float64).T
    if np.isnan(first).all():
        return
    flipped = np.where(np.isnan(first), np.nan, first != second)
    yield FLIP_RATE.report(mean_of_samples(flipped, pairs.prompts), name)
    # swapped, the second reply stands first
    yield POSITION_BIAS.report(mean_of_samples((first - second) / 2, pairs.prompts), name)
