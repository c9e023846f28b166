import pytest

from rewards.answers.hedging import is_hedged, starts_hedge
from rewards.answers.numbers import number_spans


def last_is_guess(text: str) -> bool:
    spans = number_spans(text)
    return is_hedged(spans, len(spans) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "5, 6 or 18",
        "5\n6\n18",
        "It could be 5. It could be 18.",
        "5 apples or 18 apples",
        "5-18",
        "1. 5\n2. 18",
        "- 5\n- 18",
        "between 5 and 18",
        "x = 5 or x = 18",
        "(A) 5 (B) 18",
        "5 18",
        "5 + 13",
        "3 times 6",
        "5 hours and 30 minutes",
        "18, 18 or 5",
        "anywhere from 5 to 18",
    ],
)
def test_is_hedged_finds_one_of_several_answers(text):
    assert last_is_guess(text)


@pytest.mark.parametrize(
    "text",
    [
        "3, 4 and 5 sum to 12",
        "12 eggs, 5 left",
        "9 * 2 = 18",
        "18, or 18.00",
        "so 4 + 5 = 9.\n\n18",
        "from 5 to 18",
        "2 weeks or 14 days",
        "1/6, or about 16.67%",
        "not 5, 18",
        "0.75 or 75%",
    ],
)
def test_is_hedged_refuses_a_number_to_which_prose_leads(text):
    assert not last_is_guess(text)


def test_starts_hedge_finds_the_first_of_several_answers():
    assert starts_hedge(number_spans("18 or 5"), 0)
    assert not starts_hedge(number_spans("18, since 5 are left"), 0)
