"""The process that a function runs in: started as Lambda starts it, and never left behind."""

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from typing import Any, BinaryIO, Literal

from validation.targets.endpoint import InvocationError, check_request_size, check_response_size


@dataclass(frozen=True)
class Function:
    """What is run: an artifact's handler, in a Python of its own.

    Attributes:
        python: A Python that has awslambdaric; all else is imported from the artifact.
        artifact: The folder that was built.
        handler: As Lambda writes it: module.name.
        seconds: How long it has for one event.
        environment: Variables beside those that Lambda sets.
        memory: Megabytes that the function is told it has, which are not enforced.
        launcher: How Python starts the runtime client: as a module, or a file that does so.
    """

    python: Path
    artifact: Path
    handler: str
    seconds: float = 60.0
    environment: Mapping[str, str] = field(default_factory=dict)
    memory: int = 512
    launcher: str = "-m"


@contextlib.contextmanager
def start_process(
    function: Function, address: str, log: BinaryIO
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that asks the Runtime API at this address for events, and whatever it starts."""
    with (
        subprocess.Popen(
            [str(function.python.absolute()), function.launcher, "awslambdaric", function.handler],
            cwd=function.artifact.resolve(),
            env={**_lambda_environment(function, address), **function.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt is for whoever asked, who ends the process then
        ) as process,
        ExitStack() as ending,
    ):
        ending.callback(_kill_process_group, process)
        ending.enter_context(_run_watchdog(process))
        yield process


def _kill_process_group(process: subprocess.Popen[bytes]) -> None:
    """With all that it has started itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def _run_watchdog(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """A shell that waits for this process to be gone, be it killed, and ends the function then."""
    with subprocess.Popen(
        ["/bin/sh", "-c", 'read _; kill -9 "-$0"', str(process.pid)],
        stdin=subprocess.PIPE,  # ends with this process
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as watcher:
        try:
            yield
        finally:
            watcher.kill()


def _lambda_environment(function: Function, address: str) -> dict[str, str]:
    return {
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.python.resolve().name}",
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_LAMBDA_FUNCTION_NAME": "SageMaker-local",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/SageMaker-local",
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "LAMBDA_TASK_ROOT": str(function.artifact.resolve()),
        "LANG": "en_US.UTF-8",
        "PATH": os.defpath,
        "PYTHONPATH": str(function.artifact.resolve()),
        "PYTHONDONTWRITEBYTECODE": "1",  # on Lambda the folder cannot be written to
        "TZ": ":UTC",
        "_HANDLER": function.handler,
    }


Status = Literal["response", "error", "init error"]

ARN = "arn:aws:lambda:us-east-1:000000000000:function:SageMaker-local"


@dataclass(frozen=True)
class RuntimeAnswer:
    """What the runtime posted for one event: how it ended, and the body as sent on the wire."""

    status: Status
    body: bytes


def error_answer(error: InvocationError, status: Status = "error") -> RuntimeAnswer:
    """The answer that Lambda itself gives in the place of a function that gave none."""
    said = {"errorType": error.error_type, "errorMessage": error.message}
    return RuntimeAnswer(status, json.dumps(said).encode())


@dataclass
class Exchange:
    """Events on their way to the process, its answers, and since when it has had an event.

    A process whose answer was `refused` for its length gives up, as AWS's runtime does.
    """

    seconds: float
    events: Queue[bytes] = field(default_factory=Queue)
    answers: Queue[RuntimeAnswer] = field(default_factory=Queue)
    request: str = ""
    began: float | None = None
    asked: bool = False
    refused: bool = False


@contextlib.contextmanager
def runtime_api(exchange: Exchange) -> Iterator[str]:
    """The address to give to the process, as long as it is served."""
    respond = partial(_RuntimeApi, exchange)
    with ThreadingHTTPServer(("127.0.0.1", 0), respond) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            exchange.events.put(b"")  # lets go of the thread that waits for the next event


class _RuntimeApi(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without these two every answer waits for a delayed acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, exchange: Exchange, *connection: Any) -> None:
        self._exchange = exchange
        super().__init__(*connection)

    def handle(self) -> None:
        # The function is killed while it waits for its next event, or in the midst of one.
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        exchange = self._exchange
        exchange.asked = True
        event = exchange.events.get()
        exchange.request, exchange.began = str(uuid.uuid4()), time.monotonic()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", exchange.request)
        deadline = int((time.time() + exchange.seconds) * 1000)
        self.send_header("Lambda-Runtime-Deadline-Ms", str(deadline))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", ARN)
        self._finish(event)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = self.path.rpartition("/")[0].rpartition("/")[2]
        if request not in ("init", self._exchange.request) or (
            request != "init" and self._exchange.began is None
        ):
            # an answer to another event, or a second one to the same
            self.send_response(400)
            said = {"errorType": "InvalidRequestID", "errorMessage": "Invalid request ID"}
            self._finish(json.dumps(said).encode())
            return
        self._exchange.began = None
        try:
            check_response_size(body)
        except InvocationError as error:
            self._exchange.refused = True
            self.send_response(413)
            self._finish(b'{"errorType": "RequestEntityTooLarge"}')
            self._exchange.answers.put(error_answer(error))
        else:
            self.send_response(202)
            self._finish(b'{"status": "OK"}')
            status: Status = "response" if self.path.endswith("/response") else "error"
            status = "init error" if self.path.endswith("/init/error") else status
            self._exchange.answers.put(RuntimeAnswer(status, body))

    def _finish(self, body: bytes) -> None:
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log that matters is the function's."""


# Seconds that the process may take to ask for its first event.
START_TIMEOUT = 60.0


@dataclass(frozen=True)
class _RunningProcess:
    """A process that was started for the function, and the way to it."""

    process: subprocess.Popen[bytes]
    exchange: Exchange
    started: float

    @property
    def is_late(self) -> bool:
        """Whether it has had longer than Lambda would give it."""
        if self.exchange.asked:
            began = self.exchange.began
            return began is not None and time.monotonic() > began + self.exchange.seconds
        return time.monotonic() > self.started + START_TIMEOUT


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
        self._running = self._start()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that had the last event."""
        return self._running.process

    def invoke(self, event: bytes) -> RuntimeAnswer:
        """The answer to one event, which is sent as it stands, or Lambda's own where none came."""
        try:
            check_request_size(event)
        except InvocationError as error:
            return error_answer(error)
        with self._one_at_a_time:
            if self._running.process.poll() is not None and self._running.exchange.answers.empty():
                self._resources.close()
                self._running = self._start()
            self._running.exchange.events.put(event)
            return self._wait_for_answer()

    @property
    def log(self) -> str:
        """All that the function has written so far, on either stream."""
        descriptor = self._log.fileno()
        return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode(errors="replace")

    def close(self) -> None:
        """End the process, and an event that it has."""
        self._closed.set()
        with self._one_at_a_time:
            self._resources.close()

    def _wait_for_answer(self) -> RuntimeAnswer:
        running = self._running
        while True:
            ended = running.process.poll() is not None
            with contextlib.suppress(Empty):
                answer = running.exchange.answers.get(timeout=0.1)
                if answer.status == "init error" or running.exchange.refused:
                    self._resources.close()
                return answer
            if ended or running.is_late or self._closed.is_set():
                error = _process_error(running, ended)
                self._resources.close()
                return error_answer(error, "error" if running.exchange.asked else "init error")

    def _start(self) -> _RunningProcess:
        exchange = Exchange(self._function.seconds)
        with ExitStack() as resources:
            address = resources.enter_context(runtime_api(exchange))
            process = resources.enter_context(start_process(self._function, address, self._log))
            self._resources = resources.pop_all()
        return _RunningProcess(process, exchange, time.monotonic())


@contextlib.contextmanager
def local_lambda(function: Function) -> Iterator[LocalLambda]:
    """A function started from its artifact's folder, as Lambda starts it."""
    with tempfile.TemporaryFile() as log, contextlib.closing(LocalLambda(function, log)) as local:
        yield local


def _process_error(running: _RunningProcess, ended: bool) -> InvocationError:
    """What Lambda says of a process that ended, or that it has to end."""
    request = f"RequestId: {running.exchange.request or 'none'} Error: "
    if not ended:
        limit = running.exchange.seconds if running.exchange.asked else START_TIMEOUT
        text = f"Task timed out after {limit:.2f} seconds"
        return InvocationError("Sandbox.Timedout", request + text)
    status = running.process.returncode
    how = f"exit status {status}" if status >= 0 else f"signal: {signal.Signals(-status).name}"
    return InvocationError("Runtime.ExitError", f"{request}Runtime exited with error: {how}")
