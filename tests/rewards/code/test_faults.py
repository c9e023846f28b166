"""A fault of the sandbox is an error that says what failed, and never a score."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.rewards.code import places

RIGHT = ""  # no reason against the one test
# What the kernel refuses, and what is then said: by tests of calls, and by tests of streams.
NEEDED = {
    "memfd_create": (RIGHT, "memory files"),
    "setpgid": (RIGHT, "process groups"),
    "kill": (RIGHT, "process groups"),
    "setsid": ("a process of Python",) * 2,
    "clone": ("processes",) * 2,
    "socketpair": ("sockets",) * 2,
    "pipe2": ("could not start",) * 2,
    "pidfd_open": ("descriptors of processes",) * 2,
    "pidfd_send_signal": ("could not end what it started",) * 2,
    "umount2": ("mounts",) * 2,
    "prlimit64": ("limits",) * 2,
    "capset": ("capabilities",) * 2,
    "unshare mkdir mkdirat": ("scratch space",) * 2,
}
# What the kernel refuses, and the wall that is then said to be missing.
MISSED = {
    "unshare": "namespaces",
    "mount": "devices",
    "pivot_root": "devices",
    "mount_setattr": "devices",
    "prctl": "syscalls",
    "setgroups": "user",
    "landlock_create_ruleset": "pipes",
}
FULL = {"full": True}


@pytest.fixture(scope="module")
def said():
    tried = [{"refused": names.split()} for names in (*NEEDED, *MISSED)]
    *said, full = places.outcomes([*tried, FULL])
    return dict(zip((*NEEDED, *MISSED), said, strict=True)) | {"full": full}


def needs_namespaces(names):
    return names == "umount2" and not places.can_make_namespaces()


@pytest.mark.parametrize("names", NEEDED)
def test_refused_system_call_is_an_error_that_says_what_failed(said, names):
    expected = (RIGHT, RIGHT) if needs_namespaces(names) else NEEDED[names]
    for mode, word in zip(("calls", "streams"), expected, strict=True):
        came = said[names][mode]
        if word == RIGHT:
            assert came[0] == RIGHT
        else:
            assert isinstance(came, str)
            assert word in came


@pytest.mark.parametrize("names", MISSED)
def test_refused_wall_is_missing_by_name_and_costs_right_code_nothing(said, names):
    for mode in ("calls", "streams"):
        reason, _, walls = said[names][mode]
        assert reason == RIGHT
        assert MISSED[names] not in walls


def test_full_scratch_space_is_an_error_that_says_so(said):
    assert said["full"]["calls"][0] == RIGHT
    assert "scratch space: File too large" in said["full"]["streams"]


SLEEP = "mkdir -p shut/in; chmod 0 shut; sleep 86399.25 &"
SLEEP += "for i in 1 2 3; do (sleep 86399.25 & sleep 86399.25) & done; wait"


@pytest.mark.parametrize(
    "place", [{}, {"ordinary": True, "refused": ["unshare"]}], ids=["namespaces", "no namespaces"]
)
def test_sandbox_leaves_nothing_behind_when_the_grader_is_killed(tmp_path, place):
    place = {**place, "code": SLEEP, "command": ["/bin/sh", "{file}"]}
    script = "import json, sys; from tests.rewards.code.places import try_place\n"
    script += "try_place(json.loads(sys.argv[1]))"
    grader = subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(place)],
        cwd=places.ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    # the sandbox's processes name their scratch folder, and the program its sleep
    marks = (f"{tmp_path}/code-".encode(), b"86399.25")
    wait_until(lambda: len(processes(marks[1])) >= 7)
    assert processes(marks[0])
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    wait_until(lambda: not any(map(processes, marks)))
    wait_until(lambda: not [*tmp_path.iterdir()])


def wait_until(is_so):
    """Returns as soon as it is so; a machine may be slow, but not for a minute."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def processes(mark):
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found += [folder] * (mark in (folder / "cmdline").read_bytes())
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found
