import pytest

from rewards.answers.choice_letters import choice_letter
from rewards.answers.declared_answer import final_number
from rewards.answers.phrases import phrase_rows, plain_english
from rewards.label_match import LabelMatch
from tests.samples import reply

SIDES = LabelMatch(("xylophone", "zither"))
ROWS = [row for row in phrase_rows() if row.english not in ("option",)]


def name(row):
    return f"{row.language}-{row.english}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_final_number_of_each_example_of_the_table_is_18_or_none(row):
    number = final_number(row.example.removeprefix("∅"))
    assert (number is not None and number.value == 18) is not row.example.startswith("∅")


@pytest.mark.parametrize("row", phrase_rows(), ids=name)
def test_choice_letter_of_each_example_of_the_table_is_the_same_claim(row):
    text = row.example.removeprefix("∅").replace("18", "B").replace("20", "D")
    assert (choice_letter(text) == "B") is not row.example.startswith("∅")


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_label_match_of_each_example_of_the_table_is_the_same_claim(row):
    text = row.example.removeprefix("∅").replace("18", "zither").replace("20", "xylophone")
    assert SIDES(reply(text, "zither")) is not row.example.startswith("∅")


@pytest.mark.parametrize("text", ["", "The answer is 18.", "Cookies sell at 2 each, as asked."])
def test_plain_english_leaves_english_as_it_is(text):
    assert plain_english(text) == text
