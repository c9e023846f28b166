"""Leaving the process is the command's alone: a reward that ends it would end it as a PASS."""

import json
import os
import posix
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Never, TextIO

import click

exit_process = os._exit
"""Ends the process at once, whatever its threads do."""


def block_os_exit() -> None:
    """From here on `os._exit` raises SystemExit in this process, which scoring takes for a fault.

    A reply's code that a reward runs may call it, and so may a reward. A child still ends by it.
    """
    own = os.getpid()

    def refused(status: int) -> Never:
        if os.getpid() != own:
            exit_process(status)
        raise SystemExit(f"os._exit({status}) was called")

    vars(os)["_exit"] = vars(posix)["_exit"] = refused


@contextmanager
def open_results() -> Iterator[TextIO]:
    """The real stdout to write results to, while everything else that is printed goes to stderr.

    Down to the file descriptor, since rewards, and the libraries they call, may print from C.
    """
    sys.stdout.flush()
    real = os.dup(1)
    os.dup2(2, 1)
    try:
        with open(os.dup(real), "w", encoding="utf-8", errors="replace") as out:
            yield out
    except BrokenPipeError as error:  # whoever read the results has gone
        raise click.Abort from error
    finally:
        if not sys.stdout.closed:  # by a reward: only what it could reach
            sys.stdout.flush()
        os.dup2(real, 1)
        os.close(real)


@contextmanager
def json_writer(out: TextIO, as_array: bool) -> Iterator[Callable[[Any], None]]:
    """Writes each row that it is given: as a line of JSON, or as an entry of one array."""
    written = 0

    def write(row: Any) -> None:
        nonlocal written
        text = json.dumps(row, allow_nan=False)
        out.write((",\n" if written else "") + text if as_array else text + "\n")
        written += 1

    out.write("[" if as_array else "")
    yield write
    out.write("]\n" if as_array else "")


@contextmanager
def mute_stdout() -> Iterator[None]:
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
