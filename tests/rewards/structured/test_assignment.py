from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.structured.compare import best_pairs, best_pairs_in_order

GAINS = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=5
    )
)


def total(gains, pairs):
    return sum(gains[row][column] for row, column in pairs)


@pytest.mark.parametrize("gains", [[], [[]], [[0, 0]]])
def test_pairing_makes_no_pairs_where_nothing_is_gained(gains):
    assert best_pairs(gains) == best_pairs_in_order(gains) == []


def test_pairing_gives_up_the_best_pair_where_the_rest_gain_more():
    # 9 + 0 is less than 8 + 8
    assert best_pairs([[9, 8], [8, 0]]) == [(0, 1), (1, 0)]


def test_pairing_in_order_does_not_cross():
    # crossing would gain 16
    assert best_pairs_in_order([[9, 8], [8, 0]]) == [(0, 0)]


@given(GAINS)
def test_pairing_gains_the_most_of_all_pairs(gains):
    long = gains if len(gains) <= len(gains[0]) else [list(c) for c in zip(*gains, strict=True)]
    best = max(
        sum(long[row][column] for row, column in enumerate(columns))
        for columns in permutations(range(len(long[0])), len(long))
    )
    pairs = best_pairs(gains)
    assert total(gains, pairs) == best
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


@given(GAINS)
def test_pairing_in_order_gains_the_most_of_all_that_do_not_cross(gains):
    def best(row, column):
        if row == len(gains) or column == len(gains[0]):
            return 0
        paired = gains[row][column] + best(row + 1, column + 1)
        return max(paired, best(row + 1, column), best(row, column + 1))

    pairs = best_pairs_in_order(gains)
    assert total(gains, pairs) == best(0, 0)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@given(st.lists(st.lists(st.integers(0, 99), min_size=12, max_size=12), min_size=2, max_size=2))
def test_pairing_loses_nothing_by_leaving_out_hopeless_columns(gains):
    best = max(
        gains[0][one] + gains[1][two] for one in range(12) for two in range(12) if one != two
    )
    assert total(gains, best_pairs(gains)) == best
