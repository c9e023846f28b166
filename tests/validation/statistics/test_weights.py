"""Agreement weights."""

import numpy as np
import pytest

from tests.reference_statistics import weights_of
from validation.statistics.chance import agreement_weights

SCALE = np.array([1.0, 2.0, 4.0])


def test_weights_fall_with_the_distance_of_values():
    assert agreement_weights(SCALE, "linear")[0] == pytest.approx([1, 2 / 3, 0])
    assert agreement_weights(SCALE, "quadratic")[0] == pytest.approx([1, 8 / 9, 0])


def test_ordinal_weights_count_the_pairs_in_between():
    # one step holds 1 pair of categories, two steps 3
    assert agreement_weights(SCALE, "ordinal")[0] == pytest.approx([1, 2 / 3, 0])
    assert agreement_weights(SCALE, "identity")[0].tolist() == [1, 0, 0]


def test_disagreements_are_scaled_by_the_worst():
    assert weights_of(np.array([[0.0, 3.0], [6.0, 0.0]])).tolist() == [[1, 0.5], [0, 1]]


def test_weights_of_one_category_are_1():
    assert agreement_weights(np.array([1.0]), "quadratic").tolist() == [[1]]
