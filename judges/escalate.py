"""A second, stronger judge, asked only where the first is unsure."""

from collections.abc import Callable
from dataclasses import dataclass

from judges.panel import sub_metrics
from rewards.parts import PartError, as_call, score_after, total_usage
from rewards.types import Reward, Sample, Score

Unsure = Callable[[Score], bool]


@dataclass(frozen=True)
class Between:
    """Unsure where the rating on 0..1 lies between `low` and `high`, the ends left out.

    Attributes:
        low: above this rating a judge is unsure.
        high: below this rating a judge is unsure.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"expected low below high, got {self.low!r} and {self.high!r}")

    def __call__(self, said: Score) -> bool:
        return self.low < said.value < self.high


# Unsure wherever the rating is neither the worst nor the best.
MIDDLE = Between(0.0, 1.0)


@dataclass(frozen=True, repr=False)
class Escalate:
    """The cheap judge's score, or the strong one's where the cheap is unsure; made by `escalate`.

    Attributes:
        cheap: the judge that is always asked.
        strong: the judge that is asked where `when` says that the cheap one is unsure.
        when: whether the cheap one's score is an unsure one.
    """

    cheap: Reward
    strong: Reward
    when: Unsure

    def __call__(self, sample: Sample) -> Score | None:
        first = score_after((), self.cheap, sample, "cheap")
        if first is None:
            return None
        # what `when` raises must not lose the first one's bill
        unsure = score_after(first.usage, lambda _: self.when(first), sample, "when")
        second = None
        if unsure is not None and unsure.value:
            second = score_after(first.usage, self.strong, sample, "strong")
        said = {"cheap": first} if second is None else {"cheap": first, "strong": second}
        usage = total_usage(said.values())
        for name, rating in said.items():
            if not 0 <= rating.value <= 1:
                problem = f"{name}: expected a rating from 0 to 1, got {rating.value!r}"
                raise PartError(problem, usage)
        decisive = first if second is None else second
        return Score(
            decisive.value,
            decisive.reason,
            ratings={name: rating.value for name, rating in said.items()},
            metrics={**sub_metrics(said), "escalated": float(second is not None)},
            usage=usage,
        )

    def __repr__(self) -> str:
        return as_call("escalate", cheap=self.cheap, strong=self.strong, when=self.when)


def escalate(*, cheap: Reward, strong: Reward, when: Unsure = MIDDLE) -> Escalate:
    """The cheap judge's score, and where `when` says of it that it is unsure, the strong one's.

    Both ratings are kept in `Score.ratings` as `cheap` and `strong`, what else each tells in the
    metrics `cheap.…` and `strong.…`, and the metric `escalated` is 1 where both have rated and
    otherwise 0. A fault of either is a fault of the whole: an unreadable cheap verdict is no reason
    to pay for a strong one unseen. When called, raises PartError for a rating outside 0..1.
    """
    return Escalate(cheap, strong, when)
