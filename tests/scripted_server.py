"""An HTTP server on the loopback that answers as a script says, for the real clients.

    test sets `script` ──▶ ScriptedServer ◀── the client's requests, each kept in `requests`

Connections are kept open between requests, as the clients of models expect. That, a connection
that is reset and an answer that never comes are what ready test servers cannot do.
"""

import contextlib
import json
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import unquote


@dataclass(frozen=True)
class Asked:
    """A request as it came; its headers are in lower case.

    `count` is 1 for the server's first, and `connection` is the client's port.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes
    connection: int
    count: int = 0

    @cached_property
    def body(self) -> Any:
        """The content as the JSON that it is."""
        return json.loads(self.content)

    @property
    def model(self) -> str:
        """Whom a path of Converse names: /model/ID/converse, a slash in the ID sent as %2F."""
        _, _, model, _ = self.path.split("/")
        return unquote(model)


@dataclass(frozen=True)
class Answer:
    """What is sent back, after `delay` seconds or when the server stops."""

    body: Mapping[str, Any] | bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


never = Answer(b"", delay=threading.TIMEOUT_MAX)
"""Sent only when the server stops, so that the client gives up before."""

Script = Callable[[Asked], Answer | Literal["reset"]]
"""Answers a request, or cuts the connection."""


@dataclass
class ScriptedServer:
    """A running server. `script` may be set anew at any time; `requests` are those it had."""

    script: Script
    url: str = ""
    requests: list[Asked] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    @property
    def connections(self) -> int:
        """How many connections the requests came through."""
        return len({asked.connection for asked in self.requests})

    def answer(self, asked: Asked) -> Answer | Literal["reset"]:
        with self._counting:
            asked = replace(asked, count=len(self.requests) + 1)
            self.requests.append(asked)
        answer = self.script(asked)
        if answer != "reset" and answer.delay:
            self.stopped.wait(answer.delay)
        return answer


@contextlib.contextmanager
def run_server(script: Script) -> Iterator[ScriptedServer]:
    """A server on a free port, until the end of the block."""
    server = ScriptedServer(script)
    with _Listener(("127.0.0.1", 0), partial(_Handler, server)) as listener:
        server.url = f"http://127.0.0.1:{listener.server_port}"
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            listener.shutdown()
            thread.join()


class _Listener(ThreadingHTTPServer):
    request_queue_size = 128  # by default 5 may knock at once, and the sixth waits for a second


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # without these two every answer waits for a delayed acknowledgement
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, server: ScriptedServer, *connection: Any) -> None:
        self._server = server
        super().__init__(*connection)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # the client has given up
            super().handle()

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        port = self.client_address[1]
        asked = Asked(self.command, self.path, headers, content, connection=port)
        answer = self._server.answer(asked)
        if answer == "reset":  # closed at once: lingering for 0 seconds makes that a reset
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            os.close(self.connection.detach())
            self.close_connection = True
            return
        sent = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(sent))}
        for name, value in (headers | dict(answer.headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def do_GET(self) -> None:
        self.do_POST()

    def do_PUT(self) -> None:
        self.do_POST()

    def do_PATCH(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test knows what it asked."""
