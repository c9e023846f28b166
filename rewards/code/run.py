"""Running untrusted code against tests, in a process that is replaced when it dies."""

import marshal
import math
import os
import select
import signal
import subprocess
import sys
import tempfile
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


class _Lines:
    """The lines that a process writes, for as long as there is time."""

    def __init__(self, process: "subprocess.Popen[bytes]", timeout: float) -> None:
        self.process, self.timeout = process, timeout
        self.pipe = process.stdout.fileno() if process.stdout else -1
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
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-X", "utf8", _START, mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=scratch,
            env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
            start_new_session=True,
        )
        try:
            # one that died before it began is found out when it says nothing
            with suppress(BrokenPipeError), process.stdin or open(os.devnull, "wb") as stdin:
                stdin.write(marshal.dumps({**job, "limits": bounds.limits(scratch)}))
            # of programs with streams, the other side itself ends those that are late
            yield _Lines(process, bounds.timeout + (_GRACE if mode == "streams" else 0.0))
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    ending = os.pidfd_open(process.pid)
    # it ends and awaits what it started, so that nothing is left of it
    signal.pidfd_send_signal(ending, signal.SIGTERM)
    poll = select.poll()
    poll.register(ending, select.POLLIN)
    if not poll.poll(1000):  # deep in one long operation
        os.killpg(process.pid, signal.SIGKILL)
    os.close(ending)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()


def _await_start(lines: _Lines) -> frozenset[str]:
    # a machine may be slow to start a process, and no code of the candidate's has run
    match lines.read_line(time.monotonic() + 60.0):
        case ["started", walls]:
            return frozenset(walls.split(","))
    os.killpg(lines.process.pid, signal.SIGKILL)  # though it may be dead, it is not yet awaited
    said = lines.process.stderr.read() if lines.process.stderr else b""
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
