"""assay load: does the function hold what the recipe will ask of it?"""

import json
from pathlib import Path

import click

from assay.options import run_options
from assay.output import EXIT_STATUS, open_results
from assay.paid_runs import load
from validation.errors import printable_json, printable_text
from validation.loading import LoadReport
from validation.options import RunOptions

HELP = """Drive a function as the run will, and say whether it holds.

FUNCTION is a deployed function's name or ARN, or what runs here: a TARGET of `assay validate`. ROWS
are sent, repeated where they are too few, in the batches and at the concurrency of the recipe. A
deployed function is really called, and what it calls is paid for. What runs here gets one event at
a time, as each environment of Lambda does.

Exit status: 0 all holds, 1 something does not, 2 could not run, 3 something is not known, as quotas
on this machine are not.
"""


@click.command("load", help=HELP)
@click.argument("function")
@click.argument("rows")
@click.option(
    "--recipe", required=True, type=click.Path(path_type=Path), help="What starts the run."
)
@click.option(
    "--batches", type=click.IntRange(min=1), metavar="N", help="How many; 4 for each call at once."
)
@click.option(
    "--concurrency", type=click.IntRange(min=1), metavar="N", help="In place of the recipe's."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="What a function that runs here will have on Lambda.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@run_options("platform")
def command(
    function: str,
    rows: str,
    recipe: Path,
    batches: int | None,
    concurrency: int | None,
    timeout: float | None,
    as_json: bool,
    options: RunOptions,
) -> None:
    with open_results() as out:
        found = load(
            function,
            rows,
            recipe=recipe,
            batches=batches,
            concurrency=concurrency,
            timeout=timeout,
            options=options,
        )
        if as_json:
            print(printable_json(json.dumps(as_object(found), indent=2)), file=out)
        else:
            print(*map(printable_text, render(found)), sep="\n", file=out)
    click.get_current_context().exit(EXIT_STATUS[found.verdict])


def render(found: LoadReport) -> list[str]:
    """Whether it holds, the checks, and what a run here does not show."""
    rate = found.rate
    words = {"PASS": "it holds", "FAIL": "it does not hold", "INCONCLUSIVE": "not all is known"}
    lines = [
        f"{words[found.verdict]}: {found.function}, {len(found.calls)} batches of {rate.samples} "
        f"samples, {rate.at_once} at once, in {found.seconds:.3g} s"
    ]
    lines += [f"  {check.held}: {check.name}: {check.says}" for check in found.checks]
    if found.is_local:
        lines.append(
            "what a run here does not show: cold starts, the processor that Lambda gives for the "
            "memory, its network, quotas and throttles, and calls at once"
        )
    return lines


def as_object(found: LoadReport) -> dict[str, object]:
    return {
        "verdict": found.verdict,
        "function": found.function,
        "local": found.is_local,
        "batches": len(found.calls),
        "samples": found.rate.samples,
        "at_once": found.rate.at_once,
        "seconds": found.seconds,
        "latency": found.percentiles,
        "checks": [vars(check) for check in found.checks],
    }
