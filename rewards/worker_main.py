"""The worker's own end of the pipes: it imports one function, and answers until they close."""

import importlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

# Seconds that the other end has for ending a late call before the system does.
_GRACE = 1.0


def serve(function: str, memory_mb: int | None) -> None:
    """Answer each line `[timeout, arguments]` with a line `["done", result]`, until there are none.

    Before the first comes `["ready"]`. An error becomes `["failed", its type, its text]` and ends
    the process, since nobody knows what state it left behind. What the function prints goes to
    stderr. A call that outlives its timeout is ended by the system, even where the process that
    asked is dead and the interpreter is deep in one long operation.
    """
    # the pipes, out of reach of whatever reads stdin or prints
    requests, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)

    def report(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        _say(answers, "failed", kind.__name__, str(error))

    sys.excepthook = report
    logging.disable()  # libraries quote what they read, and stderr may be a log
    if memory_mb is not None and sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    module, _, name = function.partition(":")
    work: Callable[..., Any] = getattr(importlib.import_module(module), name)
    _say(answers, "ready")
    for line in requests:
        timeout, args = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, timeout + _GRACE)
        result = work(*args)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _say(answers, "done", result)


def _say(answers: int, *message: Any) -> None:
    left = memoryview(json.dumps(message).encode() + b"\n")
    try:
        while left:
            left = left[os.write(answers, left) :]
    except BrokenPipeError:
        os._exit(0)  # whoever asked is gone
