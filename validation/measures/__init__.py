"""What is measured of a score table: the data, the target's scores, and the judges."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import numpy as np

from validation.assumptions import RunAssumptions
from validation.measurement import Measurement
from validation.measures.discrimination import (
    measure_association,
    measure_discrimination,
    measure_grades,
    measure_length,
    measure_policies,
)
from validation.measures.judges import measure_judges
from validation.measures.signal import (
    measure_dead_groups,
    measure_groups,
    measure_parts,
    measure_saturation,
    measure_signal,
)
from validation.measures.supply import measure_supply
from validation.scoring import ScoreTable
from validation.statistics.pairs import pair_counts


def measure(table: ScoreTable, declared: RunAssumptions) -> list[Measurement]:
    """Every measurement, in the order of the report; names are unique.

    The judges are measured beside the target, in a thread: numpy sorts and counts without a lock.
    """
    with ThreadPoolExecutor(1) as beside, np.errstate(over="ignore", invalid="ignore"):
        judges = beside.submit(copy_context().run, measure_judges, table, declared)
        return [*_measure_target(table, declared), *judges.result()]


def _measure_target(table: ScoreTable, declared: RunAssumptions) -> list[Measurement]:
    """Of the data and the target's scores."""
    counts = pair_counts(table.target.values, table.quality, table.prompts)
    return [
        *measure_supply(table),
        *measure_discrimination(table, counts),
        *measure_grades(table, counts),
        *measure_association(table, counts),
        *measure_policies(table, declared.reward_range),
        *measure_groups(table, declared.reward_range),
        *measure_dead_groups(table, declared.generations),
        *measure_signal(table, counts),
        *measure_saturation(table, declared.reward_range),
        *measure_length(table),
        *measure_parts(table),
    ]
