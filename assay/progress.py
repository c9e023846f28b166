"""Progress, cost and the limit of a command that asks models, shown on standard error."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from assay.output import mute_stdout
from rewards.scoring import Outcome
from validation.bill import Bill
from validation.errors import InputError
from validation.scoring import Watch
from validation.targets.target import EndpointTarget, Target

Item = TypeVar("Item")


def progress_watch(bill: Bill) -> Watch:
    """Draws outcomes as they pass, with the bill; ends the run where its limit stopped it."""

    def watch(outcomes: Iterator[Outcome], name: str, count: int) -> Iterable[Outcome]:
        return show_progress(outcomes, name, count, bill)

    return watch


def show_progress(items: Iterable[Item], name: str, count: int, bill: Bill) -> Iterator[Item]:
    """The items, and a bar that says whose they are, how many of `count`, and what was paid.

    Raises InputError once the limit of the bill has stopped the asking.
    """
    shown = _draw_bar(items, name, count, bill) if sys.stderr.isatty() else items
    for item in shown:
        check_limit(bill)
        yield item


def check_limit(bill: Bill) -> None:
    """Raises InputError where the limit has stopped the asking: no verdict comes of a part."""
    if bill.stopped is not None:
        raise InputError(bill.stopped)


def _draw_bar(items: Iterable[Item], name: str, count: int, bill: Bill) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[paid]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=count, paid="")
        for item in items:
            progress.update(task, advance=1, paid=cost_text(bill))
            yield item


def cost_text(bill: Bill) -> str:
    """What was paid so far, in a few words; nothing before anybody was asked."""
    if not bill.questions:
        return ""
    dollars, least = bill.dollars, "at least " if bill.unanswered else ""
    cost = "cost unknown" if dollars is None else f"{least}${dollars:.4f}"
    return f"{bill.questions} questions, {cost}"


def mute_handler(target: Target) -> AbstractContextManager[None]:
    """While a handler is asked: it logs every event, of which there are hundreds."""
    return mute_stdout() if isinstance(target, EndpointTarget) else nullcontext()
