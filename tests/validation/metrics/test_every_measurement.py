from typing import get_args

import numpy as np
import pytest

from tests.validation.data import graded
from tests.validation.metrics.taken import grade, measured, rated, scored, table
from validation.assumptions import RunAssumptions
from validation.measurement import REASONS, Reason
from validation.metrics import (
    METRICS,
    agreement,
    attacks,
    bias,
    find_metric,
    judges,
    measure,
    order,
    parts,
    signal,
    spread,
)
from validation.metrics.metric import Metric
from validation.report.present import TITLES


def test_names_are_unique():
    rows = graded(20, (0, 1), policy="base")
    taken = measure(table(rows, judges={"a": grade, "b": grade}, repeats=2), RunAssumptions())
    names = [measurement.name for measurement in taken]
    assert len(names) == len(set(names)) == 85


def test_every_measurement_has_the_record_of_a_metric():
    assert all(name.partition(":")[0] in METRICS for name in measured(graded(20, (0, 1))))


def test_measurements_are_never_nan_and_never_undefined_without_a_reason():
    # one prompt, no quality, one reply, all errors, one judge, all alike: whatever is missing
    for rows, reward in (
        (graded(1, (0, 1)), grade),
        (graded(30, (1, 1)), grade),
        (graded(30, (0, 1)), lambda sample: 1 / 0),
        (graded(30, (0, 1)), lambda sample: 0.8),
        (scored([[1.0]]), grade),
        (scored([[1.0], [2.0]]), grade),
        (scored([[None, None]]), grade),
        (rated(2, (0, 1), lambda grade: None, lambda grade: grade), grade),
        (rated(3, (0, 1), lambda grade: grade or None, lambda grade: 1 - grade or None), grade),
    ):
        for found in measured(rows, reward).values():
            assert (found.value is None) == (found.reason is not None), found
            numbers = (found.value, found.low, found.high)
            assert not any(number is not None and np.isnan(number) for number in numbers), found


def test_every_reason_is_said_in_words_and_has_a_remedy():
    assert set(REASONS) == set(get_args(Reason)), "write the reason in validation/measurement.py"
    assert all(reason.says and reason.remedy for reason in REASONS.values())


def test_every_metric_is_said_in_words_and_stands_under_a_title():
    for name, metric in METRICS.items():
        assert metric.says, f"{name}: say what it measures"
        assert metric.fix, f"{name}: say what to do about a bad value"
        assert metric.theme in TITLES, f"{name}: its theme has no title in the report"


def test_every_record_of_a_metric_is_in_the_table():
    # a record that its module leaves out of the tuple it belongs to is never taken
    modules = (agreement, attacks, bias, judges, order, parts, signal, spread)
    for module in modules:
        found = [value for value in vars(module).values() if isinstance(value, Metric)]
        groups = [value for value in vars(module).values() if isinstance(value, tuple)]
        found += [value for group in groups for value in group if isinstance(value, Metric)]
        for metric in found:
            assert METRICS.get(metric.name) is metric, (
                f"{metric.name} of {module.__name__} is in no tuple of validation/metrics/__init__"
            )


def test_a_measurement_of_a_metric_without_a_record_is_refused_by_name():
    with pytest.raises(LookupError, match="'invented': write its record in validation/metrics"):
        find_metric("invented")
