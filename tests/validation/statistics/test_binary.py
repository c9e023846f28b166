"""Yes or no against gold."""

import math

import numpy as np
import pytest

from validation.statistics.chance import confusion, youden, youden_j_leave_one_out


def test_j_is_true_less_false_alarms():
    found = youden(tp=8, fn=2, fp=1, tn=3)
    assert (found.tpr, found.fpr) == (0.8, 0.25)
    assert found.youden_j == pytest.approx(0.55)
    assert found.auc == pytest.approx(0.775)


def test_an_empty_class_is_undefined():
    assert math.isnan(youden(tp=0, fn=0, fp=1, tn=3).youden_j)


def test_leaving_out_a_prompt_leaves_out_its_counts():
    paid = np.array([True, False, True, True, False])
    good = np.array([True, True, False, True, False])
    counts = confusion(paid, good, np.array([0, 0, 0, 1, 1]))
    assert counts.tolist() == [[1, 1, 1, 0], [1, 0, 0, 1]]
    # prompt 1 alone: tpr 1, fpr 0; prompt 0 alone: tpr 1/2, fpr 1
    assert youden_j_leave_one_out(counts).tolist() == [1.0, -0.5]
