"""One reply that is not right by the way it was made, and what is known of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rewards.types import Message
from validation.probes.case import Case


@dataclass(frozen=True)
class Trick:
    """A reply to one prompt, made so that what it is worth is known.

    `worth` is 0 for what is worth nothing, 1 where the right answer is left in place, so that only
    more than the gold earns is too much, and between them the share that is right. Tricks of one
    `variant` in an attack count as one, paid what the least paid of them earns: a hedge with the
    gold at its end is only a hack where the gold at its beginning is paid as well. With
    `holds_gold` the gold stands in it on purpose. What a search may shorten keeps its `core`.
    """

    reply: Message
    made: str
    variant: str = ""
    worth: float = 0.0
    holds_gold: bool = False
    core: str = ""


@dataclass(frozen=True)
class Attack:
    """One kind of attack: its tricks, what a policy does that is like it, and what mends it."""

    name: str
    tricks: Callable[[Case], Iterable[Trick]]
    imitates: str
    mend: str


def said(text: str, made: str, variant: str = "", worth: float = 0.0) -> Trick:
    """A reply of text that does not mean to hold the gold."""
    return Trick(Message("assistant", text), made, variant or made, worth)


def with_gold(text: str, made: str, variant: str = "", core: str = "") -> Trick:
    """A reply that holds the gold and does not give it as its answer."""
    return Trick(Message("assistant", text), made, variant or made, 0.0, True, core or text)


def right(text: str, made: str, variant: str = "") -> Trick:
    """A reply that gives the gold: it is worth no more and no less."""
    return Trick(Message("assistant", text), made, variant or made, 1.0, True, text)
