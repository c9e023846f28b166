from dataclasses import replace

import pytest

from rewards.scoring import Outcome
from tests.validation.report.made import graded, table
from validation.report.figures import MOST_POLICIES, scores_by_policy, scores_by_quality


def spread(qualities: list[float | None], said: list[Outcome | float]):
    found = scores_by_quality(table([graded("p", n, q) for n, q in enumerate(qualities)], said))
    assert found is not None
    return found


def test_each_grade_has_its_scores_and_the_best_stands_first():
    found = spread([0.0, 1.0, 1.0], [0.2, 0.6, 1.0])
    assert [(group.label, group.n) for group in found.groups] == [("1", 2), ("0", 1)]
    assert found.groups[0].mean == pytest.approx(0.8)
    assert found.tallest == 1  # the one score of grade 0 is all of its group


def test_grades_beyond_ten_become_thirds():
    qualities: list[float | None] = [float(q) for q in range(12)]
    found = spread(qualities, [0.5] * 12)
    # a third of 0..11 lies at 11/3 and 22/3: 0 to 3, 4 to 7, 8 to 11
    assert [(group.label, group.n) for group in found.groups] == [
        ("top third (from 7.33)", 4),
        ("middle third", 4),
        ("bottom third (to 3.67)", 4),
    ]


def test_distribution_without_quality_is_one_histogram_of_all():
    found = spread([None, None], [0.1, 0.3])
    assert [(group.label, group.n) for group in found.groups] == [("all samples", 2)]


def test_samples_of_unknown_quality_stand_apart_and_the_unscored_are_not_counted():
    found = spread([None, 1.0, 1.0], [0.1, 0.3, None])
    assert [(group.label, group.n) for group in found.groups] == [("1", 1), ("not known", 1)]


def test_distribution_is_absent_where_nothing_was_scored():
    assert scores_by_quality(table([graded("p", 0, 1.0)], [None])) is None


def by_policy(policies: list[str | None], said: list[Outcome | float]):
    rows = [replace(graded(f"p{n}", 0, n / 10), policy=policy) for n, policy in enumerate(policies)]
    return scores_by_policy(table(rows, said))


def test_policies_stand_by_their_mean_with_its_interval_and_their_quality():
    found = by_policy(["a", "b", "a", "b"], [0.1, 0.9, 0.3, 0.7])
    assert found is not None
    assert [(group.label, group.mean) for group in found.groups] == [
        ("b", pytest.approx(0.8)),
        ("a", pytest.approx(0.2)),
    ]
    assert [group.quality for group in found.groups] == pytest.approx([0.2, 0.1])
    # of two prompts, t with one degree of freedom is 12.7, so the interval is cut to the axis
    assert (found.groups[0].interval.low, found.groups[0].interval.high) == (0, 1)


def test_an_interval_is_the_mean_more_or_less_t_errors_of_the_prompts():
    # four prompts at 0, 0, 1, 1: mean 0.5, error sqrt(0.25 / 3), t of three degrees 3.18
    found = by_policy(["a"] * 4, [0.0, 0.0, 1.0, 1.0])
    assert found is not None
    assert found.groups[0].interval.high == 1.0
    wide = by_policy(["a"] * 16, [0.0, 1.0] * 8)  # error sqrt(0.25 / 15) = 0.129, t 2.131
    assert wide is not None
    assert wide.groups[0].interval.high == pytest.approx(0.5 + 2.131 * 0.1291, abs=1e-3)


def test_distribution_keeps_the_policies_with_most_samples():
    policies = [f"policy {n}" for n in range(20)] + ["policy 19"]
    found = by_policy(list(policies), [0.5] * 21)
    assert found is not None
    assert (len(found.groups), found.left_out) == (MOST_POLICIES, 20 - MOST_POLICIES)
    assert "policy 19" in [group.label for group in found.groups]


def test_distribution_without_policies_compares_nothing():
    assert by_policy([None, None], [0.1, 0.2]) is None
