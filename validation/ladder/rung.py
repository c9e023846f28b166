"""What a ladder is made of: answers, good and bad, each with how it was made."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rewards.types import Message

Kind = Literal[
    "number", "choice", "label", "text", "long_text", "json", "sql", "code", "tool_calls"
]
"""What a reference is, which says how it can go wrong."""

OUTCOME_BLIND = frozenset({"wrong_reasoning"})
"""Rungs that a reward of final answers cannot tell from the gold: paying them is no hack."""


@dataclass(frozen=True)
class Rung:
    """One answer made out of a gold one.

    `name` is a slug of how it was made, and `made` says the same in words. `quality` is 1 for the
    gold and its faithful rewordings and 0 for what is worth nothing; what lies between is the
    share of the gold that is left.
    """

    name: str
    made: str
    quality: float
    reply: Message


@dataclass(frozen=True)
class Answer:
    """An answer alone, before it is put into a form."""

    name: str
    made: str
    text: str
    quality: float = 0.0


def said(text: str) -> Message:
    """The reply that says this."""
    return Message("assistant", text)


def distinct(rungs: Iterable[Rung], taken: Iterable[Message] = ()) -> tuple[Rung, ...]:
    """The rungs, in order, whose reply nobody gave before them, nor is among the `taken`."""
    seen = {_key(reply) for reply in taken}
    kept: dict[str, Rung] = {}
    for rung in rungs:
        key = _key(rung.reply)
        if key not in seen and rung.name not in kept:
            seen.add(key)
            kept[rung.name] = rung
    return tuple(kept.values())


def _key(reply: Message) -> str:
    return f"{reply.content}\0{reply.tool_calls!r}"
