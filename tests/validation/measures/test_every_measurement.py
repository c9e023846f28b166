from typing import get_args

import numpy as np

from tests.validation.data import graded
from tests.validation.measures.taken import grade, measured, rated, scored, table
from validation.assumptions import RunAssumptions
from validation.catalogue import MEASURES, REASONS, REMEDIES, Reason
from validation.measures import measure


def test_names_are_unique():
    rows = graded(20, (0, 1), policy="base")
    taken = measure(table(rows, judges={"a": grade, "b": grade}, repeats=2), RunAssumptions())
    names = [measurement.name for measurement in taken]
    assert len(names) == len(set(names)) == 79


def test_every_name_is_in_the_catalogue():
    assert all(name.partition(":")[0] in MEASURES for name in measured(graded(20, (0, 1))))


def test_nothing_is_ever_nan_or_without_a_reason():
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


def test_every_reason_says_what_would_mend_it():
    assert set(REASONS) == set(REMEDIES) == set(get_args(Reason))
