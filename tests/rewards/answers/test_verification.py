import pytest

from rewards.answers.negation import cut_verification, is_aside, is_side_quantity


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x = 5. Check: 2 * 5 + 3 = 13.", "x = 5."),
        ("x = 5.\nLet me verify: 2 * 5 + 3 = 13.", "x = 5.\n"),
        ("15 are left. That's because 20 - 5 is 15.", "15 are left."),
        ("It is 36, because 36 / 2 = 18", "It is 36,"),
    ],
)
def test_cut_verification_takes_away_a_check_or_a_reason_at_the_end(text, left):
    assert cut_verification(text).rstrip(" ") == left


@pytest.mark.parametrize(
    "text",
    [
        "x = 5. Check: 2 * 5 = 10, so x = 6.",
        "x = 5. Check: 2 * 5 = 10 is wrong. It is 6.",
        "Check: 2 * 5 = 10",
        "It is more. This is because she has 15.",
        "",
    ],
)
def test_cut_verification_keeps_a_check_that_goes_on_to_an_answer(text):
    assert cut_verification(text) == text


def test_is_aside_finds_the_place_where_a_minimum_is_attained():
    text = "The minimum is 9, attained at x = 3"
    assert is_aside(text, text.index("3"))
    assert not is_aside("The minimum is attained at x = 3", 31)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("It goes 150 miles in 3 hours.", True),
        ("She has 8 dollars left from her 3.", True),
        ("It goes 150 miles in lane 3.", False),
        ("It takes 3 hours.", False),
        ("In total, 5 from 8 = 3", False),
    ],
)
def test_side_quantity_is_told_from_the_answer(text, beside):
    assert is_side_quantity(text, text.index("3"), text.index("3") + 1) is beside
