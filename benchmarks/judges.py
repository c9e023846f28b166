"""Judges: how well they wait side by side, what a call costs beside botocore's own, how fast the
second run is, and what importing them loads."""

import math
import pkgutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import judges
from benchmarks.converse_stand import converse_stand, stand_address
from benchmarks.data import rows
from benchmarks.timing import ROOT, Figure, command, in_turn
from judges.ask import Ask, Question, Reply
from judges.asking import Asking, at_once, current_asking
from judges.bedrock import Bedrock, converse_request
from judges.judge import Judge
from judges.openai_compatible import OpenAICompatible
from judges.remembered import AnswerStore, answer_key, load_answer
from rewards.extras import import_extra
from rewards.scoring import ScoringError, score_all
from rewards.types import Message, Sample
from tests.judges.converse_server import TOKENS

MODEL = "us.amazon.nova-2-lite-v1:0"
JUDGE = Judge(Bedrock(MODEL), "The reply solves the user's problem and says how to check it.")
CALLS = 1_000
WORKERS = 32
WAIT = 0.2
MANY, FEWER = 256, 64
REMEMBERED = 20_000
HEAVY = ("boto3", "botocore", "httpcore", "httpx")


def figures() -> Iterator[Figure]:
    """Waiting, the client's own cost, the second run from the store, and importing."""
    yield _waiting(_samples(CALLS))
    yield from _many_workers(_samples(4 * MANY))
    yield from _own_cost(_samples(CALLS))
    yield from _second_run(_samples(REMEMBERED))
    yield _whole_judgement(_samples(CALLS))
    yield _claim(_questions(_samples(CALLS)))
    yield from _importing()


def _samples(count: int) -> list[Sample]:
    """So many rows, no two of one reply."""
    return [_numbered(row, number) for number, row in enumerate(rows(count))]


def _numbered(row: Mapping[str, Any], number: int) -> Sample:
    turns = [Message(turn["role"], turn["content"]) for turn in row["messages"]]
    turns[-1] = replace(turns[-1], content=f"{turns[-1].content}\n\n({number})")
    return Sample(row["id"], tuple(turns), row["reference_answer"])


def _waiting(samples: Sequence[Sample]) -> Figure:
    ideal = math.ceil(CALLS / WORKERS) * WAIT
    with converse_stand(WAIT):
        seconds, _ = in_turn(partial(_judge, samples, WORKERS), _nothing, rounds=3)
    name = f"{CALLS:,} judge calls of {WAIT:g} s, {WORKERS} workers, against ideal"
    return Figure(name, seconds, ideal, at_most=1.1)


def _many_workers(samples: Sequence[Sample]) -> Iterator[Figure]:
    """Over HTTP, each first wave with its connections to make: a pool is of one address."""
    taken: dict[tuple[float, int], float] = {}
    for wait, workers in ((0.2, FEWER), (0.2, MANY), (1.0, MANY)):
        with stand_address(wait, "chat") as address:
            ask = OpenAICompatible("a-model", f"{address}/v1", connections=workers)
            began = time.perf_counter()
            _judge(samples, workers, judge=replace(JUDGE, ask=ask))
            taken[wait, workers] = time.perf_counter() - began
    for wait, most in ((0.2, 1.6), (1.0, 1.2)):
        name = f"{len(samples):,} calls over HTTP of {wait:g} s, {MANY} workers, to ideal"
        yield Figure(name, taken[wait, MANY], math.ceil(len(samples) / MANY) * wait, at_most=most)
    name = f"the same of 0.2 s, {MANY} workers to {FEWER}"
    yield Figure(name, taken[0.2, MANY], taken[0.2, FEWER], at_most=1)


def _own_cost(samples: Sequence[Sample]) -> Iterator[Figure]:
    """Beside a bare client that is handed the same requests, and whose answers nobody reads."""
    requests = [converse_request(MODEL, question, "tool") for question in _questions(samples)]
    ours = partial(_judge, samples, WORKERS)
    with converse_stand(0):
        bare = partial(_converse, _bare_client(), requests)
        for kind, clock in (("wall", time.perf_counter), ("processor", time.process_time)):
            taken = in_turn(ours, bare, 7, clock)
            name = f"{CALLS:,} judge calls, {kind} time, against bare converse"
            yield Figure(name, *taken, at_most=2)


def _second_run(samples: Sequence[Sample]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sqlite"
        _remembered(samples, 1, path, _a_four)
        for workers in (1, WORKERS):
            second = partial(_remembered, samples, workers, path, _nobody)
            seconds, _ = in_turn(second, _nothing, rounds=3)
            name = f"{REMEMBERED:,} remembered judgements, workers: {workers}, against 5 s"
            yield Figure(name, seconds, 5.0, at_most=1)


def _claim(questions: Sequence[Question]) -> Figure:
    """A remembered answer beside one that is read of the same file and never could be claimed."""
    with tempfile.TemporaryDirectory() as folder:
        store = AnswerStore(Path(folder) / "answers.sqlite", asking=_a_four)
        ours = partial(_ask_each, store.ask_once, questions)
        ours()

        def read(ask: Ask, question: Question) -> object:
            return load_answer(store.file.read(answer_key(ask, question)) or "")

        taken = in_turn(ours, partial(_ask_each, read, questions), 40, time.process_time)
        store.close()
    return Figure("a remembered judgement, against one without claims", *taken, at_most=1.05)


def _whole_judgement(samples: Sequence[Sample]) -> Figure:
    """A remembered judgement beside the same judge with one bare read of such a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sqlite"
        _remembered(samples, 1, path, _a_four)
        store = AnswerStore(path, asking=_nobody)
        connection = sqlite3.connect(path)
        [[key]] = connection.execute("SELECT key FROM answers LIMIT 1").fetchall()

        def read(ask: Ask, question: Question) -> Reply:
            connection.execute("SELECT text FROM answers WHERE key = ?", (key,)).fetchone()
            return _a_four(ask, question)

        ours = partial(_judge, samples, 1, store.ask_once)
        taken = in_turn(ours, partial(_judge, samples, 1, read), 9, time.process_time)
        connection.close()
        store.close()
    return Figure("a remembered judgement, to judge + one sqlite read", *taken, at_most=1.3)


def _ask_each(ask_once: Callable[[Ask, Question], object], questions: Sequence[Question]) -> None:
    for question in questions:
        ask_once(JUDGE.ask, question)


def _importing() -> Iterator[Figure]:
    """Every module of the judges at once, the ready ones among them."""
    names = [f"judges.{module.name}" for module in pkgutil.iter_modules(judges.__path__)]
    ours = f"import sys, {', '.join(names)}"
    counting = f"{ours}; print(len({set(HEAVY)} & sys.modules.keys()))"
    counted = subprocess.run([sys.executable, "-c", counting], cwd=ROOT, capture_output=True)
    name = "importing judges: packages of boto3 and httpx loaded"
    yield Figure(name, int(counted.stdout), 1, at_most=0, unit="loaded")
    first, second = (command(sys.executable, "-c", code) for code in (ours, "import rewards"))
    taken = in_turn(first, second, rounds=7)
    yield Figure("importing judges, against importing rewards", *taken, at_most=4)


def _judge(
    samples: Sequence[Sample], workers: int, asking: Asking = at_once, judge: Judge = JUDGE
) -> None:
    """Raises the first fault there is: what failed is not to count as fast."""
    token = current_asking.set(asking)
    try:
        with ThreadPoolExecutor(workers) as threads:
            for outcome in score_all(judge, samples, threads if workers > 1 else None):
                if isinstance(outcome, ScoringError):
                    raise outcome
    finally:
        current_asking.reset(token)


def _remembered(samples: Sequence[Sample], workers: int, path: Path, asking: Asking) -> None:
    """Opens the file, as a run of its own would, and asks by `asking` what is not in it."""
    store = AnswerStore(path, asking=asking)
    _judge(samples, workers, store.ask_once)
    store.close()


def _questions(samples: Sequence[Sample]) -> list[Question]:
    """What the judge asks about each."""
    questions: list[Question] = []

    def note(ask: Ask, question: Question) -> Reply:
        questions.append(question)
        return _a_four(ask, question)

    _judge(samples, 1, note)
    return questions


def _a_four(ask: Ask, question: Question) -> Reply:
    text = '{"reason": "Its steps are right and lead to the answer that it gives.", "rating": 4}'
    return Reply(text, *TOKENS, WAIT, MODEL)


def _nobody(ask: Ask, question: Question) -> Reply:
    raise AssertionError(f"asked again: {question.text[:80]!r}")


def _bare_client() -> Any:
    config = import_extra("botocore.config", "bedrock").Config(max_pool_connections=WORKERS)
    return import_extra("boto3", "bedrock").client("bedrock-runtime", config=config)


def _converse(client: Any, requests: Sequence[Mapping[str, Any]]) -> None:
    with ThreadPoolExecutor(WORKERS) as threads:
        for _ in threads.map(lambda request: client.converse(**request), requests):
            pass


def _nothing() -> None:
    return None
