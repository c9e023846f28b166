"""Every connection of a handler's process, led to the server that stands in for models.

    getaddrinfo(host) ──▶ an address of loopback that stands for the host; no name server is asked
    connect(address)  ──▶ the server of ours, whatever the address is, which is written down

It runs in the process of the handler, also in the Python of Lambda's runtime, so it imports the
standard library alone:

    python connections.py awslambdaric module.handler

Services of AWS that hold a handler's tables and keys, and that answer no question, are let through.
A library with sockets of its own (gRPC, libcurl) is not seen here; the variables that name proxies
lead those that read them to the same server.
"""

import os
import re
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

# Variables: the server, as HOST:PORT; and a folder that is shared with it.
SERVER, FOLDER = "ASSAY_MODEL_SERVER", "ASSAY_MODEL_FOLDER"
# Files of that folder: the addresses that were asked for; and one that is there in a silence.
ELSEWHERE, SILENCE = "elsewhere", "silence"
# Seconds that a client waits in a silence, whatever longer time it was given.
LONGEST_WAIT = 0.2
_NO_MODELS = re.compile(
    r"(^|\.)(s3|secretsmanager|ssm|sts|kms|dynamodb)([.-][a-z0-9-]+)*\.amazonaws\.com(\.cn)?$"
)
_LOCAL = re.compile(r"(localhost|[0-9.]*|[0-9a-f:]*:[0-9a-f:.]*)$", re.IGNORECASE)
# The runtime client's own connection, where it is Python's.
_RUNTIME = "AWS_LAMBDA_RUNTIME_API"


def lead_connections() -> None:
    """From here on, in this process and in those that it forks."""
    led = LedConnections(os.environ[SERVER], Path(os.environ[FOLDER]), os.environ.get(_RUNTIME, ""))
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    set_timeout = socket.socket.settimeout
    methods = {
        "connect": lambda sock, address: connect(sock, led.led_address(sock, address)),
        "connect_ex": lambda sock, address: connect_ex(sock, led.led_address(sock, address)),
        "settimeout": lambda sock, seconds: set_timeout(sock, led.shorter_wait(seconds)),
    }
    for name, method in methods.items():
        setattr(socket.socket, name, method)
    vars(socket)["getaddrinfo"] = led.find_address


class LedConnections:
    """Which address stands for which host, and where a connection goes."""

    def __init__(self, server: str, folder: Path, runtime: str) -> None:
        self._server, self._folder = server, folder
        self._ours = {server, runtime}
        self._hosts: dict[str, str] = {}
        self._let_through: set[str] = set()
        self._find = socket.getaddrinfo

    def find_address(self, host: Any, port: Any, family: int = 0, *more: Any, **named: Any) -> Any:
        """As `socket.getaddrinfo`; an address of loopback stands for each host elsewhere."""
        name = host.decode() if isinstance(host, bytes) else str(host or "")
        if _LOCAL.match(name):
            return self._find(host, port, family, *more, **named)
        if _NO_MODELS.search(name.lower()):
            found = self._find(host, port, family, *more, **named)
            self._let_through |= {str(entry[4][0]) for entry in found}
            return found
        number = len(self._hosts)
        new = f"127.77.{number // 250}.{number % 250 + 1}"
        stand_in = next((known for known, of in self._hosts.items() if of == name), new)
        self._hosts[stand_in] = name
        return self._find(stand_in, port, socket.AF_INET, *more, **named)

    def led_address(self, sock: socket.socket, address: Any) -> Any:
        """The server's address in the place of any other to which a stream would go."""
        inet = sock.family in (socket.AF_INET, socket.AF_INET6)
        if not inet or not sock.type & socket.SOCK_STREAM or address[0] in self._let_through:
            return address
        host, port = str(address[0]), int(address[1])
        if self._is_silent and sock.gettimeout() is None:
            os._exit(1)  # it would wait for ever: Lambda ends the function, and no score comes
        if f"{host}:{port}" in self._ours:
            return address
        with (self._folder / ELSEWHERE).open("a", encoding="utf-8") as file:
            file.write(f"{self._hosts.get(host, host)}:{port}\n")
        server, _, at = self._server.rpartition(":")
        return (server if sock.family == socket.AF_INET else f"::ffff:{server}", int(at))

    def shorter_wait(self, seconds: float | None) -> float | None:
        """What a socket waits; in a silence a client gives up soon, in its own way."""
        shortened = self._is_silent and seconds is not None
        return min(seconds or 0.0, LONGEST_WAIT) if shortened else seconds

    @property
    def _is_silent(self) -> bool:
        return (self._folder / SILENCE).exists()


if __name__ == "__main__":
    lead_connections()
    sys.path[0] = os.getcwd()  # as where a module is run by its name
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
