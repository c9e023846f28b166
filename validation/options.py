"""How a run asks: the target, the judges, and the models behind them."""

from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from rewards.scoring import thread_pool
from rewards.wire import PLATFORMS, PlatformName
from validation.errors import InputError

ANSWERS = Path(".assay") / "answers.sqlite"


@dataclass(frozen=True)
class RunOptions:
    """What the commands and the Python API have in common. A number off its range is InputError.

    Attributes:
        workers: Threads that call the reward and the judges, or send events; 1 is this thread.
        platform: Whom a handler or function answers; None is what its environment says, or nova.
        batch_size: Samples an event holds; None is 128, and 1 for the platform scorer.
        answers: The file that keeps the replies of models, so that none is paid for twice.
        fresh: Whether to ask again what an earlier run has asked already.
        max_cost: US dollars that asking models may cost; None is no limit.
        prices: A TOML file of what models cost; None is prices.toml in this folder, or our own.
    """

    workers: int = 1
    platform: PlatformName | None = None
    batch_size: int | None = None
    answers: Path = ANSWERS
    fresh: bool = False
    max_cost: float | None = None
    prices: Path | None = None

    def __post_init__(self) -> None:
        for name in ("workers", "batch_size"):
            number = getattr(self, name)
            if number is not None and number < 1:
                raise InputError(f"{name}: expected 1 or more, got {number}")
        if self.max_cost is not None and not self.max_cost >= 0:
            raise InputError(f"max_cost: expected 0 or more dollars, got {self.max_cost}")
        if self.platform is not None and self.platform not in PLATFORMS:
            raise InputError(
                f"platform: expected one of {', '.join(PLATFORMS)}, got {self.platform!r}"
            )

    def thread_pool(self) -> AbstractContextManager[Executor | None]:
        """Threads to score in, or None for one worker: this thread, where signals work."""
        return thread_pool(self.workers)


# One thread, no limit of the cost, and answers kept in `.assay/` of the current folder.
DEFAULT_OPTIONS = RunOptions()
