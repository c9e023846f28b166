"""The process that runs the tests: it alone holds what is expected, and compares it here.

One line on stdout says what every test came to; no code of the candidate's runs in this process.
"""

from __future__ import annotations

import builtins
import marshal
import math
import os
import resource

from rewards.code.sandbox import plain
from rewards.code.sandbox.candidate import serve_candidate
from rewards.code.sandbox.walls import hide_memory

signal = __import__("_signal")  # what the module signal wraps, without the time that takes
TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# What reading an answer raises when it was not written as answers are.
NONSENSE = (ValueError, TypeError, IndexError, OverflowError, RecursionError, MemoryError)


def run_tests() -> None:
    """Read the job from stdin, and print `started …`, then `passed N` or `failed N why` for each.

    `broken N why` is a fault of the tests themselves. A test that ends the candidate ends this too.
    """
    channel, child = _fork_candidate()  # before anything is read that the candidate should not know
    job = marshal.loads(plain.read_all(0))
    out = os.dup(1)  # where the verdicts go, out of reach of what a test prints
    plain.mute_standard_streams()
    try:
        memory = job["limits"][0] << 20
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        hide_memory()
        plain.send(channel.questions, plain.encode((job["code"], *job["limits"]), id))
        _say(out, "started", str(channel.read()))
        why = _load_failure(channel)
        _say(out, "unloaded" if why else "loaded", why)
        if not why:
            _Tests(channel, out, job).run()
    except plain.CandidateGone:
        pass
    finally:
        _end(child)


def _fork_candidate() -> tuple[Channel, int]:
    asked, questions = os.pipe()
    answers, answered = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            serve_candidate(asked, answered)
        except plain.CandidateGone:  # there are no more questions
            os._exit(0)
    os.close(asked)
    os.close(answered)

    def leave(*_: object) -> None:
        _end(child)
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return Channel(questions, answers), child


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _load_failure(channel: Channel) -> str:
    try:
        loaded, *why = channel.read()
    except (plain.CandidateGone, *NONSENSE) as error:
        return str(error)
    return "" if loaded == "value" else ": ".join(map(str, why))


def _say(out: int, *words: object) -> None:
    text = " ".join(map(str, words))
    os.write(out, ascii(text)[1:-1][:600].encode() + b"\n")


def same(value: Any, expected: Any) -> bool:
    """Equal, where a tuple may stand for a list, and floats agree to nine digits."""
    if isinstance(value, list | tuple) and isinstance(expected, list | tuple):
        return len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(same(value[k], expected[k]) for k in value)
    if isinstance(value, float) and isinstance(expected, int | float):
        return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-9)
    return type(value) is type(expected) and bool(value == expected)


class _Names(dict[str, "Any"]):
    """The names that the tests use; those of the candidate are asked of its process."""

    def __init__(self, channel: Channel, theirs: list[str]) -> None:
        super().__init__(__name__="tests", same=same)
        self.channel, self.theirs = channel, theirs

    def __missing__(self, name: str) -> Any:
        if name not in self.theirs:
            raise KeyError(name)
        return self.channel.ask("name", name)[0]


class _Tests:
    def __init__(self, channel: Channel, out: int, job: dict[str, Any]) -> None:
        self.channel, self.out = channel, out
        self.steps, self.done = job["steps"], job["done"]
        self.names = _Names(channel, job["names"])

    def run(self) -> None:
        for number, (kind, source) in enumerate(self.steps):
            if number not in self.done:
                self.step(number, kind, compile(source, f"test {number}", "exec"))

    def step(self, number: int, kind: str, code: Any) -> None:
        """One statement of the tests. A boundary: it is the dataset's code."""
        asked, why = self.channel.asked, None
        try:
            exec(code, self.names)
        except UnsendableValue as error:
            _say(self.out, "broken", number, error)
            raise plain.CandidateGone from error
        except BaseException as error:
            why = error
        verdict = "passed"
        if self.channel.gone or why is not None:
            verdict = "failed"
            ours = kind == "setup" or isinstance(why, ImportError)
            if ours and not self.channel.gone and self.channel.asked == asked:
                verdict = "broken"
        reason = self.channel.gone or (f"{type(why).__name__}: {why}" if why else "")
        if kind == "test" or verdict == "broken":
            _say(self.out, verdict, number, reason)
        if self.channel.gone:
            raise plain.CandidateGone(self.channel.gone)


class CandidateError(Exception):
    """The candidate raised an exception that is none of Python's own."""


class UnsendableValue(BaseException):
    """A test hands the candidate something that is not plain data; no test may catch it."""


class Channel:
    """The untrusted process, as the tests see it. `asked` counts the questions put to it."""

    def __init__(self, questions: int, answers: int) -> None:
        self.questions, self.answers = questions, answers
        self.asked = 0
        self.gone = ""

    def ask(self, *question: Any) -> tuple[Any, dict[int, Any]]:
        """Its value, and the arguments it changed. What it raised is raised here.

        Only builtin exceptions keep their type. Raises CandidateGone when there is no answer.
        """
        self.asked += 1
        try:
            plain.send(self.questions, plain.encode(question, _place))
            kind, *rest = self.read()
            if kind == "value":
                return rest[0], dict(rest[1])
            raised, text = str(rest[0]), str(rest[1])
        except (plain.CandidateGone, *NONSENSE) as error:
            self.gone = str(error) or "it answered nonsense"
            raise plain.CandidateGone(self.gone) from None
        raise _exception(raised)(text)

    def read(self) -> Any:
        """The next answer, which may hold objects that stay where they are."""
        return plain.decode(plain.receive(self.answers), lambda place: Remote(self, place))


class Remote:
    """An object in the candidate's process, by its place there.

    It can be called, read, changed and walked through. It equals only itself, is neither true nor
    false, and has no order: an answer to any of these would be the candidate's own verdict.
    """

    def __init__(self, channel: Channel, place: int) -> None:
        object.__setattr__(self, "_channel", channel)
        object.__setattr__(self, "_place", place)

    def __call__(self, *args: Any, **named: Any) -> Any:
        value, changed = self._channel.ask("call", self, list(args), named)
        for place, now in changed.items():
            _change(args[place], now)
        return value

    def __getattr__(self, name: str) -> Any:
        return self._channel.ask("get", self, name)[0]

    def __setattr__(self, name: str, value: Any) -> None:
        self._channel.ask("set", self, name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._channel.ask("item", self, key)[0]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._channel.ask("put", self, key, value)

    def __len__(self) -> int:
        return int(self._channel.ask("length", self)[0])

    def __iter__(self) -> Iterator[Any]:
        walked = self._channel.ask("iterate", self)[0]
        while True:
            try:
                value = self._channel.ask("next", walked)[0]
            except StopIteration:
                return
            yield value

    def __next__(self) -> Any:
        return self._channel.ask("next", self)[0]

    def __bool__(self) -> bool:
        raise TypeError("the candidate gave an object, which is neither true nor false")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remote) and _place(self) == _place(other)

    def __hash__(self) -> int:
        return _place(self)

    def __repr__(self) -> str:
        return "<an object of the candidate's>"


def _place(value: Any) -> int:
    if isinstance(value, Remote):
        return int(object.__getattribute__(value, "_place"))
    kind = type(value).__name__
    raise UnsendableValue(f"only plain data can be handed to the candidate, not {kind}")


def _exception(name: str) -> type[Exception]:
    known = getattr(builtins, name, None)
    if not (isinstance(known, type) and issubclass(known, Exception)):
        return CandidateError
    # these are made of more than a text
    return CandidateError if issubclass(known, UnicodeError | ExceptionGroup) else known


def _change(ours: Any, now: Any) -> None:
    """Changes an argument of the tests as the candidate has changed its copy."""
    if isinstance(ours, list) and isinstance(now, list):
        ours[:] = now
    elif isinstance(ours, dict | set) and type(ours) is type(now):
        ours.clear()
        ours.update(now)
