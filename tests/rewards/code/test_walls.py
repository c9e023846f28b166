import os
from pathlib import Path
from typing import Any

import pytest

from rewards.code.run import _sandboxes, run
from rewards.code_tests import CodeTests
from tests.rewards.code.coding import ADD, ONE, QUICK, WRONG, scored, value
from tests.rewards.code.places import BOUNDS

BASH = CodeTests(command=("bash", "{file}"), language="bash", timeout=1.0, processes=20)

ESCAPES = {
    "says so": "print('all passed'); print('passed 0')",
    "exits": "import sys; sys.exit(0)",
    "exits at once": "import os; os._exit(0)",
    "exits in the test": "def add(a, b):\n    import os; os._exit(0)",
    "raises SystemExit in the test": "def add(a, b):\n    raise SystemExit(0)",
    "equals everything": (
        "class E(int):\n    def __eq__(self, o): return True\n    __hash__ = int.__hash__\n"
        "def add(a, b): return E(9)"
    ),
    "is an object that equals everything": (
        "class E:\n    def __eq__(self, o): return True\n    def __bool__(self): return True\n"
        "def add(a, b): return E()"
    ),
    "redefines AssertionError": (
        "import builtins\nclass AssertionError(Exception): pass\n"
        "builtins.AssertionError = AssertionError\n" + WRONG
    ),
    "patches the builtins": (
        "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.compile = builtins.exec = print\n"
        "def abs(x): return 0\ndef same(*a): return True\n" + WRONG
    ),
    "patches unittest": (
        "import unittest\nunittest.TestCase.assertEqual = lambda *a: None\n" + WRONG
    ),
    "patches the harness": (
        "import sys\nfor m in list(sys.modules.values()):\n"
        "    for n in ('same', 'encode', 'send'):\n"
        "        if hasattr(m, n): setattr(m, n, lambda *a: b'passed 0')\n" + WRONG
    ),
    "writes to every channel": (
        "import os\nfor fd in range(256):\n    try: os.write(fd, b'passed 0\\npassed 1\\n')\n"
        "    except OSError: pass\n" + WRONG
    ),
    "writes to the parent's channels": (
        "import os\nfor p in (os.getppid(), 'self'):\n    for fd in range(64):\n"
        "        try: open(f'/proc/{p}/fd/{fd}', 'wb').write(b'passed 0\\n')\n"
        "        except OSError: pass\n" + WRONG
    ),
    "has a thread that outlives": (
        "import threading, os, time\n"
        "def go():\n    while True: time.sleep(0.001)\n"
        "threading.Thread(target=go).start()\n" + WRONG
    ),
    "kills its parent": "import os\n"
    "for s in (9, 15):\n    try: os.kill(os.getppid(), s)\n    except OSError: pass\n" + WRONG,
}


@pytest.mark.parametrize("code", ESCAPES.values(), ids=ESCAPES.keys())
def test_candidate_earns_nothing_by_forged_output(code, request):
    reward = QUICK if "outlives" in request.node.name else CodeTests()
    assert value(code, ["assert abs(add(1, 2) - 3) < 1", *ONE], reward) == 0.0
    assert value(code, [{"input": "", "output": "3"}], reward) == 0.0


LOOKING = """
import gc, os, sys
def add(a, b):
    seen = [repr(o) for o in gc.get_objects() if type(o) in (str, bytes, tuple, list, dict)]
    frame = sys._getframe()
    while frame:
        seen += [repr(frame.f_locals), repr(frame.f_globals)]
        frame = frame.f_back
    for fd in range(64):
        try:
            os.set_blocking(fd, False)
            seen.append(repr(os.read(fd, 10**6)))
        except OSError: pass
    for p in ('self', os.getppid()):
        for name in ('environ', 'cmdline', 'mem', 'fd/0'):
            try: seen.append(repr(open(f'/proc/{p}/{name}', 'rb').read(10**6)))
            except OSError: pass
    return len([s for s in seen if chr(115) + 'ecret-gold' in s])
"""


def test_candidate_can_read_nothing_that_holds_what_is_expected():
    tests = ["gold = 'secret-gold'\nassert add(1, 2) == 0"]
    assert value(LOOKING, tests) == 1.0


def test_candidate_does_not_see_the_environment_of_the_grader(monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    code = "import os\ndef add(a, b): return dict(os.environ)"
    assert value(code, ["assert 'AWS_SECRET_ACCESS_KEY' not in add(1, 2)"]) == 1.0


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def add(a, b):\n    while True: pass", "it took too long"),
        ("while True: pass", "it took too long"),
        ("def add(a, b):\n    return len(bytearray(10 ** 10))", "MemoryError"),
        ("def add(a, b):\n    return bytes(10 ** 8)", "more than is read"),
        ("def add(a, b):\n    open('x', 'wb').write(bytes(10 ** 8)); return 3", "File too large"),
        ("def add(a, b):\n    while True: print('x' * 10000)", "it took too long"),
    ],
)
def test_program_that_takes_too_much_is_stopped(code, reason):
    score = scored(code, ONE, QUICK if reason == "it took too long" else CodeTests())
    assert score.value == 0.0
    assert reason in score.reason


def test_candidate_starts_no_process():
    code = "import os\ndef add(a, b):\n    try: os.fork()\n    except OSError: return 'refused'"
    score = scored(code, ["assert add(1, 2) == 'refused'"])
    assert score.value == score.metrics["wall_syscalls"]


def test_command_starts_a_bounded_number_of_processes():
    count = "for i in $(seq 60); do sleep 4321 & done 2>/dev/null\njobs -p | wc -l"
    assert value(count, [{"input": "", "output": "60"}], BASH, "bash") == 0.0


def test_program_that_writes_too_much_is_stopped():
    score = scored("print('x' * (2 << 20))", [{"input": "", "output": "x"}], CodeTests(output_mb=1))
    assert "too much output" in score.reason


def test_tests_have_a_time_in_all_too():
    # three of 0.4 seconds each do not fit in 0.6
    tests = [{"input": "", "output": "3"}] * 3
    assert value("import time\ntime.sleep(0.4)\nprint(3)", tests, CodeTests(total=0.6)) < 1


@pytest.mark.parametrize("tests", [ONE, [{"input": "", "output": "3"}]], ids=["calls", "streams"])
def test_time_to_start_the_sandbox_is_no_time_of_the_test(tests):
    # no process starts in so short a time, which would be an error; a test may still be in time
    assert value(ADD, tests, CodeTests(timeout=1e-6)) in (0.0, 1.0)


LIBRARY = """
import asyncio, getpass, os, pathlib, shutil, signal, sqlite3, tempfile, threading
signal.signal(signal.SIGUSR1, lambda *_: None)
os.kill(os.getpid(), signal.SIGUSR1)
thread = threading.Thread(target=print, args=(asyncio.run(asyncio.sleep(0, 1)),))
thread.start()
with tempfile.NamedTemporaryFile("w+") as file:
    shutil.copy2(file.name, "copy")
with sqlite3.connect("base") as base:
    print(base.execute("select 2").fetchone()[0], pathlib.Path.home() == pathlib.Path.cwd())
getpass.getuser()
thread.join()
"""


def test_program_uses_the_standard_library_inside_the_walls():
    assert scored(LIBRARY, [{"input": "", "output": "1\n2 True"}]).value == 1.0


def test_programs_draw_random_numbers_of_their_own():
    job: dict[str, Any] = {"code": "import random\nprint(random.random())", "inputs": ["", ""]}
    job |= {"prelude": "", "command": None, "file_name": "solution"}
    job |= {"timeout": 10.0, "output_bytes": 99}
    outputs = run("streams", job, [0, 1], BOUNDS).outputs
    assert outputs[0] != outputs[1]


def test_sandbox_that_was_killed_is_started_anew():
    assert value(ADD, ONE) == 1.0
    for sandbox in [*_sandboxes.values()]:
        sandbox.process.kill()
        sandbox.process.wait()
    assert value(ADD, ONE) == 1.0


def test_program_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for code in (ADD, ESCAPES["has a thread that outlives"], "while True: pass"):
        value(code, ONE, QUICK)
        value(code, [{"input": "", "output": "3"}], QUICK)
    assert list(tmp_path.iterdir()) == []
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and _is_child_zombie(pid)]


def _is_child_zombie(pid):
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return words[0] == "Z" and int(words[1]) == os.getpid()
