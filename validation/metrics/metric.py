"""What a metric is: one record that says what is measured and takes the measurement.

    scores ──needs──▶ a reason why not
      │
      └──of──▶ Undefined | Estimate | Ratio ──interval──▶ Measurement

`Metric.take` is the only way through this figure, so every measurement has a record, and every
value an interval or the words "no interval".
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, Literal, TypeVar

import numpy as np

from validation.measurement import Measurement, Reason
from validation.statistics import intervals
from validation.statistics.intervals import (
    ConfidenceInterval,
    Span,
    jackknife_t,
    jackknife_t_logit,
)
from validation.statistics.values import Bools, Floats, Ints, divide, share_leave_one_out

Direction = Literal["at_least", "at_most"]
Theme = Literal["data", "order", "signal", "spread", "bias", "parts", "attacks", "judges"]

# Prompts from which the delete-one-prompt jackknife has been seen to cover what it says.
JACKKNIFE_FROM = 20

JACKKNIFE = "delete-one-prompt jackknife-t"
LOGIT = f"{JACKKNIFE} on the log odds"


# The level at which each bound fails a reward: 95 % over up to twenty bounds at once (Bonferroni).
BOUNDS_AT_ONCE = 20
FAIL_LEVEL = 1 - 0.05 / BOUNDS_AT_ONCE

S = TypeVar("S", contravariant=True)


@dataclass(frozen=True)
class IntervalKind:
    """How an interval is made of a value and its values without each prompt in turn.

    Attributes:
        says: the method in words.
        ends: makes the interval of the value, the values left (G,) and a level.
        span: the least and the largest value that mean anything; what lies beyond is cut.
    """

    says: str
    ends: Callable[[float, Floats, float], ConfidenceInterval]
    span: Span = (-math.inf, math.inf)


# The range of a correlation, of an agreement and of a difference of two shares.
FROM_MINUS_ONE: Span = (-1.0, 1.0)

# For a share or an accuracy, from 0 to 1: on the log odds.
SHARE = IntervalKind(LOGIT, jackknife_t_logit, (0.0, 1.0))
PLAIN_SHARE = IntervalKind(JACKKNIFE, jackknife_t, (0.0, 1.0))
SIGNED = IntervalKind(JACKKNIFE, partial(jackknife_t, span=FROM_MINUS_ONE), FROM_MINUS_ONE)
SIGNED_SHARE = IntervalKind(LOGIT, partial(jackknife_t_logit, span=FROM_MINUS_ONE), FROM_MINUS_ONE)
UPWARDS = IntervalKind(JACKKNIFE, partial(jackknife_t, span=(0.0, math.inf)), (0.0, math.inf))
OPEN = IntervalKind(JACKKNIFE, partial(jackknife_t, span=(-math.inf, math.inf)))
# For a ratio of signal to noise, of which the square is a share.
SQUARED = IntervalKind(f"{JACKKNIFE} on the square", intervals.jackknife_t_square, FROM_MINUS_ONE)
# For a coefficient of agreement, which crowds below 1: on log(1 - r).
AGREEMENT = IntervalKind(f"{JACKKNIFE} on log(1-r)", intervals.jackknife_t_log, FROM_MINUS_ONE)
# For a count, or a share of what was looked at whole: it has no sampling error.
EXACT = IntervalKind("", lambda value, left_out, level: ConfidenceInterval(value, value))
# For a statistic whose value without a prompt would have to be computed anew.
NONE = IntervalKind("no interval", lambda value, left_out, level: intervals.UNDEFINED)


@dataclass(frozen=True)
class Undefined:
    """No value: the reason, how many units there were all the same, and `Estimate`'s method."""

    reason: Reason
    n: int = 0
    method: str = ""


@dataclass(frozen=True)
class Estimate:
    """A value, and what its interval is made of.

    Attributes:
        value: not finite where the scores are too large to compute with.
        n: units that the value rests on; the prompts of `left_out` where it is not given.
        left_out: the value without each prompt in turn (G,), of which the metric's kind of
            interval is made.
        interval: makes the interval at a level, in place of `left_out`.
        method: how it was computed, where these scores say more of it than the metric does.
    """

    value: float
    n: int = 0
    left_out: Floats | None = None
    interval: Callable[[float], ConfidenceInterval] | None = None
    method: str = ""


@dataclass(frozen=True)
class Ratio:
    """Σ above / Σ below over prompts (G,) each: the jackknife takes it exactly.

    A prompt that adds nothing below does not count; at least one has to. What is below are the
    prompts' weights: n is the number of equal ones that would say as much, (Σw)² / Σw² (Kish).
    """

    above: Floats
    below: Floats | Ints
    method: str = ""

    def estimate(self, metric: "Metric[S]") -> Estimate:
        counts = self.below > 0
        above, below = self.above[counts], self.below[counts]
        left = below.sum() - below
        return Estimate(
            float(above.sum() / below.sum()),
            round(intervals.effective_number(below)),
            left_out=divide(above.sum() - above, left, left > 0),
            method=f"{self.method or metric.method}; {metric.interval.says}",
        )


Found = Undefined | Estimate | Ratio


@dataclass(frozen=True)
class Metric(Generic[S]):
    """One thing that is measured of scores, of type `S`.

    Attributes:
        name: as in report.json and in a gate file.
        says: what it measures, in plain words.
        theme: the section of the report that it belongs to.
        fix: what to do about a bad value.
        direction: whether a good value is a high one (`at_least`) or a low one (`at_most`).
        method: how it is computed, in a few words.
        interval: how its interval is made.
        needs: tells why the scores cannot be measured, or None where they can.
        of: computes it. None for what is measured elsewhere and only reported here.
        unit: what the interval's `n` counts.
        is_supply: whether it counts data: too little of it decides nothing, and never fails.
        span: the least and the largest value that mean anything, where the interval's kind does
            not say it; what lies beyond is cut.
        below_zero: of a value that is wanted near 0, what one far below it means; "" of others.
    """

    name: str
    says: str
    theme: Theme
    fix: str
    direction: Direction = "at_least"
    method: str = ""
    interval: IntervalKind = NONE
    needs: Callable[[S], Reason | None] | None = None
    of: Callable[[S], Found] | None = None
    unit: str = "prompts"
    is_supply: bool = False
    span: Span | None = None
    below_zero: str = ""

    @property
    def is_agreement(self) -> bool:
        """Whether it is a coefficient of agreement, whose interval is made on log(1 - x)."""
        return self.interval is AGREEMENT

    def is_at_worst(self, value: float) -> bool:
        """Whether the value is the worst that there can be, as where all groups are dead."""
        low, high = self.span or self.interval.span
        return value <= low if self.direction == "at_least" else value >= high

    def take(self, scores: S, which: str = "") -> Measurement:
        """The measurement of these scores; `which` names one of several, as in `name:which`."""
        reason = None if self.needs is None else self.needs(scores)
        if reason is not None:
            return self.report(Undefined(reason), which)
        if self.of is None:
            raise TypeError(f"the metric {self.name} is not computed here: report what was found")
        return self.report(self.of(scores), which)

    def report(self, found: Found, which: str = "") -> Measurement:
        """The measurement of what was found, with its interval, if it is defined."""
        if isinstance(found, Ratio):
            found = found.estimate(self)
        name = f"{self.name}:{which}" if which else self.name
        method, n = found.method or self.method, found.n
        if isinstance(found, Undefined):
            return Measurement(name, None, None, None, n, self.unit, method, found.reason)
        trusted_from = 0
        if found.left_out is not None:
            n, trusted_from = n or found.left_out.size, JACKKNIFE_FROM
        elif found.interval is None:
            method += f"; {self.interval.says}" if self.interval.says else ""
        if not math.isfinite(found.value):  # squares of scores past 1e150 leave the floats
            return Measurement(name, None, None, None, n, self.unit, method, "too_large")
        low, high = self._ends(found, 0.95)
        fail_low, fail_high = self._ends(found, FAIL_LEVEL)
        return Measurement(
            name,
            self._clip(found.value),
            low,
            high,
            n,
            self.unit,
            method,
            trusted_from=trusted_from,
            fail_low=fail_low,
            fail_high=fail_high,
        )

    def _ends(self, found: Estimate, level: float) -> tuple[float | None, float | None]:
        """The interval at a level, within what means anything and never beside the value."""
        if found.interval is not None:
            made = found.interval(level)
        else:
            left_out = np.empty(0) if found.left_out is None else found.left_out
            made = self.interval.ends(found.value, left_out, level)
        low, high = min(made.low, found.value), max(made.high, found.value)
        ends = (low, made.low), (high, made.high)
        finite = [self._clip(end) if math.isfinite(given) else None for end, given in ends]
        return finite[0], finite[1]

    def _clip(self, value: float) -> float:
        low, high = self.span or self.interval.span
        return float(min(max(value, low), high))


def prompt_means(values: Floats, method: str = "") -> Ratio:
    """The mean of one value a prompt (G,), nan where a prompt has none. At least one has to."""
    held = ~np.isnan(values)
    return Ratio(values[held], np.ones(np.count_nonzero(held)), method)


def mean_of_samples(values: Floats, prompts: Ints, method: str = "") -> Ratio:
    """The mean of one value a sample (n,), nan where there is none, by prompt (n,)."""
    held = ~np.isnan(values)
    sums, counts = np.bincount(prompts[held], values[held]), np.bincount(prompts[held])
    return Ratio(sums.astype(np.float64), counts.astype(np.int64), method)


def sample_share(hit: Bools, prompts: Ints, method: str) -> Estimate:
    """The share of samples (n,) that are hit, by prompt (n,)."""
    left_out = share_leave_one_out(hit, prompts)
    return Estimate(float(hit.mean()), left_out=left_out, method=f"{method}; {JACKKNIFE}")


def varies(values: Floats) -> bool:
    """Whether the values, nan aside, are not all the same; false for none."""
    known = values[~np.isnan(values)]
    return bool(known.size and np.ptp(known) > 0)
