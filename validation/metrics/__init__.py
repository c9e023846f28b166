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
from validation.metrics import (
    agreement,
    attacks,
    bias,
    judges,
    order,
    pairwise,
    parts,
    signal,
    spread,
)
from validation.metrics.metric import Direction, Metric, Theme
from validation.metrics.target_scores import TargetScores
from validation.scoring import ScoreTable

__all__ = ["METRICS", "Direction", "Metric", "Theme", "find_metric", "measure"]

_FAMILIES: tuple[Sequence[Metric[Never]], ...] = (
    *(spread.SUPPLY, order.ORDER, order.POLICIES, signal.GROUPS, signal.EXPECTED),
    *(signal.ADVANTAGES, spread.SPREAD, bias.LENGTH, parts.PARTS, attacks.ATTACKS),
    *(agreement.SUPPLY_OF_JUDGES, agreement.AGREEMENT_OF_ALL, judges.EACH_JUDGE, bias.POSITION),
    pairwise.PAIRWISE,
)
# Every metric by its name.
METRICS: Mapping[str, Metric[Never]] = {m.name: m for family in _FAMILIES for m in family}


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
        of_judges = beside.submit(copy_context().run, _measure_judges, table, declared)
        return [*_measure_target(table, declared), *of_judges.result()]


def _measure_target(table: ScoreTable, declared: RunAssumptions) -> Iterator[Measurement]:
    scores = TargetScores(table, declared, table.target)
    yield from (metric.take(scores) for metric in (*spread.SUPPLY, *order.ORDER))
    yield from order.measure_label_errors(scores)
    yield from order.measure_policies(scores)
    yield from (metric.take(scores) for metric in signal.GROUPS)
    yield from signal.measure_expected_groups(scores)
    last = (*signal.ADVANTAGES, *spread.SPREAD, *bias.LENGTH)
    yield from (metric.take(scores) for metric in last)
    yield from parts.measure_parts(scores)


def _measure_judges(table: ScoreTable, declared: RunAssumptions) -> list[Measurement]:
    ratings = agreement.ratings_of(table, declared)
    of_all = (*agreement.SUPPLY_OF_JUDGES, *agreement.AGREEMENT_OF_ALL)
    return [
        *(metric.take(ratings) for metric in of_all),
        *judges.measure_judge_pairs(ratings),
        agreement.EFFECTIVE_JUDGES.take(ratings),
        agreement.AGREEMENT_WITH_RATERS.take(ratings),
        *judges.measure_each_judge(ratings, declared),
        *bias.measure_position(table),
        *pairwise.measure_pairwise(table, declared.humans),
        judges.MISSING_JUDGES.take(table),
        *judges.measure_against_people(ratings, declared.humans),
    ]
