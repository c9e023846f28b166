"""How judges ask, wherever in a reward they sit: at once, or through a store, a pace, a budget."""

from collections.abc import Callable
from contextvars import ContextVar

from judges.ask import Ask, Question, Reply

# Puts a question to an Ask.
Asking = Callable[[Ask, Question], Reply]


def at_once(ask: Ask, question: Question) -> Reply:
    return ask(question)


# Set by validation, which remembers and counts what it pays for; a handler leaves it alone.
current_asking: ContextVar[Asking] = ContextVar("current_asking", default=at_once)


def ask_model(ask: Ask, question: Question) -> Reply:
    """The reply to the question, asked in the way that the surroundings have set."""
    return current_asking.get()(ask, question)


# The same, by the name that decision 0007 and older code know.
asked = ask_model
