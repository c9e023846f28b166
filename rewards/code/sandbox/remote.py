"""What the tests hold in their hands: names and objects that live in the untrusted process."""

from __future__ import annotations

import builtins
import marshal
import os
import select
import sys
import time

from rewards.code.sandbox.plain import CandidateGone, decode, encode, read_all, receive, send
from rewards.code.sandbox.walls import Limits, adopt_orphans, shut_in

TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


NONSENSE = (ValueError, TypeError, IndexError, OverflowError, RecursionError, MemoryError)
"""What reading an answer raises when it was not written as answers are."""


class CandidateError(Exception):
    """What the candidate raised, where it is no exception that Python itself knows."""


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

        Only builtin exceptions keep their type. Raises Gone when there is no answer.
        """
        self.asked += 1
        try:
            send(self.questions, encode(question, _place))
            kind, *rest = self.read()
            if kind == "value":
                return rest[0], dict(rest[1])
            raised, text = str(rest[0]), str(rest[1])
        except (CandidateGone, *NONSENSE) as error:
            self.gone = str(error) or "it answered nonsense"
            raise CandidateGone(self.gone) from None
        raise _exception(raised)(text)

    def read(self) -> Any:
        """The next answer, which may hold objects that stay where they are."""
        return decode(receive(self.answers), lambda place: Remote(self, place))


class Remote:
    """An object of the candidate's, by its place over there.

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
    raise UnsendableValue(
        f"only plain data can be handed to the candidate, not {type(value).__name__}"
    )


def _exception(name: str) -> type[Exception]:
    known = getattr(builtins, name, None)
    if not (isinstance(known, type) and issubclass(known, Exception)):
        return CandidateError
    # these are made of more than a text
    return CandidateError if issubclass(known, UnicodeError | ExceptionGroup) else known


def _change(ours: Any, now: Any) -> None:
    """What the candidate did to an argument happens to the tests' own."""
    if isinstance(ours, list) and isinstance(now, list):
        ours[:] = now
    elif isinstance(ours, dict | set) and type(ours) is type(now):
        ours.clear()
        ours.update(now)


signal = __import__("_signal")  # what the module signal wraps, without the time that takes
# importing typing would double the time to start
if TYPE_CHECKING:
    from typing import Any

_running: list[int] = []


def run_inputs() -> None:
    """Read the job from stdin, and print for each input `ended N status length` and the output.

    The status is "0" where the program ended well, else a word or two that say how it ended. The
    first line is `started …`.
    """
    job = marshal.loads(read_all(0))
    signal.signal(signal.SIGTERM, _end_all)
    adopt_orphans()
    _say("started", _probe_walls(job))
    for number, text in enumerate(job["inputs"]):
        if number in job["done"]:
            continue
        child, output = _start_program(text)
        if child == 0:
            _become_program(job)
            break  # and so, in the end, out of the interpreter as any program
        status, written = _watch(child, output, job["timeout"], job["output_bytes"])
        _say("ended", number, len(written), status)
        _write(written)


def _end_all(*_: object) -> None:
    for child in _running:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        _await_orphans(child)
    os._exit(0)


def _say(*words: object) -> None:
    _write(" ".join(map(str, words)).encode() + b"\n")


def _write(data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(1, left) :]


def _probe_walls(job: dict[str, Any]) -> str:
    """Which walls stand, found out by a process that builds them and ends."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, shut_in(Limits(*job["limits"]), command=bool(job["command"])).encode())
        os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)
    walls = os.read(told, 1000).decode()
    os.close(told)
    if not walls:
        raise OSError("the walls around the program could not be built")
    return walls


def _start_program(text: str) -> tuple[int, int]:
    given = os.memfd_create("stdin")
    os.write(given, text.encode("utf-8", "surrogatepass"))
    os.lseek(given, 0, os.SEEK_SET)
    output, written = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for source, standard in ((given, 0), (written, 1), (os.open(os.devnull, os.O_RDWR), 2)):
            os.dup2(source, standard)
        os.closerange(3, 64)
        return 0, 0
    os.close(given)
    os.close(written)
    _running.append(child)
    return child, output


def _become_program(job: dict[str, Any]) -> None:
    command, file_name, code = job["command"], job["file_name"], job["code"]
    shut_in(Limits(*job["limits"]), command=bool(command))
    with open(file_name, "w", encoding="utf-8", errors="surrogatepass") as program:
        program.write(code)
    if command:
        os.execve(
            command[0],
            [part.replace("{file}", file_name) for part in command],
            _program_environment(),
        )
    main = type(sys)("__main__")
    sys.modules["__main__"], sys.argv = main, [file_name]
    builtins.__dict__.update(exit=sys.exit, quit=sys.exit)  # which site would have put there
    exec(compile(code, file_name, "exec", dont_inherit=True), main.__dict__)


def _program_environment() -> dict[str, str]:
    return {**os.environ, "HOME": os.getcwd(), "TMPDIR": os.getcwd()}


def _watch(child: int, output: int, timeout: float, most: int) -> tuple[str, bytes]:
    """How it ended and what it wrote; it is ended where it is late or writes too much."""
    deadline, parts, size = time.monotonic() + timeout, [], 0
    ending = os.pidfd_open(child)
    status, waiting = "", [output, ending]
    while ending in waiting and not status:
        ready = select.select(waiting, [], [], max(0.0, deadline - time.monotonic()))[0]
        if output in ready:
            parts.append(os.read(output, 1 << 16))
            size += len(parts[-1])
            waiting = waiting if parts[-1] else [ending]
        elif ready:
            waiting.remove(ending)
        status = "late" if not ready else "too much output" if size > most else ""
    os.killpg(child, signal.SIGKILL)  # what it has left behind, and itself where it is still there
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    _await_orphans(child)
    _running.remove(child)
    os.close(ending)
    if not status and output in waiting:
        parts.append(_read_rest(output, most - size))
    os.close(output)
    return status or (f"exit status {code}" if code else "0"), b"".join(parts)[:most]


def _await_orphans(group: int) -> None:
    """Take leave of the processes that the program started, which are ours now, and killed."""
    try:
        while True:
            os.waitpid(-group, 0)
    except ChildProcessError:
        return


def _read_rest(output: int, most: int) -> bytes:
    """What is still in the pipe; nobody is left who could write to it."""
    os.set_blocking(output, False)
    parts: list[bytes] = []
    while most > 0 and select.select([output], [], [], 0)[0]:
        parts.append(os.read(output, most))
        most -= len(parts[-1])
        if not parts[-1]:
            break
    return b"".join(parts)
