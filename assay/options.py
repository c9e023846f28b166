"""The options that commands have in common, as one argument `options`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from rewards.wire import PLATFORMS
from validation.errors import InputError
from validation.options import ANSWERS, RunOptions

Command = TypeVar("Command", bound=Callable[..., object])

_FILE = click.Path(path_type=Path, dir_okay=False)
_RUN_OPTIONS = {
    "workers": click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Threads that call the reward and the judges, or send events to a function; "
        "1 does so in the main thread.",
    ),
    "platform": click.option(
        "--platform",
        type=click.Choice(list(PLATFORMS)),
        help="Whom a handler or function answers; what its REWARD_PLATFORM says, else nova.",
    ),
    "batch_size": click.option(
        "--batch-size",
        type=click.IntRange(min=1),
        metavar="N",
        help="Samples an event holds, for a handler or function; 128 unless given, 1 for scorer.",
    ),
    "answers": click.option(
        "--answers",
        type=_FILE,
        default=ANSWERS,
        show_default=True,
        metavar="FILE",
        help="Where the replies of models are kept, so that none is paid for twice.",
    ),
    "fresh": click.option(
        "--fresh", is_flag=True, help="Ask anew what an earlier run has asked already."
    ),
    "max_cost": click.option(
        "--max-cost",
        type=click.FloatRange(min=0),
        metavar="USD",
        help="Stop before asking models costs more than this; what was paid is kept.",
    ),
    "prices": click.option(
        "--prices",
        type=_FILE,
        metavar="FILE",
        help="What models cost; prices.toml in this folder, or else the kit's own.",
    ),
}
"""Each field of RunOptions as an option."""

MODEL_OPTIONS = ("answers", "fresh", "max_cost", "prices")
"""Those that a command needs which only asks a model."""


def run_options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command these options, or all of RunOptions, as its argument `options`."""
    taken = names or tuple(_RUN_OPTIONS)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def call_with_options(*args: object, **given: Any) -> None:
            options = RunOptions(**{name: given.pop(name) for name in taken})
            command(*args, options=options, **given)

        for name in reversed(taken):
            call_with_options = _RUN_OPTIONS[name](call_with_options)
        return call_with_options

    return decorate


def gate_option(command: Command) -> Command:
    """Give a command --gate."""
    return click.option(
        "--gate",
        metavar="PRESET|FILE",
        help="Bounds to hold the measurements to: judged, verifiable, strict, or a file; gate.toml "
        "in this folder unless given, or else judged.",
    )(command)


@contextmanager
def show_input_errors() -> Iterator[None]:
    """Turn an InputError into a line on stderr; whoever runs the command gives the exit status."""
    try:
        yield
    except InputError as error:
        raise click.ClickException(str(error)) from error
