"""Where the sandbox begins: `python -I -S start.py CONTROL`, once for a process of rewards.

It has imported what programs use, and forks for each job it is asked for on the socket CONTROL: so
no reply pays for the start of Python. It reads no job and holds no test; the fork that runs one
builds all its walls anew.
"""

from __future__ import annotations

import gc
import os
import socket
import sys

signal = __import__("_signal")  # what the module signal wraps, without the time that takes

# The package as an empty shell, since what `rewards` itself imports would double the start-up.
_shell = type(sys)("rewards")
_folder = os.path.dirname(os.path.abspath(__file__))
_shell.__path__ = [os.path.dirname(os.path.dirname(_folder))]
sys.modules["rewards"] = _shell

from rewards.code.sandbox.programs import run_inputs  # noqa: E402 since they need the shell
from rewards.code.sandbox.tester import run_tests  # noqa: E402

_USUAL = "typing collections re math itertools functools heapq bisect string copy operator json"
_USUAL += " datetime decimal fractions dataclasses enum random io contextlib threading traceback"


def await_job(control: socket.socket) -> str:
    """Fork for each request; in a fork, its mode, with the job on stdin and in its own folder."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks are awaited by their descriptors alone
    while True:
        asked, pipes, _, _ = socket.recv_fds(control, 1 << 16, 3)
        if not asked:
            os._exit(0)
        child = os.fork()
        if child == 0:
            control.close()
            mode, _, scratch = asked.decode("utf-8", "surrogateescape").partition(" ")
            _become(pipes, scratch)
            return mode
        ending = os.pidfd_open(child)
        socket.send_fds(control, [str(child).encode()], [ending])
        for pipe in (*pipes, ending):
            os.close(pipe)


def _become(pipes: list[int], scratch: str) -> None:
    """Be a process of its own session, with these pipes for its standard streams."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(scratch)
    for standard, pipe in enumerate(pipes):
        os.dup2(pipe, standard)
    os.closerange(3, max(pipes) + 64)


for _name in _USUAL.split():
    __import__(_name)
gc.freeze()
if await_job(socket.socket(fileno=int(sys.argv[1]))) == "calls":
    run_tests()
    os._exit(0)
run_inputs()
