"""How the commands ask models: replies remembered, the bill kept, its limit held."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TypeVar

import click

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from judges.remembered import AnswerStore, has_stable_repr
from rewards.types import Reward
from rewards.wire import PLATFORMS, PlatformName
from validation.bill import PRICES, Bill, read_prices
from validation.errors import InputError
from validation.targets.open import ServingOptions
from validation.targets.target import read_reward

ANSWERS = Path(".assay") / "answers.sqlite"


@dataclass(frozen=True)
class ModelOptions:
    """What the command line says of asking models."""

    answers: Path
    fresh: bool
    max_cost: float | None
    prices: Path

    @contextmanager
    def on_a_bill(self) -> Iterator[Bill]:
        """While it lasts, judges ask by way of the store of answers, and what is new is billed.

        Raises InputError where the prices or the store cannot be read, and, in place of whatever
        came of it, where the limit stopped the asking.
        """
        bill = Bill(read_prices(self.prices), self.max_cost)
        store = self._store(bill)

        def asked(ask: Ask, question: Question) -> Reply:
            if not has_stable_repr(ask):
                return bill.asked(ask, question)
            try:
                return store.ask_once(ask, question)
            except sqlite3.Error as error:  # what cannot be kept is not to be paid for
                raise bill.stop(f"--answers {self.answers}: {error}; stopped") from error

        token = current_asking.set(asked)
        try:
            yield bill
        finally:
            current_asking.reset(token)
            store.close()

    def _store(self, bill: Bill) -> AnswerStore:
        store = AnswerStore(self.answers, fresh=self.fresh, asking=bill.asked)
        try:
            if self.answers.exists():  # else it is made when a model is first asked, if any is
                store.open()
        except (OSError, ValueError, sqlite3.Error) as error:
            raise InputError(f"--answers {self.answers}: {error}") from error
        return store


def model_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --answers, --fresh, --max-cost and --prices, as its argument `asking`."""

    @wraps(command)
    def told(
        *args: object,
        answers: Path,
        fresh: bool,
        max_cost: float | None,
        prices: Path,
        **others: object,
    ) -> None:
        command(*args, asking=ModelOptions(answers, fresh, max_cost, prices), **others)

    for option in reversed(_MODEL_OPTIONS):
        told = option(told)
    return told


_FILE = click.Path(path_type=Path, dir_okay=False)
_MODEL_OPTIONS = (
    click.option(
        "--answers",
        type=_FILE,
        default=ANSWERS,
        show_default=True,
        metavar="FILE",
        help="Where the replies of models are kept, so that none is paid for twice.",
    ),
    click.option("--fresh", is_flag=True, help="Ask anew what an earlier run has asked already."),
    click.option(
        "--max-cost",
        type=click.FloatRange(min=0),
        metavar="USD",
        help="Stop before asking models costs more than this; what was paid is kept.",
    ),
    click.option(
        "--prices",
        type=_FILE,
        default=PRICES,
        show_default="prices.toml",
        metavar="FILE",
        help="What models cost.",
    ),
)


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
def show_input_errors() -> Iterator[None]:
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


def serving_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --platform and --batch-size: with its `workers`, its argument `serving`."""

    @wraps(command)
    def told(
        *args: object,
        workers: int,
        platform: PlatformName | None,
        batch_size: int | None,
        **others: object,
    ) -> None:
        serving = ServingOptions(platform, batch_size, workers)
        command(*args, workers=workers, serving=serving, **others)

    for option in reversed(_SERVING_OPTIONS):
        told = option(told)
    return told


_SERVING_OPTIONS = (
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
