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
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rewards.code.sandbox.walls import Named

_START = str(Path(__file__).with_name("sandbox") / "start.py")
# The walls that a score names, whether they stood or not: docs/code_tests.md says what each holds.
WALLS = ("signals", "network", "files", "pipes", "devices", "user", "syscalls", "namespaces")
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH")
# Seconds beyond a limit that the other side has for keeping it by itself.
_GRACE = 5.0
# Seconds that a busy machine may need to start a process.
_PATIENCE = 60.0


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
        begun = time.monotonic()
        with _open_process(mode, {**job, "done": tuple(reasons)}, bounds) as lines:
            walls = _await_start(lines)
            # of programs with streams, the other side itself ends those that are late
            lines.timeout = bounds.timeout + (_GRACE if mode == "streams" else 0.0)
            deadline += time.monotonic() - begun  # which is no time of the code's
            _read_verdicts(mode, lines, left, reasons, outputs, deadline)
    return SandboxReport(reasons, outputs, walls)


@dataclass(frozen=True)
class _Process:
    """A process of the sandbox: what says that it ended, the signal that ends it and all that it
    has started, and its pipes."""

    ending: int
    signal: int
    stdin: int
    stdout: int
    stderr: int


class _Sandbox:
    """The process that has imported what programs use, and forks for each job."""

    def __init__(self, shown: Sequence[str]) -> None:
        self.shown = shown
        self.owner = os.getpid()
        self.lock = threading.Lock()
        with Named("sockets"):
            self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(_PATIENCE)
        # named before it is made, so that the sandbox can remove it when this process is gone
        folder = f"{tempfile.gettempdir()}/code-{os.urandom(8).hex()}"
        python = (sys.base_prefix, sys.base_exec_prefix, os.path.realpath(sys.executable))
        libraries = os.environ.get("LD_LIBRARY_PATH", "").split(":")
        with theirs, Named("a process of Python"):
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-I", "-S", "-X", "utf8", _START),
                    *(str(theirs.fileno()), str(self.owner), folder),
                    *(path for path in (*python, *libraries, *shown) if path[:1] == "/"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
                start_new_session=True,
            )
        try:
            word, _, made = self.control.recv(1 << 12).partition(b" ")
        except ConnectionResetError:
            word = b""
        if word != b"ready":
            raise ConnectionResetError(self.close() or "it ended before it began")
        # where scratch folders are made; "" where each program has one in memory
        self.folder = os.fsdecode(made)

    def fork(self, mode: str, scratch: str) -> _Process:
        """A new process for a job. Raises OSError where none can be had."""
        with Named("pipes"):
            pairs = [os.pipe() for _ in range(3)]
        (theirs, stdin), (stdout, written), (stderr, told) = pairs
        try:
            with self.lock:
                request = f"{mode} {scratch}".encode("utf-8", "surrogateescape")
                socket.send_fds(self.control, [request], [theirs, written, told])
                answer, ending, _, _ = socket.recv_fds(self.control, 1 << 10, 1)
            if not ending:
                raise ConnectionResetError(answer.decode() or "it ended")
        except OSError:
            for end in (stdin, stdout, stderr):
                os.close(end)
            raise
        finally:
            for end in (theirs, written, told):
                os.close(end)
        return _Process(ending[0], int(answer), stdin, stdout, stderr)

    def close(self) -> str:
        """End it; the last that it has said on stderr."""
        self.control.close()
        try:
            said = self.process.communicate(timeout=_GRACE)[1]
        except subprocess.TimeoutExpired:
            self.process.kill()
            said = self.process.communicate()[1]
        return _last_line(said)


_starting = threading.Lock()
_sandboxes: dict[tuple[str, ...], _Sandbox] = {}


def _find_sandbox(shown: tuple[str, ...]) -> _Sandbox:
    """This process's sandbox in which programs see these paths, beside the system's and Python's;
    it is started where it is not there. Raises OSError."""
    with _starting:
        sandbox = _sandboxes.get(shown)
        if sandbox is None or sandbox.owner != os.getpid():
            sandbox = _sandboxes[shown] = _Sandbox(shown)
        return sandbox


def _forget(shown: tuple[str, ...]) -> None:
    with _starting:
        sandbox = _sandboxes.pop(shown, None)
    if sandbox is not None and sandbox.owner == os.getpid():
        sandbox.close()


def paths_of_command(command: Sequence[str]) -> tuple[str, ...]:
    """What a command needs to see beside the system's folders: itself, the files that it names, and
    the folders of PATH, each with the installation around it."""
    named = [it for it in command if it[:1] == "/" and os.path.exists(it)]
    itself = {path: None for it in named[:1] for path in (it, os.path.realpath(it))}
    folders = [it for it in os.environ.get("PATH", "").split(":") if it[:1] == "/"]
    shown = [*named, *itself]
    for folder in [*folders, *map(os.path.dirname, itself)] if named else []:
        above, name = os.path.split(folder)
        whole = name in ("bin", "sbin", "shims") and above not in ("/", os.path.expanduser("~"))
        shown.append(above if whole else folder)
    return tuple(dict.fromkeys(shown))


class _Lines:
    """The lines that a process writes, for as long as there is time."""

    def __init__(self, process: _Process) -> None:
        # a machine may be slow to start a process, and no code of the candidate's has run
        self.process, self.timeout = process, _PATIENCE
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
    shown = paths_of_command(job.get("command") or ())
    with ExitStack() as stack:
        process, scratch = _start_process(mode, shown, stack)
        try:
            # one that died before it began is found out when it says nothing
            with suppress(BrokenPipeError), open(process.stdin, "wb") as stdin:
                stdin.write(marshal.dumps({**job, "limits": bounds.limits(scratch)}))
            yield _Lines(process)
        finally:
            _end(process)


def _start_process(mode: str, shown: tuple[str, ...], stack: ExitStack) -> tuple[_Process, str]:
    """A process for a job and its scratch folder, which ends with the stack."""
    for is_last in (False, True):
        scratch = ""
        try:
            sandbox = _find_sandbox(shown)
            if sandbox.folder:
                with Named("scratch space"):
                    made = tempfile.TemporaryDirectory(
                        dir=sandbox.folder, ignore_cleanup_errors=True
                    )
                scratch = stack.enter_context(made)
            return sandbox.fork(mode, scratch), scratch
        except OSError as error:  # it was killed, or this machine has no room for it
            _forget(shown)
            if is_last:
                raise RuntimeError(f"the sandbox could not start: {error}") from error
    raise AssertionError("the second try returns or raises")


def _end(process: _Process) -> None:
    # it ends what it started, so that nothing is left of it
    try:
        signal.pidfd_send_signal(process.ending, process.signal)
    except ProcessLookupError:
        pass
    except OSError as error:
        raise RuntimeError(f"the sandbox could not end what it started: {error}") from error
    poll = select.poll()
    poll.register(process.ending, select.POLLIN)
    if not poll.poll(1000):  # deep in one long operation
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(process.ending, signal.SIGKILL)
        poll.poll(1000)
    for end in (process.ending, process.stdout, process.stderr):
        os.close(end)


def _await_start(lines: _Lines) -> frozenset[str]:
    match lines.read_line(time.monotonic() + _PATIENCE):
        case ["started", walls]:
            return frozenset(walls.split(","))
    raise _fault(lines)


def _fault(lines: _Lines) -> RuntimeError:
    """What keeps the sandbox from saying what came of the code."""
    os.set_blocking(lines.process.stderr, False)
    try:
        said = _last_line(os.read(lines.process.stderr, 1 << 16))
    except BlockingIOError:  # nothing, and it has not ended
        said = ""
    return RuntimeError(
        f"the sandbox could not do its work: {said or 'its process ended without a word'}"
    )


def _last_line(said: bytes) -> str:
    return said.decode(errors="replace").strip().rpartition("\n")[2][-500:]


def _read_verdicts(
    mode: str,
    lines: _Lines,
    left: Sequence[int],
    reasons: dict[int, str],
    outputs: dict[int, bytes],
    deadline: float,
) -> None:
    loaded = over = False
    while not over and (words := lines.read_line(deadline)):
        over = words == ["over"]
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
            case ["passed" | "failed" as verdict, number, *said]:
                reasons[int(number)] = "" if verdict == "passed" else " ".join(said) or "it failed"
    # what holds no code of the candidate's does not end, or fall silent, before its work is done
    if not over and (not lines.late or (mode == "streams" and time.monotonic() < deadline)):
        raise _fault(lines)
    undecided = [at for at in left if at not in reasons]
    reason = "it took too long" if lines.late else "it ended the process"
    # a program that does not load, and so is in none of its tests, would not the next time
    reasons |= dict.fromkeys(undecided[:1] if loaded or mode == "streams" else undecided, reason)
