"""assay doctor: what works here, what does not, and the command that mends it."""

import json
from dataclasses import asdict

import click

from assay.output import open_results
from validation.doctor import PURPOSES, HealthCheck, examine

HELP = """Say what works here, what does not, and the command that mends it.

Python, SAM, the Python of Lambda, region, credentials, and the extras are looked at. No call leaves
the machine, unless --online asks AWS who the credentials belong to and whether models may be used;
that costs nothing.

Exit status: 0, 1 if something is missing that --for needs, 2 could not run.
"""


@click.command("doctor", help=HELP)
@click.option(
    "--for",
    "purposes",
    type=click.Choice(PURPOSES),
    multiple=True,
    default=("local",),
    show_default=True,
    help="local: rewards and reports on this machine; deploy: SAM and AWS; judges: Bedrock.",
)
@click.option("--online", is_flag=True, help="Ask AWS too.")
@click.option(
    "--model", "models", multiple=True, metavar="ID", help="A model that judges ask on Bedrock."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")
@click.pass_context
def command(
    context: click.Context,
    purposes: tuple[str, ...],
    online: bool,
    models: tuple[str, ...],
    as_json: bool,
) -> None:
    with open_results() as out:
        found = [*examine(is_online=online, models=models)]
        lacking = [one for one in found if one.state != "works" and {*purposes} & {*one.purposes}]
        if as_json:
            print(json.dumps([asdict(one) for one in found]), file=out)
        else:
            first = f"{', '.join(purposes)}: all that is needed works"
            if lacking:
                first = f"{', '.join(purposes)}: {', '.join(one.name for one in lacking)} missing"
            print(first, *map(render, found), sep="\n", file=out)
    context.exit(1 if lacking else 0)


def render(one: HealthCheck) -> str:
    """`missing    AWS SAM: no command sam (for deploy); to mend: pipx install aws-sam-cli`."""
    needed = f" (for {', '.join(one.purposes)})" if one.purposes else ""
    mend = f"; to mend: {one.mend}" if one.mend and one.state == "missing" else ""
    mend = f"; to try: {one.mend}" if one.mend and one.state == "not tried" else mend
    return f"  {one.state:<9}  {one.name}: {one.says}{needed}{mend}"
