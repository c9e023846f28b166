"""Rewards made of parts."""

import math

import numpy as np
import pytest

from tests.reference_statistics import variance_shares
from validation.statistics.advantage import cancelled_share, collapsed_share

PROMPT = np.array([0, 0, 1, 1])


def test_shares_of_variance_add_to_one_and_show_the_part_that_works_against():
    # parts (0, 1) and (0, -.5) sum to (0, .5): cov with the sum is .25 and -.125 of var .125
    parts = np.array([[0.0, 0.0], [1.0, -0.5]])
    assert variance_shares(parts, np.array([0, 0])) == pytest.approx([2, -1])


def test_parts_that_cancel_leave_a_dead_group():
    parts = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    assert cancelled_share(parts, parts.sum(axis=1), PROMPT) == 0.5


def test_different_parts_may_collapse_into_one_total():
    # pairs that differ: (0,1)-(1,0) ties in the sum, (0,0)-(1,0) does not
    parts = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    assert collapsed_share(parts, parts.sum(axis=1), PROMPT) == 0.5


def test_undefined():
    still = np.full((4, 2), 0.3)
    assert np.isnan(variance_shares(still, PROMPT)).all()
    assert math.isnan(cancelled_share(still, still.sum(axis=1), PROMPT))
    assert math.isnan(collapsed_share(still, still.sum(axis=1), PROMPT))
