"""assay score: what a reward says of every row."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from assay.api import open_scores
from assay.options import SCORE_OPTIONS, dry_run_option, run_options
from assay.output import open_results, print_cost, say, show_progress
from rewards.scoring import ScoringError
from validation.forecast import Announce
from validation.options import RunOptions
from validation.score_file import ScoreFile
from validation.score_stream import ScoredRow


@click.command("score")
@click.argument("target")
@click.argument("data")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the lines to a file, of which a killed run leaves whole lines, beside a "
    "FILE.progress.",
)
@click.option("--resume", is_flag=True, help="Go on where a killed run has stopped to write FILE.")
@run_options(*SCORE_OPTIONS)
@dry_run_option
@click.pass_context
def command(
    context: click.Context,
    target: str,
    data: str,
    as_json: bool,
    output: Path | None,
    resume: bool,
    options: RunOptions,
    announce: Announce,
) -> None:
    """Print the score of every row, as JSON Lines. TARGET and DATA are those of `assay validate`.

    Each line holds id, value (null for an abstention), reason, parts, ratings, metrics and usage;
    or id, error and usage, where the reward failed. The rows are read as they are scored, so that
    DATA may have any size; "-" is standard input.

    Exit status: 0, 1 if any row is an error, 2 could not run.
    """
    if (output is None and resume) or (output is not None and as_json):
        raise click.UsageError("--resume needs --output FILE, and --json cannot be with either")
    failed = False
    file = None if output is None else ScoreFile(output, resume)
    with (
        open_results() as out,
        open_scores(target, data, options, show_progress, announce, file) as (rows, bill, remarks),
    ):
        for remark in remarks:
            say(remark)
        with _row_writer(out, as_json) if file is None else _file_writer(file) as write:
            gc.freeze()  # what lives as long as the process is not looked through for every row
            for row in rows:
                failed |= isinstance(row.outcome, ScoringError)
                write(row)
            bill.check_limit()
        print_cost(bill)
    context.exit(1 if failed or (file is not None and file.has_faults) else 0)


@contextmanager
def _row_writer(out: TextIO, as_array: bool) -> Iterator[Callable[[ScoredRow], None]]:
    before, after = ("[", "") if as_array else ("", "\n")

    def write(row: ScoredRow) -> None:
        nonlocal before
        out.write(f"{before}{row.text}{after}")
        before = ",\n" if as_array else ""

    yield write
    out.write("]\n" if as_array else "")


@contextmanager
def _file_writer(file: ScoreFile) -> Iterator[Callable[[ScoredRow], None]]:
    whole = False
    try:
        yield file.write
        whole = True
    finally:
        say(file.end(whole))
