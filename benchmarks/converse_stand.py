"""A stand-in for Bedrock in a process of its own: `python -m benchmarks.converse_stand SECONDS`.

With `chat` after the seconds it answers as a server of chat completions.

It waits for so long before it answers, always with one verdict, and reads no more of a request
than where it ends: what it takes itself is not to count as the client's.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.timing import ROOT
from tests.judges.chat_server import says
from tests.judges.converse_server import UNSET, bedrock_variables, verdict

_REASON = "Its steps are right and lead to the answer that it gives."
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


@contextmanager
def converse_stand(seconds: float) -> Iterator[None]:
    """Until the end of the block boto3 asks a server that answers after so many seconds."""
    kept = dict(os.environ)
    with stand_address(seconds) as address:
        try:
            for name in UNSET:
                os.environ.pop(name, None)
            os.environ.update(bedrock_variables(address))
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)


@contextmanager
def stand_address(seconds: float, *kind: str) -> Iterator[str]:
    """The address of a server that runs until the end of the block."""
    command = [sys.executable, "-m", "benchmarks.converse_stand", str(seconds), *kind]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline().strip() if server.stdout else ""
            if not line:
                raise RuntimeError("expected the server's address, and it ended without one")
            yield line
        finally:
            server.terminate()


class _Connection(asyncio.Protocol):
    def __init__(self, seconds: float, body: bytes) -> None:
        self._seconds = seconds
        self._whole = _HEAD % (len(body), body)
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(f"expected a connection that can be written to, got {transport!r}")
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := _end(self._read)) is not None:
            self._read = self._read[end:]
            self._answer()

    def _answer(self) -> None:
        if self._seconds:
            asyncio.get_running_loop().call_later(self._seconds, self._transport.write, self._whole)
        else:
            self._transport.write(self._whole)


def _end(read: bytes) -> int | None:
    """Where the first request ends; None while it is not there as a whole."""
    head, found, _ = read.partition(b"\r\n\r\n")
    length = _LENGTH.search(head + b"\r\n")
    if not found or length is None:
        return None
    end = len(head) + len(found) + int(length[1])
    return end if len(read) >= end else None


async def _serve(seconds: float, body: bytes) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Connection(seconds, body), "127.0.0.1", 0, backlog=512
    )
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    answer = (
        says(json.dumps({"reason": _REASON, "rating": 4}))
        if sys.argv[2:] == ["chat"]
        else verdict(reason=_REASON, rating=4)
    )
    asyncio.run(_serve(float(sys.argv[1]), json.dumps(answer.body).encode()))
