"""Every measurement with its interval: how long it takes, and the memory that it needs."""

import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context

import numpy as np

from benchmarks.timing import Figure, in_turn
from rewards.types import Message, Sample, Score
from tests.reference_statistics import fleiss_kappa
from validation.assumptions import RunAssumptions
from validation.dataset import LabelledSample
from validation.metrics import measure
from validation.scoring import Column, ScoreTable
from validation.statistics.alpha import Level, krippendorff_alpha
from validation.statistics.chance import categories_of, counts_of
from validation.statistics.values import Floats

GENERATIONS = 8
UNITS = 100_000
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")


def figures() -> Iterator[Figure]:
    """A large and a usual validation, the larger one's peak memory, and alpha by itself."""
    for prompts, judges, allowed in ((10_000, 3, 1.0), (100, 2, 0.05)):
        name = f"measurements, {prompts:,} x {GENERATIONS} x {judges}, against {allowed:g} s"
        yield Figure(name, _measuring(prompts, judges), allowed, at_most=1)
    yield Figure("the first of these, its peak memory", _peak(), 500.0, at_most=1, unit="MiB")
    chance = np.random.default_rng(0)
    scores = chance.normal(size=(UNITS, 3)) + chance.normal(size=(UNITS, 1))
    for level in LEVELS:
        seconds, _ = in_turn(partial(krippendorff_alpha, scores, level), _nothing, rounds=7)
        yield Figure(f"alpha, {level}, {UNITS:,} x 3, against 0.05 s", seconds, 0.05, at_most=1)
    yield from _beside_peers(np.clip(np.rint(scores), -2, 2))


def _measuring(prompts: int, judges: int) -> float:
    table = made(prompts, judges)
    seconds, _ = in_turn(lambda: measure(fresh(table), RunAssumptions()), _nothing, rounds=7)
    return seconds


def _peak() -> float:
    """MiB of a process that does nothing else; the samples themselves are part of it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_mebibytes).result()


def _mebibytes() -> float:
    measure(made(10_000, 3), RunAssumptions())
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / (1 << 20)


def made(prompts: int, judges: int) -> ScoreTable:
    """Replies of five grades, scored and judged with noise to full precision."""
    chance, n = np.random.default_rng(0), prompts * GENERATIONS
    grades = chance.integers(0, 5, n) / 4
    words = chance.integers(20, 400, n)
    rows = (
        LabelledSample(_sample(i, "x" * words[i]), f"p{i // GENERATIONS}", grades[i], f"m{i % 2}")
        for i in range(n)
    )
    names = [f"judge-{place}" for place in range(judges)]
    target, *judged = (
        Column(name, _noisy(grades, chance), "judge" if name in names else "target")
        for name in ("target", *names)
    )
    return ScoreTable(tuple(rows), target, tuple(judged))


def fresh(table: ScoreTable) -> ScoreTable:
    """The same table with nothing of it remembered."""
    judges = tuple(replace(judge) for judge in table.judges)
    return replace(table, target=replace(table.target), judges=judges)


def _sample(number: int, reply: str) -> Sample:
    return Sample(number, (Message("user", "Q"), Message("assistant", reply)))


def _noisy(grades: Floats, chance: np.random.Generator) -> tuple[Score, ...]:
    given = np.clip(grades + chance.normal(0, 0.3, grades.size), 0, 1)
    return tuple(map(Score, given.tolist()))


def _beside_peers(labels: Floats) -> Iterator[Figure]:
    """On five labels, since neither package can take scores to full precision, where installed."""
    if find_spec("krippendorff"):
        theirs = import_module("krippendorff").alpha
        for level in LEVELS:
            peer = partial(theirs, labels.T, level_of_measurement=level)
            taken = in_turn(partial(krippendorff_alpha, labels, level), peer, rounds=7)
            yield Figure(f"alpha, {level}, five labels, against krippendorff", *taken, at_most=1)
    if find_spec("statsmodels"):
        raters = import_module("statsmodels.stats.inter_rater")
        taken = in_turn(
            lambda: _fleiss(labels),
            lambda: raters.fleiss_kappa(raters.aggregate_raters(labels)[0]),
            rounds=7,
        )
        yield Figure("Fleiss' kappa, five labels, against statsmodels", *taken, at_most=1)


def _fleiss(labels: Floats) -> float:
    counts = counts_of(labels, categories_of(labels))
    return fleiss_kappa(counts, np.eye(counts.shape[1]))


def _nothing() -> None:
    return None
