"""A function called in a process of its own, which is killed and replaced when it is late.

```
Worker.call(args, timeout) ──▶ a process of the pool ──▶ [timeout, args] as a line of JSON
                                                          ▼  rewards.worker_main.serve
       result, or WorkerError, or TimeoutError ◀── ["done", result] or ["failed", kind, text]
```
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rewards.types import AssayError

# Seconds in which a process must have imported its function: generous, for cold starts.
_START = 120.0
_CODE = """import json, sys
path, function, memory_mb = json.loads(sys.argv[1])
sys.path[:] = path
from rewards.worker_main import serve
serve(function, memory_mb)"""
# Processes for one worker; further threads wait their turn, outside their time limit.
_MOST = max(2, os.cpu_count() or 1)


class WorkerError(AssayError, RuntimeError):
    """The function raised, or its process ended.

    Attributes:
        function (str): The function that was called, "module:name".
        kind (str): The name of the exception, or "Died" where its process ended.
        text (str): The exception's text, or how the process ended.
    """

    def __init__(self, function: str, kind: str, text: str) -> None:
        super().__init__(function, kind, text)
        self.function = function
        self.kind = kind
        self.text = text

    def __str__(self) -> str:
        return f"{self.function}: {self.kind}: {self.text}"


@dataclass(frozen=True)
class Worker:
    """Calls `function`, "module:name", in processes that stay for the next call.

    Any number of threads may call at once. Arguments and results cross as JSON, so that a tuple
    arrives as a list and nothing that comes back can run here. `memory_mb` bounds the address
    space of a process, where the system is Linux: beyond it the function sees a MemoryError. The
    processes end with this one, however it ends, and a fork of it starts its own.

    Attributes:
        function (str): The function, "module:name".
        memory_mb (int or None): Megabytes of address space for a process; None sets no limit.
    """

    function: str
    memory_mb: int | None = None

    def __post_init__(self) -> None:
        module, _, name = self.function.partition(":")
        if not (module and name.isidentifier()):
            raise ValueError(f"function: expected 'module:name', got {self.function!r}")

    def call(self, *args: Any, timeout: float) -> Any:
        """The function's result, within `timeout` seconds, which starting does not count towards.

        Raises TimeoutError when it is late, and WorkerError when it raises or its process dies;
        in each case the process is gone and the next call has another.
        """
        pool = _pools.get(self) or _pools.setdefault(self, _Pool())
        with pool.lend(self) as process:
            return process.ask(args, timeout)


class WorkerProcess:
    """A process that is starting, or waits for a question, or works on one."""

    def __init__(self, worker: Worker) -> None:
        self._function = worker.function
        told = json.dumps([list(map(str, sys.path)), worker.function, worker.memory_mb])
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-c", _CODE, told],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for this process, whose end is then theirs
        )
        self._reader = select.poll()
        self._reader.register(self._fd("stdout"), select.POLLIN)
        self._is_ready = False
        _running.add(self)

    def ask(self, args: tuple[Any, ...], timeout: float) -> Any:
        """What `Worker.call` says; after an exception the process is of no more use."""
        if not self._is_ready:
            self._answer(_START)
            self._is_ready = True
        left = memoryview(json.dumps([timeout, args]).encode() + b"\n")
        try:
            while left:
                left = left[os.write(self._fd("stdin"), left) :]
        except BrokenPipeError:
            raise self._death(timeout) from None
        return self._answer(timeout)

    def is_alive(self) -> bool:
        """Whether it has not ended by itself."""
        return self._popen.poll() is None

    def stop(self) -> None:
        """Kill it, and leave no zombie."""
        _running.discard(self)
        self._popen.kill()
        self._popen.wait()
        self.let_go()

    def let_go(self) -> None:
        """Close the pipes: it ends once nobody holds them."""
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe:
                pipe.close()
        self._popen.poll()  # tells a fork that this is no child of its own

    def _answer(self, timeout: float) -> Any:
        deadline, received = time.monotonic() + timeout, bytearray()
        while not received.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not self._reader.poll(left * 1000 + 1):
                raise self._lateness(timeout)
            chunk = os.read(self._fd("stdout"), 1 << 16)
            if not chunk:
                raise self._death(timeout)
            received += chunk
        kind, *said = json.loads(received)
        if kind == "failed":
            raise WorkerError(self._function, *said)
        return said[0] if said else None

    def _death(self, timeout: float) -> Exception:
        try:
            code = self._popen.wait(1)
        except subprocess.TimeoutExpired:
            return WorkerError(self._function, "Died", "it closed its pipes")
        if code == -signal.SIGALRM:
            return self._lateness(timeout)
        name = f" ({signal.Signals(-code).name})" if code < 0 else ""
        return WorkerError(self._function, "Died", f"its process ended with exit code {code}{name}")

    def _lateness(self, timeout: float) -> TimeoutError:
        return TimeoutError(f"{self._function}: no result within {timeout:g} s")

    def _fd(self, name: str) -> int:
        fd: int = getattr(self._popen, name).fileno()
        return fd


class _Pool:
    def __init__(self) -> None:
        self._idle = deque[WorkerProcess]()
        self._seats = threading.Semaphore(_MOST)

    @contextmanager
    def lend(self, worker: Worker) -> Iterator[WorkerProcess]:
        """A process that nobody else asks; one that did not come to an answer is not kept."""
        with self._seats:
            process, answered = self._idle_process() or WorkerProcess(worker), False
            try:
                yield process
                answered = True
            finally:
                if answered:
                    self._idle.append(process)
                else:
                    process.stop()

    def _idle_process(self) -> WorkerProcess | None:
        while self._idle:
            try:
                process = self._idle.pop()
            except IndexError:  # another thread was first
                return None
            if process.is_alive():
                return process
            process.stop()
        return None


_pools: dict[Worker, _Pool] = {}
_running: set[WorkerProcess] = set()


@atexit.register
def _stop_all() -> None:
    _pools.clear()
    for process in list(_running):
        process.stop()


def _forget_all() -> None:
    """In a fork: its parent's processes, and the seats its parent's threads took, are not its."""
    _pools.clear()
    for process in list(_running):
        process.let_go()
    _running.clear()


os.register_at_fork(after_in_child=_forget_all)
