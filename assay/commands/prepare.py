"""assay prepare: rows that validation reads, out of the files that people have."""

import json
import sys
from itertools import chain, islice
from pathlib import Path

import click

from assay.output import open_results, say
from validation.errors import InputError, printable_json
from validation.preparing import ROLES, open_prepared
from validation.storage import open_whole

HELP = f"""Make rows that validation reads out of the files that people have.

SOURCE is CSV, JSON Lines, a JSON array, Parquet, a folder of a data set, a log of inspect, an
object on S3, or - for standard input. What its columns mean is guessed from their names and shown
with three rows; --map says otherwise. What no row can be made of is left out, counted, and named.

A column may be: {", ".join(ROLES)}.

Exit status: 0, 1 if records were left out, 2 could not run.
"""


@click.command("prepare", help=HELP)
@click.argument("source")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the rows are written; stdout unless given.",
)
@click.option(
    "--map",
    "renamed",
    multiple=True,
    metavar="NAME=COLUMN,…",
    help="Which column holds what: reply=output,gold=answer; a path as reward_model.ground_truth.",
)
@click.option(
    "--gold",
    type=click.Choice(["last"]),
    help="The last turn of each conversation is the gold, and no reply of a model.",
)
@click.option("--yes", is_flag=True, help="Do not ask on a terminal whether the guess is right.")
@click.pass_context
def command(
    context: click.Context,
    source: str,
    output: Path | None,
    renamed: tuple[str, ...],
    gold: str | None,
    yes: bool,
) -> None:
    with open_results() as out:
        opened, mapping, rows, prepared = open_prepared(
            source, _read_renaming(renamed), gold_is_last=gold == "last"
        )
        shown = [*islice(rows, 3)]
        say(f"{source}: {opened.kind}, {mapping.says}")
        for row in shown:
            say("  " + _shorten(printable_json(json.dumps(row, ensure_ascii=False))))
        if not yes and sys.stdin.isatty() and sys.stderr.isatty():
            click.confirm("Is this what the columns mean?", default=True, abort=True, err=True)
        with open_whole(output, out) as file:
            for row in chain(shown, rows):
                file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
            if not prepared.rows:
                raise InputError(
                    f"{source}: no record makes a row: {'; '.join(prepared.lines[1:])}"
                )
        for line in prepared.lines:
            say(line)
        say(f"next: {prepared.next_step.format(rows=output or 'rows.jsonl')}")
    context.exit(1 if prepared.left_out else 0)


def _read_renaming(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in (pair for text in given for pair in text.split(",")):
        name, _, column = pair.partition("=")
        if not name or not column:
            raise InputError(f"map: expected NAME=COLUMN, as reply=output, got {pair!r}")
        found[name.strip()] = column.strip()
    return found


def _shorten(text: str, most: int = 200) -> str:
    return text if len(text) <= most else text[:most] + "…"
