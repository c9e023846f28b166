"""Measurements taken of rows that a test makes up."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rewards.types import Reward, Sample
from tests.validation.data import graded, row
from validation.assumptions import RunAssumptions
from validation.dataset import Dataset, LabelledRow
from validation.metrics import measure
from validation.scoring import ScoreTable, score_table
from validation.targets.target import RewardTarget

Measured = dict[str, Any]
"""Measurements by name: untyped, since a test that finds None where a number should be fails."""

PLAIN = RunAssumptions()


def grade(sample: Sample) -> float:
    """The number that the reply is."""
    return float(sample.response)


def prompt_of(sample: Sample) -> int:
    """Which prompt the reply is to, for rows as `graded` makes them."""
    return int(str(sample.id).split("/")[0])


def table(
    rows: Iterable[Mapping[str, Any]],
    reward: Reward = grade,
    judges: Mapping[str, Reward] | None = None,
    repeats: int = 1,
) -> ScoreTable:
    """What the reward and the judges said of the rows."""
    labelled = tuple(LabelledRow.model_validate(r).to_sample(n) for n, r in enumerate(rows))
    dataset = Dataset("rows", "", labelled)
    return score_table(dataset, RewardTarget("t", reward), judges or {}, repeats=repeats)


def measured(
    rows: Iterable[Mapping[str, Any]],
    reward: Reward = grade,
    judges: Mapping[str, Reward] | None = None,
    declared: RunAssumptions = PLAIN,
    repeats: int = 1,
) -> Measured:
    """Every measurement by its name."""
    return {m.name: m for m in measure(table(rows, reward, judges, repeats), declared)}


def scored(groups: Iterable[Iterable[float | None]], **fields: Any) -> list[dict[str, Any]]:
    """Rows of prompts whose replies are these numbers, with no quality known; None says "none"."""
    return [
        row("none" if value is None else str(value), id=f"{p}/{n}", prompt_id=f"p{p}", **fields)
        for p, group in enumerate(groups)
        for n, value in enumerate(group)
    ]


def rated(prompts: int, grades: Iterable[float], *judges: Callable[[float], float | None]) -> Any:
    """Graded rows that the judges a, b, … rated, each by the grade; None for no rating."""
    rows = graded(prompts, grades)
    for line in rows:
        said = {name: judge(line["quality"]) for name, judge in zip("abcdef", judges, strict=False)}
        line["ratings"] = {name: value for name, value in said.items() if value is not None}
    return rows
