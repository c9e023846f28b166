"""What the arguments of instructions may be."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rewards.in_language import SCRIPTS, InLanguage, script_shares
from rewards.types import Message, Sample


def split_pieces(text: str, divider: re.Pattern[str]) -> list[str]:
    """The pieces of `text` without space around them; a blank first and a blank last are left out,
    since a divider may also begin or end the text."""
    pieces = [piece.strip() for piece in divider.split(text)]
    if not pieces[0]:
        pieces = pieces[1:]
    return pieces[:-1] if pieces and not pieces[-1] else pieces


_SURE = 0.5


def response_language(reply: str, *, language: str) -> bool:
    """The reply is more likely than not in the language, as `rewards.in_language` tells it.

    A reply of no telling language ("42", "Ja.") is not in it: IFEval lets pass what it cannot
    tell, which would pay for saying nothing.
    """
    share = _share(reply, language)
    return share is not None and share >= _SURE


def may_be_english(text: str) -> bool:
    """Whether it is English, or too short to tell and most of its letters are Latin."""
    share = _share(text, "en")
    if share is None:
        return script_shares(text)[1].get("LATIN", 0.0) >= _SURE
    return share >= _SURE


def _share(text: str, language: str) -> float | None:
    return InLanguage(language)(Sample("", (Message("assistant", text),)))


RELATIONS = ("at least", "less than")
"""The two that IFEval has."""


def holds(count: int, relation: str, number: int) -> bool:
    """Whether `count` stands to `number` in one of `RELATIONS`."""
    return count < number if relation == "less than" else count >= number


@dataclass(frozen=True)
class ArgumentKind:
    """What is expected, in words, and what reads it: None where the value is something else."""

    expected: str
    read: Callable[[object], Any]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    texts = tuple(text for text in value if _text(text) is not None)
    return texts if texts and len(texts) == len(value) else None


def _letter(value: object) -> str | None:
    text = _text(value)
    return text if text and len(text) == 1 else None


def _count(value: object) -> int | None:
    """JSON does not tell 3 from 3.0, and what fills columns with nulls makes floats of them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _place(value: object) -> int | None:
    return _count(value) or None


def _relation(value: object) -> str | None:
    return value if isinstance(value, str) and value in RELATIONS else None


def _language(value: object) -> str | None:
    return value if isinstance(value, str) and value in SCRIPTS else None


TEXT = ArgumentKind("a text that is not blank", _text)
TEXTS = ArgumentKind("a list of texts that are not blank", _texts)
LETTER = ArgumentKind("one character", _letter)
COUNT = ArgumentKind("a whole number from 0", _count)
PLACE = ArgumentKind("a whole number from 1", _place)
RELATION = ArgumentKind(" or ".join(map(repr, RELATIONS)), _relation)
LANGUAGE = ArgumentKind(f"one of {', '.join(SCRIPTS)}", _language)
