"""assay demo: the bundled reward on the bundled data, which needs no account and no model."""

from pathlib import Path

import click

from assay.commands.validate import command as validate_command

TARGET = "lambda_handlers.arithmetic:reward"
JUDGES = ("judges.offline:word_overlap", "judges.offline:number_closeness")
_PACKAGE = Path(__file__).parents[1]
# Where the data are: in an installed kit, and in a clone.
PLACES = [folder / "examples" / "arithmetic.jsonl" for folder in (_PACKAGE, _PACKAGE.parent)]


@click.command("demo")
@click.option(
    "--report",
    default="report",
    show_default=True,
    metavar="DIR",
    help="Write report.html and report.json there: a folder, or s3://bucket/prefix.",
)
@click.pass_context
def command(context: click.Context, report: str) -> None:
    """Validate the bundled reward on bundled data: see a report in a few seconds.

    288 answers to arithmetic problems are scored by a reward, and rated by two judges that ask
    nobody. The command that does so is printed first: try it with a reward and data of your own.

    Exit status: as `assay validate`, so 0 for the PASS on made answers that this ends in.
    """
    data = next(str(place) for place in PLACES if place.is_file())
    judged = [word for judge in JUDGES for word in ("--judge", judge)]
    words = [TARGET, data, *judged, "--gate", "demo", "--report", report]
    click.echo(f"assay validate {' '.join(words)}", err=True)
    with validate_command.make_context("validate", words, parent=context) as inner:
        validate_command.invoke(inner)  # as typed, so that every option has been read
