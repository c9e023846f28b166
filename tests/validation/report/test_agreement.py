import math
from collections.abc import Sequence

import pytest

from rewards.types import Score
from tests.validation.report.made import graded, table
from validation.report.judges import MOST_DOTS, MOST_JUDGES, MOST_PLOTS, judge_agreement


def of(*judges: Sequence[float | None], replies: int = 2):
    names = [f"judge {n}" for n in range(len(judges))]
    rows = [graded(f"p{n // replies}", n, None) for n in range(len(judges[0]))]
    said = [[None if rating is None else Score(rating) for rating in judge] for judge in judges]
    return judge_agreement(table(rows, [0.5] * len(rows), dict(zip(names, said, strict=True))), {})


def test_judges_agree_as_often_as_they_prefer_the_same_reply():
    # prompts: same order, opposite order, a tie of the second, which is left out
    found = of([0.0, 1.0, 0.0, 1.0, 0.0, 1.0], [0.2, 0.8, 0.8, 0.2, 0.5, 0.5])
    assert found is not None
    (pair,) = found.pairs
    assert (pair.same_order, pair.ordered, pair.n) == (0.5, 2, 6)


def test_the_differences_have_their_mean_and_limits():
    # differences .2 and 0 in turn: mean .1, SD (over n - 1) sqrt(.04 / 3) = .11547
    found = of([0.2, 0.5, 0.2, 0.5], [0.0, 0.5, 0.0, 0.5])
    assert found is not None
    limits = found.pairs[0].limits
    assert (limits.bias, limits.loa_high) == pytest.approx((0.1, 0.1 + 1.96 * 0.11547), abs=1e-4)
    assert found.pairs[0].dots == ((0.1, 0.2, 2), (0.5, 0.0, 2))
    assert found.pairs[0].reach == 0.5


def test_the_least_agreeing_pair_comes_first_and_few_are_plotted():
    found = of([0.0, 1.0], [0.1, 0.9], [1.0, 0.0], [0.5, 0.5])
    assert found is not None
    assert (found.pairs[0].first, found.pairs[0].second) == ("judge 0", "judge 2")
    assert math.isnan(found.pairs[-1].same_order)
    assert len(found.plotted_pairs) == MOST_PLOTS
    assert found.find_pair("judge 2", "judge 0") == found.pairs[0]
    assert found.find_pair("judge 0", "judge 0") is None


def test_judges_that_share_no_reply_have_no_agreement():
    assert of([0.5, None], [None, 0.5]) is None
    assert of([0.5, 0.6]) is None


def test_plot_of_agreement_draws_a_thousand_of_many_replies_and_always_the_same():
    ratings = [(7 * n) % 101 / 101 for n in range(5000)]
    one, two = (of(ratings, ratings[::-1]) for _ in range(2))
    assert one is not None
    assert two is not None
    assert one.pairs[0].drawn == sum(count for _, _, count in one.pairs[0].dots) == MOST_DOTS
    assert one.pairs[0].dots == two.pairs[0].dots


def test_plot_of_agreement_compares_the_first_six_of_many_judges():
    found = of(*[[0.1 * n, 1.0] for n in range(8)])
    assert found is not None
    assert (len(found.judges), found.left_out) == (MOST_JUDGES, 2)
