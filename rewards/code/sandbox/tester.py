"""The side that runs the tests: it alone knows what is expected, and compares it here.

One line on stdout says what every test came to; no code of the candidate's runs in this process.
"""

from __future__ import annotations

import marshal
import math
import os
import resource

from rewards.code.sandbox.candidate import serve_candidate
from rewards.code.sandbox.plain import CandidateGone, encode, read_all, send
from rewards.code.sandbox.remote import NONSENSE, Channel, UnsendableValue
from rewards.code.sandbox.walls import hide_memory

signal = __import__("_signal")  # what the module signal wraps, without the time that takes
TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from typing import Any


def run_tests() -> None:
    """Read the job from stdin, and print `started …`, then `passed N` or `failed N why` for each.

    `broken N why` is a fault of the tests themselves. A test that ends the candidate ends this too.
    """
    channel, child = _fork_candidate()  # before anything is read that the candidate should not know
    job = marshal.loads(read_all(0))
    out = _private_stdout()
    try:
        _limit_memory(job["limits"][0])
        hide_memory()
        _begin(channel, job, out)
    except CandidateGone:
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
        except CandidateGone:  # there are no more questions
            os._exit(0)
    os.close(asked)
    os.close(answered)
    signal.signal(signal.SIGTERM, lambda *_: _leave(child))
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return Channel(questions, answers), child


def _leave(child: int) -> None:
    _end(child)
    os._exit(0)


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _private_stdout() -> int:
    """Where the verdicts go, out of reach of what a test prints."""
    out, nothing = os.dup(1), os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    return out


def _limit_memory(megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _begin(channel: Channel, job: dict[str, Any], out: int) -> None:
    send(channel.questions, encode((job["code"], *job["limits"]), id))
    _say(out, "started", str(channel.read()))
    why = _load_failure(channel)
    _say(out, "unloaded" if why else "loaded", why)
    if not why:
        _Tests(channel, out, job).run()


def _load_failure(channel: Channel) -> str:
    try:
        loaded, *why = channel.read()
    except (CandidateGone, *NONSENSE) as error:
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
    """The names of the tests; those of the candidate's are looked up over there."""

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
            raise CandidateGone from error
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
            raise CandidateGone(self.channel.gone)
