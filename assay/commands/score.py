"""assay score: what a reward says of every row."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import click

from assay.options import (
    ModelOptions,
    model_options,
    serving_options,
    show_input_errors,
    thread_pool,
    workers_option,
)
from assay.output import json_writer, open_results
from assay.progress import check_limit, cost_text, mute_handler, show_progress
from rewards.scoring import Outcome, ScoringError, metrics_by_path, parts_by_path, ratings_by_path
from rewards.types import Score, Usage
from validation.dataset import LabelledSample, read_dataset
from validation.targets.open import ServingOptions, open_target


@click.command("score")
@click.argument("target")
@click.argument("data")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")
@workers_option
@serving_options
@model_options
@click.pass_context
def command(
    context: click.Context,
    target: str,
    data: str,
    as_json: bool,
    workers: int,
    serving: ServingOptions,
    asking: ModelOptions,
) -> None:
    """Print the score of every row, as JSON Lines. TARGET and DATA are those of `assay validate`.

    Each line holds id, value (null for an abstention), reason, parts, ratings, metrics and usage;
    or id, error and usage, where the reward failed.

    Exit status: 0, 1 if any row is an error, 2 could not run.
    """
    with (
        open_results() as out,
        show_input_errors(),
        asking.on_a_bill() as bill,
        thread_pool(workers) as executor,
    ):
        dataset = read_dataset(data)
        rows = dataset.rows
        with (
            open_target(target, dataset, serving) as asked,
            mute_handler(asked),
            json_writer(out, as_json) as write,
        ):
            outcomes = asked.outcomes(rows, executor)
            failed = _print(rows, show_progress(outcomes, target, len(rows), bill), write)
        check_limit(bill)
        if bill.questions:
            click.echo(cost_text(bill), err=True)
    context.exit(1 if failed else 0)


def _print(
    rows: Iterable[LabelledSample], outcomes: Iterable[Outcome], write: Callable[[Any], None]
) -> bool:
    """Print each outcome as it comes; whether any was an error."""
    failed = False
    for row, outcome in zip(rows, outcomes, strict=True):
        failed |= isinstance(outcome, ScoringError)
        write(_outcome_row(row, outcome))
    return failed


def _outcome_row(row: LabelledSample, outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, ScoringError):
        return {"id": row.sample.id, "error": str(outcome), "usage": _usage_rows(outcome.usage)}
    score = outcome or _ABSTAINED
    return {
        "id": row.sample.id,
        "value": None if outcome is None else outcome.value,
        "reason": score.reason,
        "parts": parts_by_path(score),
        "ratings": ratings_by_path(score),
        "metrics": metrics_by_path(score),
        "usage": _usage_rows(score.usage),
    }


def _usage_rows(usage: Iterable[Usage]) -> list[dict[str, Any]]:
    return [asdict(entry) for entry in usage]


_ABSTAINED = Score(0.0)
"""Lends an abstention its empty reason, parts, ratings and metrics; its value is not printed."""
