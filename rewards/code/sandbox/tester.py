"""The process that runs the tests: it alone holds what is expected, and compares it here.

One line on stdout says what every test came to; no code of the candidate's runs in this process.
"""

from __future__ import annotations

import marshal
import math
import os
import resource
import sys
from contextlib import suppress

from rewards.code.sandbox import plain
from rewards.code.sandbox.candidate import serve_candidate
from rewards.code.sandbox.remote import NONSENSE, Channel, UnsendableValue
from rewards.code.sandbox.walls import Limits, Named, Place, fork, hide_memory, own_scratch

signal = __import__("_signal")  # what the module signal wraps, without the time that takes
TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from typing import Any


def run_tests(place: Place) -> None:
    """Read the job from stdin, and print `started …`, then `passed N` or `failed N why` for each.

    `broken N why` is a fault of the tests themselves. A test that ends the candidate ends this too.
    The last line is `over`: without it this process has not done its work, and says on stderr why.
    """
    # before anything is read that the candidate should not know
    channel, child = _fork_candidate(place)
    job = marshal.loads(plain.read_all(0))
    out = os.dup(1)  # where the verdicts go, out of reach of what a test prints
    plain.mute_streams(0, 1)
    try:
        if place.rebuilt:
            own_scratch(Limits(*job["limits"]), place)
            os.chdir("/tmp")
        memory = job["limits"][0] << 20
        with Named("limits"):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        hide_memory()
        sys.set_int_max_str_digits(0)
        with suppress(plain.CandidateGone), open(os.devnull, "w") as sys.stderr:
            _put_to_tests(channel, out, job)
        _say(out, "over")
    finally:
        sys.stderr = sys.__stderr__
        _end(child)


def _put_to_tests(channel: Channel, out: int, job: dict[str, Any]) -> None:
    message = (job["prelude"], job["code"], *job["limits"])
    plain.send(channel.questions, plain.encode(message, id))
    _say(out, "started", str(channel.read()))
    why = _load_failure(channel)
    _say(out, "unloaded" if why else "loaded", why)
    if not why:
        _Tests(channel, out, job).run()


def _fork_candidate(place: Place) -> tuple[Channel, int]:
    asked, questions = os.pipe()
    answers, answered = os.pipe()
    child = fork()
    if child == 0:
        try:
            serve_candidate(asked, answered, place)
        except plain.CandidateGone:  # there are no more questions
            os._exit(0)
    os.close(asked)
    os.close(answered)

    def leave(*_: object) -> None:
        _end(child)
        os._exit(0)

    if not place.processes:
        signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return Channel(questions, answers, _attempt), child


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _load_failure(channel: Channel) -> str:
    try:
        loaded, *why = channel.read()
    except (plain.CandidateGone, *NONSENSE) as error:
        return str(error)
    return "" if loaded == "value" else ": ".join(map(str, why[:2]))


def _attempt(function: Any, args: list[Any], named: dict[str, Any]) -> tuple[Any, ...]:
    """What a function of the tests answers the candidate."""
    value, error = _outcome(function, *args, **named)
    if error is None:
        return "value", value
    if not isinstance(error, Exception):  # the end of the tests is no answer
        raise error
    return "raised", type(error).__name__, str(error)


def _outcome(code: Any, *args: Any, **named: Any) -> tuple[Any, BaseException | None]:
    """What the dataset's code gives, or what it raises: the boundary of this process."""
    try:
        return code(*args, **named), None
    except UnsendableValue:
        raise
    except BaseException as error:
        return None, error


def _say(out: int, *words: object) -> None:
    text = " ".join(map(str, words))
    os.write(out, ascii(text)[1:-1][:600].encode() + b"\n")


def same(value: Any, expected: Any, tolerance: float = 0.0, wrapped: bool = False) -> bool:
    """Equal, where a tuple may stand for a list, and a number agrees with a float.

    Floats agree to nine digits, or within the `tolerance` where that is more. What is `wrapped` is
    expected alone or as the only entry of a list, as APPS has it.
    """
    if wrapped and same(value, expected[0], tolerance):
        return True
    if isinstance(value, list | tuple) and isinstance(expected, list | tuple):
        alike = (same(*pair, tolerance) for pair in zip(value, expected, strict=False))
        return len(value) == len(expected) and all(alike)
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(
            same(value[key], expected[key], tolerance) for key in value
        )
    numbers = all(
        isinstance(it, int | float) and not isinstance(it, bool) for it in (value, expected)
    )
    if numbers and (tolerance or isinstance(value, float) or isinstance(expected, float)):
        return _is_near(value, expected, max(tolerance, 1e-9))
    return type(value) is type(expected) and bool(value == expected)


def _is_near(value: float, expected: float, tolerance: float) -> bool:
    try:
        near = math.isclose(value, expected, rel_tol=tolerance, abs_tol=tolerance)
    except OverflowError:  # a whole number past any float
        return value == expected
    return near or (math.isnan(value) and math.isnan(expected))


class _Names(dict[str, "Any"]):
    """The names that the tests use; those of the candidate are asked of its process."""

    def __init__(self, channel: Channel, theirs: list[str]) -> None:
        super().__init__(__name__="tests", same=same, inf=math.inf, nan=math.nan)
        self.channel, self.theirs = channel, theirs

    def __missing__(self, name: str) -> Any:
        if name not in self.theirs:
            raise KeyError(name)
        return self.channel.name(name)


class _Tests:
    def __init__(self, channel: Channel, out: int, job: dict[str, Any]) -> None:
        self.channel, self.out = channel, out
        self.steps, self.done = job["steps"], job["done"]
        self.names = _Names(channel, job["names"])
        self.names["__ask__"] = lambda source: channel.ask("run", source)
        channel.sources = job["classes"]
        if any("stdout" in source or "capsys" in source for _, source in self.steps):
            channel.ask("listen", None)
        if any("pytest" in source for _, source in self.steps):
            from rewards.code.sandbox import pytest_names

            pytest_names.install()

    def run(self) -> None:
        for number, (kind, source) in enumerate(self.steps):
            if kind == "candidate":  # a class of the tests that is made of one of the candidate's
                source = f"__ask__({source!r})"
            if number not in self.done:
                self.step(number, kind, compile(source, f"test {number}", "exec"))

    def step(self, number: int, kind: str, code: Any) -> None:
        """One statement of the tests."""
        asked = self.channel.asked
        try:
            _, why = _outcome(exec, code, self.names)
        except UnsendableValue as error:
            _say(self.out, "broken", number, error)
            raise plain.CandidateGone from error
        verdict = "passed"
        if self.channel.gone or why is not None:
            verdict = "failed"
            ours = kind != "test" or isinstance(why, ImportError)
            if ours and not self.channel.gone and self.channel.asked == asked:
                verdict = "broken"
        reason = self.channel.gone or (f"{type(why).__name__}: {why}" if why else "")
        if kind == "test" or verdict == "broken":
            _say(self.out, verdict, number, reason)
        if self.channel.gone:
            raise plain.CandidateGone(self.channel.gone)
