"""Secrets Manager on the loopback, as far as telling a secret goes, for the real client."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class SecretsServer:
    """A running server: what it keeps by name, and the names that were asked for."""

    secrets: Mapping[str, str | bytes]
    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def secrets_server(**secrets: str | bytes) -> Iterator[SecretsServer]:
    """A server that keeps these, until the end of the block."""
    kept = SecretsServer(secrets)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, kept)) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield kept
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, kept: SecretsServer, *args: Any) -> None:
        self._kept = kept
        super().__init__(*args)

    def do_POST(self) -> None:
        assert self.headers["X-Amz-Target"] == "secretsmanager.GetSecretValue"
        name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["SecretId"]
        self._kept.asked.append(name)
        secret = self._kept.secrets.get(name)
        if secret is None:
            self._send(400, {"__type": "ResourceNotFoundException", "message": f"no {name}"})
        elif isinstance(secret, bytes):
            self._send(200, {"Name": name, "SecretBinary": secret.decode("ascii")})  # as base64
        else:
            self._send(200, {"Name": name, "SecretString": secret})

    def _send(self, status: int, body: Mapping[str, str]) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test knows what it asked."""
