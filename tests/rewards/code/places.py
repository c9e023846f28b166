"""Other places for the sandbox to start in: `python -m tests.rewards.code.places PLACES`.

PLACES is a list in JSON; each is a process of its own, which the kernel refuses the system calls
that it names, and which is an ordinary user where it says so. What came of the jobs in each place
is one line of JSON.
"""

import ctypes
import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from rewards.code.run import Bounds, run

ROOT = Path(__file__).parents[3]
LIBC = ctypes.CDLL(None, use_errno=True)
NEW_USER, OTHER_NAMESPACES = 0x10000000, 0x6C020000
BOUNDS = Bounds(timeout=10.0, total=60.0, memory_mb=512, file_mb=16, output_mb=8, processes=64)
ADD = "def add(a, b):\n    return a + b"
NUMBERS = {  # of what may be refused, on x86_64 and on aarch64
    "socketpair": (53, 199),
    "clone": (56, 220),
    "mkdir": (83, -1),
    "mkdirat": (258, 34),
    "setpgid": (109, 154),
    "setsid": (112, 157),
    "setgroups": (116, 159),
    "capset": (126, 91),
    "pivot_root": (155, 41),
    "prctl": (157, 167),
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "pipe2": (293, 59),
    "prlimit64": (302, 261),
    "memfd_create": (319, 279),
    "kill": (62, 129),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "mount_setattr": (442, 442),
    "landlock_create_ruleset": (444, 444),
}


def outcomes(places: list[dict[str, Any]], **environment: str) -> list[Any]:
    """What came of the jobs in each place."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.rewards.code.places", json.dumps(places)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def refuse(*names: str) -> None:
    """Refuse this process, and all that it starts, these system calls."""
    column = int(os.uname().machine == "aarch64")
    steps = [(0x20, 0, 0, 0)]
    for name in names:
        steps += [(0x15, 0, 1, NUMBERS[name][column] & 0x7FFFFFFF), (0x06, 0, 0, 0x00050001)]
    program = b"".join(struct.pack("HBBI", *step) for step in [*steps, (0x06, 0, 0, 0x7FFF0000)])
    kept = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    LIBC.prctl(38, 1, 0, 0, 0)
    LIBC.prctl(22, 2, ctypes.c_char_p(header), 0, 0)


def become_ordinary() -> None:
    """Be user 1000, who can become no other user, in a namespace."""
    user, group = os.geteuid(), os.getegid()
    if LIBC.unshare(NEW_USER) == 0:
        lines = {"setgroups": "deny", "uid_map": f"1000 {user} 1", "gid_map": f"1000 {group} 1"}
        for name, line in lines.items():
            Path(f"/proc/self/{name}").write_text(line)


def try_place(place: dict[str, Any]) -> dict[str, Any]:
    if place.get("ordinary"):
        become_ordinary()
    if place.get("full"):
        tempfile.gettempdir()  # is found by writing
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if place.get("refused"):
        refuse(*place["refused"])
    said: dict[str, Any] = {"root": os.geteuid() == 0}
    steps = [("test", "assert add(1, 2) == 3")]
    calls = {"code": ADD, "prelude": "", "steps": steps, "names": ("add",), "classes": {}}
    streams = {
        **{"code": place.get("code", "print(3)"), "inputs": [place.get("text", "")]},
        **{"prelude": "", "command": place.get("command"), "file_name": "solution"},
        **{"timeout": BOUNDS.timeout, "output_bytes": 1 << 20},
    }
    modes: tuple[tuple[Literal["calls", "streams"], dict[str, Any]], ...] = (
        ("calls", calls),
        ("streams", streams),
    )
    for mode, job in modes:
        try:
            report = run(mode, job, [0], BOUNDS)
        except RuntimeError as error:
            said[mode] = str(error)
        else:
            output = report.outputs.get(0, b"").decode()
            said[mode] = [report.reasons[0], output, sorted(report.walls)]
    return said


def can_make_namespaces() -> bool:
    """Whether a process of this user may have namespaces of its own, by trial."""
    child = os.fork()
    if child == 0:
        os._exit(LIBC.unshare(NEW_USER | OTHER_NAMESPACES) != 0)
    return os.waitpid(child, 0)[1] == 0


def main() -> None:
    for place in json.loads(sys.argv[1]):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(write, json.dumps(try_place(place)).encode())
            os._exit(0)
        os.close(write)
        with open(read) as pipe:
            print(pipe.read(), flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
