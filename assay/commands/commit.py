"""assay commit: start the run that a passing report is about, once, and keep a record of it."""

import json
from pathlib import Path

import click

from assay.commands.price import render as render_price
from assay.commands.recipe import render as render_recipe
from assay.options import run_options
from assay.output import open_results, say
from assay.paid_runs import compare_run, find_function, start_sealed
from validation.errors import InputError
from validation.options import RunOptions
from validation.prices import prices_of
from validation.recipes.check import check_recipe
from validation.recipes.commitment import build_request, find_objections
from validation.recipes.document import read_recipe
from validation.recipes.evidence import read_evidence
from validation.recipes.finding import plan_run
from validation.recipes.price import price_run, read_measured_cost
from validation.seal import make_seal, read_report, sign_seal

HELP = """Start the run that a report is about, once.

RECIPE is the request that starts it: CreateModelCustomizationJob of Bedrock, or CreateTrainingJob
with ServerlessJobConfig. REPORT is the report.json of its reward. The run starts only where the
report passed, is fresh, and is about what stands here and what is deployed (`assay verify`), and
where the recipe has no error (`assay recipe`). Findings and price are shown, and one question is
asked. The request carries the seal as a tag, and a name or token made of both, so that a second try
never pays twice. What was started is kept in run.json beside the report.

Exit status: 0 started, or shown with --dry-run; 1 refused; 2 could not run.
"""


@click.command("commit", help=HELP)
@click.argument("recipe", type=click.Path(path_type=Path))
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--rows", metavar="FILE", help="The JSON Lines that the run trains on.")
@click.option(
    "--function",
    metavar="NAME",
    help="The deployed function; by default the one that the request names.",
)
@click.option(
    "--memory", type=click.IntRange(128, 10_240), metavar="MB", help="What the function has."
)
@click.option("--key", metavar="FILE|kms:KEY", help="Sign the seal with it, as `assay seal` does.")
@click.option(
    "--days",
    type=click.FloatRange(min=0),
    default=14,
    show_default=True,
    help="How old the report may be.",
)
@click.option(
    "--override", metavar="REASON", default="", help="Start all the same; the seal keeps why."
)
@click.option("--dry-run", is_flag=True, help="Print the request, checked, and start nothing.")
@click.option("--yes", is_flag=True, help="Ask no question.")
@run_options("prices", "price")
def command(
    recipe: Path,
    report: Path,
    rows: str | None,
    function: str | None,
    memory: int | None,
    key: str | None,
    days: float,
    override: str,
    dry_run: bool,
    yes: bool,
    options: RunOptions,
) -> None:
    with open_results() as out:
        content, read = read_report(report), read_recipe(recipe)
        evidence = read_evidence(report, rows)
        findings = check_recipe(read, evidence)
        prices = prices_of(options)
        price = price_run(plan_run(read, evidence), read_measured_cost(content), prices, memory)
        shown = [*render_recipe(read, findings, evidence), "", *render_price(price, prices.as_of)]
        say("\n".join([*shown, ""]))
        compared = compare_run(content, function or find_function(read))
        objections = find_objections(content, findings, compared, days)
        for objection in objections:
            say(f"objection: {objection}")
        is_refused = bool(objections) and not override.strip()
        seal = make_seal(content, override.strip() if objections else "")
        if dry_run:
            print(json.dumps(build_request(read, seal).content, indent=2), file=out)
        elif not is_refused:
            request = build_request(read, seal)
            if not yes and not click.confirm("Start this run, and pay for it?", err=True):
                raise InputError("nothing was started")
            record = start_sealed(request, sign_seal(seal, key) if key else seal, report)
            before = " (an earlier try had started it)" if record.was_started_before else ""
            print(f"{record.arn}{before}", file=out)
    if is_refused:
        say("refused: mend what is objected to, or say with --override REASON why not")
        click.get_current_context().exit(1)
