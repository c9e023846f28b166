"""assay price: what a run pays for its reward, each as a range, before it is started."""

import json
from pathlib import Path
from typing import Any

import click

from assay.options import run_options
from assay.output import open_results
from validation.options import RunOptions
from validation.prices import prices_of
from validation.recipes.document import RUN_PLATFORMS, RunPlatform, read_recipe
from validation.recipes.evidence import read_evidence
from validation.recipes.finding import plan_run
from validation.recipes.price import Processor, Range, RunPrice, price_run, read_measured_cost
from validation.seal import read_report

HELP = """Say what a run pays for its reward: Lambda, and the models that judge.

RECIPE is what starts the run, as `assay recipe` reads it, and REPORT the report.json of the reward
that steers it, whose times and tokens were measured. Every figure is a range: by both readings of
the recipe's batch size, from a batch as a whole to the p95 of its samples, and over the interval of
the tokens of a sample. What is unknown is said to be, and is never 0. What the platform charges for
the training itself is not in it.

Exit status: 0, also where a part is unknown; 1 the whole may cost more than --at-most; 2 could not
run; 3 it is not known whether it does.
"""


@click.command("price", help=HELP)
@click.argument("recipe", type=click.Path(path_type=Path))
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "--platform", type=click.Choice(RUN_PLATFORMS), help="Who runs it; by default as its keys say."
)
@click.option("--rows", metavar="FILE", help="The JSON Lines that the run would train on.")
@click.option(
    "--memory", type=click.IntRange(128, 10_240), metavar="MB", help="What the function has."
)
@click.option(
    "--processor",
    type=click.Choice(["x86_64", "arm64"]),
    default="x86_64",
    show_default=True,
    help="What the function runs on.",
)
@click.option(
    "--at-most", type=click.FloatRange(min=0), metavar="USD", help="Fail where it may cost more."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@run_options("prices", "price")
def command(
    recipe: Path,
    report: Path,
    platform: RunPlatform | None,
    rows: str | None,
    memory: int | None,
    processor: Processor,
    at_most: float | None,
    as_json: bool,
    options: RunOptions,
) -> None:
    with open_results() as out:
        measured = read_measured_cost(read_report(report))
        plan = plan_run(read_recipe(recipe, platform), read_evidence(report, rows))
        prices = prices_of(options)
        found = price_run(plan, measured, prices, memory, processor)
        said = _as_object(found, prices.as_of, prices.source)
        lines = [json.dumps(said, indent=2)] if as_json else render(found, prices.as_of)
        print(*lines, sep="\n", file=out)
    if at_most is not None:
        status = 3 if found.dollars is None else int(found.dollars[1] > at_most)
        click.get_current_context().exit(status)


def render(price: RunPrice, as_of: str) -> list[str]:
    """The whole first, then its parts, then what is unknown."""
    total = f"{_dollars(price.dollars)} for the reward of this run"
    if price.dollars is None:
        parts = [price.lambda_dollars, *(model.dollars for model in price.models)]
        known = [part for part in parts if part is not None]
        low = sum(low for low, _ in known)
        total = f"at least ${low:,.2f} for the reward of this run; the rest is unknown, as below"
        if not known:
            total = "what the reward of this run costs is unknown, as below"
    steps = "unknown" if price.steps is None else f"{price.steps:,}"
    lines = [
        total,
        f"  steps: {steps}; replies to score: {_count(price.samples)}",
        f"  Lambda: {_dollars(price.lambda_dollars)}: {_count(price.calls)} calls, "
        f"{_count(price.gigabyte_seconds)} GB-seconds",
    ]
    for model in price.models:
        lines += [
            f"  {model.model}: {_dollars(model.dollars)}: {_count(model.tokens_read)} tokens read, "
            f"{_count(model.tokens_written)} written",
            f"    a minute, while rewards are asked: {_count(model.requests_a_minute)} questions, "
            f"{_count(model.tokens_a_minute)} tokens; hold them against your quotas",
        ]
    lines += [
        f"  time for rewards: {_seconds(price.seconds_a_step)} a step, "
        f"{_seconds(price.seconds)} in all",
        f"  prices as of {as_of}; the training itself is not in it",
    ]
    return lines + [f"unknown: {what}" for what in price.unknown]


def _dollars(given: Range | None) -> str:
    """Of small sums more digits are shown, so that none reads as nothing."""
    if given is None:
        return "unknown"
    digits = 2 if given[1] >= 1 or given[1] == 0 else 4
    return f"${given[0]:,.{digits}f} to ${given[1]:,.{digits}f}"


def _count(given: Range | None) -> str:
    if given is None:
        return "unknown"
    low, high = (f"{number:,.0f}" for number in given)
    return low if low == high else f"{low} to {high}"


def _seconds(given: Range | None) -> str:
    return "unknown" if given is None else f"{given[0]:,.1f} to {given[1]:,.1f} s"


def _as_object(price: RunPrice, as_of: str, source: str) -> dict[str, Any]:
    return {
        "dollars": price.dollars,
        **vars(price),
        "models": [dict(vars(model)) for model in price.models],
        "prices": {"as_of": as_of, "source": source},
    }
