"""Krippendorff's alpha; printed values are in the truth cases."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.statistics import alpha
from validation.statistics.alpha import krippendorff_alpha, krippendorff_alpha_leave_one_out

LEVELS = ["nominal", "ordinal", "interval", "ratio"]
RATINGS = st.lists(
    st.tuples(
        st.lists(
            st.sampled_from([0.0, 0.1, 0.1 + 0.2, 0.3, 1.0, math.nan]), min_size=3, max_size=3
        ),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=15,
)


def by_definition(ratings, level):
    """Do and De from every ordered pair, after rounding."""
    units = [[round(x, 9) for x in row if not math.isnan(x)] for row in ratings]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [x for unit in units for x in unit]

    def rank(x):
        return sum(y < x for y in pooled) + sum(y == x for y in pooled) / 2

    distance = {
        "nominal": lambda a, b: float(a != b),
        "ordinal": lambda a, b: (rank(a) - rank(b)) ** 2,
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2 if a + b else 0.0,
    }[level]
    observed = sum(sum(distance(a, b) for a, b in permutations(u, 2)) / (len(u) - 1) for u in units)
    expected = sum(distance(a, b) for a, b in permutations(pooled, 2))
    return 1 - (len(pooled) - 1) * observed / expected if expected else math.nan


@given(RATINGS, st.sampled_from(LEVELS))
def test_alpha_is_its_definition(rows, level):
    ratings = np.array([row for row, _ in rows])
    assert krippendorff_alpha(ratings, level) == pytest.approx(
        by_definition(ratings, level), nan_ok=True, abs=1e-9
    )


@given(RATINGS, st.sampled_from(LEVELS))
def test_leaving_out_is_alpha_without_that_prompt(rows, level):
    ratings, prompt = np.array([row for row, _ in rows]), np.array([g for _, g in rows])
    rated = np.unique(prompt[(~np.isnan(ratings)).sum(axis=1) > 1])
    without = [krippendorff_alpha(ratings[prompt != g], level) for g in rated]
    found = krippendorff_alpha_leave_one_out(ratings, prompt, level)
    np.testing.assert_allclose(found, np.array(without), atol=1e-9)


@given(RATINGS, st.sampled_from(LEVELS), st.permutations([0, 1, 2]))
def test_alpha_ignores_the_order_of_units_and_raters(rows, level, order):
    ratings = np.array([row for row, _ in rows])
    assert krippendorff_alpha(ratings[::-1, order], level) == pytest.approx(
        krippendorff_alpha(ratings, level), nan_ok=True, abs=1e-9
    )


def test_float_noise_is_no_disagreement():
    # told apart, 0.1 + 0.2 and 0.3 would make this alpha -0.25
    ratings = np.array([[0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2], [0.3, 0.3]])
    assert math.isnan(krippendorff_alpha(ratings, "nominal"))


def test_a_negative_rating_has_no_ratio():
    assert math.isnan(krippendorff_alpha(np.array([[1.0, -1.0], [2.0, 2.0]]), "ratio"))


def test_coarse_ranks_move_the_leave_one_out_values_as_the_exact_ones_do(monkeypatch):
    chance = np.random.default_rng(2)
    ratings = chance.normal(size=(400, 1)) + chance.normal(size=(400, 2))
    prompt = np.arange(400) // 8
    exact = krippendorff_alpha_leave_one_out(ratings, prompt, "ordinal")
    monkeypatch.setattr(alpha, "_COST", 0)
    coarse = krippendorff_alpha_leave_one_out(ratings, prompt, "ordinal")
    assert np.std(coarse) == pytest.approx(np.std(exact), rel=0.01)
    assert np.abs(coarse - exact).max() < 0.2 * np.std(exact)


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_undefined_where_nothing_is_rated_twice(level):
    lonely = np.array([[0.1, math.nan], [math.nan, 0.4]])
    assert math.isnan(krippendorff_alpha(lonely, level))
    assert krippendorff_alpha_leave_one_out(lonely, np.array([0, 1]), level).size == 0


def test_a_pair_of_judges_that_swap_is_at_minus_a_half():
    # Do = 1; De = 8 of the 12 ordered pairs of (0, 1, 1, 0) differ, so alpha = 1 - 12/8
    assert krippendorff_alpha(np.array([[0.0, 1.0], [1.0, 0.0]])) == pytest.approx(-0.5)


def test_ratio_alpha_of_many_values_is_the_sum_over_all_pairs():
    # 2,500 units of two, from 0 to some 1e9; De summed over every ordered pair
    drawn = np.random.default_rng(5).lognormal(0, 6, (2_500, 2))
    ratings = np.round(np.where(drawn < 0.001, 0.0, drawn), 9).astype(np.float64)
    a, b = ratings.T
    values = ratings.ravel()
    sums = values[:, None] + values
    apart = np.divide(values[:, None] - values, sums, out=np.zeros_like(sums), where=sums > 0)
    both = np.divide(a - b, a + b, out=np.zeros_like(a), where=a + b > 0)
    exact = 1 - (values.size - 1) * 2 * (both**2).sum() / (apart**2).sum()
    assert np.unique(values).size > 4_000
    assert krippendorff_alpha(ratings, "ratio") == pytest.approx(exact, abs=1e-9)
