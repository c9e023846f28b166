"""The filter of system calls, run as the kernel would run it, for both machines that it knows."""

import struct

import pytest

from rewards.code.sandbox import walls

MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
ALLOWED, REFUSED, ABSENT, KILLED = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
REFUSED_CALLS = {
    "socket": (41, 198),
    "connect": (42, 203),
    "ptrace": (101, 117),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "bpf": (321, 280),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "open_by_handle_at": (304, 265),
    "io_uring_setup": (425, 425),
    "kexec_load": (246, 104),
    "finit_module": (313, 273),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "unshare": (272, 97),
    "setns": (308, 268),
    "setsid": (112, 157),
    "setuid": (105, 146),
    "seccomp": (317, 277),
}
THREAD, CHILD = 0x003D0F00, 0x01200011  # what libc asks of clone for each
# The call with its arguments, and what a Python program and a command may do.
BY_ARGUMENT = [
    ((72, 25), (0, 1030), ALLOWED, ALLOWED),  # fcntl: duplicate
    ((72, 25), (0, 8, 1), REFUSED, REFUSED),  # fcntl: whom it signals
    ((72, 25), (0, 10, 9), REFUSED, REFUSED),  # fcntl: with which signal
    ((16, 29), (0, 0x5401), ALLOWED, ALLOWED),  # ioctl: is it a terminal
    ((16, 29), (0, 0x5412), REFUSED, REFUSED),  # ioctl: typing into a terminal
    ((157, 167), (15,), ALLOWED, ALLOWED),  # prctl: a thread's name
    ((157, 167), (1, 0), REFUSED, REFUSED),  # prctl: outliving its parent
    ((302, 261), (0, 7), ALLOWED, ALLOWED),  # prlimit64 of itself
    ((302, 261), (1, 7), REFUSED, REFUSED),  # prlimit64 of another
    ((53, 199), (1, 0x80001), ALLOWED, ALLOWED),  # socketpair that asyncio makes
    ((53, 199), (1, 2), REFUSED, REFUSED),  # socketpair that could write to any
    ((56, 220), (THREAD,), ALLOWED, ALLOWED),
    ((56, 220), (CHILD,), REFUSED, ALLOWED),
    ((56, 220), (CHILD | 0x20000000,), REFUSED, REFUSED),  # a namespace
    ((59, 221), (), REFUSED, ALLOWED),  # execve
    ((62, 129), (1, 9), REFUSED, ALLOWED),  # kill
    ((234, 131), (7, 8, 9), REFUSED, ALLOWED),  # tgkill of another process
    ((435, 435), (), ABSENT, ABSENT),  # clone3, for which libc has another
]


def answer(program, machine, number, arguments=()):
    """What the program comes to for a system call; its jumps only go forward."""
    data = {0: number, 4: machine} | {16 + 8 * at: it for at, it in enumerate(arguments)}
    steps = [struct.unpack_from("HBBI", program, at) for at in range(0, len(program), 8)]
    at = held = 0
    while True:
        code, if_so, if_not, value = steps[at]
        at += 1
        match code:
            case 0x06:
                return value
            case 0x20:
                held = data.get(value, 0)
            case _:
                is_so = {0x15: held == value, 0x35: held >= value, 0x45: held & value != 0}[code]
                at += if_so if is_so else if_not


@pytest.fixture(params=MACHINES)
def machine(request, monkeypatch):
    architecture, column = MACHINES[request.param]
    monkeypatch.setattr(walls, "_ARCHITECTURE", architecture)
    monkeypatch.setattr(walls, "_COLUMN", column)
    return architecture, column


@pytest.fixture
def programs(machine):
    """The filter of a Python program, and that of a command in a namespace of processes."""
    return [walls.make_filter(command=command, kill=command) for command in (False, True)]


def test_filter_allows_what_is_listed_and_refuses_every_other_number(programs, machine):
    architecture, column = machine
    listed = ",".join((walls._FILES, walls._WAITING_AND_MEMORY, walls._ITSELF, walls._PAIRS))
    numbers = {it.split()[1 + column] for it in listed.split(",")}
    odd = (0xFFFFFFFF, 0xFFFFFFFF)  # with which no call is allowed that goes by its arguments
    got = {str(it) for it in range(600) if answer(programs[0], architecture, it, odd) == ALLOWED}
    assert numbers - {"-"} == got


@pytest.mark.parametrize("name", REFUSED_CALLS)
def test_filter_refuses_what_would_lead_out(programs, machine, name):
    architecture, column = machine
    for program in programs:
        assert answer(program, architecture, REFUSED_CALLS[name][column]) == REFUSED


@pytest.mark.parametrize(("numbers", "arguments", "python", "command"), BY_ARGUMENT)
def test_filter_decides_by_the_arguments_of_a_call(
    programs, machine, numbers, arguments, python, command
):
    architecture, column = machine
    for program, expected in zip(programs, (python, command), strict=True):
        assert answer(program, architecture, numbers[column], arguments) == expected


def test_filter_lets_a_command_signal_nobody_where_it_has_no_namespace(machine):
    architecture, column = machine
    program = walls.make_filter(command=True, kill=False)
    for numbers in ((62, 129), (200, 130), (234, 131)):
        assert answer(program, architecture, numbers[column], (7, 7, 9)) == REFUSED


def test_filter_ends_a_process_of_another_machine_and_refuses_numbers_of_another_convention(
    programs, machine
):
    architecture, _ = machine
    for program in programs:
        assert answer(program, architecture ^ 1, 0) == KILLED
        assert answer(program, architecture, 0x40000000) == REFUSED
