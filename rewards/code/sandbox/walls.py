"""The walls around untrusted code: limits always, the kernel's walls where it has them."""

import ctypes
import os
import resource
import struct
import sys

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _REFUSE, _ABSENT, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_CLONE_THREAD = 0x00010000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2

_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_ALWAYS = {  # name: (x86_64, aarch64)
    "socket": (41, 198),
    "setpgid": (109, 154),  # the process group is what is killed in the end
    "setsid": (112, 157),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "memfd_create": (319, 279),  # memory that no limit counts
    "shmget": (29, 194),
    "io_uring_setup": (425, 425),  # a way around this filter
    "bpf": (321, 280),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
}
_STARTING = {"execve": (59, 221), "execveat": (322, 281)}
_FORKING = {"fork": 57, "vfork": 58}  # on x86_64 alone; elsewhere these are clone
_CLONE, _CLONE3, _PRLIMIT = (56, 220), 435, (302, 261)


def refuse_syscalls(libc: ctypes.CDLL, *, processes: bool) -> bool:
    """Refuse this process, and all that it starts, the system calls that would let it out.

    Returns whether the kernel does so.

    `processes` says whether it may start any; threads it always may.
    """
    if os.uname().machine not in _ARCHITECTURES:
        return False
    program = b"".join(_program(*_ARCHITECTURES[os.uname().machine], processes=processes))
    kept = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.c_char_p(header), 0, 0) == 0)


def _program(architecture: int, column: int, *, processes: bool) -> list[bytes]:
    refused = [numbers[column] for numbers in _ALWAYS.values()]
    if not processes:
        refused += [numbers[column] for numbers in _STARTING.values()]
        refused += _FORKING.values() if column == 0 else ()
    lines = [
        *(_step(_LOAD, _ARCHITECTURE), _step(_EQUAL, architecture, 1, 0), _step(_RETURN, _KILL)),
        _step(_LOAD, _NUMBER),
        # numbers of another calling convention of the same machine
        *(_step(_AT_LEAST, 0x40000000, 0, 1), _step(_RETURN, _REFUSE)),
    ]
    for number in refused:
        lines += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _REFUSE)]
    lines += _on_first_argument(_PRLIMIT[column], _step(_EQUAL, 0, 1, 0))
    if not processes:
        # its flags are in memory, where no filter looks: libc falls back to clone
        lines += [_step(_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _ABSENT)]
        lines += _on_first_argument(_CLONE[column], _step(_ANY_BIT, _CLONE_THREAD, 1, 0))
    return [*lines, _step(_RETURN, _ALLOW)]


def _on_first_argument(number: int, passes: bytes) -> list[bytes]:
    """Refuse the call `number` but for a first argument that `passes`."""
    return [
        _step(_EQUAL, number, 0, 4),
        *(_step(_LOAD, _FIRST_ARGUMENT), passes, _step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW)),
    ]


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_so, if_not, value)


class Limits:
    """What a process may use; `scratch` is the only folder it should write to."""

    # no dataclass, since importing those takes longer than all the rest of the start
    def __init__(
        self, memory_mb: int, cpu_s: int, file_mb: int, processes: int, scratch: str
    ) -> None:
        self.memory_mb = memory_mb
        self.cpu_s = cpu_s
        self.file_mb = file_mb
        self.processes = processes
        self.scratch = scratch


_NEW_USER, _NEW_NETWORK, _NEW_MOUNTS, _NEW_IPC = 0x10000000, 0x40000000, 0x00020000, 0x08000000
_MOUNT_SETATTR, _HERE, _RECURSIVE, _READ_ONLY = 442, -100, 0x8000, 1
_NO_SETUID, _NO_DEVICES = 2, 4
_DUMPABLE, _DEATH_SIGNAL, _SUBREAPER, _SIGKILL = 4, 1, 36, 9
_OPEN_FILES = 64
_SPARE_USER = 1 << 30


def hide_memory() -> None:
    """Keep other processes of the same user from reading this one's memory and its open files."""
    _libc().prctl(_DUMPABLE, 0, 0, 0, 0)


def adopt_orphans() -> None:
    """Be the parent of what a child leaves behind: not every system's first process awaits it."""
    _libc().prctl(_SUBREAPER, 1, 0, 0, 0)


def leave_network() -> bool:
    """Leave the network for good, with all forks; whether the kernel allows it."""
    return _unshare(_libc())


def shut_in(limits: Limits, *, command: bool, apart: bool = False) -> str:
    """Shut this process in for good; the names of the kernel's walls that stand, with commas.

    "limits" always; "namespaces" (no network, a read-only file system, the scratch folder in
    memory) and "syscalls" where the kernel allows them. A `command` may start processes. What is
    `apart` has left the network already, and only needs a file system of its own.
    """
    libc = _libc()
    libc.prctl(_DEATH_SIGNAL, _SIGKILL, 0, 0, 0)
    if command and os.geteuid() == 0:
        _become_nobody(limits.scratch)  # no limit on processes holds root
        libc.prctl(_DUMPABLE, 1, 0, 0, 0)  # else what it has in /proc stays root's
        libc.prctl(_DEATH_SIGNAL, _SIGKILL, 0, 0, 0)  # forgotten with the change of user
    _limit(limits, command=command)
    walls = ["limits"]
    if libc.unshare(_NEW_MOUNTS | _NEW_IPC) == 0 if apart else _unshare(libc):
        _close_file_system(libc, limits)
        walls.append("namespaces")
    os.chdir(limits.scratch)
    if refuse_syscalls(libc, processes=command):
        walls.append("syscalls")
    return ",".join(walls)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _become_nobody(scratch: str) -> None:
    user = _SPARE_USER + os.getpid()  # one nobody each, so that each has a count of its own
    os.chown(scratch, user, user)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _limit(limits: Limits, *, command: bool) -> None:
    # an engine such as Node's reserves far more addresses than it uses memory
    memory = resource.RLIMIT_DATA if command else resource.RLIMIT_AS
    for what, most in (
        (memory, limits.memory_mb << 20),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_FSIZE, limits.file_mb << 20),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        *(((resource.RLIMIT_NPROC, limits.processes),) if command else ()),
    ):
        hard = resource.getrlimit(what)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (value, value))


def _unshare(libc: ctypes.CDLL) -> bool:
    """Whether there is now no network, and a view of the file system that is ours to change."""
    user, group = os.geteuid(), os.getegid()
    if sys.platform != "linux" or libc.unshare(_NEW_USER | _NEW_NETWORK | _NEW_MOUNTS | _NEW_IPC):
        return False
    maps = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
    for name, line in maps.items():
        with open(f"/proc/self/{name}", "w") as map_file:
            map_file.write(line)
    return True


def _close_file_system(libc: ctypes.CDLL, limits: Limits) -> None:
    """Everything read-only, but for a scratch folder in memory; no other process to be seen."""
    # struct mount_attr of linux/mount.h: what to set, what to clear, propagation, a user namespace
    attributes = (ctypes.c_uint64 * 4)(_READ_ONLY, 0, 0, 0)
    size = ctypes.sizeof(attributes)
    if libc.syscall(_MOUNT_SETATTR, _HERE, b"/", _RECURSIVE, attributes, size):
        return
    options = f"size={limits.file_mb}m,nr_inodes=4096,mode=0700".encode()
    for folder, data in ((limits.scratch, options), ("/proc", b"size=4k,nr_inodes=2")):
        flags = _NO_SETUID | _NO_DEVICES
        libc.mount(b"scratch", os.fsencode(folder), b"tmpfs", flags, data)
