"""Built artifacts for tests: the kit's own, and small ones of one file."""

import platform
from collections.abc import Iterable
from pathlib import Path

import pytest

from rewards.scoring import Outcome, ScoringError
from rewards.types import Score

ROOT = Path(__file__).parents[2]
FOLDERS = {"x86_64": "build/arithmetic", "aarch64": "build/arithmetic-arm64"}
HANDLER = "lambda_handlers.arithmetic.handler"
REWARD = "lambda_handlers.arithmetic:reward"
DATA = ROOT / "examples/arithmetic.jsonl"

ONE_FILE = """
import json, os, sys, time

print("imported")

def paid(row):
    value = float(row["messages"][-1]["content"])
    return {"id": row["id"], "aggregate_reward_score": value}

def handler(event, context):
    return [paid(row) for row in event]

def sleeps(event, context):
    if event == "sleep":
        time.sleep(600)
    return context.get_remaining_time_in_millis()

def exits(event, context):
    if event == "exit":
        os._exit(7)
    return os.getpid()

def long(event, context):
    return "x" * event if isinstance(event, int) else len(event)

def raises(event, context):
    raise LookupError("no such row")

def meets(event, context):
    open(os.path.join(event, str(os.getpid())), "w").close()
    while len(os.listdir(event)) < 2:
        time.sleep(0.01)
    return len(os.listdir(event))

def environment(event, context):
    return dict(os.environ)
"""


def lambda_python() -> Path:
    """The artifact's own Python with AWS's runtime; the test is skipped where it is absent."""
    python = ROOT / ".tools/lambda/bin/python"
    if not python.exists():
        pytest.skip("absent: an installed CPython 3.13 (make test)")
    return python


def arithmetic() -> Path:
    """The kit's built artifact, of this machine's processor; else the test is skipped."""
    folder = ROOT / FOLDERS.get(platform.machine(), "build/none")
    if not folder.exists():
        pytest.skip("absent: the built artifact (make artifact)")
    return folder


def values(outcomes: Iterable[Outcome]) -> list[float | ScoringError | None]:
    """The number of each score; what is none, as it is."""
    return [outcome.value if isinstance(outcome, Score) else outcome for outcome in outcomes]


def one_file(folder: Path, source: str = ONE_FILE) -> Path:
    """An artifact of one hand-written module, `f`."""
    folder.mkdir()
    (folder / "f.py").write_text(source)
    return folder
