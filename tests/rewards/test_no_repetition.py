import pytest

from rewards.no_repetition import NoRepetition, no_repetition
from tests.samples import reply


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", 1.0),
        ("one two three", 1.0),
        ("one two three four five", 1.0),
        ("a b c d a b c d", 0.8),  # abcd bcda cdab dabc abcd: 4 different of 5
        ("a b c d A B C D", 0.8),
        ("!" * 13, 0.1),  # one of 10
        ("ha" * 130, 0.1),  # 13 pieces of 20 letters: one of 10
        ("你好" * 5, 2 / 7),  # of 10 letters, 7 windows: two different
        ("<think> x x x x x </think>", 8 / 9),  # 12 tokens, 9 windows; xxxx occurs twice
    ],
)
def test_no_repetition_is_the_share_of_different_4_grams(text, value):
    assert no_repetition(reply(text)) == pytest.approx(value)


def test_single_words_may_be_counted():
    assert NoRepetition(1)(reply("a a b c")) == 0.75


def test_a_loop_pays_next_to_nothing():
    assert no_repetition(reply("I am sure. " * 1000)) < 0.01


@pytest.mark.parametrize("n", [0, -1, 1.0, True, None])
def test_n_is_a_whole_number_of_at_least_1(n):
    with pytest.raises(ValueError, match="n: expected a whole number of at least 1"):
        NoRepetition(n)
