"""The options that commands have in common, as one argument `options`."""

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assay.output import say
from rewards.wire import PLATFORMS
from validation.options import DEFAULT_OPTIONS, RunOptions

if TYPE_CHECKING:  # a command's help needs none of it
    from validation.forecast import Forecast

_FILE = click.Path(path_type=Path, dir_okay=False)
# Each field of RunOptions as the option of its name, whose default is the field's.
_RUN_OPTIONS: dict[str, dict[str, Any]] = {
    "workers": {
        "type": click.IntRange(min=1),
        "help": "Threads that call the reward and the judges, or send events to a function; "
        "1 does so in the main thread. `score` takes processes for a reward that asks no model.",
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

_RUN_OPTIONS |= {
    "price": {
        "multiple": True,
        "metavar": "MODEL=IN,OUT",
        "callback": lambda context, option, given: dict(map(_read_price, given)),
        "help": "What a model costs, in dollars for a million tokens read and written; may be "
        "repeated.",
    },
    "price_per_call": {
        "type": click.FloatRange(min=0),
        "metavar": "USD",
        "help": "What one reply costs at most that a target is sent which asks models by itself.",
    },
    "calls": {
        "type": click.IntRange(min=1),
        "metavar": "N",
        "help": "Send the target at most so many replies, and ask models at most so many "
        "questions, each counted by itself.",
    },
}

_RUN_OPTIONS |= {
    "call_limit": {
        "type": click.FloatRange(min=0, min_open=True),
        "metavar": "SECONDS",
        "help": "End a call of a reward or handler in this process that takes longer; it is a "
        "fault.",
    },
    "map": {
        "multiple": True,
        "metavar": "KEY=NAME",
        "callback": lambda context, option, given: dict(map(_read_renaming, given)),
        "help": "Read this key, or this role, of the rows as the one named; may be repeated.",
    },
    "allow_unread": {
        "is_flag": True,
        "help": "Let keys and roles stay unread that nearly are known ones.",
    },
    "grades": {
        "metavar": "WORST,…,BEST",
        "callback": lambda context, option, given: tuple(given.split(",")) if given else (),
        "help": "Labels in the place of numbers for quality and ratings, in their order.",
    },
}

_RUN_OPTIONS |= {
    "sample": {
        "type": click.IntRange(min=1),
        "metavar": "N",
        "help": "Read all rows, and make the verdict of so many at most: of more, those of some "
        "prompts are taken, the same ones each time.",
    },
}
# Those of `assay score`, which takes every row.
SCORE_OPTIONS = tuple(name for name in _RUN_OPTIONS if name != "sample")

# Those that read the rows of the data.
ROW_OPTIONS = ("map", "allow_unread", "grades")

# Those that a command needs which only asks a model.
MODEL_OPTIONS = ("answers", "fresh", "max_cost", "prices", "price", "calls", *ROW_OPTIONS)


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
                default=None if default in ({}, ()) else default,
                show_default=bool(default),
                **_RUN_OPTIONS[name],
            )(call_with_options)
        return call_with_options

    return decorate


def dry_run_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --dry-run, as its argument `announce`: it is told what will be asked."""

    @wraps(command)
    def call_with_announce(*args: object, dry_run: bool, **given: Any) -> None:
        command(*args, announce=partial(announce, dry_run=dry_run), **given)

    return click.option("--dry-run", is_flag=True, help=_DRY_RUN)(call_with_announce)


_DRY_RUN = "Say what would be asked, and what that costs, and stop before anything is asked."


def announce(forecast: "Forecast", dry_run: bool) -> None:
    """Say on stderr what will be asked; a dry run ends there."""
    say(str(forecast))
    if dry_run:
        raise click.exceptions.Exit(0)


def _read_renaming(given: str) -> tuple[str, str]:
    key, _, name = given.rpartition("=")
    if not key or not name:
        raise click.BadParameter(f"expected KEY=NAME, as in grade=quality; got {given!r}")
    return key, name


def _read_price(given: str) -> tuple[str, tuple[float, float]]:
    model, _, ends = given.rpartition("=")
    try:
        read, written = map(float, ends.split(","))
    except ValueError as error:
        expected = "expected MODEL=INPUT,OUTPUT in dollars for a million tokens"
        raise click.BadParameter(f"{expected}, as in my-model=0.3,2.5; got {given!r}") from error
    return model, (read, written)


gate_option = click.option(
    "--gate",
    metavar="PRESET|FILE",
    help="Bounds to hold the measurements to: judged, verifiable, strict, or a file; gate.toml "
    "in this folder unless given, or else judged.",
)
