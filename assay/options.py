"""The options that commands have in common, as one argument `options`."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from rewards.wire import PLATFORMS
from validation.options import DEFAULT_OPTIONS, RunOptions

_FILE = click.Path(path_type=Path, dir_okay=False)
# Each field of RunOptions as the option of its name, whose default is the field's.
_RUN_OPTIONS: dict[str, dict[str, Any]] = {
    "workers": {
        "type": click.IntRange(min=1),
        "help": "Threads that call the reward and the judges, or send events to a function; "
        "1 does so in the main thread.",
    },
    "platform": {
        "type": click.Choice(list(PLATFORMS)),
        "help": "Whom a handler or function answers; what its REWARD_PLATFORM says, else nova.",
    },
    "batch_size": {
        "type": click.IntRange(min=1),
        "metavar": "N",
        "help": "Samples an event holds, for a handler or function; 128 unless given, 1 for "
        "scorer.",
    },
    "answers": {
        "type": _FILE,
        "metavar": "FILE",
        "help": "Where the replies of models are kept, so that none is paid for twice.",
    },
    "fresh": {"is_flag": True, "help": "Ask anew what an earlier run has asked already."},
    "max_cost": {
        "type": click.FloatRange(min=0),
        "metavar": "USD",
        "help": "Stop before asking models costs more than this; what was paid is kept.",
    },
    "prices": {
        "type": _FILE,
        "metavar": "FILE",
        "help": "What models cost; prices.toml in this folder, or else the kit's own.",
    },
}

# Those that a command needs which only asks a model.
MODEL_OPTIONS = ("answers", "fresh", "max_cost", "prices")


def run_options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command these options, or all of RunOptions, as its argument `options`."""
    taken = names or tuple(_RUN_OPTIONS)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def call_with_options(*args: object, **given: Any) -> None:
            options = RunOptions(**{name: given.pop(name) for name in taken})
            command(*args, options=options, **given)

        for name in reversed(taken):
            default = getattr(DEFAULT_OPTIONS, name)
            call_with_options = click.option(
                f"--{name.replace('_', '-')}",
                default=default,
                show_default=bool(default),
                **_RUN_OPTIONS[name],
            )(call_with_options)
        return call_with_options

    return decorate


gate_option = click.option(
    "--gate",
    metavar="PRESET|FILE",
    help="Bounds to hold the measurements to: judged, verifiable, strict, or a file; gate.toml "
    "in this folder unless given, or else judged.",
)
