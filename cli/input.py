"""What the subcommands take in: bad input on one line, judges by name, threads to work in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import click

from rewards.types import Reward
from validation.errors import InputError
from validation.target import read_reward

Command = TypeVar("Command", bound=Callable[..., object])


def workers_option(command: Command) -> Command:
    """Give a command --workers."""
    return click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Threads that call the reward and the judges, or send events to a function; "
        "1 does so in the main thread.",
    )(command)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn an InputError into a line on stderr; whoever runs the command gives the exit status."""
    try:
        yield
    except InputError as error:
        raise click.ClickException(str(error)) from error


def read_judges(given: Sequence[str]) -> Mapping[str, Reward]:
    """Judges by name, from `module:name`, which is then called `name`, or `NAME=module:name`.

    Raises InputError for a judge that cannot be read, or a name given twice.
    """
    judges: dict[str, Reward] = {}
    for option in given:
        name, _, source = option.rpartition("=")
        name = name or source.rpartition(":")[2]
        if name in judges:
            raise InputError(f"--judge {option}: {name!r} is taken; say --judge OTHER={source}")
        judges[name] = read_reward(source)
    return judges


@contextmanager
def thread_pool(workers: int) -> Iterator[Executor | None]:
    """Threads to score in, or None for one worker: this thread, where signals work."""
    if workers == 1:
        yield None
        return
    executor = ThreadPoolExecutor(workers)
    try:
        yield executor
    finally:
        # A call that hangs must not outlive an interrupt: nobody waits for the threads here.
        executor.shutdown(wait=False, cancel_futures=True)
