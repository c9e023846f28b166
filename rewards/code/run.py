"""Running untrusted code against tests, in a process that is replaced when it dies."""

import marshal
import math
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

_START = str(Path(__file__).with_name("sandbox") / "start.py")
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH")
# Seconds beyond a limit that the other side has for keeping it by itself.
_GRACE = 5.0


@dataclass(frozen=True)
class Bounds:
    """What a reply's code may use: seconds a test and in all, and megabytes."""

    timeout: float
    total: float
    memory_mb: int
    file_mb: int
    output_mb: int
    processes: int

    def limits(self, scratch: str) -> tuple[int, int, int, int, str]:
        """The arguments of the sandbox's `Limits`."""
        seconds = math.ceil(self.total) + 1
        return (self.memory_mb, seconds, self.file_mb, self.processes, scratch)


@dataclass(frozen=True)
class SandboxReport:
    """What came of the tests: why each failed by its number ("" for one that passed), and what
    each wrote; and which walls stood around the code."""

    reasons: Mapping[int, str]
    outputs: Mapping[int, bytes]
    walls: frozenset[str]


def run(
    mode: Literal["calls", "streams"],
    job: Mapping[str, Any],
    numbers: Sequence[int],
    bounds: Bounds,
) -> SandboxReport:
    """Put the tests with these `numbers` to the code of the `job`.

    A test that is late or ends the process has failed, and the rest go on in a new process. Raises
    RuntimeError when the process cannot start, and ValueError when a test itself is broken.
    """
    deadline = time.monotonic() + bounds.total
    reasons: dict[int, str] = {}
    outputs: dict[int, bytes] = {}
    walls: frozenset[str] = frozenset()
    while left := [number for number in numbers if number not in reasons]:
        if time.monotonic() >= deadline:
            reasons |= dict.fromkeys(left, "no time was left")
            break
        with _open_process(mode, {**job, "done": tuple(reasons)}, bounds) as lines:
            walls = _await_start(lines)
            _read_verdicts(mode, lines, left, reasons, outputs, deadline)
    return SandboxReport(reasons, outputs, walls)


@dataclass(frozen=True)
class _Process:
    """A process of the sandbox, by its number, what says that it ended, and its pipes."""

    pid: int
    ending: int
    stdin: int
    stdout: int
    stderr: int


class _Sandbox:
    """The process that has imported what programs use, and forks for each job."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.lock = threading.Lock()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-X", "utf8", _START, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
                start_new_session=True,
            )

    def fork(self, mode: str, scratch: str) -> _Process:
        """A new process for a job. Raises OSError where the sandbox is not there any more."""
        pairs = [os.pipe() for _ in range(3)]
        (theirs, stdin), (stdout, written), (stderr, told) = pairs
        try:
            with self.lock:
                request = f"{mode} {scratch}".encode("utf-8", "surrogateescape")
                socket.send_fds(self.control, [request], [theirs, written, told])
                answer, ending, _, _ = socket.recv_fds(self.control, 64, 1)
            if not answer:
                raise ConnectionResetError("the sandbox ended")
        except OSError:
            for end in (stdin, stdout, stderr):
                os.close(end)
            raise
        finally:
            for end in (theirs, written, told):
                os.close(end)
        return _Process(int(answer), ending[0], stdin, stdout, stderr)

    def close(self) -> str:
        """End it; what it has said on stderr."""
        self.control.close()
        self.process.kill()
        said = self.process.communicate()[1]
        return said[-500:].decode(errors="replace")


_starting = threading.Lock()
_sandboxes: list[_Sandbox] = []


def _fork(mode: str, scratch: str) -> _Process:
    """A process of this process's sandbox, which is started where it is not there (any more)."""
    said = ""
    for _ in range(2):
        with _starting:
            if not _sandboxes or _sandboxes[0].owner != os.getpid():
                _sandboxes[:] = [_Sandbox()]
            sandbox = _sandboxes[0]
        try:
            return sandbox.fork(mode, scratch)
        except OSError:
            with _starting:
                if _sandboxes[:1] == [sandbox]:
                    _sandboxes.clear()
                    said = sandbox.close()
    raise RuntimeError(f"the sandbox could not start: {said!r}")


class _Lines:
    """The lines that a process writes, for as long as there is time."""

    def __init__(self, process: _Process, timeout: float) -> None:
        self.process, self.timeout = process, timeout
        self.pipe = process.stdout
        self.poll = select.poll()
        self.poll.register(self.pipe, select.POLLIN)
        self.held = bytearray()
        self.late = False

    def read_line(self, deadline: float) -> list[str]:
        """The words of the next line, the last of them with its spaces; none when no more come."""
        while b"\n" not in self.held and self._read_more(deadline):
            pass
        line, _, rest = bytes(self.held).partition(b"\n")
        self.held = bytearray(rest)
        return line.decode("ascii", "replace").split(" ", 2) if line else []

    def read_exactly(self, count: int, deadline: float) -> bytes:
        while len(self.held) < count and self._read_more(deadline):
            pass
        taken = bytes(self.held[:count])
        del self.held[:count]
        return taken

    def _read_more(self, deadline: float) -> bool:
        end = min(deadline, time.monotonic() + self.timeout)
        if not self.poll.poll(max(0.0, end - time.monotonic()) * 1000):
            self.late = True
            return False
        part = os.read(self.pipe, 1 << 20)
        self.held += part
        return bool(part)


@contextmanager
def _open_process(mode: str, job: Mapping[str, Any], bounds: Bounds) -> Iterator[_Lines]:
    with tempfile.TemporaryDirectory(prefix="code-", ignore_cleanup_errors=True) as scratch:
        process = _fork(mode, scratch)
        try:
            # one that died before it began is found out when it says nothing
            with suppress(BrokenPipeError), open(process.stdin, "wb") as stdin:
                stdin.write(marshal.dumps({**job, "limits": bounds.limits(scratch)}))
            # of programs with streams, the other side itself ends those that are late
            yield _Lines(process, bounds.timeout + (_GRACE if mode == "streams" else 0.0))
        finally:
            _end(process)


def _end(process: _Process) -> None:
    # it ends and awaits what it started, so that nothing is left of it
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(process.ending, signal.SIGTERM)
    poll = select.poll()
    poll.register(process.ending, select.POLLIN)
    if not poll.poll(1000):  # deep in one long operation
        os.killpg(process.pid, signal.SIGKILL)
        poll.poll(1000)
    for end in (process.ending, process.stdout, process.stderr):
        os.close(end)


def _await_start(lines: _Lines) -> frozenset[str]:
    # a machine may be slow to start a process, and no code of the candidate's has run
    match lines.read_line(time.monotonic() + 60.0):
        case ["started", walls]:
            return frozenset(walls.split(","))
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(lines.process.ending, signal.SIGKILL)
    said = os.read(lines.process.stderr, 1 << 16)
    raise RuntimeError(f"the sandbox could not start: {said[-500:].decode(errors='replace')!r}")


def _read_verdicts(
    mode: str,
    lines: _Lines,
    left: Sequence[int],
    reasons: dict[int, str],
    outputs: dict[int, bytes],
    deadline: float,
) -> None:
    loaded = False
    while words := lines.read_line(deadline):
        match words:
            case ["loaded", *_]:
                loaded = True
            case ["unloaded", *said]:
                reasons |= dict.fromkeys(left, "the code does not load: " + " ".join(said))
            case ["broken", number, why]:
                raise ValueError(f"reference_answer: test {number} cannot be run: {why}")
            case ["ended", number, rest]:
                length, _, status = rest.partition(" ")
                outputs[int(number)] = lines.read_exactly(int(length), deadline)
                reasons[int(number)] = "" if status == "0" else status
            case [verdict, number, *said]:
                reasons[int(number)] = "" if verdict == "passed" else " ".join(said) or "it failed"
    undecided = [at for at in left if at not in reasons]
    reason = "it took too long" if lines.late else "it ended the process"
    # a program that does not load, and so is in none of its tests, would not the next time
    reasons |= dict.fromkeys(undecided[:1] if loaded or mode == "streams" else undecided, reason)
