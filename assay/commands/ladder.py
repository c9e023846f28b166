"""assay ladder: a graded dataset out of rows that have only gold answers."""

import click

from assay.api import ladder
from assay.options import ROW_OPTIONS, run_options
from assay.output import json_writer, open_results, say
from validation.ladder.forms import FORMS
from validation.options import RunOptions

HELP = """Make a graded dataset out of rows that have only gold answers.

ROWS is JSON Lines as the training job reads them; of several rows of one prompt the first counts,
and the replies in them are left out. Each line that is printed is a prompt with one reply, made
out of its reference: the gold, the same in other words, and then what is wrong with it one way at
a time. Each says what it is worth (quality) and how it was made (made).

The rungs are the same on every run. docs/ladder.md lists them.

Exit status: 0, 2 could not run. Rows without a usable reference are named on stderr.
"""


@click.command("ladder", help=HELP)
@click.argument("rows")
@click.option(
    "--rungs",
    metavar="NAME,NAME…",
    default="",
    help="Only these, beside the gold: digit,sign,wrong_final.",
)
@click.option(
    "--form",
    type=click.Choice(FORMS),
    help="How the answers stand, where a row's can; by default as its prompt asks.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")
@run_options(*ROW_OPTIONS)
def command(rows: str, rungs: str, form: str | None, as_json: bool, options: RunOptions) -> None:
    only = [name.strip() for name in rungs.split(",") if name.strip()]
    with open_results() as out:
        made = ladder(rows, only, form, options=options)
        for identity, reason in made.skipped.items():
            say(f"{identity}: skipped: {reason}")
        with json_writer(out, as_json) as write:
            for row in made.rows:
                write(row)
        counts = f"{len(made.rows)} rungs of {made.prompts} prompts, {len(made.skipped)} skipped"
        say(counts)
