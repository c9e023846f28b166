"""Top against bottom."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from validation.statistics.pairs import auc, auc_leave_one_out

ROWS = st.lists(
    st.tuples(st.integers(0, 6), st.booleans(), st.integers(0, 4)), min_size=1, max_size=30
)


def test_pairs_won_over_pairs_there_are():
    # 2>1, 2>0 and 1>0 are won, 1=1 is half: 3.5 of 4
    assert auc(np.array([2.0, 1.0]), np.array([1.0, 0.0])) == 3.5 / 4


def test_missing_scores_drop_out_and_float_noise_ties():
    assert auc(np.array([0.1 + 0.2, math.nan]), np.array([0.3])) == 0.5


def test_an_empty_tier_is_undefined():
    assert math.isnan(auc(np.array([]), np.array([0.5])))
    assert math.isnan(auc(np.array([0.5]), np.array([math.nan])))


@given(ROWS)
def test_leaving_out_is_comparing_without_that_prompt(rows):
    score, top, prompt = (np.array(column) for column in zip(*rows, strict=True))
    score = score / 3
    found = auc_leave_one_out(score[top], prompt[top], score[~top], prompt[~top])
    without = [
        auc(score[top & (prompt != g)], score[~top & (prompt != g)]) for g in np.unique(prompt)
    ]
    if top.all() or not top.any():
        assert np.isnan(found).all()
    else:
        np.testing.assert_allclose(found, without, atol=1e-12)
