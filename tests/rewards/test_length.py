import pytest

from rewards.length import MaxWords, WithinWords
from tests.samples import reply


@pytest.mark.parametrize(
    ("text", "paid"),
    [("one two three", 1.0), ("one two three four", 1.0), ("one two\n three\tfour five", 0.8)],
)
def test_max_words_pays_in_full_up_to_the_limit_and_then_in_proportion(text, paid):
    assert MaxWords(4)(reply(text)) == paid


def test_an_empty_reply_is_short():
    assert MaxWords(4)(reply(" \n")) == 1.0


def test_twice_the_words_pay_half():
    assert MaxWords(50)(reply("word " * 100)) == 0.5


@pytest.mark.parametrize("limit", [0, -3])
def test_a_limit_below_one_word_is_refused(limit):
    with pytest.raises(ValueError, match=f"limit: expected at least 1 word, got {limit}"):
        MaxWords(limit)


@pytest.mark.parametrize("limit", [1.5, True, "3", None])
def test_a_limit_that_is_no_whole_number_is_refused(limit):
    with pytest.raises(ValueError, match="limit: expected a whole number of words, got ") as fault:
        MaxWords(limit)
    assert repr(limit) in str(fault.value)


@pytest.mark.parametrize(("text", "paid"), [("", 0), ("one", 1), ("one two", 1), ("a b c", 0)])
def test_a_length_within_its_ends_pays_all_and_one_outside_nothing(text, paid):
    assert WithinWords(1, 2)(reply(text)) == paid


@pytest.mark.parametrize("ends", [(3, 2), (-1, 2)])
def test_ends_that_no_length_lies_between_are_refused(ends):
    with pytest.raises(ValueError, match="expected 0 <= least <= most"):
        WithinWords(*ends)
