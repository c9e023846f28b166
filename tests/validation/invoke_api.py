"""Lambda's Invoke API on the loopback, in front of one function, for the real boto3 client."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from validation.targets.local_runtime import RuntimeAnswer

CONFIGURATION = {
    "FunctionName": "mine",
    "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:mine",
    "Version": "$LATEST",
    "CodeSha256": "abc=",
    "Timeout": 7,
    "Environment": {"Variables": {"REWARD_PLATFORM": "bedrock"}},
}


@dataclass
class Service:
    """What stands behind the API, the refusals that come before it, and who was asked for.

    A refusal is an HTTP status, a type and a message; each is given once.
    """

    invoke: Callable[[bytes], RuntimeAnswer]
    refusals: list[tuple[int, str, str]] = field(default_factory=list)
    hidden: bool = False
    asked: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def invoke_api(invoke: Callable[[bytes], RuntimeAnswer]) -> Iterator[Service]:
    """The API, as long as it is served."""
    service = Service(invoke)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_InvokeApi, service)) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        service.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield service
        finally:
            server.shutdown()


class _InvokeApi(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, service: Service, *connection: Any) -> None:
        self._service = service
        super().__init__(*connection)

    def do_GET(self) -> None:
        if self._service.hidden:
            self._refuse(403, "AccessDeniedException", "not authorized to perform this")
        elif "/absent/" in self.path:
            self._refuse(404, "ResourceNotFoundException", "Function not found: absent")
        else:
            self._finish(200, json.dumps(CONFIGURATION).encode())

    def do_POST(self) -> None:
        event = self.rfile.read(int(self.headers["Content-Length"]))
        self._service.asked.append(unquote(self.path.split("/")[3]))
        if self._service.refusals:
            self._refuse(*self._service.refusals.pop(0))
            return
        answer = self._service.invoke(event)
        failed = {} if answer.status == "response" else {"X-Amz-Function-Error": "Unhandled"}
        self._finish(200, answer.body, failed)

    def _refuse(self, status: int, kind: str, message: str) -> None:
        self._finish(status, json.dumps({"Message": message}).encode(), {"X-Amzn-ErrorType": kind})

    def _finish(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test says what it found."""
