"""assay score: what a reward says of every row."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import click

from cli.asking import Asking, asking_options
from cli.input import one_line_errors, thread_pool, workers_option
from cli.output import json_rows, results
from cli.progress import check_limit, drawn, paid
from cli.quiet import quietly
from cli.serving import serving_options
from rewards.paths import metrics_by_path, parts_by_path, ratings_by_path
from rewards.scoring import Outcome, ScoringError
from rewards.types import Score, Usage
from validation.dataset import LabelledSample, read_dataset
from validation.opened import Serving, opened_target


@click.command("score")
@click.argument("target")
@click.argument("data")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")
@workers_option
@serving_options
@asking_options
@click.pass_context
def command(
    context: click.Context,
    target: str,
    data: str,
    as_json: bool,
    workers: int,
    serving: Serving,
    asking: Asking,
) -> None:
    """Print the score of every row, as JSON Lines. TARGET and DATA are those of `assay validate`.

    Each line holds id, value (null for an abstention), reason, parts, ratings, metrics and usage;
    or id, error and usage, where the reward failed.

    Exit status: 0, 1 if any row is an error, 2 could not run.
    """
    with (
        results() as out,
        one_line_errors(),
        asking.on_a_bill() as bill,
        thread_pool(workers) as executor,
    ):
        dataset = read_dataset(data)
        rows = dataset.rows
        with (
            opened_target(target, dataset, serving) as asked,
            quietly(asked),
            json_rows(out, as_json) as write,
        ):
            outcomes = asked.outcomes(rows, executor)
            failed = _print(rows, drawn(outcomes, target, len(rows), bill), write)
        check_limit(bill)
        if bill.questions:
            click.echo(paid(bill), err=True)
    context.exit(1 if failed else 0)


def _print(
    rows: Iterable[LabelledSample], outcomes: Iterable[Outcome], write: Callable[[Any], None]
) -> bool:
    """Print each outcome as it comes; whether any was an error."""
    failed = False
    for row, outcome in zip(rows, outcomes, strict=True):
        failed |= isinstance(outcome, ScoringError)
        write(_said(row, outcome))
    return failed


def _said(row: LabelledSample, outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, ScoringError):
        return {"id": row.sample.id, "error": str(outcome), "usage": _tokens(outcome.usage)}
    score = outcome or _ABSTAINED
    return {
        "id": row.sample.id,
        "value": None if outcome is None else outcome.value,
        "reason": score.reason,
        "parts": parts_by_path(score),
        "ratings": ratings_by_path(score),
        "metrics": metrics_by_path(score),
        "usage": _tokens(score.usage),
    }


def _tokens(usage: Iterable[Usage]) -> list[dict[str, Any]]:
    return [asdict(entry) for entry in usage]


_ABSTAINED = Score(0.0)
"""Lends an abstention its empty reason, parts, ratings and metrics; its value is not printed."""
