"""Reading an answer out of prose. Every function returns None when there is none.

All of them read what follows the reasoning (`rewards.answers.plain_text`), in time in
proportion to its length.
"""

from fractions import Fraction

from rewards.answers.choice_letters import choice_letter
from rewards.answers.declared_answer import final_answer
from rewards.answers.marked_answer import answer_tag, boxed, code_block, json_block
from rewards.answers.marks import without_reasoning
from rewards.answers.numbers import number_spans
from rewards.answers.plain_text import plain_marks

__all__ = [
    "answer_tag",
    "boxed",
    "choice_letter",
    "code_block",
    "final_answer",
    "json_block",
    "last_number",
    "without_reasoning",
]

# How far from the end a number is looked for: an answer stands near it.
_FAR = 20_000


def last_number(text: str) -> Fraction | None:
    """The last number after the reasoning, exactly: 75 % is 75, and 1,000 is 1000.

    It is the last in the text and no more; `final_number` chooses the number that answers.
    """
    text = plain_marks(without_reasoning(text))
    for span in reversed(number_spans(text, max(0, len(text) - _FAR))):
        number = span.found_number.number
        if number is not None:
            return number.value
    return None
