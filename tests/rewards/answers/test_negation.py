import pytest

from rewards.answers.negation import is_asked, is_bound, last_not_negated
from rewards.answers.numbers import FoundNumber, number_spans, read_number


def standing(text: str) -> str | None:
    spans = number_spans(text)
    at = last_not_negated(spans)
    return None if at is None else spans[at].match[0]


@pytest.mark.parametrize(
    "text",
    [
        "not 42",
        "It is not the case that it's 42.",
        "never **42**",
        "x != 42",
        r"x \neq 42",
        "rather than 42",
        "42 is wrong",
        "42, which is incorrect",
        "It can't be 42",
        "not 5, 6 or 42",
        "neither 41 nor 42",
        "the wrong answer is 42",
        "42? No.",
        "Is it 42? It is not 42.",
        "42 was my first guess but it is wrong",
        "I first got 42, which turned out to be wrong",
    ],
)
def test_last_not_negated_passes_over_a_negated_number(text):
    assert standing(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "not only 42",
        "not just 42",
        "no less than 42",
        "I am not sure, but 42",
        "not 41, it is 42",
        "42, not 41",
        "42 rather than 41",
        "41 is wrong. It is 42",
        "There is no doubt: 42",
    ],
)
def test_last_not_negated_finds_a_number_that_nothing_negates(text):
    assert standing(text) == "42"


def found(text: str) -> FoundNumber:
    return read_number(number_spans(text)[-1])


@pytest.mark.parametrize(
    "text",
    [
        "at least 42",
        "It is more than 42",
        "So up to **42**",
        "> 42",
        "eggs < 42",
        "42 or more",
        "42+",
    ],
)
def test_is_bound_finds_a_number_to_which_only_a_comparison_leads(text):
    assert is_bound(text, found(text))


@pytest.mark.parametrize(
    "text",
    ["She needs at least 42 eggs", "5 > 3, so 42", "40 + 2\n> 42", "-> 42", "over 5 days, 42"],
)
def test_is_bound_refuses_a_number_to_which_prose_leads(text):
    assert not is_bound(text, found(text))


@pytest.mark.parametrize("text", ["Is it 42?", "Could the answer be 42 eggs?", "So is 42 right?"])
def test_is_asked_finds_a_number_in_a_question(text):
    assert is_asked(text, found(text))


@pytest.mark.parametrize("text", ["42?", "Is it 42? Yes.", "Is it 42.", "How many? 42"])
def test_is_asked_refuses_a_number_that_is_said(text):
    assert not is_asked(text, found(text))


@pytest.mark.parametrize(
    "text",
    ["I cannot say whether it is 42", "I do not know whether it is 42", "It is hardly 42"],
)
def test_last_not_negated_passes_over_a_number_under_doubt(text):
    assert standing(text) is None
