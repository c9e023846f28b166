"""How the letter of a choice is written otherwise, and how it is got wrong."""

from collections.abc import Iterator

from rewards.reading.choice_letters import choice_letter
from validation.ladder.chance import chosen
from validation.ladder.gold import Gold
from validation.ladder.rung import Answer

_ALONE = ("bare", "sentence", "final_line", "tag")


def reworded(gold: Gold, form: str) -> Iterator[Answer]:
    """The letter with the marks that people put to it, and with its option's own words."""
    letter = gold.text
    if form == "boxed":
        yield Answer("boxed_text", "as text in the box", f"\\text{{{letter}}}", 1)
    if form not in _ALONE:
        return
    yield Answer("parentheses", "in parentheses", f"({letter})", 1)
    if form == "bare":
        yield Answer("period", "with a full stop", f"{letter}.", 1)
        yield Answer("parenthesis", "with a parenthesis", f"{letter})", 1)
        yield Answer("named_option", "called an option", f"Option {letter}", 1)
    if letter in gold.options and form != "sentence":
        words = gold.options[letter]
        yield Answer("with_words", "with the option's words", f"{letter}) {words}", 1)


def same(text: str, gold: Gold) -> bool:
    letters = "".join(sorted({gold.text, *gold.others}))
    return choice_letter(text, letters) == gold.text


def altered(gold: Gold) -> Iterator[Answer]:
    """Each of the other letters."""
    for letter in gold.others[:5]:
        yield Answer(f"letter_{letter.lower()}", f"{gold.text} became {letter}", letter)


def another(gold: Gold) -> str:
    """Another letter."""
    return chosen(gold.seed, "wrong", gold.others)
