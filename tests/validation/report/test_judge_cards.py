import pytest

from rewards.types import Score
from tests.validation.report.made import accuracy, graded, table, validation
from validation.assumptions import Scale
from validation.report.judges import judge_cards
from validation.report.sections import measurement_rows


def card(ratings: list[float | None], scale: Scale | None = None):
    rows = [graded("p", n, None) for n in range(len(ratings))]
    judged = table(
        rows, [0.5] * len(rows), {"alice": [None if r is None else Score(r) for r in ratings]}
    )
    own = accuracy(0.8, 0.7, 0.9, name="within_prompt_accuracy:alice")
    of = measurement_rows(validation(judged, [own, accuracy(0.6, 0.5, 0.7)]))
    (found,) = judge_cards(judged, {"alice": scale} if scale else {}, of)
    return found


def test_a_card_holds_the_share_of_each_rating_and_what_is_the_judges_own():
    found = card([0.0, 0.5, 0.5, 1.0, None])
    assert [point.words for point in found.points] == [
        "25.0 % at 0",
        "50.0 % at 0.5",
        "25.0 % at 1",
    ]
    assert (found.n, found.silent, found.mean) == (4, 1, 0.5)
    assert [row.measured.name for row in found.rows] == ["within_prompt_accuracy:alice"]


def test_a_short_scale_of_whole_numbers_shows_those_never_given():
    found = card([1, 5, 5, 2], Scale(1, 5, "declared"))
    assert [(point.label, point.share) for point in found.points] == [
        ("1", 0.25),
        ("2", 0.25),
        ("3", 0),
        ("4", 0),
        ("5", 0.5),
    ]


def test_ratings_on_an_endless_scale_are_drawn_as_they_are():
    assert [point.label for point in card([-1e12, 0, 1e12]).points] == ["-1e+12", "0", "1e+12"]


def test_many_different_ratings_are_brought_to_steps():
    found = card([n / 100 for n in range(101)])
    assert len(found.points) == 21
    assert sum(point.share for point in found.points) == pytest.approx(1)
    assert (found.points[0].label, found.points[-1].label) == ("about 0", "about 1")


def test_a_judge_that_always_says_the_same_is_known():
    assert card([0.3, 0.3]).is_constant
    assert not card([0.3, 0.4]).is_constant
