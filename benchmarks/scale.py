"""Scoring many rows: processor time beside the floor of `bare_score`, memory, processes.

`python -m benchmarks.scale` prints the same with a million rows beside 100,000, in some minutes.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.data import write
from benchmarks.timing import ROOT, Figure, command, in_turn

ASSAY = str(Path(sys.executable).with_name("assay"))
NUMERIC = "rewards.numeric_match:numeric_match"
MATH = "rewards.math_match:math_match"
CONSTANT = "benchmarks.constant:one"
MIB = 1024


def figures(fewer: int = 10_000, more: int = 100_000) -> list[Figure]:
    """Ratios to the floor, of memory at two sizes, and of two processes to one."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (str(write(count, Path(folder))) for count in (fewer, more))
        return [
            _to_floor("numeric_match", NUMERIC, large, 12),
            _to_floor("a constant reward", CONSTANT, large, 2.5),
            _peak_memory(small, large),
            *(
                _processes(name, NUMERIC if name == "numeric" else MATH, large, clock, least)
                for name in ("numeric", "math")
                for clock, least in ((_processor_seconds, 1.15), (time.perf_counter, 1 / 1.8))
            ),
        ]


def _processor_seconds() -> float:
    """Of all processes that were waited for."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _score(reward: str, path: str, *options: str) -> Callable[[], None]:
    return command(ASSAY, "score", reward, path, *options)


def _to_floor(name: str, reward: str, path: str, at_most: float) -> Figure:
    bare = command(sys.executable, "-m", "benchmarks.bare_score", path)
    taken = in_turn(_score(reward, path), bare, rounds=3, clock=_processor_seconds)
    said = f"assay score, {name}, against orjson and one expression"
    return Figure(said, *taken, at_most=at_most, unit="s cpu")


def _processes(
    name: str, reward: str, path: str, clock: Callable[[], float], at_most: float
) -> Figure:
    two, one = _score(reward, path, "--workers", "2"), _score(reward, path)
    taken = in_turn(two, one, rounds=1, clock=clock)
    unit = "s cpu" if clock is _processor_seconds else "s"
    return Figure(f"assay score, {name}, two processes to one", *taken, at_most=at_most, unit=unit)


def _peak_memory(small: str, large: str) -> Figure:
    most, few = (_peak_of(CONSTANT, path) / MIB for path in (large, small))
    names = f"assay score, memory at {Path(large).stem} rows to {Path(small).stem}"
    return Figure(names, most, few, at_most=1.1, unit="MiB")


def _peak_of(reward: str, path: str) -> float:
    """The most memory that the process has held, in KiB."""
    with subprocess.Popen(
        [ASSAY, "score", reward, path],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as run:
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    return float(used.ru_maxrss)


if __name__ == "__main__":
    for figure in figures(100_000, 1_000_000):
        print(figure, flush=True)
