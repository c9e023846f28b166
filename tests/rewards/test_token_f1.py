import pytest

from rewards.token_f1 import token_f1
from tests.samples import reply


@pytest.mark.parametrize(
    ("text", "gold", "value"),
    [
        ("Denver Broncos", "Denver Broncos", 1.0),
        ("the Denver Broncos!", "Denver Broncos", 1.0),
        ("DENVER\nBRONCOS", "a Denver-Broncos", 0.0),  # the hyphen goes, and one word is left
        ("Broncos", "Denver Broncos", 2 / 3),  # P 1/1, R 1/2
        ("the Denver team of Broncos", "Denver Broncos", 2 / 3),  # P 2/4, R 2/2
        ("cat cat cat", "cat cat dog", 2 / 3),  # two cats of three on either side
        ("Paris", "London", 0.0),
        ("", "London", 0.0),
        ("the", "London", 0.0),
        ("<think>London</think>Paris", "London", 0.0),
        ("<think>London", "London", 0.0),
        ("It is so: <answer>London</answer>", "London", 1.0),
    ],
)
def test_token_f1_is_the_f1_of_the_normalised_words(text, gold, value):
    assert token_f1(reply(text, gold)) == pytest.approx(value)


@pytest.mark.parametrize(
    "gold", [["Paris", "Denver Broncos"], {"answers": ["Denver Broncos", "x"]}]
)
def test_the_best_reference_counts(gold):
    assert token_f1(reply("Denver Broncos", gold)) == 1.0


@pytest.mark.parametrize(
    "gold",
    ["", [], [""], {"answers": []}, {"answers": {"text": [], "answer_start": []}}, "the", "?!"],
)
def test_a_question_without_answer_is_answered_by_no_words(gold):
    assert token_f1(reply("", gold)) == 1.0
    assert token_f1(reply("The!", gold)) == 1.0
    assert token_f1(reply("Paris", gold)) == 0.0


@pytest.mark.parametrize("gold", [None, True, [None, "x"]])
def test_a_missing_reference_is_a_fault_and_never_a_score(gold):
    with pytest.raises(ValueError, match="reference_answer: expected"):
        token_f1(reply("Paris", gold))
