"""One server as all workers of a process see it: one pause, one refusal, connections in shares.

worker ──▶ ServerGate.enter ──▶ ClientPool.lend ──▶ server
               ▲ waits while another worker backs off; raises a refusal that is still fresh
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rewards.extras import require_extra

if TYPE_CHECKING:
    import httpx

# The statuses by which a server says that it is asked too much.
THROTTLED = frozenset({429, 529})
# Seconds for which a refused key is not sent again: long enough to end a run, and short enough for
# a warm function to find out that the key is accepted now.
REFUSED_SECONDS = 10.0
# Connections of one client. httpx looks through all connections of a client at each request, and
# a client takes a millisecond or two to make.
SHARE = 8


class ServerGate:
    """Lets workers through to a server, but for the time in which one of them backs off.

    The first worker that is throttled leads: it pauses and asks again, alone, while all others
    wait. They go on when it has an answer, or has given up. Safe with many threads.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._leader: int | None = None
        self._reopened = 0.0
        self._refusal: Callable[[], Exception] | None = None
        self._refused_until = 0.0

    def enter(self, latest: float | None = None) -> float:
        """Waits while another worker backs off; the time at which this one may go.

        `latest` and the result are times of `time.monotonic()`. Raises TimeoutError where another
        worker still backs off at `latest`, and a refusal that another worker was told of late.
        """
        if self._leader is not None:  # read without the lock: a worker too many does no harm
            wait = None if latest is None else max(0.0, latest - time.monotonic())
            with self._changed:
                if not self._changed.wait_for(self._is_open, wait):
                    raise TimeoutError(
                        "the server asks for fewer questions, and the time that is left does not "
                        "suffice to wait: give the call more time, or ask with fewer workers"
                    )
        now = time.monotonic()
        refusal = self._refusal
        if refusal is not None and now < self._refused_until:
            raise refusal()
        return now

    def close(self, entered: float) -> bool:
        """Whether this worker, which was throttled, leads: it is to pause, and to reopen.

        A request that had entered before the gate was opened last says nothing new.
        """
        with self._changed:
            if self._leader is None and entered >= self._reopened:
                self._leader = threading.get_ident()
            return self._leader == threading.get_ident()

    def refuse(self, refusal: Callable[[], Exception]) -> None:
        """Ends the questions of all workers for a while, each with an exception of its own."""
        self._refused_until = time.monotonic() + REFUSED_SECONDS
        self._refusal = refusal

    def reopen(self) -> None:
        """Lets the others go on, where this worker leads."""
        if self._leader == threading.get_ident():
            with self._changed:
                self._leader = None
                self._reopened = time.monotonic()
                self._changed.notify_all()

    def _is_open(self) -> bool:
        return self._leader in (None, threading.get_ident())


class ClientPool:
    """httpx's clients, which share out `size` connections, `SHARE` to each; the last used goes
    first. Safe with many threads.
    """

    def __init__(self, size: int) -> None:
        with require_extra("httpx", "openai"):
            import httpx
        self._context = httpx.create_ssl_context()  # read once: it takes 50 ms
        self._slots = threading.BoundedSemaphore(size)
        self._size = size
        self._making = threading.Lock()
        self._free: list[httpx.Client] = []

    @contextmanager
    def lend(self, seconds: float | None) -> "Iterator[httpx.Client]":
        """A client with a free connection; raises httpx.PoolTimeout where none is free in time."""
        import httpx

        if not self._slots.acquire(timeout=seconds):
            raise httpx.PoolTimeout(
                f"{self._size} connections, and none was free in {seconds:.1f} s"
            )
        try:
            with self._making:
                if not self._free:
                    share = min(SHARE, self._size)
                    limits = httpx.Limits(max_connections=share, max_keepalive_connections=share)
                    self._free += [httpx.Client(verify=self._context, limits=limits)] * share
                client = self._free.pop()
            try:
                yield client
            finally:
                self._free.append(client)
        finally:
            self._slots.release()
