"""What each wall is said to hold is tried from inside, in places that give the sandbox ever less.

Nothing here can do harm: what is tried is refused, or would be seen by this test alone.
"""

import json
import os
import signal
import socket
from typing import Any

import pytest

from tests.rewards.code import places

# Where no namespaces can be had, as in a hardened container; and where Landlock is missing too, as
# on Lambda.
HARDENED = ["unshare", "mount"]
LAMBDA = [*HARDENED, "landlock_create_ruleset"]
PLACES: dict[str, dict[str, Any]] = {
    "as it is": {},
    "an ordinary user": {"ordinary": True},
    "a hardened container": {"ordinary": True, "refused": HARDENED},
    "Lambda": {"ordinary": True, "refused": LAMBDA},
}
LOOK = """
import ctypes, errno, fcntl, json, os, resource, socket, struct, sys
where = json.loads(sys.stdin.read())
libc = ctypes.CDLL(None, use_errno=True)
column = int(os.uname().machine == "aarch64")
def works(attempt):
    try:
        attempt()
    except OSError:
        return False
    return True
def write(path):
    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY))
def call(*numbers, arguments=(0, 0, 0, 0)):
    if libc.syscall(numbers[column], *arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
def refused(*numbers, arguments=(0, 0, 0, 0), by=errno.EPERM):
    return libc.syscall(numbers[column], *arguments) == -1 and ctypes.get_errno() == by
def connect(address):
    with socket.socket() as tried:
        tried.settimeout(1)
        tried.connect(address)
outside = where["process"]
def is_open(file):
    return works(lambda: os.fstat(file))
capabilities = ctypes.create_string_buffer(24)
call(125, 90, arguments=(struct.pack("Ii", 0x20080522, 0), capabilities))
seen = {
    "signals": {
        "kill": works(lambda: os.kill(outside, 23)),
        "tkill": works(lambda: call(200, 130, arguments=(outside, 23))),
        "tgkill": works(lambda: call(234, 131, arguments=(outside, outside, 23))),
        "queue": works(lambda: call(129, 138, arguments=(outside, 23, bytes(128)))),
        "descriptor": works(lambda: os.pidfd_open(outside)),
        "owner of a file": works(lambda: fcntl.fcntl(1, fcntl.F_SETOWN, outside)),
        "parent": works(lambda: call(234, 131, arguments=(os.getppid(), os.getppid(), 23))),
    },
    "network": {"connect": works(lambda: connect(("127.0.0.1", where["port"])))},
    "files": {
        path: works(lambda: os.close(os.open(path + "/made", os.O_CREAT | os.O_WRONLY)))
        or works(lambda: os.mkdir(path + "/folder"))
        or works(lambda: os.truncate(path + "/there", 0))
        or works(lambda: os.unlink(path + "/there"))
        for path in where["folders"]
    },
    "pipes": {path: works(lambda: write(path)) for path in where["pipes"]},
    "devices": sorted(os.listdir("/dev")),
    "user": [*os.getresuid(), *os.getresgid()],
    "groups": os.getgroups(),
    "capabilities": any(capabilities.raw),
    "open": [file for file in range(1024) if is_open(file)],
    "environment": sorted(os.environ),
    "limits": [resource.getrlimit(it)[0] for it in (
        resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE,
        resource.RLIMIT_CORE)],
    "in sight": [it for it in where["hidden"] if os.path.exists(it)],
    "syscalls": {
        "ptrace": refused(101, 117),
        "bpf": refused(321, 280),
        "keyctl": refused(250, 219),
        "mount": refused(165, 40),
        "open_by_handle_at": refused(304, 265),
        "io_uring_setup": refused(425, 425),
        "kexec_load": refused(246, 104),
        "init_module": refused(175, 105),
        "perf_event_open": refused(298, 241),
        "userfaultfd": refused(323, 282),
        "process_vm_readv": refused(310, 270),
        "unshare": refused(272, 97),
        "setns": refused(308, 268),
        "socket": refused(41, 198, arguments=(1, 1, 0)),
        "shmget": refused(29, 194, arguments=(0, 4096, 0o600)),
        "memfd_create": refused(319, 279, arguments=(b"x", 0)),
        "terminal input": refused(16, 29, arguments=(1, 0x5412, b"x")),
        "clone3": refused(435, 435, by=errno.ENOSYS),
    },
    "parent": os.getppid(),
    "null": works(lambda: write("/dev/null")),
    "scratch": works(lambda: write(os.path.abspath(sys.argv[0]))),
}
print(json.dumps(seen))
"""


class Seen:
    """What a program saw in a place, and the walls that it was said to be behind."""

    def __init__(self, said):
        reason, output, walls = said["streams"]
        assert reason == ""
        self.root, self.walls, self.seen = said["root"], set(walls), json.loads(output)
        assert set(said["calls"][2]) == self.walls  # both modes say the same


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    (folder / "there").write_text("stays")
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    heard = []
    before = signal.signal(signal.SIGURG, lambda *_: heard.append("a signal"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = {
            "process": os.getpid(),
            "port": server.getsockname()[1],
            "folders": [str(folder)],
            "hidden": [str(folder), str(places.ROOT), "/proc/1", "/sys/kernel"],
            "pipes": [str(folder / "pipe"), "/dev/tty", "/dev/full", "/dev/ptmx"],
        }
        jobs = [{**it, "code": LOOK, "text": json.dumps(where)} for it in PLACES.values()]
        said = places.outcomes(jobs)
    signal.signal(signal.SIGURG, before)
    os.close(reader)
    return {name: Seen(it) for name, it in zip(PLACES, said, strict=True)}, heard, folder


@pytest.fixture(params=PLACES)
def seen(request, everywhere):
    return everywhere[0][request.param]


def holds(seen, wall):
    """Whether nothing got through where the wall is said to be."""
    tried = seen.seen[wall]
    match wall:
        case "devices":
            return tried == ["null", "random", "urandom", "zero"]
        case "user":
            return len(set(tried)) == 1 and tried[0] not in (0, 1000, os.geteuid())
        case "syscalls":
            return all(tried.values())
    return not any(tried.values())


@pytest.mark.parametrize(
    "wall", ["signals", "network", "files", "pipes", "devices", "user", "syscalls"]
)
def test_wall_holds_exactly_where_it_is_said_to_stand(seen, wall):
    assert holds(seen, wall) == (wall in seen.walls), seen.seen[wall]


def test_program_has_no_capability_and_the_groups_of_nobody_as_a_user_of_its_own(seen):
    assert not seen.seen["capabilities"]
    assert "user" not in seen.walls or seen.seen["groups"] == []


def test_program_has_no_open_file_but_its_own_and_no_environment_of_the_grader(seen):
    own = {"HOME", "TMPDIR", "USER", "PATH", "LC_CTYPE", "LD_LIBRARY_PATH"}
    assert seen.seen["open"] == [0, 1, 2]
    assert set(seen.seen["environment"]) <= own


def test_program_is_limited_as_the_reward_says(seen):
    memory, file = places.BOUNDS.memory_mb << 20, places.BOUNDS.file_mb << 20
    # a second more than all tests may take, and 64 open files
    assert seen.seen["limits"] == [memory, file, 61, 64, 0]


def test_program_in_a_root_of_its_own_sees_no_folder_of_the_grader_and_no_other_process(seen):
    assert "devices" not in seen.walls or seen.seen["in sight"] == []


def test_namespaces_are_said_to_stand_where_the_process_is_in_its_own(seen):
    assert ("namespaces" in seen.walls) == (seen.seen["parent"] == 1)


def test_program_writes_to_its_scratch_folder_and_to_the_null_device_everywhere(seen):
    assert (seen.seen["scratch"], seen.seen["null"]) == (True, True)


def test_every_wall_stands_where_the_machine_makes_namespaces(everywhere):
    seen = everywhere[0]["as it is"]
    expected = {"limits", "syscalls", "signals", "network"}
    if places.can_make_namespaces():
        expected |= {"files", "devices", "namespaces"} | ({"user"} if seen.root else set())
    if places.LIBC.syscall(444, None, 0, 1) > 0:
        expected |= {"files", "pipes"}
    assert seen.walls == expected


def test_no_program_signalled_this_process_or_wrote_to_its_files_unsaid(everywhere):
    seen, heard, folder = everywhere
    if all("signals" in it.walls for it in seen.values()):
        assert heard == []
    if all("files" in it.walls for it in seen.values()):
        assert sorted(it.name for it in folder.iterdir()) == ["pipe", "there"]
