"""Lambda's Runtime API on the loopback: it hands events to one process and takes its answers."""

import contextlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Literal

from validation.endpoint import InvocationError, check_response_size

Status = Literal["response", "error", "init error"]

ARN = "arn:aws:lambda:us-east-1:000000000000:function:SageMaker-local"


@dataclass(frozen=True)
class Answer:
    """What the runtime posted for one event: how it ended, and the body as sent on the wire."""

    status: Status
    body: bytes


def error_answer(error: InvocationError, status: Status = "error") -> Answer:
    """The answer that Lambda itself gives in the place of a function that gave none."""
    said = {"errorType": error.error_type, "errorMessage": error.message}
    return Answer(status, json.dumps(said).encode())


@dataclass
class Exchange:
    """Events on their way to the process, its answers, and since when it has had an event.

    A process whose answer was `refused` for its length gives up, as AWS's runtime does.
    """

    seconds: float
    events: Queue[bytes] = field(default_factory=Queue)
    answers: Queue[Answer] = field(default_factory=Queue)
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

    def __init__(
        self,
        exchange: Exchange,
        request: socket.socket,
        address: tuple[str, int],
        server: ThreadingHTTPServer,
    ) -> None:
        self._exchange = exchange
        super().__init__(request, address, server)

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
            self._exchange.answers.put(Answer(_status(self.path), body))

    def _finish(self, body: bytes) -> None:
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log that matters is the function's."""


def _status(path: str) -> Status:
    if path.endswith("/init/error"):
        return "init error"
    return "response" if path.endswith("/response") else "error"
