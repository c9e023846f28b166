"""The process that runs untrusted code: it answers questions for values, and holds no test."""

from __future__ import annotations

import builtins
import os
import sys

from rewards.code.sandbox.plain import MOST_FILES, decode, encode, mute_streams, receive, send
from rewards.code.sandbox.walls import Limits, Place, shut_in

TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from typing import Any


def serve_candidate(questions: int, answers: int, place: Place) -> None:
    """Load the code in the first message, then answer every other until the pipe closes.

    A question is `(verb, of, …)`; an answer is `("value", value, changed)`, where `changed` are the
    arguments that the call has changed, by their place, -1 says that the value is a coroutine, and
    -2 what was printed, where the tests listen; or `("raised", type's name, text, the exception,
    its classes)`. Before the answer may come `("callback", at, args, named)`, for which an answer
    is received.
    """
    prelude, code, *limits = decode(receive(questions), int)
    low, high = sorted((questions, answers))
    for first, last in ((3, low), (low + 1, high), (high + 1, MOST_FILES)):
        os.closerange(first, last)
    mute_streams(0, 1)
    walls = shut_in(Limits(*limits), place, command=False)
    mute_streams(2)  # to which a fault is written, and the candidate's code nothing
    send(answers, encode(walls, id))
    sys.set_int_max_str_digits(0)
    served = _CandidateServer(questions, answers)
    send(answers, served.attempt(served.load, (prelude, code)))
    while True:
        question = decode(receive(questions), served.find)
        send(answers, served.attempt(served.answer, question))


class _CandidateServer:
    def __init__(self, questions: int, answers: int) -> None:
        self.questions, self.answers = questions, answers
        self.names: dict[str, Any] = {}
        self.kept: list[Any] = []
        self.places: dict[int, int] = {}
        self.given: dict[int, Any] = {}
        self.printed: Any = None

    def load(self, sources: tuple[str, str]) -> tuple[None, dict[int, Any]]:
        module = type(sys)("solution")
        sys.modules["solution"] = module
        self.names = module.__dict__
        for source, file in zip(sources, ("prelude.py", "solution.py"), strict=True):
            exec(compile(source, file, "exec", dont_inherit=True), self.names)
        return None, {}

    def attempt(self, work: Any, question: Any) -> bytes:
        """The result of `work`, as an answer. This is the boundary that runs untrusted code."""
        try:
            value, changed = work(question)
            if self.printed is not None and (text := self.printed.getvalue()):
                changed[-2] = text[:_LONGEST_PRINTED]
                self.printed.seek(self.printed.truncate(0))
            return encode(("value", value, changed), self.keep)
        except BaseException as error:
            kinds = _own_errors(type(error), self.keep)
            said = ("raised", type(error).__name__, _text(error), error, kinds)
            return encode(said, self.keep)

    def keep(self, value: Any) -> int:
        for place, function in self.given.items():
            if function is value:
                return place
        place = self.places.setdefault(id(value), len(self.kept))
        if place == len(self.kept):
            self.kept.append(value)
        return place

    def find(self, place: int) -> Any:
        if place >= 0:
            return self.kept[place]
        if place not in self.given:
            self.given[place] = lambda *args, **named: self.call_back(-1 - place, args, named)
        return self.given[place]

    def call_back(self, at: int, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """What the tests' own function gives back, which runs in their process."""
        send(self.answers, encode(("callback", at, list(args), named), self.keep))
        kind, *rest = decode(receive(self.questions), self.find)
        if kind == "value":
            return rest[0]
        raised = getattr(builtins, rest[0], Exception)
        raise (raised if issubclass(raised, Exception) else Exception)(rest[1])

    def answer(self, question: Any) -> tuple[Any, dict[int, Any]]:
        verb, of, *rest = question
        if verb == "name":
            value = self.lookup(of)
            is_error = isinstance(value, type) and issubclass(value, BaseException)
            return (value, _own_errors(value, self.keep) if is_error else []), {}
        if verb == "listen":  # the tests look at what is printed
            import io

            sys.stdout = self.printed = io.StringIO()
            return None, {}
        if verb == "run":
            exec(compile(of, "tests.py", "exec", dont_inherit=True), self.names)
            return None, {}
        if verb == "class":
            if of not in self.names:
                exec(compile(rest[0], "tests.py", "exec", dont_inherit=True), self.names)
            return self.names[of], {}
        return self.call(of, *rest) if verb == "call" else (_VERBS[verb](of, *rest), {})

    def lookup(self, name: str) -> Any:
        """The value of a name; a method of `Solution` where the code has that instead."""
        if name in self.names:
            return self.names[name]
        solution = self.names.get("Solution")
        if isinstance(solution, type) and hasattr(solution, name):
            return getattr(solution(), name)
        raise NameError(f"name {name!r} is not defined")

    def call(self, of: Any, args: list[Any], named: dict[str, Any]) -> tuple[Any, dict[int, Any]]:
        before = [encode(value, self.keep) for value in args]
        value = of(*args, **named)
        changed: dict[int, Any] = {
            place: value
            for place, value in enumerate(args)
            if isinstance(value, _CHANGING) or type(value).__name__ == "deque"
            if encode(value, self.keep) != before[place]
        }
        if type(value).__name__ == "coroutine":
            changed[-1] = True
        return value, changed


def _own_errors(kind: Any, keep: Any) -> list[Any]:
    """The classes of an exception that are not Python's own, with the nearest that is."""
    own = [it for it in kind.__mro__ if getattr(builtins, it.__name__, None) is not it]
    nearest = [
        next((base.__name__ for base in it.__mro__ if base not in own), "Exception") for it in own
    ]
    return [(keep(it), it.__name__, name) for it, name in zip(own, nearest, strict=True)]


_LONGEST_PRINTED = 1 << 20
_CHANGING = (list, dict, set, bytearray)


def _operate(of: Any, verb: str, *rest: Any) -> Any:
    """What Python does for the operator, the reflected one of the other operand included."""
    name = f"__{verb}__"
    value = getattr(type(of), name)(of, *rest) if hasattr(type(of), name) else NotImplemented
    if value is NotImplemented and rest:
        turned = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}.get(verb)
        turned = (
            f"__{turned or (verb[1:] if verb[0] == 'r' and verb != 'rshift' else 'r' + verb)}__"
        )
        other = rest[0]
        value = getattr(other, turned)(of) if hasattr(type(other), turned) else value
    if value is NotImplemented:
        raise TypeError(f"{type(of).__name__} does not support {name}")
    return value


def _await(of: Any) -> Any:
    import asyncio

    return asyncio.run(of)


def _copy(of: Any, deep: bool) -> Any:
    import copy

    return copy.deepcopy(of) if deep else copy.copy(of)


def _leave(of: Any, told: list[str]) -> Any:
    if not told:
        return of.__exit__(None, None, None)
    raised = getattr(builtins, told[0], Exception)
    return of.__exit__(raised, raised(told[1]), None)


def _number(of: Any, verb: str, *rest: Any) -> Any:
    made: Any = {"int": int, "float": float, "complex": complex, "abs": abs, "round": round,
            "reversed": reversed}.get(verb)  # fmt: skip
    return made(of, *rest) if made else getattr(type(of), f"__{verb}__")(of, *rest)


_VERBS: dict[str, Any] = {
    "get": getattr,
    "set": setattr,
    "unset": delattr,
    "item": lambda of, key: of[key],
    "put": lambda of, key, value: of.__setitem__(key, value),
    "drop": lambda of, key: of.__delitem__(key),
    "iterate": iter,
    "next": next,
    "length": len,
    "contains": lambda of, item: item in of,
    "truth": bool,
    "equal": lambda of, other: bool(of == other),
    "copy": lambda of: _copy(of, False),
    "deepcopy": lambda of: _copy(of, True),
    "hash": hash,
    "repr": repr,
    "text": str,
    "format": format,
    "instance": isinstance,
    "exit": _leave,
    "await": _await,
    "blank": lambda kind: kind.__new__(kind),
    "unary": _number,
    "binary": _operate,
}


def _text(error: BaseException) -> str:
    try:
        return str(error)[:500]
    except BaseException:  # somebody else's __str__
        return ""
