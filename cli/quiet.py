"""Keeping what a handler logs out of the way of results."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from validation.endpoint_target import EndpointTarget
from validation.target import Target


def quietly(target: Target) -> AbstractContextManager[None]:
    """While a handler is asked: it logs every event, of which there are hundreds."""
    return silent() if isinstance(target, EndpointTarget) else nullcontext()


@contextmanager
def silent() -> Iterator[None]:
    """What a handler in this process logs on stdout, event by event, is thrown away."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        if not sys.stdout.closed:
            sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
