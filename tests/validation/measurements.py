"""Measurements that a test makes by hand."""

from validation.measurement import Measurement, Reason


def exact_measurement(name: str, value: float, n: int, unit: str, method: str) -> Measurement:
    """A count, or a share of what was looked at whole: its interval is its value."""
    return Measurement(name, float(value), float(value), float(value), n, unit, method)


def undefined_measurement(name: str, reason: Reason, n: int, unit: str, method: str) -> Measurement:
    return Measurement(name, None, None, None, n, unit, method, reason)
