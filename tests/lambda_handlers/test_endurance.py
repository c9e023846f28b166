"""A function that lives long: many events, one process, and no memory that grows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lambda_handlers.artifacts import deployed, replied
from validation.targets.local_runtime import LocalLambda

WARMING, LASTING = 500, 5000


@pytest.fixture(scope="module")
def function() -> Iterator[LocalLambda]:
    with deployed("enduring.handler") as function:
        yield function


def right(function: LocalLambda, first: int, end: int) -> int:
    """How many of these events earned the most; each is another, of 10 KB."""
    answer = replied(function, json.dumps({"first": first, "end": end}).encode())
    assert isinstance(answer, int)
    return answer


def resident(function: LocalLambda) -> int:
    """Bytes of memory that the process holds."""
    status = Path(f"/proc/{function.process.pid}/status")
    if not status.exists():
        pytest.skip("absent: /proc, where a system says what its processes hold")
    lines = status.read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def test_a_hundred_calls_in_a_row_are_answered_by_one_process(function: LocalLambda) -> None:
    process = function.process.pid
    assert [right(function, n, n + 1) for n in range(100)] == [1] * 100
    assert function.process.pid == process


def test_memory_is_steady_over_five_thousand_events(function: LocalLambda) -> None:
    assert right(function, 0, WARMING) == WARMING
    before = resident(function)
    for first in range(WARMING, WARMING + LASTING, 500):
        assert right(function, first, first + 500) == 500
    # kept replies would be 50 MB; the process has about 60
    assert resident(function) < before * 1.1 + 5_000_000
