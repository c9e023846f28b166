import pytest

from rewards.instructions.words import (
    capital_word_frequency,
    english_capital,
    english_lowercase,
    letter_frequency,
)

SENTENCE = "This is a perfectly ordinary sentence about the weather and the people in town."
GERMAN = "Das ist ein ganz gewöhnlicher Satz über das Wetter und die Leute in der Stadt."


@pytest.mark.parametrize(
    ("letter", "number", "relation", "followed"),
    [
        ("t", 2, "at least", True),  # T and t
        ("T", 3, "at least", False),
        ("t", 3, "less than", True),
        ("t", 2, "less than", False),
        ("#", 1, "at least", True),
        (".", 1, "at least", False),
    ],
)
def test_a_letter_is_counted_in_any_case_and_may_be_any_character(
    letter, number, relation, followed
):
    arguments = {"letter": letter, "let_frequency": number, "let_relation": relation}
    assert letter_frequency("Too late #1", **arguments) is followed


@pytest.mark.parametrize(
    ("reply", "count"),
    [
        ("NASA is fine", 1),
        ("I AM", 2),
        ("DON'T", 1),
        ("WELL-KNOWN", 1),
        ("**BOLD** _ALSO_", 2),
        ("NASAs Mixed lower 42", 0),
        ("B2B", 1),
        ("天气", 0),
    ],
)
def test_words_all_in_capitals_are_counted(reply, count):
    def follows(relation, number):
        return capital_word_frequency(reply, capital_frequency=number, capital_relation=relation)

    assert follows("at least", count)
    assert not follows("at least", count + 1)
    assert follows("less than", count + 1)
    assert not follows("less than", count)


def test_capitals_alone_in_english_follow():
    assert english_capital(SENTENCE.upper())
    assert not english_capital(SENTENCE)
    assert not english_capital(SENTENCE.upper() + " so.")
    assert not english_capital(GERMAN.replace("ö", "o").upper())


def test_small_letters_alone_in_english_follow():
    assert english_lowercase(SENTENCE.lower())
    assert not english_lowercase(SENTENCE)
    assert not english_lowercase(GERMAN.lower())


def test_a_few_latin_letters_may_be_english_and_others_may_not():
    assert english_capital("YES!")
    assert english_lowercase("yes!")
    assert not english_capital("ДА!")
    assert not english_lowercase("да!")


def test_a_reply_without_letters_has_no_case():
    assert not english_capital("42")
    assert not english_lowercase("42")
