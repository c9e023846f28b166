"""Whether the target asks models in this process, which costs money and takes time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking


@dataclass
class Asked:
    """How many questions were put to models."""

    questions: int = 0


@contextmanager
def counted_asks() -> Iterator[Asked]:
    """While it lasts, this process's questions to models are counted, and asked as ever."""
    counted, before = Asked(), current_asking.get()

    def asked(ask: Ask, question: Question) -> Reply:
        counted.questions += 1
        return before(ask, question)

    token = current_asking.set(asked)
    try:
        yield counted
    finally:
        current_asking.reset(token)
