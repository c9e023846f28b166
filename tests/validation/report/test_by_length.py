import pytest

from tests.validation.report.made import graded, table, validation
from validation.report.figures import LEAST, scores_by_length


def steps(lengths: list[int], said: list[float], quality: list[float | None]):
    rows = [
        graded(f"p{n}", n, q, "x" * length)
        for n, (length, q) in enumerate(zip(lengths, quality, strict=True))
    ]
    return scores_by_length(validation(table(rows, said)))


def test_tenths_go_from_the_shortest_to_the_longest_with_their_mean_score_and_quality():
    found = steps(list(range(1, 101)), [n / 99 for n in range(100)], [0.0, 4.0] * 50)
    assert [(step.shortest, step.longest, step.n) for step in found[:2]] == [
        (1, 10, 10),
        (11, 20, 10),
    ]
    assert len(found) == 10
    assert found[0].score == pytest.approx(4.5 / 99)
    assert found[0].interval.low < found[0].score < found[0].interval.high
    assert {step.quality for step in found} == {0.5}  # of grades 0 and 4, brought to 0..1


def test_replies_of_one_length_stay_together():
    found = steps([5] * 60 + [9] * 40, [0.5] * 100, [None] * 100)
    assert [(step.longest, step.n) for step in found] == [(5, 60), (9, 40)]
    assert not found[0].is_graded


def test_few_replies_and_equal_lengths_are_not_drawn():
    assert steps(list(range(LEAST - 1)), [0.5] * (LEAST - 1), [None] * (LEAST - 1)) == []
    assert steps([5] * 100, [0.5] * 100, [None] * 100) == []
