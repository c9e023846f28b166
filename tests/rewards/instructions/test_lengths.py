import pytest

from rewards.instructions.words import (
    max_sentences,
    nth_paragraph_first_word,
    number_paragraphs,
    number_sentences,
    number_words,
)


@pytest.mark.parametrize(
    ("reply", "count"),
    [("one two", 2), ("don't", 2), ("well-known", 2), ("3.5 — ok", 3), ("!?", 0), ("a_b", 1)],
)
def test_words_are_counted_as_ifeval_does(reply, count):
    assert number_words(reply, num_words=count, relation="at least")
    assert not number_words(reply, num_words=count + 1, relation="at least")
    assert number_words(reply, num_words=count + 1, relation="less than")
    assert not number_words(reply, num_words=count, relation="less than")


def test_sentences_are_counted():
    reply = "Dr. Smith came. He left!"  # two
    assert number_sentences(reply, num_sentences=2, relation="at least")
    assert not number_sentences(reply, num_sentences=3, relation="at least")
    assert number_sentences(reply, num_sentences=3, relation="less than")
    assert not number_sentences(reply, num_sentences=2, relation="less than")
    assert max_sentences(reply, num_sentences=2)
    assert not max_sentences(reply, num_sentences=1)


@pytest.mark.parametrize(
    "reply",
    [
        "One.\n\n***\n\nTwo.",
        "One. *** Two.",
        "***\nOne.\n***\nTwo.\n***",
        "One ***very*** bold.\n***\nTwo.",
        "One.\n***\n```\na\n***\nb\n```",
    ],
)
def test_paragraphs_have_a_divider_between_them(reply):
    assert number_paragraphs(reply, num_paragraphs=2)
    assert not number_paragraphs(reply, num_paragraphs=3)


@pytest.mark.parametrize(
    "reply", ["One.\n\nTwo.", "One.\n***\n***\nTwo.", "One.\n****\nTwo.", "***"]
)
def test_paragraphs_are_not_parted_by_other_marks_or_dividers_around_nothing(reply):
    assert not number_paragraphs(reply, num_paragraphs=2)


@pytest.mark.parametrize(
    "second", ["Then it", "then", '"Then', "**Then** it", "_Then_ it", "> Then"]
)
def test_the_second_paragraph_begins_with_the_word(second):
    reply = f"First.\n \n\n{second}\n\nThird."
    assert nth_paragraph_first_word(reply, num_paragraphs=3, nth_paragraph=2, first_word="then")


@pytest.mark.parametrize(
    "reply",
    [
        "Then.\n\nFirst.\n\nThird.",
        "First.\n\nThence\n\nThird.",
        "First.\n\nThen's\n\nThird.",
        "First.\n\nThen.",
        "First.\nThen\nThird.",
        "First.\n\nThen\n\nThird.\n\nFourth.",
    ],
)
def test_paragraphs_with_another_word_or_number_do_not_follow(reply):
    assert not nth_paragraph_first_word(reply, num_paragraphs=3, nth_paragraph=2, first_word="then")


def test_fifth_paragraph_of_two_does_not_exist():
    assert not nth_paragraph_first_word("a\n\na", num_paragraphs=2, nth_paragraph=5, first_word="a")
