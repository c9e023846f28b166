"""The pytest plugin: fixtures for samples, events, handlers, data files and snapshots of scores.

pytest finds it by itself where the kit is installed. It imports nothing of the kit before a fixture
is used, and a fixture of the same name in a test or a conftest.py takes the place of one of these.
The assertions are in `assay.testing`.
"""

import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # imported where it is used, so that pytest starts as quickly as without the kit
    from assay.api import Rows
    from rewards.types import Reward, Sample, Score
    from validation.dataset import Dataset

# The folder of snapshots, beside the file of the test.
SNAPSHOTS = "snapshots"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("assay").addoption(
        "--assay-update",
        action="store_true",
        help="write the scores of rewards to the snapshots that tests compare them with",
    )


@pytest.fixture
def sample() -> "Callable[..., Sample]":
    """Makes a sample: `sample("A: 26", gold="26", prompt="7 * 3 + 5?", source="a book")`."""
    from assay.testing import make_sample

    return make_sample


@pytest.fixture
def lambda_event() -> Callable[..., list[dict[str, Any]]]:
    """Makes the event of a platform: `lambda_event([row, …], platform="bedrock")`."""
    from assay.testing import write_event

    return write_event


@pytest.fixture
def invoke() -> "Callable[..., list[Score]]":
    """Sends an event through JSON both ways: `invoke(handler, event, platform="nova")`."""
    from assay.testing import invoke_handler

    return invoke_handler


@pytest.fixture
def dataset(request: pytest.FixtureRequest) -> "Callable[[str], Dataset]":
    """Reads the rows of a file beside the test, or else in pytest's root folder."""

    def read(name: str) -> "Dataset":
        from validation.dataset import read_dataset

        places = (request.path.parent / name, request.config.rootpath / name)
        return read_dataset(str(next((place for place in places if place.exists()), places[0])))

    return read


@pytest.fixture
def score_snapshot(request: pytest.FixtureRequest) -> "Callable[[Reward, Rows], None]":
    """Compares a reward's score of each row with a file in `snapshots/` beside the test.

    `pytest --assay-update` writes the file. It has a line a row, so that a review shows
    which scores a change of the reward moves.
    """
    calls = 0

    def compare(reward: "Reward", rows: "Rows") -> None:
        __tracebackhide__ = True
        nonlocal calls
        calls += 1
        from assay.testing import score_snapshot as take

        place = _snapshot_place(request, calls)
        taken = take(reward, rows)
        if request.config.getoption("--assay-update"):
            place.parent.mkdir(exist_ok=True)
            lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in taken.values()]
            place.write_text("".join(lines), "utf-8")
        else:
            _compare(place, taken, request.config.rootpath)

    return compare


def _snapshot_place(request: pytest.FixtureRequest, call: int) -> Path:
    test = request.node.nodeid.partition("::")[2]
    name = re.sub(r"\W+", "_", test).strip("_")
    if not test.isidentifier():  # of two parameters that differ in marks alone
        name += f"-{zlib.crc32(test.encode()):08x}"
    again = "" if call == 1 else f"-{call}"
    return request.path.parent / SNAPSHOTS / f"{request.path.stem}-{name}{again}.jsonl"


def _compare(place: Path, taken: dict[str, dict[str, Any]], root: Path) -> None:
    __tracebackhide__ = True
    from assay.testing import compare_scores, indent_lines

    shown = place.relative_to(root) if place.is_relative_to(root) else place
    if not place.exists():
        raise AssertionError(
            f"no scores are kept in {shown}: run `pytest --assay-update` once, and commit the file"
        )
    try:
        kept = {
            str(row["id"]): row for row in map(json.loads, place.read_text("utf-8").splitlines())
        }
        lines = compare_scores(kept, taken)
    except (ValueError, KeyError, TypeError) as error:
        raise AssertionError(
            f"{shown} is no snapshot ({type(error).__name__}: {error}): restore it, or write it "
            "anew by `pytest --assay-update`"
        ) from error
    if lines:
        raise AssertionError(
            f"{len(lines)} of {len(taken)} scores are others than in {shown}: mend the reward, or, "
            f"if the change is meant, run `pytest --assay-update`.\n{indent_lines(lines)}"
        )
