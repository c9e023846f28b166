"""assay validate: the main job."""

from contextlib import ExitStack
from typing import Any

import click

from assay.api import validate
from assay.options import dry_run_option, gate_option, run_options
from assay.output import EXIT_STATUS, open_results, show_progress
from validation.checks import ATTACKED_PROMPTS, STAGES
from validation.errors import InputError
from validation.report.as_json import render_json
from validation.storage import check_place

HELP = """Score, measure and gate a reward: may it steer a run?

TARGET is a reward or a handler as module:name or path.py:name; ratings:NAME, for ratings that the
data hold; a built artifact's FOLDER or FOLDER:module.handler; or a deployed function's name or
ARN, with a :QUALIFIER or without (lambda:NAME where a name could be a module's). DATA is JSON
Lines, in a file or at s3://bucket/key, as it is or in gzip or zstd: what the Lambda would be sent,
with `prompt_id` and `quality` where they are known.

Exit status: 0 PASS, 1 FAIL, 2 could not run, 3 INCONCLUSIVE.
"""


@click.command("validate", help=HELP)
@click.argument("reward", metavar="TARGET")
@click.argument("rows", metavar="DATA")
@click.option(
    "--judge",
    "judges",
    multiple=True,
    metavar="[NAME=]JUDGE",
    help="A reward that rates the same replies, as module:name or path.py:name; give at least two.",
)
@gate_option
@click.option(
    "--report",
    metavar="DIR",
    help="Write report.html and report.json there: a folder, or s3://bucket/prefix.",
)
@click.option(
    "--confirm",
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
@click.option(
    "--skip",
    multiple=True,
    type=click.Choice(STAGES),
    help="Leave out the attacks, or the contract, without which the default gates are not passed; "
    "or only the process in which the reward's models fail.",
)
@click.option(
    "--attacked",
    type=click.IntRange(min=1),
    default=ATTACKED_PROMPTS,
    show_default=True,
    metavar="N",
    help="Prompts to attack the reward on, at most.",
)
@run_options()
@dry_run_option
@click.pass_context
def command(context: click.Context, /, report: str | None, as_json: bool, **given: Any) -> None:
    with open_results() as out, ExitStack() as at_end:
        if report is not None:
            _check_report(report)
        done = validate(**given, progress=show_progress)
        if report is not None:  # after the verdict was printed, and also where it cannot be
            at_end.callback(done.save, report)
        if as_json:
            out.write(render_json(done.validation))
        else:
            from validation.report.terminal import print_summary

            more = "--report DIR writes them, --json prints them"
            if report is not None:
                more = f"{report.rstrip('/')}/report.json"
            print_summary(done.validation, report, out, more)
        out.flush()
    context.exit(EXIT_STATUS[done.verdict])


def _check_report(place: str) -> None:
    """Raises InputError, before anything is asked, where no report could be written."""
    from validation.report.exports import REPORT

    try:
        check_place(place, REPORT)
    except InputError as error:
        raise InputError(f"--report {error}") from error
