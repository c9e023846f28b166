"""Where the sandbox begins: `python -I -S start.py CONTROL OWNER FOLDER SHOWN…`, once for a process
of rewards and a command.

    guard                   outside; ends all that is below when the owner has ended
      server                in namespaces of its own, with what programs use imported
        tester, programs    one for each job, the first process of its own namespace
          candidate         the untrusted code, behind walls that are built anew for it

So no reply pays for the start of Python. The server reads no job and holds no test. FOLDER is where
scratch folders go if there can be none in memory, and SHOWN are folders that programs need to see.
"""

from __future__ import annotations

import gc
import os
import select
import socket
import sys
from contextlib import suppress

signal = __import__("_signal")  # what the module signal wraps, without the time that takes

# The package as an empty shell, since what `rewards` itself imports would double the start-up.
_shell = type(sys)("rewards")
_folder = os.path.dirname(os.path.abspath(__file__))
_shell.__path__ = [os.path.dirname(os.path.dirname(_folder))]
sys.modules["rewards"] = _shell

from rewards.code.sandbox import plain, pytest_names  # noqa: E402, F401 since they need the shell
from rewards.code.sandbox.programs import run_inputs  # noqa: E402
from rewards.code.sandbox.tester import run_tests  # noqa: E402
from rewards.code.sandbox.walls import (  # noqa: E402
    LIBC,
    Named,
    Place,
    adopt_orphans,
    become,
    call,
    end_with_parent,
    fork,
)

_USUAL = "typing collections re math itertools functools heapq bisect string copy operator json"
_USUAL += " datetime decimal fractions dataclasses enum random io contextlib threading traceback"
# From which job on it pays to have that imported: many a process of rewards runs one or two.
_MANY = 3
_NEW_USER, _NEW_MOUNTS, _NEW_PROCESSES = 0x10000000, 0x00020000, 0x20000000
_NEW_OTHERS = (0x40000000, 0x08000000, 0x04000000)  # network, shared memory, name of the machine
_USERS = 64  # how many users of its own a sandbox of root's has, for as many candidates at a time
# What holds the system's programs and libraries, and what they are set up by.
_SYSTEM = "/usr /etc /opt /nix /gnu /var/lang /bin /sbin /lib /lib32 /lib64 /libx32"
_DEVICES = ("null", "zero", "random", "urandom")
_BIND, _RECURSIVE, _PRIVATE, _DETACH = 0x1000, 0x4000, 0x40000, 2
_READ_ONLY, _NO_SETUID, _NO_DEVICES = 1, 2, 4
_MOUNT_SETATTR, _PIVOT_ROOT, _HERE, _ALL_BELOW = 442, (155, 41), -100, 0x8000


def guard(control: socket.socket, owner: int, folder: str) -> tuple[int, int]:
    """Return in the process of the server alone: what it hears the end of this one by, and the
    first of the user ids that are its own to give away (0 for none).

    This process ends when the owner or the server has ended, and leaves nothing behind.
    """
    with Named("descriptors of processes"):
        watched = os.pidfd_open(owner)
    if os.getppid() != owner:  # it has ended, and its number may be somebody else's
        os._exit(0)
    adopt_orphans()
    life, kept = os.pipe()
    server = -1
    for apart in (True, False):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with Named("processes"):
            child = os.fork()
        if child == 0:
            for end in (watched, kept):
                os.close(end)
            ours.close()
            return life, _enter_namespaces(theirs, apart=apart)
        theirs.close()
        server = _await_server(ours, child)
        if server >= 0:
            break
    control.close()
    os.close(life)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # orphans, which nobody asks about
    if server >= 0:
        select.select([watched, server], [], [])
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(server, signal.SIGKILL)
        select.select([server], [], [])
    _remove(folder)
    os._exit(0)


def _remove(folder: str) -> None:
    import shutil  # by this process alone, and at its end

    for above, names, _ in os.walk(folder):
        for name in names:
            if not os.path.islink(f"{above}/{name}"):
                os.chmod(f"{above}/{name}", 0o700)  # which a program may have taken away
    shutil.rmtree(folder, ignore_errors=True)


def _await_server(ours: socket.socket, child: int) -> int:
    """Give the child the user ids that it asks for; a descriptor of the server that it starts."""
    server = -1
    while said := ours.recv(64):
        word, _, number = said.decode().partition(" ")
        if word == "users":
            ours.send(str(_map_users(child)).encode())
        else:
            server = os.pidfd_open(int(number))
            ours.send(b"seen")
    os.waitpid(child, 0)
    return server


def _map_users(process: int) -> int:
    """Map this user in the process's namespace to itself, with some more where it is root: the
    first of those, 0 where there are none, and -1 where nothing could be mapped."""
    spare = _spare_users()
    for first in (spare, 0) if spare else (0,):
        more = f"\n{first} {first} {_USERS}" if first else ""
        try:
            if not first:
                with open(f"/proc/{process}/setgroups", "w") as groups:
                    groups.write("deny")
            for name, mine in (("uid_map", os.geteuid()), ("gid_map", os.getegid())):
                with open(f"/proc/{process}/{name}", "w") as map_file:
                    map_file.write(f"{mine} {mine} 1{more}")
        except OSError:
            continue
        return first
    return -1


def _spare_users() -> int:
    """The first of the user ids that this process may give away: those of root, far from others."""
    if os.geteuid() != 0:
        return 0
    with open("/proc/self/uid_map") as map_file:
        extents = [list(map(int, line.split())) for line in map_file]
    first, _, length = max(extents, key=lambda extent: extent[2])
    quarter = length // 4
    return first + quarter + os.getpid() * _USERS % quarter if quarter > 1000 else 0


def _enter_namespaces(guardian: socket.socket, *, apart: bool) -> int:
    """Return in the server, as the first process of its namespace where that can be had."""
    users = _spare_users() if not apart else 0
    if apart and LIBC.unshare(_NEW_USER) == 0:
        guardian.send(b"users")
        users = int(guardian.recv(64))
        if users < 0:  # nobody in there: begin again without
            os._exit(1)
    elif apart:
        users = _spare_users()
    for others in _NEW_OTHERS:
        LIBC.unshare(others)
    LIBC.unshare(_NEW_PROCESSES)
    with Named("processes"):
        server = os.fork()
    if server:
        guardian.send(f"server {server}".encode())
        guardian.recv(64)
        os._exit(0)
    guardian.close()
    return users


def survey(folder: str, shown: list[str], users: int) -> Place:
    """Build what this sandbox can have here, and say what that is."""
    places = {"/", "/tmp", "/var/tmp", "/dev/shm", "/run", _folder, os.path.dirname(folder)}
    writable = [it for it in sorted(places) if os.access(it, os.W_OK)]
    pipe = "/pipe"
    rebuilt = _rebuild_root(shown)
    if rebuilt:
        writable = [it for it in writable if it != "/tmp"]  # which is the scratch folder then
    else:
        pipe = f"{folder}/pipe"
        with Named("scratch space"):
            os.mkdir(folder, 0o711)
            os.mkfifo(pipe)
            os.chmod(pipe, 0o666)
    processes = os.getpid() == 1
    if users and not _can_be(users):
        users = 0
    return Place(processes=processes, rebuilt=rebuilt, users=users, writable=writable, pipe=pipe)


def _rebuild_root(shown: list[str]) -> bool:
    """Be in a root of its own with the system's folders and those shown, all of them read-only, and
    with four devices; whether that could be had."""
    new = "/proc"  # which every system has, and which programs shall not see
    try:
        call("unshare", _NEW_MOUNTS)
        call("mount", None, b"/", None, _RECURSIVE | _PRIVATE, None)
        call("mount", b"root", new.encode(), b"tmpfs", _NO_SETUID, b"size=1m,mode=0755")
        for folder in ("dev", "tmp", "proc"):
            os.mkdir(f"{new}/{folder}")
        os.mkfifo(f"{new}/pipe")
        os.chmod(f"{new}/pipe", 0o666)
        for path in sorted((*_SYSTEM.split(), *shown), key=len):  # what holds others comes first
            _show(path, new)
        _set_attributes(new, _READ_ONLY | _NO_SETUID | _NO_DEVICES, _ALL_BELOW)
        call("mount", b"dev", f"{new}/dev".encode(), b"tmpfs", _NO_SETUID, b"size=4k,mode=0755")
        for name in _DEVICES:
            with open(f"{new}/dev/{name}", "x"):
                pass
            call("mount", f"/dev/{name}".encode(), f"{new}/dev/{name}".encode(), None, _BIND, None)
        _set_attributes(f"{new}/dev", _READ_ONLY | _NO_SETUID, 0)
        os.chdir(new)
        column = int(os.uname().machine == "aarch64")
        call("syscall", _PIVOT_ROOT[column], b".", b".")
    except OSError:
        os.chdir("/")
        return False
    with Named("mounts"):
        call("umount2", b".", _DETACH)  # the old root, which would else be in sight
        os.chdir("/")
    return True


def _show(path: str, new: str) -> None:
    """Make the path of the old root stand at the same place in the new one."""
    real = os.path.realpath(path)
    if not os.path.exists(real) or os.path.lexists(new + path):
        return
    os.makedirs(os.path.dirname(new + path), exist_ok=True)
    if real != path:
        _show(real, new)
        if not os.path.lexists(new + path):
            os.symlink(real, new + path)
        return
    if os.path.isdir(path):
        os.mkdir(new + path)
    else:
        with open(new + path, "x"):
            pass
    call("mount", path.encode(), (new + path).encode(), None, _BIND | _RECURSIVE, None)


def _set_attributes(path: str, flags: int, how: int) -> None:
    # struct mount_attr of linux/mount.h: what to set, what to clear, propagation, a user namespace
    attributes = flags.to_bytes(8, sys.byteorder) + bytes(24)
    call("syscall", _MOUNT_SETATTR, _HERE, path.encode(), how, attributes, len(attributes))


def _can_be(user: int) -> bool:
    """Whether a process can become that user, and then still read Python's own modules."""
    child = os.fork()
    if child == 0:
        try:
            become(user, "")
            readable = os.access(socket.__file__, os.R_OK)
        except OSError:
            readable = False
        os._exit(not readable)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def await_job(control: socket.socket, life: int, place: Place) -> str:
    """Fork for each request; in a fork, its mode, with the job on stdin and in its own folder."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks are awaited by their descriptors alone
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # no handler, no signal to the first process
    own = os.pidfd_open(os.getpid())
    number = 0
    while life not in select.select([control.fileno(), life], [], [])[0]:
        asked, pipes, _, _ = socket.recv_fds(control, 1 << 16, 3)
        if not asked:
            break
        number += 1
        try:
            child = _fork_job(number, own, place)
        except OSError as error:
            control.send(str(error).encode())
            child = -1
        if child == 0:
            os.close(own)
            control.close()
            mode, _, scratch = asked.decode("utf-8", "surrogateescape").partition(" ")
            _become_job(pipes, scratch, place, number)
            return mode
        if child > 0:
            _hand_over(control, child, place)
        for pipe in pipes:
            os.close(pipe)
    os._exit(0)


def _fork_job(number: int, own: int, place: Place) -> int:
    """Fork, into a new namespace of processes where there may be; `own` describes this process."""
    if number == _MANY:
        for name in _USUAL.split():
            __import__(name)
        gc.freeze()
    if not place.processes:
        return fork()
    call("unshare", _NEW_PROCESSES)
    try:
        return fork()
    finally:
        LIBC.setns(own, _NEW_PROCESSES)  # no way back for the child, for which this fails


def _hand_over(control: socket.socket, child: int, place: Place) -> None:
    """Say what ends the process, and give what hears of its end."""
    # the first process of a namespace takes no other signal, and its end ends all the others
    ending = signal.SIGKILL if place.processes else signal.SIGTERM
    watched = os.pidfd_open(child)
    socket.send_fds(control, [str(int(ending)).encode()], [watched])
    os.close(watched)


def _become_job(pipes: list[int], scratch: str, place: Place, number: int) -> None:
    """Be a process of its own session, with these pipes for its standard streams."""
    end_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with Named("process groups"):
        os.setsid()
    os.chdir(scratch or "/")
    place.user = place.users and place.users + number % _USERS
    for standard, pipe in enumerate(pipes):
        os.dup2(pipe, standard)
    os.closerange(3, plain.MOST_FILES)


_control = socket.socket(fileno=int(sys.argv[1]))
_life, _users = guard(_control, int(sys.argv[2]), sys.argv[3])
_place = survey(sys.argv[3], sys.argv[4:], _users)
_control.send(b"ready " + (b"" if _place.rebuilt else os.fsencode(sys.argv[3])))
gc.freeze()
if await_job(_control, _life, _place) == "calls":
    run_tests(_place)
    os._exit(0)
run_inputs(_place)
