"""What is measured of a score table: the data, the target's scores, and the judges.

    ScoreTable ──▶ TargetScores ──▶ order, signal, spread, bias, parts ──┐
        └────────▶ Ratings ───────▶ agreement, judges ───────────────────┴─▶ [Measurement, …]

A metric is one record in the module of its family. To add one, write it there, in the tuple that
`METRICS` and `measure` are made of; nothing else lists it.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Never

import numpy as np

from validation.assumptions import RunAssumptions
from validation.measurement import Measurement
from validation.metrics.agreement import (
    AGREEMENT_OF_ALL,
    EFFECTIVE_JUDGES,
    SUPPLY_OF_JUDGES,
    ratings_of,
)
from validation.metrics.attacks import ATTACKS
from validation.metrics.bias import LENGTH, POSITION, measure_position
from validation.metrics.judges import (
    EACH_JUDGE,
    MISSING_JUDGES,
    measure_against_people,
    measure_each_judge,
    measure_judge_pairs,
)
from validation.metrics.metric import Direction, Metric, Theme
from validation.metrics.order import ORDER, POLICIES, measure_policies
from validation.metrics.parts import PARTS, measure_parts
from validation.metrics.signal import (
    ADVANTAGES,
    EXPECTED,
    GROUPS,
    measure_expected_groups,
)
from validation.metrics.spread import SPREAD, SUPPLY
from validation.metrics.target_scores import TargetScores
from validation.scoring import ScoreTable

__all__ = ["METRICS", "Direction", "Metric", "Theme", "find_metric", "measure"]

_FAMILIES: tuple[Sequence[Metric[Never]], ...] = (
    *(SUPPLY, ORDER, POLICIES, GROUPS, EXPECTED, ADVANTAGES, SPREAD, LENGTH, PARTS, ATTACKS),
    *(SUPPLY_OF_JUDGES, AGREEMENT_OF_ALL, EACH_JUDGE, POSITION),
)
METRICS: Mapping[str, Metric[Never]] = {m.name: m for family in _FAMILIES for m in family}
"""Every metric by its name."""


def find_metric(name: str) -> Metric[Never]:
    """The metric of a measurement: of `metric:which`, that of `metric`.

    Raises LookupError for a name that no metric has.
    """
    metric = METRICS.get(name.partition(":")[0])
    if metric is None:
        raise LookupError(f"no metric is named {name!r}: write its record in validation/metrics")
    return metric


def measure(table: ScoreTable, declared: RunAssumptions) -> list[Measurement]:
    """Every measurement, in the order of the report; names are unique.

    The judges are measured beside the target, in a thread: numpy sorts and counts without a lock.
    """
    with ThreadPoolExecutor(1) as beside, np.errstate(over="ignore", invalid="ignore"):
        judges = beside.submit(copy_context().run, _measure_judges, table, declared)
        return [*_measure_target(table, declared), *judges.result()]


def _measure_target(table: ScoreTable, declared: RunAssumptions) -> Iterator[Measurement]:
    scores = TargetScores(table, declared, table.target)
    yield from (metric.take(scores) for metric in (*SUPPLY, *ORDER))
    yield from measure_policies(scores)
    yield from (metric.take(scores) for metric in GROUPS)
    yield from measure_expected_groups(scores)
    yield from (metric.take(scores) for metric in (*ADVANTAGES, *SPREAD, *LENGTH))
    yield from measure_parts(scores)


def _measure_judges(table: ScoreTable, declared: RunAssumptions) -> list[Measurement]:
    ratings = ratings_of(table, declared)
    return [
        *(metric.take(ratings) for metric in (*SUPPLY_OF_JUDGES, *AGREEMENT_OF_ALL)),
        *measure_judge_pairs(ratings),
        EFFECTIVE_JUDGES.take(ratings),
        *measure_each_judge(ratings, declared),
        *measure_position(table),
        MISSING_JUDGES.take(table),
        *measure_against_people(ratings, declared.humans),
    ]
