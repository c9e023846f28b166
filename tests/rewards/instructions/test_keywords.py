import pytest

from rewards.instructions.words import existence, forbidden_words, frequency, ordered_keywords


@pytest.mark.parametrize(
    ("reply", "keyword"),
    [
        ("A cat sat.", "cat"),
        ("CAT!", "cat"),
        ("a _cat_ and **more**", "cat"),
        ("the New\n  York line", "new york"),
        ("I don’t", "don't"),  # noqa: RUF001
        ("in C++, then", "C++"),
        ("today: #win", "#win"),
        ("今天天气很好", "天气"),
        ("날씨는 좋다", "날씨"),
    ],
)
def test_existence_finds_a_keyword_as_whole_words_in_any_case(reply, keyword):
    assert existence(reply, keywords=[keyword])
    assert not forbidden_words(reply, forbidden_words=[keyword])


@pytest.mark.parametrize("reply", ["category", "concat", "cats", "c at", "dog", "cat2"])
def test_existence_finds_no_keyword_inside_a_longer_word(reply):
    assert not existence(reply, keywords=["cat"])
    assert forbidden_words(reply, forbidden_words=["cat"])


def test_every_keyword_must_be_there_and_no_forbidden_word():
    assert existence("a dog, a cat", keywords=["cat", "dog"])
    assert not existence("a dog", keywords=["cat", "dog"])
    assert not forbidden_words("a dog", forbidden_words=["cat", "dog"])


def test_a_keyword_is_no_regular_expression():
    assert not existence("abc", keywords=["a.c"])
    assert existence("(a.c)", keywords=["a.c"])


@pytest.mark.parametrize(
    ("relation", "number", "followed"),
    [
        ("at least", 2, True),
        ("at least", 3, False),
        ("less than", 3, True),
        ("less than", 2, False),
    ],
)
def test_a_frequency_is_at_least_or_less_than_the_number(relation, number, followed):
    # two: "war" and "War", but not "warfare"
    reply = "war, warfare, War"
    assert frequency(reply, keyword="war", frequency=number, relation=relation) is followed


def test_occurrences_that_overlap_are_counted_once():
    assert frequency("ha ha ha", keyword="ha ha", frequency=2, relation="less than")


def test_ordered_keywords_follow_one_another():
    assert ordered_keywords("first this, then that", keywords=["first", "then"])
    assert not ordered_keywords("then that, first this", keywords=["first", "then"])
    assert ordered_keywords("then first then", keywords=["first", "then"])
    assert not ordered_keywords("first", keywords=["first", "first"])
