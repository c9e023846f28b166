"""Lambda on this machine: a built artifact under AWS's own runtime, killed when it is too slow."""

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import BinaryIO

from validation.endpoint import InvocationError, check_request_size
from validation.lambda_process import Function, started
from validation.runtime_api import Answer, Exchange, error_answer, runtime_api

__all__ = ["Answer", "LocalLambda", "local_lambda"]

STARTING = 60.0
"""Seconds that the process may take to ask for its first event."""


@dataclass(frozen=True)
class _Running:
    """A process that was started for the function, and the way to it."""

    process: subprocess.Popen[bytes]
    exchange: Exchange
    started: float

    @property
    def late(self) -> bool:
        """Whether it has had longer than Lambda would give it."""
        if self.exchange.asked:
            began = self.exchange.began
            return began is not None and time.monotonic() > began + self.exchange.seconds
        return time.monotonic() > self.started + STARTING


class LocalLambda:
    """A function that waits for events, one at a time. `local_lambda` starts one.

    A process that has ended, or had to be killed, is started anew for the next event.
    """

    def __init__(self, function: Function, log: BinaryIO) -> None:
        self._function = function
        self._log = log
        self._one_at_a_time = threading.Lock()
        self._resources = ExitStack()
        self._closed = threading.Event()
        self._running = self._started()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that had the last event."""
        return self._running.process

    def invoke(self, event: bytes) -> Answer:
        """The answer to one event, which is sent as it stands, or Lambda's own where none came."""
        try:
            check_request_size(event)
        except InvocationError as error:
            return error_answer(error)
        with self._one_at_a_time:
            if self._running.process.poll() is not None and self._running.exchange.answers.empty():
                self._stop()
                self._running = self._started()
            self._running.exchange.events.put(event)
            return self._answer()

    @property
    def log(self) -> str:
        """All that the function has written so far, on either stream."""
        descriptor = self._log.fileno()
        return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode(errors="replace")

    def close(self) -> None:
        """End the process, and an event that it has."""
        self._closed.set()
        with self._one_at_a_time:
            self._stop()

    def _answer(self) -> Answer:
        running = self._running
        while True:
            ended = running.process.poll() is not None
            with contextlib.suppress(Empty):
                answer = running.exchange.answers.get(timeout=0.1)
                if answer.status == "init error" or running.exchange.refused:
                    self._stop()
                return answer
            if ended or running.late or self._closed.is_set():
                error = _error(running, ended)
                self._stop()
                return error_answer(error, "error" if running.exchange.asked else "init error")

    def _started(self) -> _Running:
        exchange = Exchange(self._function.seconds)
        with ExitStack() as resources:
            address = resources.enter_context(runtime_api(exchange))
            process = resources.enter_context(started(self._function, address, self._log))
            self._resources = resources.pop_all()
        return _Running(process, exchange, time.monotonic())

    def _stop(self) -> None:
        self._resources.close()


@contextlib.contextmanager
def local_lambda(
    python: Path,
    artifact: Path,
    handler: str,
    *,
    seconds: float = 60.0,
    environment: Mapping[str, str] | None = None,
    memory: int = 512,
) -> Iterator[LocalLambda]:
    """A function started from its artifact's folder, as Lambda starts it.

    `python` must have awslambdaric; all else that the handler imports comes from the artifact.
    """
    function = Function(
        python.absolute(), artifact.resolve(), handler, seconds, environment or {}, memory
    )
    with tempfile.TemporaryFile() as log:
        local = LocalLambda(function, log)
        try:
            yield local
        finally:
            local.close()


def _error(running: _Running, ended: bool) -> InvocationError:
    """What Lambda says of a process that ended, or that it has to end."""
    request = f"RequestId: {running.exchange.request or 'none'} Error: "
    if not ended:
        limit = running.exchange.seconds if running.exchange.asked else STARTING
        text = f"Task timed out after {limit:.2f} seconds"
        return InvocationError("Sandbox.Timedout", request + text)
    status = running.process.returncode
    how = f"exit status {status}" if status >= 0 else f"signal: {signal.Signals(-status).name}"
    return InvocationError("Runtime.ExitError", f"{request}Runtime exited with error: {how}")
