"""Tables of categories."""

import math

import numpy as np
import pytest

from tests.reference_statistics import ratings_of, ratings_of_counts
from validation.statistics.chance import categories_of, counts_of, table_of

RATINGS = np.array([[0.1 + 0.2, 1.0], [0.3, math.nan], [0.5, 0.5]])


def test_units_are_counted_by_declared_category():
    scale = np.array([0.0, 0.3, 0.5, 1.0])
    assert categories_of(RATINGS).tolist() == [0.3, 0.5, 1.0]
    assert counts_of(RATINGS, scale).tolist() == [[0, 1, 0, 1], [0, 1, 0, 0], [0, 0, 2, 0]]


def test_a_rating_off_the_scale_is_refused():
    with pytest.raises(ValueError, match=r"rating 1 is none of \[0.3, 0.5\]"):
        counts_of(RATINGS, np.array([0.3, 0.5]))


def test_a_table_holds_only_units_that_both_rated():
    assert table_of(RATINGS[:, 0], RATINGS[:, 1], np.array([0.3, 0.5, 1.0])).tolist() == [
        [0, 0, 1],
        [0, 1, 0],
        [0, 0, 0],
    ]


def test_tables_and_counts_go_back_to_ratings():
    table = np.array([[2.0, 0.0], [1.0, 3.0]])
    one, two = ratings_of(table).T
    assert np.array_equal(table_of(one, two, np.array([0.0, 1.0])), table)
    counts = np.array([[2.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
    assert np.array_equal(counts_of(ratings_of_counts(counts), np.array([0.0, 1.0])), counts)
