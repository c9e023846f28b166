"""How the letter of a choice is written otherwise, and how it is got wrong."""

from collections.abc import Iterator

from rewards.answers.choice_letters import choice_letter
from validation.ladder.gold import AnswerVariant, GoldAnswer, seeded_choice

_ALONE = ("bare", "sentence", "final_line", "tag")


def choice_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The letter with the marks that people put to it, and with its option's own words."""
    letter = gold.text
    if form == "boxed":
        yield AnswerVariant("boxed_text", "as text in the box", f"\\text{{{letter}}}", 1)
    if form not in _ALONE:
        return
    yield AnswerVariant("parentheses", "in parentheses", f"({letter})", 1)
    if form == "bare":
        yield AnswerVariant("period", "with a full stop", f"{letter}.", 1)
        yield AnswerVariant("parenthesis", "with a parenthesis", f"{letter})", 1)
        yield AnswerVariant("named_option", "called an option", f"Option {letter}", 1)
    if letter in gold.options and form != "sentence":
        words = gold.options[letter]
        yield AnswerVariant("with_words", "with the option's words", f"{letter}) {words}", 1)


def is_same_choice(text: str, gold: GoldAnswer) -> bool:
    letters = "".join(sorted({gold.text, *gold.others}))
    return choice_letter(text, letters) == gold.text


def choice_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """Each of the other letters."""
    for letter in gold.others[:5]:
        yield AnswerVariant(f"letter_{letter.lower()}", f"{gold.text} became {letter}", letter)


def wrong_choice(gold: GoldAnswer) -> str:
    """Another letter."""
    return seeded_choice(gold.seed, "wrong", gold.others)
