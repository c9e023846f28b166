"""Data without quality: what order they lack is measured on answers made of their references."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace

from validation.catalogue import FAULTS
from validation.catalogue.order import ORDER
from validation.dataset import Dataset
from validation.declared import Declared
from validation.ladder import ladder_dataset
from validation.measurement import Measurement
from validation.measures import measure
from validation.scoring import Watch, score_table
from validation.target import Target

LACKING = ("no_quality", "no_pairs")


def laddered(dataset: Dataset, form: str) -> tuple[Dataset, Dataset | None]:
    """The data to score, and graded answers made of their references where they know no quality.

    Data without any reply are scored on those answers alone. `form` is the one that the reward
    was seen to pay best, "" where none was.
    """
    if _is_graded(dataset):
        return dataset, None
    ladder = ladder_dataset(dataset, form or None)
    if not ladder.rows:
        return dataset, None
    answered = any(row.sample.answered for row in dataset.rows)
    return dataset if answered else ladder, ladder


def _is_graded(dataset: Dataset) -> bool:
    return len({row.quality for row in dataset.rows} - {None}) > 1


def remark_on(dataset: Dataset, ladder: Dataset | None) -> tuple[str, ...]:
    """What a reader has to know of measurements on the ladder."""
    if ladder is None:
        return ()
    made = f"{len(ladder.rows)} answers made of the references, from right to worthless"
    if dataset is ladder:
        return (
            f"the data hold no replies: everything was measured on {made}, so what is said of "
            "groups, of the ceiling and of the base pass rate is not of your model",
        )
    return (f"the data know no quality: order was measured on {made}",)


def with_order_of(
    measurements: Sequence[Measurement],
    ladder: Dataset,
    target: Target,
    declared: Declared,
    executor: Executor | None,
    watch: Watch,
) -> list[Measurement]:
    """The measurements, with those of order that lacked quality taken on the ladder instead."""
    table = score_table(ladder, target, {}, executor, watch)
    taken = {measured.name: measured for measured in measure(table, declared)}
    return [
        _on_the_ladder(taken[measured.name]) if _lacks(measured, taken) else measured
        for measured in measurements
    ]


def _lacks(measured: Measurement, taken: Mapping[str, Measurement]) -> bool:
    """Answers of ours that all score alike may be in a form that the reward does not read."""
    if measured.reason not in LACKING or measured.name not in ORDER:
        return False
    return taken[measured.name].reason not in FAULTS


def _on_the_ladder(measured: Measurement) -> Measurement:
    return replace(measured, method=f"{measured.method}, on a ladder made of the references")
