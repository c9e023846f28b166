"""A measured number: what it is, how sure, of how many, and how it was computed."""

from dataclasses import dataclass

import numpy as np

from validation.catalogue import REASONS, Reason
from validation.statistics.intervals import ConfidenceInterval

JACKKNIFE_FROM = 20
"""Prompts from which the delete-one-prompt jackknife has been seen to cover what it says."""


@dataclass(frozen=True)
class Measurement:
    """A named number with its 95 % interval; None where undefined, and then `reason` says why.

    `n` counts what the interval rests on, in `unit`s. `trusted_from` is the least n at which the
    interval is known to cover what it says.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    method: str
    reason: Reason | None = None
    trusted_from: int = 0

    @property
    def why_undefined(self) -> str:
        return REASONS[self.reason] if self.reason else ""


def exact_measurement(name: str, value: float, n: int, unit: str, method: str) -> Measurement:
    """A count or a share of what was looked at whole: it has no sampling error."""
    return Measurement(name, float(value), float(value), float(value), n, unit, method)


def undefined_measurement(name: str, reason: Reason, n: int, unit: str, method: str) -> Measurement:
    """A measurement that the data, or the scores themselves, leave without a value."""
    return Measurement(name, None, None, None, n, unit, method, reason)


def estimated_measurement(
    name: str,
    value: float,
    interval: ConfidenceInterval,
    n: int,
    unit: str,
    method: str,
    trusted_from: int,
) -> Measurement:
    """A statistic with its interval; an end that cannot be computed is None."""
    if not np.isfinite(value):  # squares of scores past 1e150 leave the floats there are
        return undefined_measurement(name, "too_large", n, unit, method)
    low, high = (float(end) if np.isfinite(end) else None for end in (interval.low, interval.high))
    return Measurement(name, float(value), low, high, n, unit, method, trusted_from=trusted_from)
