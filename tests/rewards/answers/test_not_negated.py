import pytest

from rewards.answers.negation import Mention, mentions_in, not_negated


def stands(text: str) -> set[str]:
    """Which of the capitals X, Y and Z in `text` stand."""
    return not_negated(text, mentions(text))


def mentions(text: str) -> list[Mention]:
    return mentions_in(
        [(mark, at, at + 1) for at, mark in enumerate(text) if mark in "XYZ"], len(text)
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("X", {"X"}),
        ("X and Y", {"X", "Y"}),
        ("not X", set()),
        ("not option X", set()),
        ("not X or Y", set()),
        ("not X, Y or Z", set()),
        ("neither X nor Y", set()),
        ("not X but Y", {"Y"}),
        ("X, not Y", {"X"}),
        ("X is wrong", set()),
        ("X because Y is wrong", {"X"}),
        ("X as Y is wrong", {"X"}),
        ("X and Y are wrong", set()),
        ("X, Y and Z are wrong", set()),
        ("I take X and Y is wrong", {"X"}),
        ("eliminate X. Y can be ruled out. Z", {"Z"}),
        ("X does not apply", set()),
        ("X looks right but is wrong", set()),
        ("X is wrong. No, X", {"X"}),
    ],
)
def test_not_negated_lets_a_negation_reach_what_it_is_about_and_no_further(text, names):
    assert stands(text) == names


def test_not_negated_reads_the_last_64_mentions():
    assert stands("X " + "Y " * 64) == {"Y"}
    assert stands("X " + "Y " * 63) == {"X", "Y"}


def test_mentions_in_ends_a_name_where_the_next_begins():
    assert mentions_in([("X", 0, 1), ("Y", 4, 5)], 9) == [
        Mention("X", 0, 1, 4),
        Mention("Y", 4, 5, 9),
    ]
