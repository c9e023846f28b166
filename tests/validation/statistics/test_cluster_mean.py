"""Means over prompts; the worked example is a truth case."""

import math

import numpy as np
import pytest

from tests.reference_statistics import naive_error
from validation.statistics.intervals import cluster_mean


def test_prompts_that_answer_as_one_count_once():
    values, prompt = np.repeat([0.0, 1.0, 1.0, 0.0], 8), np.repeat(np.arange(4), 8)
    once = cluster_mean(values[::8], prompt[::8])
    assert cluster_mean(values, prompt).se == pytest.approx(once.se)
    assert naive_error(values) < once.se / 2


def test_missing_values_drop_out_and_none_is_undefined():
    assert cluster_mean(np.array([1.0, math.nan]), np.array([0, 1])).mean == 1
    assert math.isnan(cluster_mean(np.array([math.nan]), np.array([0])).mean)
