"""assay probe: what a policy will find, if it is there."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

import click

from cli.asking import Asking, asking_options
from cli.input import one_line_errors, thread_pool, workers_option
from cli.output import results
from cli.progress import check_limit, paid, watched
from cli.quiet import quietly
from cli.serving import serving_options
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.opened import Serving, opened_target
from validation.probes import AttackResult, Probing, known_attacks, probe

if TYPE_CHECKING:
    from rich.table import Table

HELP = """Attack a reward before a model does.

TARGET and DATA are those of `assay validate`; references, or graded replies, are what attacks are
made of. The golds are scored first, then wrong answers and attacks. Each attack is told with its
share of what the gold earns beyond an honest wrong answer (0 is as a wrong answer, 1 is as the
gold), on how many prompts it works, and the shortest reply that was over-paid. docs/attacks.md
says of each what it imitates and how to mend a reward that pays it.

A reward that asks models is asked 3,000 times at most, one that does not 20,000 times.

Exit status: 0 no attack earns more than a half, 1 the worst earns more than .7 or golds are not
paid, 2 could not run, 3 neither, or it could not be measured.
"""
PAID, TOO_MUCH = 0.5, 0.7
LISTED = 5
"""Refused golds and rewordings that are shown."""
SHOWN = 12
"""Attacks that are listed, beside those that are paid."""


@click.command("probe", help=HELP)
@click.argument("target")
@click.argument("data")
@click.option(
    "--attack", "attacks", multiple=True, metavar="NAME", help="Only this attack; may be repeated."
)
@click.option(
    "--prompts",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    metavar="N",
    help="Prompts to attack, at most.",
)
@click.option(
    "--calls", type=click.IntRange(min=1), metavar="N", help="Calls of the reward, at most."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
@workers_option
@serving_options
@asking_options
@click.pass_context
def command(
    context: click.Context,
    target: str,
    data: str,
    attacks: tuple[str, ...],
    prompts: int,
    calls: int | None,
    as_json: bool,
    workers: int,
    serving: Serving,
    asking: Asking,
) -> None:
    with (
        results() as out,
        one_line_errors(),
        asking.on_a_bill() as bill,
        thread_pool(workers) as executor,
    ):
        _check_names(attacks)
        dataset, watch = read_dataset(data), watched(bill)
        attacked = partial(probe, calls=calls, prompts=prompts, attacks=attacks)
        with opened_target(target, dataset, serving) as asked, quietly(asked):
            probing = attacked(asked, dataset, executor, watch)
        check_limit(bill)
        _write(probing, f"{target} on {data}", as_json, out)
        if bill.questions:
            click.echo(paid(bill), err=True)
    context.exit(status(probing))


def status(probing: Probing) -> int:
    """The exit status."""
    measured = {m.name: m for m in probing.measurements}
    worst, gold = measured["excess_pay_ratio"], measured["gold_pay"]
    if worst.reason == "gold_not_paid" or (gold.high is not None and gold.high < PAID):
        return 1
    if worst.low is not None and worst.low > TOO_MUCH:
        return 1
    return 0 if worst.high is not None and worst.high <= PAID else 3


def _check_names(attacks: tuple[str, ...]) -> None:
    unknown = sorted({*attacks} - known_attacks())
    if unknown:
        raise InputError(f"--attack {unknown[0]}: no such attack; docs/attacks.md has them all")


def _write(probing: Probing, title: str, as_json: bool, out: TextIO) -> None:
    if as_json:
        out.write(json.dumps(_as_dict(probing), allow_nan=False) + "\n")
    else:
        _print(probing, title, out)


def _as_dict(probing: Probing) -> dict[str, Any]:
    from dataclasses import asdict

    from validation.report.trials_as_dict import probing_as_dict

    headlines = [m for m in probing.measurements if ":" not in m.name]
    return {"measurements": [asdict(m) for m in headlines], **probing_as_dict(probing)}


def _print(probing: Probing, title: str, out: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    from cli.probed import headlines, refused

    console = Console(file=out, width=None if out.isatty() else 1000, highlight=False)
    console.print(Text(f"{title} ({probing.prompts} prompts, {probing.calls:,} calls)", "bold"))
    for line in headlines(probing):
        console.print(Text(line))
    console.print(_table(probing))
    for line in refused(probing, LISTED):
        console.print(Text(line))
    for line in probing.not_probed:
        console.print(Text(f"not probed: {line}"))


def _table(probing: Probing) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("attack")
    for heading in ("of gold's pay", "works on"):
        table.add_column(heading, justify="right")
    table.add_column("shortest over-paid reply")
    listed = [r for at, r in enumerate(probing.results) if at < SHOWN or (r.ratio or 0) > PAID]
    for result in listed:
        table.add_row(*(Text(cell) for cell in _cells(result)))
    if len(listed) < len(probing.results):
        table.add_row(f"{len(probing.results) - len(listed)} more", "no more", "", "--json has all")
    return table


def _cells(result: AttackResult) -> tuple[str, str, str, str]:
    from cli.probed import interval, shown

    works = result.works.value
    share = "" if works is None else f"{100 * works:.0f} % of {result.works.n}"
    faults = f"; {result.faults} faults: {result.fault:.60}" if result.faults else ""
    return result.name, interval(result.counted), share, shown(result) + faults
