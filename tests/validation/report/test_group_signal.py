import pytest

from tests.validation.report.made import accuracy, graded, table, validation
from validation.assumptions import RunAssumptions, Scale
from validation.report.figures import CurvePoint, group_signal


def four_prompts():
    """One prompt whose scores differ, one at each end, and one alike in between."""
    rows = [graded(p, n, None) for p in "abcd" for n in range(2)]
    return table(rows, [0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.5, 0.5])


def test_groups_are_told_apart_by_what_their_scores_do():
    found = group_signal(validation(four_prompts()))
    assert found is not None
    assert [count for _, count, _ in found.kinds] == [1, 1, 1, 1]
    assert (found.fewest, found.most, found.planned) == (2, 2, None)


def test_the_ends_are_the_declared_range():
    declared = RunAssumptions(reward_range=Scale(0.0, 2.0, "declared"), generations=8)
    found = group_signal(validation(four_prompts(), declared=declared))
    assert found is not None
    assert (found.split.ceiling, found.split.other, found.planned) == (0, 2, 8)


def test_the_curve_is_of_the_expected_shares_and_its_axis_counts_doublings():
    names = [f"expected_zero_variance:{g}" for g in (16, 2, 4)]
    measured = [
        accuracy(0.5 / g, 0, 1, name=name) for g, name in zip((4, 1, 2), names, strict=True)
    ]
    found = group_signal(validation(four_prompts(), measured))
    assert found is not None
    assert found.curve == (CurvePoint(2, 0.5), CurvePoint(4, 0.25), CurvePoint(16, 0.125))
    assert [found.place(g) for g in (2, 4, 16)] == pytest.approx([0, 1 / 3, 1])
    assert found.curve[0].words == "50.0 % at 2"


def test_curve_needs_two_points_and_groups_need_two_replies():
    lone = [accuracy(0.5, 0, 1, name="expected_zero_variance:8")]
    found = group_signal(validation(four_prompts(), lone))
    assert found is not None
    assert found.curve == ()
    assert group_signal(validation(table([graded("a", 0, None)], [1.0]))) is None
