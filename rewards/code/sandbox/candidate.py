"""The process that runs untrusted code: it answers questions for values, and holds no test."""

from __future__ import annotations

import os
import sys

from rewards.code.sandbox.plain import decode, encode, mute_standard_streams, receive, send
from rewards.code.sandbox.walls import Limits, shut_in

TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from typing import Any


def serve_candidate(questions: int, answers: int) -> None:
    """Load the code in the first message, then answer every other until the pipe closes.

    A question is `(verb, of, …)`; an answer is `("value", value, changed)` or `("raised", type's
    name, text)`, where `changed` are the arguments that the call has changed, by their place.
    """
    code, *limits = decode(receive(questions), int)
    _let_go_of_all_but(questions, answers)
    send(answers, encode(shut_in(Limits(*limits), command=False), id))
    served = _CandidateServer()
    send(answers, served.attempt(served.load, code))
    while True:
        question = decode(receive(questions), served.find)
        send(answers, served.attempt(served.answer, question))


def _let_go_of_all_but(*pipes: int) -> None:
    mute_standard_streams()
    low, high = sorted(pipes)
    os.closerange(3, low)
    os.closerange(low + 1, high)
    os.closerange(high + 1, high + 64)


class _CandidateServer:
    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.kept: list[Any] = []
        self.places: dict[int, int] = {}

    def load(self, code: str) -> tuple[None, dict[int, Any]]:
        module = type(sys)("solution")
        sys.modules["solution"] = module
        self.names = module.__dict__
        exec(compile(code, "solution.py", "exec", dont_inherit=True), self.names)
        return None, {}

    def attempt(self, work: Any, question: Any) -> bytes:
        """The result of `work`, as an answer. This is the boundary that runs untrusted code."""
        try:
            value, changed = work(question)
            return encode(("value", value, changed), self.keep)
        except BaseException as error:
            return encode(("raised", type(error).__name__, _text(error)), self.keep)

    def keep(self, value: Any) -> int:
        place = self.places.setdefault(id(value), len(self.kept))
        if place == len(self.kept):
            self.kept.append(value)
        return place

    def find(self, place: int) -> Any:
        return self.kept[place]

    def answer(self, question: Any) -> tuple[Any, dict[int, Any]]:
        verb, of, *rest = question
        if verb == "name":
            if of not in self.names:
                raise NameError(f"name {of!r} is not defined")
            return self.names[of], {}
        return self.call(of, *rest) if verb == "call" else (_VERBS[verb](of, *rest), {})

    def call(self, of: Any, args: list[Any], named: dict[str, Any]) -> tuple[Any, dict[int, Any]]:
        before = [encode(value, self.keep) for value in args]
        value = of(*args, **named)
        changed = {
            place: value
            for place, value in enumerate(args)
            if isinstance(value, list | dict | set) and encode(value, self.keep) != before[place]
        }
        return value, changed


_VERBS: dict[str, Any] = {
    "get": getattr,
    "set": setattr,
    "item": lambda of, key: of[key],
    "put": lambda of, key, value: of.__setitem__(key, value),
    "iterate": iter,
    "next": next,
    "length": len,
}


def _text(error: BaseException) -> str:
    try:
        return str(error)[:500]
    except BaseException:  # somebody else's __str__
        return ""
