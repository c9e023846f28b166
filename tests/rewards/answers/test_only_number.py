from fractions import Fraction

import pytest

from rewards.answers.marked_answer import is_placeholder, only_number


@pytest.mark.parametrize(
    "content",
    [
        "18",
        r"\text{18 eggs}",
        r"x = 18",
        r"18\,\text{cm}^2",
        r"\$18",
        "9 * 2 = 18",
        r"18^\circ",
        "(18)",
    ],
)
def test_only_number_reads_the_one_number_in_a_box(content):
    number = only_number(content)
    assert number is not None
    assert number.value == Fraction(18)


@pytest.mark.parametrize(
    "content",
    [
        "5, 18",
        "5 + 13",
        r"18\pi",
        "x > 18",
        "18!",
        "A",
        r"\neq 18",
        r"\text{at least }18",
        r"18\text{ or more}",
        "[5, 18)",
        "17 or 18",
    ],
)
def test_only_number_is_none_for_a_box_with_anything_else(content):
    assert only_number(content) is None


@pytest.mark.parametrize("content", ["", " ", "answer", "your answer", r"\text{answer}", "..."])
def test_is_placeholder_finds_boxes_that_only_instruct(content):
    assert is_placeholder(content)
