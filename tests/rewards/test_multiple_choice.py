import pytest

from rewards.multiple_choice import MultipleChoice, multiple_choice
from rewards.types import Message, Sample
from tests.samples import reply

CITIES = "Capital of England?\nA) Paris\nB) London\nC) New York\nD) York\n\nThink first."


def said(text, gold="B"):
    return Sample("s1", (Message("user", CITIES), Message("assistant", text)), gold)


@pytest.mark.parametrize(
    "text",
    [
        *("B", "(B)", "B.", "**B**", "The answer is B", "<answer>B</answer>", r"\boxed{B}", "b"),
        *("B) London", "**B) London**", "The answer is London (B).", "I pick B because A is wrong"),
        *("London", "london.", "The answer is London.", "<answer>London</answer>"),
        *(r"\boxed{\text{London}}", "It is London, not Paris", "London is its capital"),
        *("Not Paris or York. London!", "<think>Paris</think>London"),
        "Paris is tempting but wrong. London it is",
    ],
)
def test_the_letter_or_the_wording_of_the_right_option_pays(text):
    assert multiple_choice(said(text)) is True


@pytest.mark.parametrize(
    "text",
    [
        *("", "A", "A or B", "London or Paris", "B is wrong", "not B", "not London", "I know it"),
        *("B) Paris", "The answer is B) Paris", "<think>B", "<think>London", "Londoners", "A city"),
        *("New York", "York", "Answer: A\nAnswer: B", "<answer>Rome</answer> London"),
    ],
)
def test_multiple_choice_refuses_anything_else(text):
    assert multiple_choice(said(text)) is False


@pytest.mark.parametrize("text", ["New York", "The answer is New York.", "C"])
def test_an_option_inside_a_longer_one_is_not_named(text):
    assert multiple_choice(said(text, "C")) is True
    assert multiple_choice(said(text, "D")) is False


@pytest.mark.parametrize("gold", ["B", "b", "(B)", "B.", "B) London", "London", {"answer": "B"}])
def test_the_reference_is_a_letter_or_an_options_wording(gold):
    assert multiple_choice(said("B", gold)) is True
    assert multiple_choice(said("A", gold)) is False


@pytest.mark.parametrize("gold", ["Rome", "E", 1, "A or B"])
def test_a_reference_that_is_no_option_is_a_fault_of_the_data(gold):
    with pytest.raises(ValueError, match="reference_answer: expected one of the options"):
        multiple_choice(said("B", gold))


def test_a_number_is_a_wording_unless_it_is_said_to_count():
    assert multiple_choice(reply("B", 4, choices=[3, 4, 5])) is True
    assert MultipleChoice(index_from=0)(reply("B", 1, choices=["x", "y"])) is True
    assert MultipleChoice(index_from=1)(reply("A", "1", choices=["x", "y"])) is True


@pytest.mark.parametrize("gold", [2, "7"])
def test_an_index_past_the_options_is_a_fault_of_the_data(gold):
    with pytest.raises(ValueError, match="reference_answer: expected an index"):
        MultipleChoice(index_from=0)(reply("B", gold, choices=["x", "y"]))


def test_a_sign_is_part_of_a_number():
    choices = ["5", "-5"]
    assert multiple_choice(reply("-5", "-5", choices=choices)) is True
    assert multiple_choice(reply("5", "-5", choices=choices)) is False
    assert multiple_choice(reply("15", "5", choices=choices)) is False


def test_wordings_that_are_the_same_but_for_marks_leave_the_letters():
    choices = ["(0, 1)", "[0, 1]"]
    assert multiple_choice(reply("[0, 1]", "B", choices=choices)) is False
    assert multiple_choice(reply("B", "B", choices=choices)) is True


def test_multiple_choice_reads_letters_without_options():
    assert multiple_choice(reply("The answer is (G).", "G")) is True


@pytest.mark.parametrize("index_from", [2, True, "0"])
def test_an_index_counts_from_0_or_1(index_from):
    with pytest.raises(ValueError, match="index_from: expected None, 0 or 1"):
        MultipleChoice(index_from=index_from)


@pytest.mark.parametrize("filler", ["The fox sleeps all day. ", "A cat sat. B ", "a\n", "(D) "])
def test_multiple_choice_reads_the_end_of_a_long_reply(filler):
    assert multiple_choice(said(filler * (200_000 // len(filler)) + "\n\nThe answer is B."))
