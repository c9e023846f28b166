"""assay validate: the main job."""

from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click

from assay.options import (
    ModelOptions,
    model_options,
    read_judges,
    serving_options,
    show_input_errors,
    thread_pool,
    workers_option,
)
from assay.output import open_results
from assay.progress import check_limit, mute_handler, progress_watch
from assay.tried import check_options, run_checks
from validation.attempts import confirm_winner, open_log, read_held_out, record_attempt
from validation.bill import cost_of
from validation.dataset import Dataset, read_dataset
from validation.errors import InputError
from validation.gate_file import PRESETS, read_gate
from validation.report.as_json import render_json
from validation.run import Validation, add_synthetic_quality, validate
from validation.storage import check_bucket, is_s3
from validation.targets.open import ServingOptions, open_target

HELP = """Score, measure and gate a reward: may it steer a run?

TARGET is a reward or a handler as module:name or path.py:name; ratings:NAME, for ratings that the
data hold; a built artifact's FOLDER or FOLDER:module.handler; or a deployed function's name or
ARN, with a :QUALIFIER or without (lambda:NAME where a name could be a module's). DATA is JSON
Lines, in a file or at s3://bucket/key, as it is or in gzip or zstd: what the Lambda would be sent,
with `prompt_id` and `quality` where they are known.

Exit status: 0 PASS, 1 FAIL, 2 could not run, 3 INCONCLUSIVE.
"""

EXIT_STATUS = {"PASS": 0, "FAIL": 1, "INCONCLUSIVE": 3}


@click.command("validate", help=HELP)
@click.argument("target")
@click.argument("data")
@click.option(
    "--judge",
    "judges",
    multiple=True,
    metavar="[NAME=]JUDGE",
    help="A reward that rates the same replies, as module:name or path.py:name; give at least two.",
)
@click.option(
    "--gate",
    default="judged",
    show_default=True,
    metavar="PRESET|FILE",
    help="Bounds to hold the measurements to: judged (gate.toml), verifiable, strict, or a file.",
)
@click.option(
    "--report",
    metavar="DIR",
    help="Write report.html and report.json there: a folder, or s3://bucket/prefix.",
)
@click.option(
    "--confirm",
    "held_out",
    metavar="HELD_OUT",
    help="After a PASS, validate once more on these rows, whose prompts nobody has used yet.",
)
@click.option(
    "--repeats",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Times to ask the reward and the judges; 2 shows how far they agree with themselves.",
)
@click.option("--json", "as_json", is_flag=True, help="Print report.json instead of the summary.")
@workers_option
@serving_options
@check_options
@model_options
@click.pass_context
def command(
    context: click.Context,
    target: str,
    data: str,
    judges: tuple[str, ...],
    gate: str,
    report: str | None,
    held_out: str | None,
    repeats: int,
    as_json: bool,
    workers: int,
    serving: ServingOptions,
    asking: ModelOptions,
    skip: tuple[str, ...],
    attacked: int,
) -> None:
    with (
        open_results() as out,
        show_input_errors(),
        asking.on_a_bill() as bill,
        thread_pool(workers) as executor,
    ):
        bounds = read_gate(PRESETS.get(gate, Path(gate)))
        dataset = read_dataset(data)
        unseen = None if held_out is None else read_held_out(held_out, dataset)
        asked = read_judges(judges)
        _check_writable(report)

        def validated(on: Dataset) -> Validation:
            watch = progress_watch(bill)
            with open_target(target, on, serving) as tested, mute_handler(tested):
                trials = run_checks(
                    *(tested, on, bounds.declared, serving, executor, watch, skip, attacked)
                )
                rows, ladder = add_synthetic_quality(on, trials.form)
                done = validate(
                    *(tested, rows, asked, bounds, executor, watch),
                    repeats=repeats,
                    trials=trials,
                    ladder=ladder,
                )
            check_limit(bill)
            return replace(done, cost=cost_of(done.table, bill))

        validation = record_attempt(validated(dataset))
        if unseen is not None:
            validation = confirm_winner(validation, unseen, validated)
        _show(validation, as_json, report, out)
    context.exit(EXIT_STATUS[validation.verdict])


def _check_writable(report: str | None) -> None:
    """Before anything is paid for: what cannot be written afterwards is bad input."""
    open_log()
    if report is not None and is_s3(report):
        check_bucket(report)
    elif report is not None and Path(report).exists() and not Path(report).is_dir():
        raise InputError(f"--report {report}: expected a folder, got a file")


def _show(validation: Validation, as_json: bool, report: str | None, out: TextIO) -> None:
    """Write the report and print the summary; their libraries are loaded only here."""
    if report is not None:
        from validation.report.exports import write_report

        write_report(validation, report)
    if as_json:
        out.write(render_json(validation))
        return
    from validation.report.terminal import print_summary

    print_summary(validation, report, out)
