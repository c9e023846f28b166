"""assay validate: the main job."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from assay.api import validate
from assay.options import dry_run_option, gate_option, run_options
from assay.output import EXIT_STATUS, open_results, say, show_progress
from assay.reports import Report
from validation.checks import ATTACKED_PROMPTS, STAGES
from validation.errors import InputError
from validation.report.as_json import render_json
from validation.report.changes import read_any_report, report_changes
from validation.report.scripts import write_scripts
from validation.storage import check_place

HELP = """Score, measure and gate a reward: may it steer a run?

TARGET is a reward or a handler as module:name or path.py:name; ratings:NAME, for ratings that the
data hold; a built artifact's FOLDER or FOLDER:module.handler; or a deployed function's name or
ARN, with a :QUALIFIER or without (lambda:NAME where a name could be a module's). DATA is JSON
Lines, in a file or at s3://bucket/key, as it is or in gzip or zstd: what the Lambda would be sent,
with `prompt_id` and `quality` where they are known.

Exit status: 0 PASS, 1 FAIL, 2 could not run, 3 INCONCLUSIVE; with --baseline, 0 where nothing is
worse than there, and 1 where something is.
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
    "-o",
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
@click.option(
    "--baseline",
    metavar="REPORT",
    help="The report.json of the main branch: end with 1 only for what it does not hold already.",
)
@click.option(
    "--scripts",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write a script for each bad reply that is paid; it ends with 1 until that is mended.",
)
@click.option(
    "--redact",
    is_flag=True,
    help="Write and print no prompt, no reply and no reference, nor what may quote one.",
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
def command(
    context: click.Context,
    /,
    report: str | None,
    baseline: str | None,
    scripts: Path | None,
    as_json: bool,
    **given: Any,
) -> None:
    with open_results() as out, ExitStack() as at_end:
        known = None if baseline is None else read_any_report(baseline)
        if scripts is not None and given["redact"]:
            raise InputError("--scripts: a script holds a reply, which --redact leaves out")
        if report is not None:
            _check_report(report)
        done = validate(**given, progress=show_progress)
        done = done if report is None else done.follow(report)
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
        if scripts is not None:
            for path in write_scripts(done.validation, str(given["reward"]), scripts):
                say(f"script: {path}")
        status = EXIT_STATUS[done.verdict] if known is None else _compare_with(known, done)
    context.exit(status)


def _compare_with(known: dict[str, Any], done: Report) -> int:
    """Say what is worse than in the baseline; the exit status."""
    worse = report_changes(known, done.to_dict()).worse
    for line in worse or ("nothing is worse than in the baseline",):
        say(f"new since the baseline: {line}" if worse else line)
    return int(bool(worse))


def _check_report(place: str) -> None:
    """Raises InputError, before anything is asked, where no report could be written."""
    from validation.report.exports import REPORT

    try:
        check_place(place, REPORT)
    except InputError as error:
        raise InputError(f"--report {error}") from error
