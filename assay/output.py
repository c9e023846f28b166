"""What a command writes: results on stdout, progress and cost on stderr, and nothing between."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from validation.errors import InputError, printable_json, printable_text

if TYPE_CHECKING:  # the terminal's help needs none of it
    from validation.bill import Bill

Item = TypeVar("Item")

# Of a verdict; 2 is for what could not run.
EXIT_STATUS = {"PASS": 0, "FAIL": 1, "INCONCLUSIVE": 3}


def say(text: str) -> None:
    """One line on stderr, in which no control character of a reply reaches the terminal."""
    click.echo(printable_text(text), err=True)


@contextmanager
def open_results() -> Iterator[TextIO]:
    """The real stdout to write results to, while everything else that is printed goes to stderr.

    An InputError meanwhile ends the command with its text.
    Down to the file descriptor, since rewards, and the libraries they call, may print from C.
    """
    sys.stdout.flush()
    real = os.dup(1)
    os.dup2(2, 1)
    try:
        with open(os.dup(real), "w", encoding="utf-8", errors="replace") as out:
            yield out
    except InputError as error:  # a line on stderr; whoever runs the command gives the exit status
        raise click.ClickException(printable_text(str(error))) from error
    finally:
        if not sys.stdout.closed:  # by a reward: only what it could reach
            sys.stdout.flush()
        os.dup2(real, 1)
        os.close(real)


@contextmanager
def json_writer(out: TextIO, as_array: bool) -> Iterator[Callable[[Any], None]]:
    """Writes each row that it is given: as a line of JSON, or as an entry of one array."""
    written = 0

    def write(row: Any) -> None:
        nonlocal written
        text = printable_json(json.dumps(row, allow_nan=False))
        out.write((",\n" if written else "") + text if as_array else text + "\n")
        written += 1

    out.write("[" if as_array else "")
    yield write
    out.write("]\n" if as_array else "")


def show_progress(
    items: Iterable[Item], name: str, count: int | None, bill: "Bill"
) -> Iterable[Item]:
    """The items; on a terminal with a bar: whose they are, how many of `count`, and the cost."""
    return _draw_bar(items, name, count, bill) if sys.stderr.isatty() else items


def _draw_bar(items: Iterable[Item], name: str, count: int | None, bill: "Bill") -> Iterator[Item]:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
        progress.TextColumn("{task.fields[paid]}"),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=count, paid="")
        for item in items:
            bar.update(task, advance=1, paid=cost_text(bill))
            yield item


def cost_text(bill: "Bill") -> str:
    """What was paid so far, in a few words; nothing before anybody was asked."""
    if not bill.questions:
        return ""
    dollars, least = bill.dollars, "at least " if bill.unanswered else ""
    cost = "cost unknown" if dollars is None else f"{least}${dollars:.4f}"
    return f"{bill.questions} questions, {cost}"


def print_cost(bill: "Bill") -> None:
    """Say on stderr what models cost, where any was asked."""
    if bill.questions:
        say(cost_text(bill))
