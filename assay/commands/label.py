"""assay label: a sheet of the replies worth a person's time, and its ratings read back."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from assay.options import dry_run_option, run_options
from assay.output import open_results, say, show_progress
from assay.rows import label, read_labels
from validation.options import RunOptions
from validation.storage import open_whole

HELP = """Have people rate the replies that are worth their time.

DATA is that of `assay validate`. A third of the chosen rows are those on which rewards and judges
disagree most, a third lie near the threshold, and the others are spread over the scores, which are
the rows' own `ratings` and those of each --reward. The sheet shows neither scores nor models, and
some replies come twice. Fill in sheet.csv, or open sheet.html in a browser and save from there.

With --read, the rows that were rated are written with `ratings`, which `assay validate` takes as
`ratings:NAME`. Exit status: 0, 2 could not run.
"""


@click.command("label", help=HELP)
@click.argument("data")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder of the sheet; with --read, the file of the rated rows.",
)
@click.option("--read", "sheet", metavar="SHEET", help="Read a sheet that was filled in.")
@click.option("--rater", default="person", show_default=True, help="Whose ratings these are.")
@click.option(
    "--reward",
    "rewards",
    multiple=True,
    metavar="TARGET",
    help="A reward or judge whose scores choose the rows; may be repeated.",
)
@click.option("-n", "--count", type=click.IntRange(min=1), default=30, show_default=True)
@click.option(
    "--repeats",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="How many replies come twice.",
)
@click.option(
    "--scale", type=int, nargs=2, default=(1, 5), show_default=True, help="Worst and best rating."
)
@click.option("--threshold", type=float, help="The score that decides; else the middle.")
@click.option("--question", default="How good is the reply?", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Of all that is drawn.")
@run_options()
@dry_run_option
def command(
    data: str, output: Path, sheet: str | None, rater: str, options: RunOptions, **given: Any
) -> None:
    with open_results() as out:
        if sheet is not None:
            rows, found = read_labels(data, sheet, rater, options=options)
            with open_whole(output, out) as file:
                file.writelines(json.dumps(row, allow_nan=False) + "\n" for row in rows)
            say(f"{len(rows)} rows rated by {rater}, {found.blank} lines of the sheet are blank")
            say(found.consistency)
            say(
                f"next: assay validate ratings:{rater} {output} --gate judges, or a judge beside it"
            )
            return
        items = label(data, output, options=options, progress=show_progress, **given)
        reasons = Counter(item.why for item in items)
        said = ", ".join(f"{count} {why}" for why, count in reasons.items())
        say(f"{output}: {len(items)} lines: {said} (seed {given['seed']})")
        say(f"next: assay label {data} --read {output}/sheet.csv --rater NAME -o rated.jsonl")
