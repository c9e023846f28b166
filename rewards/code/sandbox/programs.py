"""The process that starts untrusted programs, one for each input on stdin.

It holds no expected output: what a program writes goes back to `rewards.code.run` as it is.
"""

from __future__ import annotations

import builtins
import gc
import marshal
import os
import select
import sys
import time

from rewards.code.sandbox.plain import MOST_FILES, mute_streams, read_all, write_all
from rewards.code.sandbox.walls import (
    Limits,
    Named,
    Place,
    adopt_orphans,
    fork,
    hide_memory,
    shut_in,
)

signal = __import__("_signal")  # what the module signal wraps, without the time that takes
TYPE_CHECKING = False  # importing typing would double the time to start
if TYPE_CHECKING:
    from typing import Any

_running: list[int] = []


def run_inputs(place: Place) -> None:
    """Read the job from stdin, and print for each input `ended N status length` and the output.

    The status is "0" where the program ended well, else a word or two that say how it ended. The
    first line is `started …`. Raises OSError, with what could not be had, where a program cannot
    even begin.
    """
    hide_memory()
    job = marshal.loads(read_all(0))
    if not place.processes:
        signal.signal(signal.SIGTERM, _end_all)
    adopt_orphans()
    started = False
    for number, text in enumerate(job["inputs"]):
        if number in job["done"]:
            continue
        child, output, walls = _start_program(text, job, place)
        if not started:
            _say("started", walls)
        started = True
        status, written = _watch(child, output, job["timeout"], job["output_bytes"])
        _say("ended", number, len(written), status)
        write_all(1, written)
    _say("over")


def _end_all(*_: object) -> None:
    for child in _running:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        _await_orphans(child)
    os._exit(0)


def _say(*words: object) -> None:
    write_all(1, " ".join(map(str, words)).encode() + b"\n")


def _start_program(text: str, job: dict[str, Any], place: Place) -> tuple[int, int, str]:
    """A program that reads the text: its process, its output, and the walls around it."""
    with Named("memory files"):
        given = os.memfd_create("stdin")
        write_all(given, text.encode("utf-8", "surrogatepass"))
        os.lseek(given, 0, os.SEEK_SET)
    output, written = os.pipe()
    told, tell = os.pipe()
    child = fork()
    if child == 0:
        with Named("process groups"):
            os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for source, standard in ((given, 0), (written, 1), (tell, 3)):
            os.dup2(source, standard)
        os.set_inheritable(3, False)
        os.closerange(4, MOST_FILES)
        _become_program(job, place)
    for end in (given, written, tell):
        os.close(end)
    _running.append(child)
    word, _, walls = read_all(told).decode().partition(" ")
    os.close(told)
    if word != "ready":  # and no code of the candidate's has run: the child says why on stderr
        os.waitpid(child, 0)
        os._exit(1)
    if "!" in walls:
        raise OSError(walls)
    return child, output, walls


def _become_program(job: dict[str, Any], place: Place) -> None:
    command, file_name, code = job["command"], job["file_name"], job["code"]
    walls = shut_in(Limits(*job["limits"]), place, command=bool(command))
    with (
        Named("scratch space"),
        open(file_name, "w", encoding="utf-8", errors="surrogatepass") as program,
    ):
        program.write(code)
        program.flush()
    mute_streams(2)
    write_all(3, f"ready {walls}".encode())
    if command:
        parts = [part.replace("{file}", file_name) for part in command]
        try:
            os.execve(command[0], parts, os.environ)
        except OSError as error:
            write_all(3, f"! {command[0]}: {error.strerror}".encode())
            os._exit(1)
    os.close(3)
    sys.set_int_max_str_digits(0)
    main = type(sys)("__main__")
    sys.modules["__main__"], sys.argv = main, [file_name]
    builtins.__dict__.update(exit=sys.exit, quit=sys.exit)  # which site would have put there
    status = 1  # of an exception, whose text nobody would see
    try:
        exec(compile(job["prelude"], "prelude.py", "exec", dont_inherit=True), main.__dict__)
        exec(compile(code, file_name, "exec", dont_inherit=True), main.__dict__)
        status = 0
    except SystemExit as error:
        said = error.code
        status = said & 255 if isinstance(said, int) else int(said is not None)
    finally:
        _finish()
        os._exit(status)


def _finish() -> None:
    """What Python does last for a program, without taking apart all that was imported."""
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    __import__("atexit")._run_exitfuncs()
    io = sys.modules["_io"]  # whose classes are asked much faster than those of io
    files = [it for it in gc.get_objects() if isinstance(it, io._IOBase)]
    texts = [it for it in files if isinstance(it, io._TextIOBase)]
    for file in (sys.stdout, sys.__stdout__, *texts, *files):
        try:
            file.flush()
        except (OSError, ValueError, AttributeError):  # closed, or not for writing
            continue


def _watch(child: int, output: int, timeout: float, most: int) -> tuple[str, bytes]:
    """How the program ended and what it wrote; it is killed when late, or when it writes much."""
    deadline, parts, size = time.monotonic() + timeout, [], 0
    ending = os.pidfd_open(child)
    status, waiting = "", [output, ending]
    while ending in waiting and not status:
        ready = select.select(waiting, [], [], max(0.0, deadline - time.monotonic()))[0]
        if output in ready:
            parts.append(os.read(output, 1 << 16))
            size += len(parts[-1])
            waiting = waiting if parts[-1] else [ending]
        elif ready:
            waiting.remove(ending)
        status = "late" if not ready else "too much output" if size > most else ""
    with Named("process groups"):  # what it has left behind, and itself where it is still there
        os.killpg(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    _await_orphans(child)
    _running.remove(child)
    os.close(ending)
    if not status and output in waiting:
        parts.append(_read_rest(output, most - size))
    os.close(output)
    return status or (f"exit status {code}" if code else "0"), b"".join(parts)[:most]


def _await_orphans(group: int) -> None:
    """Await the processes that the program started: they are killed, and are now our children."""
    try:
        while True:
            os.waitpid(-group, 0)
    except ChildProcessError:
        return


def _read_rest(output: int, most: int) -> bytes:
    """The rest of the pipe, to which no process can write any more."""
    os.set_blocking(output, False)
    parts: list[bytes] = []
    while most > 0 and select.select([output], [], [], 0)[0]:
        parts.append(os.read(output, most))
        most -= len(parts[-1])
        if not parts[-1]:
            break
    return b"".join(parts)
