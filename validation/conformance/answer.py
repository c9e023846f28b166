"""What came of samples that were sent: their scores as far as they can be read, or the error."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rewards.types import Sample

Scores = tuple[float | None, ...]
"""A number a sample, in their order; None where none can be read."""


@dataclass(frozen=True)
class Answer:
    """The scores of samples, each with the entry that it was read from; or an error.

    `seconds` is what the slowest of the events took, and `size` the bytes of the longest reply.
    """

    samples: tuple[Sample, ...]
    scores: Scores
    entries: tuple[Any, ...] = ()
    error: str = ""
    faults: tuple[str, ...] = ()
    seconds: float = 0.0
    size: int = 0


def entries_of(reply: bytes, samples: Sequence[Sample]) -> tuple[Any, ...]:
    """The entry for each sample: by its id where the ids tell them apart, else in order.

    It reads more than is legal (an envelope or none, a body that is no string, NaN), so that one
    fault of the reply does not hide what the others are.
    """
    entries = _entries(reply)
    found = [repr(entry.get("id")) for entry in entries if isinstance(entry, dict)]
    wanted = [repr(sample.id) for sample in samples]
    if len(set(wanted)) == len(wanted) == len(entries) and sorted(found) == sorted(wanted):
        return tuple(entries[found.index(identity)] for identity in wanted)
    return tuple((entries + [None] * len(samples))[: len(samples)])


def _entries(reply: bytes) -> list[Any]:
    decoded = _decoded(reply)
    if isinstance(decoded, dict) and "body" in decoded:
        body = decoded["body"]
        decoded = _decoded(body) if isinstance(body, str) else body
    return decoded if isinstance(decoded, list) else []


def _decoded(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def number(entry: object) -> float | None:
    """The score in an entry, from a numeric string or a boolean too."""
    value = entry.get("aggregate_reward_score") if isinstance(entry, dict) else None
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None


def agree(first: Scores, second: Scores, tolerance: float) -> bool:
    """Whether the scores are the same, within a tolerance; NaN is the same as NaN."""
    return len(first) == len(second) and all(
        one_agrees(a, b, tolerance) for a, b in zip(first, second, strict=True)
    )


def one_agrees(first: float | None, second: float | None, tolerance: float) -> bool:
    if first is None or second is None:
        return first is second
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return first == second or abs(first - second) <= tolerance


def shown(scores: Scores) -> str:
    """The scores as a person reads them: at most six, four digits each."""
    numbers = ["none" if score is None else f"{score:.4g}" for score in scores[:6]]
    return ", ".join(numbers) + (", …" if len(scores) > 6 else "")
