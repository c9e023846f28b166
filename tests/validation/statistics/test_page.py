"""Page's L; the printed value is in the truth cases."""

import math

import numpy as np
import pytest

from tests.reference_statistics import page_trend


def test_l_weighs_rank_sums_by_the_predicted_place():
    # three prompts in perfect order: 3 (1*1 + 2*2 + 3*3) = 42, the exact chance of which is 6^-3
    found = page_trend(np.array([[0.1, 0.2, 0.3]] * 3), "exact")
    assert found.statistic == 42
    assert found.p == pytest.approx(6**-3)


@pytest.mark.parametrize(
    "scores",
    [
        np.full((5, 3), 0.3),
        np.array([[0.1, 0.2, 0.3]]),
        np.array([[0.1, 0.2], [0.1, 0.2]]),
        np.array([[0.1, 0.2, 0.3], [0.1, math.nan, 0.3]]),
    ],
)
def test_undefined(scores):
    assert math.isnan(page_trend(scores).statistic)
