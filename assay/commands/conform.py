"""assay conform: a handler against the contract of its platform."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, TextIO

import click

from assay.api import conform
from assay.options import dry_run_option, gate_option, run_options
from assay.output import EXIT_STATUS, open_results, print_cost
from assay.reports import ContractReport
from validation.conformance.trial import CheckOutcome
from validation.errors import printable_json, printable_text
from validation.report.present import unscored_lines

HELP = """Hold a handler to the contract of the platform that will call it.

TARGET is a handler (module:handler), a built artifact's folder, or a deployed function's name or
ARN; a reward (module:reward) is held to it in a handler of ours, as it would be deployed.

It is sent every form of event that the platform may send, samples in any order and batch, rows
without a reply or an id, an empty batch, references that are missing, long and strange text, and
a batch as large as the recipe's; and every reply is read as strictly as any platform might.
It is tried on examples of our own, or on DATA: JSON Lines with references, or with replies. A
reward that reads what these examples lack needs DATA.

One line is printed for each check: whether it passed, and what was seen; and under each that
failed, how to mend it. docs/conform.md has them all.

A reward whose judges ask models is asked some dozens of times; --calls and --max-cost bound that.

Exit status: 0 every check passed, 1 one failed, 2 could not run, 3 something needed could not be
checked.
"""


@click.command("conform", help=HELP)
@click.argument("reward", metavar="TARGET")
@click.argument("rows", metavar="[DATA]", required=False)
@gate_option
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    help="Seconds that the function will have; a deployed function's and an artifact's are known.",
)
@click.option(
    "--range",
    "reward_range",
    type=float,
    nargs=2,
    metavar="LOW HIGH",
    help="The least and the most that the reward may pay.",
)
@click.option(
    "--max-tokens",
    type=click.IntRange(min=1),
    metavar="N",
    help="The recipe's longest reply, from which the largest event is estimated; needs DATA.",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    metavar="D",
    help="By how much a score may differ when it is asked again, for judges that vary.",
)
@click.option(
    "--skip",
    multiple=True,
    type=click.Choice(["failing-model"]),
    help="Leave out the process in which the handler's models fail.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@run_options()
@dry_run_option
@click.pass_context
def command(context: click.Context, /, as_json: bool, **given: Any) -> None:
    with open_results() as out:
        done = conform(**given)
        print_cost(done.bill)
        if as_json:
            text = json.dumps(done.to_dict(), allow_nan=False, indent=2)
            out.write(printable_json(text) + "\n")
        else:
            _print(done, out)
    context.exit(EXIT_STATUS[done.verdict])


OUTCOMES: tuple[CheckOutcome, ...] = ("passed", "failed", "advice", "not checked")


def _print(done: ContractReport, out: TextIO) -> None:
    out.write(printable_text("\n".join(_lines(done))) + "\n")


def _lines(done: ContractReport) -> Iterator[str]:
    checks = done.conformance.checks
    yield f"{done.verdict}  {done.target} for {done.platform}{_cause(done)}"
    for check in checks:
        title = check.title.removeprefix(check.name).strip()
        says = f"{title}: {check.says_with_times}" if title else check.says_with_times
        yield f"{check.outcome:<12} {check.name}: {says}"
        if check.fix:
            yield f"{'':<12} fix: {check.fix}"
        if check.title:
            yield f"{'':<12} source: {check.source}"
    counted = Counter(check.outcome for check in checks)
    counts = ", ".join(f"{counted[outcome]} {outcome}" for outcome in OUTCOMES)
    took = f"{done.conformance.events} events, {done.conformance.samples} samples"
    yield f"{done.target} for {done.platform}: {counts}; {took}"


def _cause(done: ContractReport) -> str:
    """What comes first: the first check that failed, or else an event that raised."""
    raised = unscored_lines(done.conformance.raised)
    failed = [check for check in done.conformance.checks if check.outcome == "failed"]
    if failed:
        return f": {failed[0].title}: {failed[0].says}"
    return f": {raised[0]}" if raised else ""
