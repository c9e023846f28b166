"""How a run asks: the target, the judges, and the models behind them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rewards.scoring import thread_pool
from rewards.wire import PLATFORMS, PlatformName
from validation.errors import InputError
from validation.row_keys import RowRules

# Seconds that one call of the user's code may take, unless somebody says otherwise.
CALL_LIMIT = 120.0
ANSWERS = Path(".assay") / "answers.sqlite"


@dataclass(frozen=True)
class RunOptions:
    """What the commands and the Python API have in common. A number off its range is InputError.

    Attributes:
        workers: Threads that call the reward and the judges, or send events; 1 is this thread.
            `score` takes processes for a reward that asks no model.
        platform: Whom a handler or function answers; None is what its environment says, or nova.
        batch_size: Samples an event holds; None is 128, and 1 for the platform scorer.
        answers: The file that keeps the replies of models, so that none is paid for twice.
        fresh: Whether to ask again what an earlier run has asked already.
        max_cost: US dollars that asking models may cost; None is no limit.
        prices: A TOML file of what models cost; None is prices.toml in this folder, or our own.
        price: What models cost beside that file or against it, by their names: US dollars for a
            million input tokens and for a million output tokens.
        price_per_call: US dollars that one reply sent to the target costs at most, where the
            target asks models by itself; None where nobody says.
        calls: How many replies are sent to the target at most, and how many questions are put to
            models at most, each counted by itself; None is no limit.
        call_limit: Seconds that one call of a reward or handler in this process may take: it is
            ended then, and is a fault.
        map: Keys and roles of the data, by what they are called there; the name that is read.
        allow_unread: Whether keys that nearly are known ones may stay unread.
        grades: Labels of `quality` and `ratings` from the worst to the best.
        sample: How many rows a verdict is made of at most: of more, the rows of some prompts are
            taken, the same ones each time. `score` takes all.
    """

    workers: int = 1
    platform: PlatformName | None = None
    batch_size: int | None = None
    answers: Path = ANSWERS
    fresh: bool = False
    max_cost: float | None = None
    prices: Path | None = None
    price: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    price_per_call: float | None = None
    calls: int | None = None
    call_limit: float = CALL_LIMIT
    map: Mapping[str, str] = field(default_factory=dict)
    allow_unread: bool = False
    grades: Sequence[str] = ()
    sample: int = 100_000

    def __post_init__(self) -> None:
        for name in ("answers", "prices"):
            path = getattr(self, name)
            object.__setattr__(self, name, None if path is None else Path(path))
        for name in ("workers", "batch_size", "calls", "sample"):
            number = getattr(self, name)
            if number is not None and number < 1:
                raise InputError(f"{name}: expected 1 or more, got {number}")
        for name, unit in (
            ("max_cost", "dollars"),
            ("price_per_call", "dollars"),
            ("call_limit", "seconds"),
        ):
            amount = getattr(self, name)
            if amount is not None and not 0 <= amount < math.inf:
                raise InputError(f"{name}: expected 0 or more {unit}, got {amount}")
        _check_prices(self.price)
        if self.platform is not None and self.platform not in PLATFORMS:
            raise InputError(
                f"platform: expected one of {', '.join(PLATFORMS)}, got {self.platform!r}"
            )

    @property
    def row_rules(self) -> RowRules:
        """What the user says of the keys of the data; raises InputError for an unknown name."""
        return RowRules(self.map, self.allow_unread, self.grades)

    def thread_pool(self) -> AbstractContextManager[Executor | None]:
        """Threads to score in, or None for one worker: this thread, where signals work."""
        return thread_pool(self.workers)


def _check_prices(prices: Mapping[str, tuple[float, float]]) -> None:
    for model, ends in prices.items():
        if len(ends) != 2 or not all(0 <= dollars < math.inf for dollars in ends):
            expected = "expected dollars a million input and output tokens"
            raise InputError(f"price: {model}: {expected}, got {ends}")


# One thread, no limit of the cost, and answers kept in `.assay/` of the current folder.
DEFAULT_OPTIONS = RunOptions()


@contextmanager
def forget_answers(options: RunOptions) -> Iterator[RunOptions]:
    """The options with a file of answers that is gone at the end, unless they name one already."""
    if options.answers != ANSWERS:
        yield options
        return
    with TemporaryDirectory(prefix="assay-") as folder:
        yield replace(options, answers=Path(folder) / ANSWERS.name)
