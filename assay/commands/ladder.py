"""assay ladder: a graded dataset out of rows that have only gold answers."""

from collections.abc import Iterable

import click

from assay.options import show_input_errors
from assay.output import json_writer, open_results
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.ladder.forms import FORMS
from validation.ladder.rows import ladder_rows, plain_name, read_prompts, row_as_dict, skip_reason

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
def command(rows: str, rungs: str, form: str | None, as_json: bool) -> None:
    only = [name.strip() for name in rungs.split(",") if name.strip()]
    with open_results() as out, show_input_errors():
        prompts = read_prompts(read_dataset(rows))
        for row in prompts.skipped:
            click.echo(f"{row.sample.id}: skipped: {skip_reason(row.sample)}", err=True)
        if not prompts.usable:
            raise InputError(f"{rows}: expected rows with a usable reference, got none")
        made = set[str]()
        count = 0
        with json_writer(out, as_json) as write:
            for rung in ladder_rows(prompts.usable, form=form, only=only):
                write(row_as_dict(rung))
                made.add(str(rung.sample.id).rpartition("/")[2])
                count += 1
        _check_names(only, made)
        click.echo(
            f"{count} rungs of {len(prompts.usable)} prompts, {len(prompts.skipped)} skipped",
            err=True,
        )


def _check_names(only: Iterable[str], made: set[str]) -> None:
    known = made | {plain_name(name) for name in made}
    for name in only:
        if name not in known:
            raise InputError(f"--rungs: no row has a rung {name!r}; docs/ladder.md lists them")
