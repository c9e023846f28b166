"""Counting pairs that rise."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from validation.statistics.pairs import ascents


@given(st.lists(st.lists(st.integers(0, 12), max_size=12), min_size=1, max_size=5))
def test_ascents_are_those_of_every_pair(groups):
    rank = np.array([value for group in groups for value in group], dtype=np.int64)
    group = np.repeat(np.arange(len(groups)), [len(values) for values in groups])
    each = [sum(a < b for i, a in enumerate(g) for b in g[i + 1 :]) for g in groups]
    assert ascents(rank, group, len(groups)).tolist() == each
