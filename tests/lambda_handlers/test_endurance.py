"""A function that lives long: many events, one process, and no memory that grows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lambda_handlers.artifacts import deployed, replied
from tests.lambda_handlers.events import rewards, row
from validation.targets.local_runtime import LocalLambda

WARMING, LASTING = 500, 5000


@pytest.fixture(scope="module")
def function() -> Iterator[LocalLambda]:
    with deployed("lambda_handlers.arithmetic.handler") as function:
        yield function


def numbered(n: int) -> bytes:
    """No two alike, and each of 10 KB: what is kept of them would pile up."""
    padding = "x" * 10_000
    said = f"{padding} We have {n} and {n + 1}, {2 * n + 1} in all. #### {2 * n + 1}"
    return json.dumps([row(said, f"s{n}", asked=f"{n}?", reference_answer=str(2 * n + 1))]).encode()


def resident(function: LocalLambda) -> int:
    """Bytes of memory that the process holds."""
    status = Path(f"/proc/{function.process.pid}/status")
    if not status.exists():
        pytest.skip("absent: /proc, where a system says what its processes hold")
    lines = status.read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def test_a_hundred_events_in_a_row_are_answered_by_one_process(function: LocalLambda) -> None:
    process = function.process.pid
    assert [rewards(replied(function, numbered(n))) for n in range(100)] == [[1.0]] * 100
    assert function.process.pid == process


def test_memory_is_steady_over_five_thousand_events(function: LocalLambda) -> None:
    for n in range(WARMING):
        function.invoke(numbered(n))
    before = resident(function)
    for n in range(WARMING, WARMING + LASTING):
        assert function.invoke(numbered(n)).status == "response"
    # kept replies would be 50 MB; the process has about 60
    assert resident(function) < before * 1.1 + 5_000_000
