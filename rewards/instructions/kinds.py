"""What the arguments of instructions may be."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from rewards.in_language import SCRIPTS, InLanguage, script_shares
from rewards.types import Message, Sample

RELATIONS = ("at least", "less than")
"""The two that IFEval has."""
_SURE = 0.5


def split_pieces(text: str, divider: re.Pattern[str]) -> list[str]:
    """The pieces of `text` without space around them; a blank first and a blank last are left out,
    since a divider may also begin or end the text."""
    pieces = [piece.strip() for piece in divider.split(text)]
    if not pieces[0]:
        pieces = pieces[1:]
    return pieces[:-1] if pieces and not pieces[-1] else pieces


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
    return tuple(value) if value and all(map(_text, value)) else None


def _count(value: object) -> int | None:
    """JSON does not tell 3 from 3.0, and what fills columns with nulls makes floats of them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _one_of(values: Collection[str]) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in values else None


TEXT = ArgumentKind("a text that is not blank", _text)
TEXTS = ArgumentKind("a list of texts that are not blank", _texts)
LETTER = ArgumentKind(
    "one character", lambda value: _text(value) if len(_text(value) or "") == 1 else None
)
COUNT = ArgumentKind("a whole number from 0", _count)
PLACE = ArgumentKind("a whole number from 1", lambda value: _count(value) or None)
RELATION = ArgumentKind(" or ".join(map(repr, RELATIONS)), _one_of(RELATIONS))
LANGUAGE = ArgumentKind(f"one of {', '.join(SCRIPTS)}", _one_of(SCRIPTS))
