"""assay conform: a handler against the contract of its platform."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TextIO

import click

from assay.contract import as_handler_under_test
from assay.options import (
    ModelOptions,
    model_options,
    serving_options,
    show_input_errors,
    workers_option,
)
from assay.output import mute_stdout, open_results
from validation.bill import Bill
from validation.conformance import Conformance, HandlerUnderTest, conformance
from validation.conformance.trial import CheckOutcome
from validation.dataset import Dataset, read_dataset
from validation.errors import InputError
from validation.targets.endpoint import InvocationError
from validation.targets.open import ServingOptions, open_target

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
@click.argument("target")
@click.argument("data", required=False)
@serving_options
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
    "--calls",
    type=click.IntRange(min=1),
    metavar="N",
    help="Send at most so many samples; what would take more is not checked.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@workers_option
@model_options
@click.pass_context
def command(
    context: click.Context,
    target: str,
    data: str | None,
    timeout: float | None,
    reward_range: tuple[float, float] | None,
    max_tokens: int | None,
    tolerance: float,
    calls: int | None,
    as_json: bool,
    workers: int,
    serving: ServingOptions,
    asking: ModelOptions,
) -> None:
    with open_results() as out, show_input_errors(), asking.on_a_bill() as bill:
        dataset = Dataset("", "", ()) if data is None else read_dataset(data)
        with mute_stdout(), _open_handler(target, dataset, serving, tolerance, calls) as trial:
            done = conformance(trial, dataset.rows, reward_range, timeout, max_tokens)
        if done.questions:
            _print_cost(bill)
        _print(out, target, trial, done, as_json)
    context.exit(_exit_status(done))


@contextmanager
def _open_handler(
    target: str, dataset: Dataset, serving: ServingOptions, tolerance: float, calls: int | None
) -> Iterator[HandlerUnderTest]:
    """The target as what answers events; raises InputError for ratings, and what cannot start."""
    try:
        with open_target(target, dataset, serving) as opened:
            trial = as_handler_under_test(opened, serving, tolerance, calls)
            if trial is None:
                raise InputError(f"{target}: ratings take no events; expected a handler")
            yield trial
    except InvocationError as error:
        raise InputError(f"{target}: {error}") from error


def _print_cost(bill: Bill) -> None:
    """Say what models cost; numpy is loaded only here. Raises InputError where a limit was met."""
    from assay.progress import check_limit, cost_text

    check_limit(bill)
    if bill.questions:
        click.echo(cost_text(bill), err=True)


def _print(
    out: TextIO, target: str, trial: HandlerUnderTest, done: Conformance, as_json: bool
) -> None:
    if as_json:
        whole = {"target": target, "platform": trial.platform, **asdict(done)}
        out.write(json.dumps(whole, allow_nan=False, indent=2) + "\n")
        return
    for check in done.checks:
        out.write(f"{check.outcome:<12} {check.name}: {check.says_with_times}\n")
        if check.fix:
            out.write(f"{'':<12} fix: {check.fix}\n")
    counted = Counter(check.outcome for check in done.checks)
    told = ", ".join(f"{counted[outcome]} {outcome}" for outcome in _OUTCOMES)
    took = f"{done.events} events, {done.samples} samples"
    out.write(f"{target} for {trial.platform}: {told}; {took}\n")


_OUTCOMES: tuple[CheckOutcome, ...] = ("passed", "failed", "not checked")


def _exit_status(done: Conformance) -> int:
    if any(check.outcome == "failed" for check in done.checks):
        return 1
    return 3 if any(check.open for check in done.checks) else 0
