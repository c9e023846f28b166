"""Data without quality: what order they lack is measured on answers made of their references."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from validation.assumptions import RunAssumptions
from validation.dataset import Dataset
from validation.ladder import ladder_dataset
from validation.measurement import Measurement
from validation.metrics import find_metric, measure
from validation.scoring import ScoreTable

# Of signal, what needs quality too, and so decides on the ladder where there is none.
OF_STEPS = ("advantage_efficiency", "signal_to_noise")
ORDER_GAPS = ("no_quality", "no_pairs")


def add_synthetic_quality(dataset: Dataset, form: str) -> tuple[Dataset, Dataset | None]:
    """The data to score, and graded answers made of their references where they know no quality.

    Data without any reply are scored on those answers alone. `form` is the one that the reward
    was seen to pay best, "" where none was.
    """
    if len({row.quality for row in dataset.rows} - {None}) > 1:
        return dataset, None
    ladder = ladder_dataset(dataset, form or None)
    if not ladder.rows:
        return dataset, None
    answered = any(row.sample.answered for row in dataset.rows)
    return dataset if answered else ladder, ladder


def ladder_remarks(dataset: Dataset, ladder: Dataset | None) -> tuple[str, ...]:
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


def measure_order_on_ladder(
    measurements: Sequence[Measurement], table: ScoreTable, declared: RunAssumptions
) -> list[Measurement]:
    """The measurements, with those of order that lacked quality taken on the ladder's table."""
    taken = {measured.name: measured for measured in measure(table, declared)}
    return [
        replace(taken[m.name], method=f"{taken[m.name].method}, on a ladder made of the references")
        if _needs_ladder(m, taken)
        else m
        for m in measurements
    ]


def _needs_ladder(measured: Measurement, taken: Mapping[str, Measurement]) -> bool:
    """Answers of ours that all score alike may be in a form that the reward does not read."""
    in_theme = find_metric(measured.name).theme in ("order", "bias") or measured.name in OF_STEPS
    of_order = in_theme and not measured.which
    if measured.reason not in ORDER_GAPS or not of_order:
        return False
    return not taken[measured.name].is_fault
