"""Runs of equal rows."""

import numpy as np

from validation.statistics.values import run_starts, runs


def test_a_run_ends_where_any_key_changes():
    starts = run_starts(np.array([0, 0, 0, 1]), np.array([5, 5, 6, 6]))
    assert starts.tolist() == [True, False, True, True]
    first, length = runs(starts)
    assert (first.tolist(), length.tolist()) == ([0, 2, 3], [2, 1, 1])


def test_runs_of_no_rows_are_none():
    assert [part.size for part in runs(run_starts(np.array([])))] == [0, 0]
