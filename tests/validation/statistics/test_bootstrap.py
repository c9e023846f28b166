"""Prompts drawn anew."""

import math

import numpy as np
import pytest

from tests.reference_statistics import cluster_bootstrap
from validation.statistics.intervals import jackknife_t
from validation.statistics.values import divide


def ratio(sums):
    return divide(sums[..., 0], sums[..., 1], sums[..., 1] > 0)


def test_bootstrap_is_near_the_jackknife_where_prompts_are_many():
    chance = np.random.default_rng(12)
    sums = np.stack([chance.binomial(8, 0.7, 300), np.full(300, 8)], axis=1).astype(float)
    drawn = cluster_bootstrap(sums, ratio)
    left = jackknife_t(float(ratio(sums.sum(axis=0))), ratio(sums.sum(axis=0) - sums))
    assert drawn.low == pytest.approx(left.low, abs=0.005)
    assert drawn.high == pytest.approx(left.high, abs=0.005)


def test_bootstrap_gives_one_interval_for_one_seed():
    sums = np.array([[1.0, 2.0], [2.0, 2.0], [0.0, 2.0]])
    assert cluster_bootstrap(sums, ratio, seed=1) == cluster_bootstrap(sums, ratio, seed=1)


def test_undefined():
    assert math.isnan(cluster_bootstrap(np.array([[1.0, 2.0]]), ratio).low)
    assert math.isnan(cluster_bootstrap(np.array([[1.0, 2.0], [0.0, 0.0]]), ratio).low)
