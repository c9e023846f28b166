"""When two answers are the same, when a text holds one, and when two questions are alike."""

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from rewards.reading.final_number import final_number
from validation.ladder.numeral import numeral

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_ALIKE = 0.5
"""Questions that share so much of their words are taken to be one question with other names."""


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Letters in one case and one width, white space as single blanks, no full stop at the end."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.split()).strip(" .")


def same_answer(text: str, answer: str) -> bool:
    """Whether two bare answers are the same: one number, or the same words."""
    if folded(text) == folded(answer):
        return True
    value = value_of(answer)
    return value is not None and value_of(text) == value


def holds(text: str, answer: str) -> bool:
    """Whether the answer stands somewhere in the text, as whole words or as a number."""
    if not answer.strip():
        return False
    single = len(answer.strip()) == 1 and answer.strip().isalpha()
    if single:  # the article "a" is not the option A
        return re.search(rf"(?<!\w){re.escape(answer.strip())}(?!\w)", text) is not None
    if _pattern(folded(answer)).search(folded(text)):
        return True
    value = value_of(answer)
    return value is not None and any(value_of(found) == value for found in _numbers(text))


def ends_in(text: str, answer: str, rivals: Iterable[str] = ()) -> bool:
    """Whether the answer is what a reader of the first or of the last guess would take.

    The guesses are the text's numbers where the answer is one, else the `rivals`, or its words.
    """
    if value_of(answer) is not None:
        found = list(_numbers(text))
    elif named := [rival for rival in (*rivals, answer) if holds(text, rival)]:
        found = _in_order(folded(text), [folded(name) for name in named])
    else:
        found = _WORD.findall(text)
    return bool(found) and any(same_answer(guess, answer) for guess in (found[0], found[-1]))


def alike(question: str, other: str) -> bool:
    """Whether two questions are so alike that an answer to one may do for the other."""
    words, others = _words(question), _words(other)
    return len(words & others) >= _ALIKE * max(len(words | others), 1)


@lru_cache(maxsize=1 << 16)
def value_of(text: str) -> Fraction | None:
    """The number that a text is, whatever its unit; None where it is none."""
    found = final_number(text) if numeral(text) is not None else None
    return found.value if found is not None else None


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(_NUMBER.findall(text))


@lru_cache(maxsize=4096)
def _pattern(answer: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,]){re.escape(answer)}(?![\w]|[.,]\d)")


def _in_order(text: str, names: list[str]) -> list[str]:
    first = min(names, key=text.find)
    last = max(names, key=lambda name: text.rfind(name) + len(name))
    return [first, last]


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
