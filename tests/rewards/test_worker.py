import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from rewards.worker import Worker, WorkerError

HERE = "tests.rewards.worker_functions"
ORPHANS = f"""
import threading, time
from rewards.worker import Worker
idle, busy = Worker("{HERE}:process_id"), Worker("{HERE}:%s")
print(idle.call(timeout=9), flush=True)
threading.Thread(target=lambda: busy.call(timeout=%s), daemon=True).start()
%s
"""


def worker(name: str, memory_mb: int | None = None) -> Worker:
    return Worker(f"{HERE}:{name}", memory_mb)


@pytest.mark.parametrize(
    "value", [None, 1.5, "é \ud800 \n\0", {"a": [True, {"b": ""}]}, "x" * 1_000_000]
)
def test_worker_takes_and_gives_plain_data(value):
    assert worker("same").call(value, timeout=60) == value


def test_a_process_stays_for_the_next_call():
    first, second = (worker("process_id").call(timeout=60) for _ in range(2))
    assert first == second != os.getpid()


@pytest.mark.parametrize("name", ["never", "hold_the_interpreter"])
def test_a_call_that_never_returns_is_stopped_and_the_next_one_works(name):
    with pytest.raises(TimeoutError, match=rf"{name}: no result within 0.2 s"):
        worker(name).call(timeout=0.2)
    with pytest.raises(TimeoutError):
        worker(name).call(timeout=0.2)
    assert worker("same").call(1, timeout=60) == 1


def test_worker_works_from_8_threads_at_once():
    with ThreadPoolExecutor(8) as threads:
        late = [threads.submit(worker("never").call, timeout=0.2) for _ in range(8)]
        asked = [threads.submit(worker("same").call, n, timeout=60) for n in range(200)]
        assert [future.result() for future in asked] == list(range(200))
        assert all(isinstance(future.exception(), TimeoutError) for future in late)


def test_an_error_of_the_function_says_its_name_and_text():
    with pytest.raises(WorkerError, match="refuse: LookupError: no such thing") as error:
        worker("refuse").call("no such thing", timeout=60)
    assert (error.value.kind, error.value.text) == ("LookupError", "no such thing")
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)


def test_a_result_that_is_not_plain_data_is_an_error():
    with pytest.raises(WorkerError, match="TypeError: Object of type object is not JSON"):
        worker("unspeakable").call(timeout=60)


@pytest.mark.parametrize(
    ("name", "args", "code"),
    [("leave", [3], "3"), ("leave", [0], "0"), ("crash", [], "-11 .*SEGV")],
)
def test_a_process_that_dies_is_an_error_with_its_exit_code(name, args, code):
    for _ in range(2):  # the second time in a process of its own
        with pytest.raises(
            WorkerError, match=f"{name}: Died: its process ended with exit code {code}"
        ):
            worker(name).call(*args, timeout=60)


def test_a_process_that_died_while_nobody_asked_is_replaced():
    first = worker("process_id").call(timeout=60)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert worker("process_id").call(timeout=60) != first


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space")
def test_worker_takes_more_memory_than_allowed_for_an_error_of_the_function():
    assert worker("fill", 512).call(64, timeout=60) == 64 << 20
    with pytest.raises(WorkerError, match="fill: MemoryError"):
        worker("fill", 512).call(1024, timeout=60)


def test_starting_does_not_count_towards_the_limit():
    slow = Worker("tests.rewards.slow_to_import:double")  # its import takes 1.5 s
    assert slow.call(21, timeout=1) == 42


@pytest.mark.parametrize(
    ("function", "fault"),
    [
        ("tests.rewards.no_such_module:same", "ModuleNotFoundError: No module named"),
        (f"{HERE}:no_such_function", "AttributeError: .*no_such_function"),
    ],
)
def test_a_function_that_is_not_there_is_an_error(function, fault):
    with pytest.raises(WorkerError, match=fault):
        Worker(function).call(timeout=60)


@pytest.mark.parametrize("function", ["", "json", "json:", ":loads", "json:a.b"])
def test_a_function_is_named_by_its_module_and_itself(function):
    with pytest.raises(ValueError, match="function: expected 'module:name', got "):
        Worker(function)


def test_worker_sends_what_the_function_prints_to_stderr(capfd):
    fresh = worker("printed", memory_mb=4096)  # so that it begins with the captured stderr
    assert fresh.call('["done", 1]\n', timeout=60) == '["done", 1]\n'
    out, err = capfd.readouterr()
    assert (out, err.count('["done", 1]')) == ("", 2)


def test_the_function_reads_no_questions_from_stdin():
    assert worker("read_stdin").call(timeout=60) == ""


def test_the_path_of_this_process_is_handed_on(monkeypatch):
    monkeypatch.syspath_prepend("/a folder: of mine")
    fresh = Worker(f"{HERE}:path", memory_mb=4096)
    assert fresh.call(timeout=60) == sys.path


def _in_a_fork(before: int) -> tuple[int, bool]:
    pids = {worker("process_id").call(timeout=60) for _ in range(3)}
    return len(pids), before in pids


def test_a_fork_has_processes_of_its_own():
    before = worker("process_id").call(timeout=60)
    with get_context("fork").Pool(2) as pool:
        assert pool.map(_in_a_fork, [before] * 4, chunksize=1) == [(1, False)] * 4
    assert worker("process_id").call(timeout=60) == before


@pytest.mark.parametrize("busy", ["never", "hold_the_interpreter"])
def test_a_parent_that_is_killed_leaves_no_process_behind(busy):
    parent, children = _family(busy, timeout=1, end="time.sleep(600)")
    parent.kill()
    parent.wait()
    assert _left_of(children) == set()


def test_a_parent_that_ends_leaves_no_process_behind():
    parent, children = _family("never", timeout=600, end="time.sleep(1)")
    assert parent.wait() == 0
    assert _left_of(children) == set()


def _family(busy: str, timeout: int, end: str) -> "tuple[subprocess.Popen[str], set[int]]":
    """A process with an idle and a busy worker process, and their ids."""
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHANS % (busy, timeout, end)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout as said:
        idle = int(said.readline())
    children: set[int] = set()
    while len(children) < 2:
        children = {pid for pid in _processes() if _state(pid)[1] == parent.pid}
    assert idle in children
    return parent, children


def _left_of(processes: set[int]) -> set[int]:
    """Those that still run after a minute; a zombie is for init to collect, and runs no more."""
    give_up = time.monotonic() + 60
    while True:
        left = {process for process in processes if _state(process)[0] not in ("gone", "Z")}
        if not left or time.monotonic() > give_up:
            return left
        time.sleep(0.01)


def _processes() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]


def _state(process: int) -> tuple[str, int]:
    """The letter that Linux has for its state, and its parent."""
    try:
        state, parent, *_ = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "gone", 0
    return state, int(parent)
