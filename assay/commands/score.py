"""assay score: what a reward says of every row."""

import click

from assay.api import open_scores
from assay.options import dry_run_option, run_options
from assay.output import json_writer, open_results, print_cost, say, show_progress
from validation.forecast import Announce
from validation.options import RunOptions


@click.command("score")
@click.argument("target")
@click.argument("data")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")
@run_options()
@dry_run_option
@click.pass_context
def command(
    context: click.Context,
    target: str,
    data: str,
    as_json: bool,
    options: RunOptions,
    announce: Announce,
) -> None:
    """Print the score of every row, as JSON Lines. TARGET and DATA are those of `assay validate`.

    Each line holds id, value (null for an abstention), reason, parts, ratings, metrics and usage;
    or id, error and usage, where the reward failed.

    Exit status: 0, 1 if any row is an error, 2 could not run.
    """
    failed = False
    with (
        open_results() as out,
        open_scores(target, data, options, show_progress, announce) as (rows, bill, remarks),
    ):
        for remark in remarks:
            say(remark)
        with json_writer(out, as_json) as write:
            for row in rows:
                failed |= "error" in row
                write(row)
        bill.check_limit()
        print_cost(bill)
    context.exit(1 if failed else 0)
