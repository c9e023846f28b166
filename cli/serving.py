"""How the commands ask what answers events: for whom, how many samples at once."""

from collections.abc import Callable
from functools import wraps

import click

from rewards.wire import PLATFORMS, Platform
from validation.opened import Serving


def serving_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --platform and --batch-size: with its `workers`, its argument `serving`."""

    @wraps(command)
    def told(
        *args: object,
        workers: int,
        platform: Platform | None,
        batch_size: int | None,
        **others: object,
    ) -> None:
        serving = Serving(platform, batch_size, workers)
        command(*args, workers=workers, serving=serving, **others)

    for option in reversed(_OPTIONS):
        told = option(told)
    return told


_OPTIONS = (
    click.option(
        "--platform",
        type=click.Choice(PLATFORMS),
        help="Whom a handler or function answers; what its REWARD_PLATFORM says, else nova.",
    ),
    click.option(
        "--batch-size",
        type=click.IntRange(min=1),
        metavar="N",
        help="Samples an event holds, for a handler or function; 128 unless given, 1 for scorer.",
    ),
)
