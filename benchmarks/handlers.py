"""Handlers: warm and cold beside handlers written by hand, the size of the zip, and how well a
handler waits for its judge."""

import json
import math
import os
import re
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.converse_stand import converse_stand
from benchmarks.data import event
from benchmarks.timing import ROOT, Figure, in_turn
from judges.bedrock import Bedrock
from judges.rubrics import helpfulness
from lambda_handlers.adapter import Handler, reward_handler
from lambda_handlers.arithmetic import reward
from rewards.numeric_match import numeric_match
from validation.targets.endpoint import mute_stdout
from validation.targets.local_runtime import Function, local_lambda

BATCH = 128
WORKERS = 64
WAIT = 1.0
STARTS = 15

ARTIFACT = ROOT / "build/arithmetic"
PYTHON = ROOT / ".tools/lambda/bin/python"
HANDLER = "lambda_handlers.arithmetic.handler"
ONLY_IMPORTS = """
from aws_lambda_powertools import Logger, Metrics
from pydantic import BaseModel


def handler(event, context):
    return []
"""


# The last number of a text, as a handler that somebody writes in ten minutes finds it.
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def by_hand(batch: list[dict[str, Any]], context: object) -> list[dict[str, Any]]:
    """A handler with one regular expression: is the reply's last number that of the reference?
    Nothing is checked, logged or counted."""
    outputs = []
    for row in batch:
        last = row["messages"][-1]
        said = NUMBER.findall(last["content"]) if last["role"] == "assistant" else []
        gold = NUMBER.findall(str(row["reference_answer"]))
        is_right = bool(said and gold) and _number(said[-1]) == _number(gold[-1])
        outputs.append({"id": row["id"], "aggregate_reward_score": float(is_right)})
    return outputs


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def figures() -> Iterator[Figure | str]:
    """A warm batch, its watchdog, a cold start, the zip, and waiting for judges."""
    yield _warm()
    yield _watched()
    if ARTIFACT.exists() and PYTHON.exists():
        yield _cold()
        yield _zipped()
    else:
        yield "no artifact, or no Python to run it in: `make artifact test` makes both"
    yield _waiting()


def _warm() -> Figure:
    """Each batch holds other replies, since a handler remembers those that it has seen."""
    handler, rounds = reward_handler(numeric_match), 19
    rows = event(BATCH * (rounds + 1))
    batches = [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
    first, second = iter(batches), iter(batches)
    with mute_stdout():
        taken = in_turn(
            lambda: handler(next(first), {}),
            lambda: by_hand(next(second), {}),
            rounds,
            time.process_time,
        )
    name = f"warm numeric handler, new batches of {BATCH}, against one regex"
    return Figure(name, *taken, at_most=9)


class Clocked:
    """A context with the clock of a function that has a minute left."""

    aws_request_id = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


class Unclocked:
    """The same without a clock, so that nothing is watched and no thread is started."""

    aws_request_id = "request-1"


def _watched() -> Figure:
    """The least processor time of each, on one processor as a small function has it: the watchdog
    costs some 60 µs, and what else runs on the machine moves a median by more than that."""
    handler, batch = reward_handler(reward), event(BATCH)
    os.environ["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:1"  # as on Lambda: else C has no watch
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    try:
        with mute_stdout():
            taken = [
                [_processor_seconds(handler, batch, of) for of in (Clocked(), Unclocked())]
                for _ in range(300)
            ]
    finally:
        del os.environ["AWS_LAMBDA_RUNTIME_API"]
        os.sched_setaffinity(0, processors)
    watched, bare = map(min, zip(*taken, strict=True))
    name = f"warm arithmetic batch of {BATCH}, watched, against unwatched"
    return Figure(name, watched, bare, at_most=1.02)


def _processor_seconds(handler: Handler, batch: object, context: object) -> float:
    began = time.process_time()
    handler(batch, context)
    return time.process_time() - began


def _cold() -> Figure:
    """From the start of the process to the first reply, both from one artifact, compiled."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "only_imports.py").write_text(ONLY_IMPORTS)
        path = f"{ARTIFACT}{os.pathsep}{folder}"
        both = (HANDLER, "only_imports.handler")
        taken = [[_start(handler, path) for handler in both] for _ in range(STARTS + 1)][1:]
    ours, theirs = map(statistics.median, zip(*taken, strict=True))
    return Figure("cold start, against importing Powertools and pydantic", ours, theirs, 1.3)


def _start(handler: str, path: str) -> float:
    """Seconds to the first reply; ending the process is not among them."""
    sent = json.dumps(event(1)).encode()
    began = time.perf_counter()
    with local_lambda(
        Function(PYTHON, ARTIFACT, handler, environment={"PYTHONPATH": path})
    ) as function:
        answer = function.invoke(sent)
        seconds = time.perf_counter() - began
    if answer.status != "response":
        raise RuntimeError(f"{handler}: {answer.body.decode()}")
    return seconds


def _zipped() -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "artifact.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            for path in ARTIFACT.rglob("*"):
                file.write(path, path.relative_to(ARTIFACT))
        size = archive.stat().st_size / 1e6
    return Figure("the verifiable handler's zip, against 7 MB", size, 7.0, at_most=1, unit="MB")


def _waiting() -> Figure:
    """The slowest thread asks about its share of the samples, one after the other."""
    judge = helpfulness(Bedrock("us.amazon.nova-2-lite-v1:0", connections=WORKERS))
    handler, batch = reward_handler(judge, workers=WORKERS), event(BATCH)
    ideal = math.ceil(BATCH / WORKERS) * WAIT
    with converse_stand(WAIT), mute_stdout():
        handler(batch, {})
        seconds = statistics.median(_seconds(lambda: handler(batch, {})) for _ in range(5))
    name = f"{BATCH} samples judged by {WORKERS} workers, {WAIT:g} s each, against ideal"
    return Figure(name, seconds, ideal, at_most=1.15)


def _seconds(timed: Callable[[], object]) -> float:
    began = time.perf_counter()
    timed()
    return time.perf_counter() - began
