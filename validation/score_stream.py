"""Scoring rows as they are read: here, in threads or in processes, in the order of the data.

RowStream ──▶ score_rows          here, or in threads where the reward waits for somebody
         └──▶ score_in_processes  chunks of lines, each read, scored and written in a process
                     └──▶ ScoredRow(outcome, the line of JSON that says it, the line read)
"""

import ctypes
import json
import multiprocessing
import os
import posix
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, NamedTuple, Never

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from rewards.scoring import (
    Outcome,
    ScoringError,
    metrics_by_path,
    parts_by_path,
    ratings_by_path,
)
from rewards.types import AssayError, Score
from validation.bill import Bill
from validation.dataset import ROWS, LabelledSample, parse_line, repeated_id
from validation.errors import InputError, name_options, printable_json
from validation.forecast import find_judges, questions_of
from validation.options import RunOptions
from validation.row_keys import RowRules
from validation.row_stream import ReadLine, RowStream, SourceLine, take_lines
from validation.targets.endpoint import CallLimiter, count_nothing, current_meter
from validation.targets.target import EndpointTarget, RewardTarget, Target, read_reward


class ScoredRow(NamedTuple):
    """What was said of one row, the line that `assay score` prints, and the line it was read from.

    The line read is None where another row of it follows. The outcome is a fault, or it says of
    a score from another process only that there is one.
    """

    outcome: Outcome
    text: str
    line: SourceLine | None


def score_rows(
    target: Target, lines: Iterator[ReadLine], executor: Executor | None
) -> Generator[ScoredRow, None, None]:
    """Each row in its order; the error that ends the reading comes after the rows before it."""
    waiting: deque[tuple[str | int | float, SourceLine | None]] = deque()
    ends: list[InputError] = []

    def rows() -> Iterator[LabelledSample]:
        try:
            for line, held in lines:
                for at, row in enumerate(held, start=1):
                    waiting.append((row.sample.id, line if at == len(held) else None))
                    yield row
        except InputError as error:
            ends.append(error)

    own = target.limiter if isinstance(target, RewardTarget) and executor is None else None
    with nullcontext() if own is None else own.keep_alarm():
        for outcome in target.outcomes(rows(), executor):
            identity, line = waiting.popleft()
            yield ScoredRow(outcome, outcome_text(identity, outcome), line)
    if ends:
        raise ends[0]


_quote = json.encoder.encode_basestring_ascii
_ENCODER = json.JSONEncoder(allow_nan=False)
_BARE = '"reason": "", "parts": {}, "ratings": {}, "metrics": {}, "usage": []}'


def outcome_text(identity: str | int | float, outcome: Outcome) -> str:
    """The line of JSON for a row, without its end, in ASCII and without control characters."""
    if isinstance(outcome, Score) and isinstance(identity, str):
        behind = outcome.parts or outcome.ratings or outcome.metrics or outcome.usage
        if not (outcome.reason or behind):
            text = f'{{"id": {_quote(identity)}, "value": {outcome.value!r}, {_BARE}'
            return printable_json(text)
    return printable_json(_ENCODER.encode(_outcome_row(identity, outcome)))


def _outcome_row(identity: str | int | float, outcome: Outcome) -> dict[str, Any]:
    usage = [] if outcome is None else [asdict(entry) for entry in outcome.usage]
    if isinstance(outcome, ScoringError):
        return {"id": identity, "error": str(outcome), "usage": usage}
    said = outcome or Score(0.0)  # an abstention has an empty reason, and no parts
    return {
        "id": identity,
        "value": None if outcome is None else said.value,
        "reason": said.reason,
        "parts": parts_by_path(said),
        "ratings": ratings_by_path(said),
        "metrics": metrics_by_path(said),
        "usage": usage,
    }


@dataclass(frozen=True)
class _ScoredChunk:
    """What a process makes of some lines.

    Attributes:
        ids: Of each row, with the number of its line.
        texts: The line of JSON of each row.
        faults: The rows that are faults, by their place in the chunk.
        failure: What is wrong with the line after these rows; "" where all were read.
        seconds: Processor time that it took.
    """

    ids: list[tuple[str | int | float, int]]
    texts: list[str]
    faults: dict[int, ScoringError]
    failure: str
    seconds: float


# Seconds that a chunk should take: much more than handing it over, and little to wait for.
_CHUNK_SECONDS = 0.1
_FEWEST, _MOST = 8, 2_000
# Chunks a process that wait for it or to be written.
_AHEAD = 3
_SCORED = Score(0.0)


def wait_reason(target: Target, stream: RowStream) -> str | None:
    """Why threads score the rows, and no processes: the target waits for somebody, or stays here.

    To see whether it asks a model, a reward is called once with a made-up answer for each question.
    """
    if isinstance(target, EndpointTarget):
        return "events are sent to a handler"
    if not isinstance(target, RewardTarget):
        return "ratings stand in the data"
    asks = next(find_judges(target.reward), None) is not None
    if asks or questions_of(partial(target.limiter.call, target.reward), stream.head.rows[:1]):
        return "the reward asks a model"
    if not target.spec or stream.path == ROWS:
        return "processes need the name of the reward and a file of rows"
    return None


def score_in_processes(
    given: str, stream: RowStream, options: RunOptions, bill: Bill
) -> Generator[ScoredRow, None, None]:
    """Each row in its order, scored by the reward that `given` names, in `workers` processes.

    Raises InputError for what is wrong with a row, after the rows before it, and where a process
    ends that should score rows.
    """
    workers = options.workers
    pool = ProcessPoolExecutor(
        workers,
        multiprocessing.get_context("fork" if threading.active_count() == 1 else "spawn"),
        _start_process,
        (given, options.call_limit, stream.path, options.row_rules),
    )
    waiting: deque[tuple[list[SourceLine], int, Future[_ScoredChunk]]] = deque()
    size, start = _FEWEST, stream.position
    try:
        while True:
            while len(waiting) < workers * _AHEAD and (lines := take_lines(stream.lines, size)):
                waiting.append((lines, start, _submit(pool, lines, start)))
                start += len(lines) * stream.rows_per_line
            if not waiting:
                return
            lines, guessed, future = waiting.popleft()
            if guessed != stream.position:  # rows are named by it, and a line before was a pair
                future = _submit(pool, lines, stream.position)
            chunk = _await_chunk(future, stream.path, lines)
            bill.send(len(chunk.texts))
            yield from _emit_rows(chunk, lines, stream)
            stream.position += len(chunk.texts)
            rate = len(lines) / max(chunk.seconds, 1e-6)
            size = min(max(int(rate * _CHUNK_SECONDS), _FEWEST), _MOST, 2 * size)
    finally:
        children = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for child in children:  # a call may hang, and nobody waits for it
            child.terminate()


def _submit(
    pool: ProcessPoolExecutor, lines: list[SourceLine], start: int
) -> "Future[_ScoredChunk]":
    try:
        return pool.submit(_score_chunk, lines, start)
    except BrokenProcessPool as error:
        broken: Future[_ScoredChunk] = Future()
        broken.set_exception(error)
        return broken


def _await_chunk(
    future: "Future[_ScoredChunk]", path: str, lines: Sequence[SourceLine]
) -> _ScoredChunk:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise InputError(
            f"{path}: a process that scored rows has ended, and the rows from line "
            f"{lines[0].number} on have no scores: {error} Score them in one process to see why "
            f"({name_options('--workers 1')})"
        ) from error


def _emit_rows(
    chunk: _ScoredChunk, lines: Sequence[SourceLine], stream: RowStream
) -> Iterator[ScoredRow]:
    repeated = stream.ids.add([(i, n) for i, n in chunk.ids if n > stream.head_end])
    by_number = {line.number: line for line in lines}
    numbers = [number for _, number in chunk.ids]
    for at, (number, text) in enumerate(zip(numbers, chunk.texts, strict=True)):
        if repeated is not None and number >= repeated.number:
            raise repeated_id(f"{stream.path}:{repeated.number}", *repeated[1:])
        is_last = at + 1 == len(numbers) or numbers[at + 1] != number
        yield ScoredRow(chunk.faults.get(at, _SCORED), text, by_number[number] if is_last else None)
    if chunk.failure:
        raise InputError(chunk.failure)


@dataclass(frozen=True)
class _Work:
    """What a process scores: the reward, whose data they are, and how their keys are read."""

    target: RewardTarget
    path: str
    rules: RowRules


# Set once in each process that scores, before its first chunk.
_WORK: list[_Work] = []


def _start_process(given: str, call_limit: float, path: str, rules: RowRules) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that reads ends the others
    if sys.platform == "linux":
        end_with_parent = 1  # PR_SET_PDEATHSIG, see prctl(2)
        ctypes.CDLL(None).prctl(end_with_parent, signal.SIGKILL)
    current_meter.set(count_nothing)
    current_asking.set(_refuse_question)
    _WORK[:] = [
        _Work(RewardTarget(given, read_reward(given), given, CallLimiter(call_limit)), path, rules)
    ]


class UncountedQuestionError(AssayError):
    """A reward asks a model in a process of its own, where nobody counts what that costs."""


def _refuse_question(ask: Ask, question: Question) -> Reply:
    one = name_options("--workers 1")
    raise UncountedQuestionError(
        f"this reward asks a model, which was not seen before it was scored in processes: {one}"
    )


def _score_chunk(lines: Sequence[SourceLine], start: int) -> _ScoredChunk:
    began, work = time.process_time(), _WORK[0]
    ids: list[tuple[str | int | float, int]] = []
    samples: list[LabelledSample] = []
    failure = ""
    try:
        for number, text in lines:
            place = f"{work.path}:{number}"
            rows = parse_line(text, start + len(samples), place, work.rules)
            samples += rows
            ids += [(row.sample.id, number) for row in rows]
    except InputError as error:
        failure = str(error)
    texts: list[str] = []
    faults: dict[int, ScoringError] = {}
    with _raise_on_exit(), work.target.limiter.keep_alarm():
        for at, outcome in enumerate(work.target.outcomes(samples, None)):
            texts.append(outcome_text(ids[at][0], outcome))
            if isinstance(outcome, ScoringError):
                faults[at] = outcome
    return _ScoredChunk(ids, texts, faults, failure, time.process_time() - began)


@contextmanager
def _raise_on_exit() -> Iterator[None]:
    """While it lasts, `os._exit` raises in this process, as where the command scores by itself."""
    kept, own = os._exit, os.getpid()

    def raise_system_exit(status: int) -> Never:
        if os.getpid() != own:
            kept(status)
        raise SystemExit(f"os._exit({status}) was called")

    vars(os)["_exit"] = vars(posix)["_exit"] = raise_system_exit
    try:
        yield
    finally:
        vars(os)["_exit"] = vars(posix)["_exit"] = kept
