"""Whether a reply, as it stands on the wire, is one that its platform can use."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rewards.types import Sample
from rewards.wire.envelope import opened
from rewards.wire.errors import shown
from rewards.wire.platform import LAMBDA_LIMIT, Platform, check_platform
from rewards.wire.strict import strict_json


def check_reply(
    reply: str | bytes, samples: Sequence[Sample], platform: Platform = "nova"
) -> list[str]:
    """Everything that is wrong with a reply, a line each; none for a legal one.

    Legal is: strict JSON under Lambda's 6 MB, in the platform's form, with one entry a sample in
    any order, ids equal to the samples' in value and type, finite numbers, and metrics of a name
    each, of type `Metric` or `Reward`. Fields beside these are passed over: AWS's own graders send
    some. Raises ValueError for an unknown platform.
    """
    return list(_problems(reply, samples, platform))


def _problems(reply: str | bytes, samples: Sequence[Sample], platform: Platform) -> Iterator[str]:
    check_platform(platform)
    size = len(reply.encode("utf-8", "replace") if isinstance(reply, str) else reply)
    if size > LAMBDA_LIMIT:
        yield f"reply: {size:,} bytes, more than the {LAMBDA_LIMIT:,} that Lambda hands on"
    try:
        entries = opened(strict_json(reply), platform)
    except ValueError as error:
        yield f"reply: {error}"
        return
    for n, entry in enumerate(entries):
        yield from (f"reply[{n}]{problem}" for problem in _entry(entry))
    yield from _ids(entries, samples)


def _entry(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f": expected an object, got {shown(entry)}"
        return
    if _key(entry.get("id")) is None:
        yield f".id: expected a string or a number, got {_at(entry, 'id')}"
    if not _is_finite(entry.get("aggregate_reward_score")):
        said = _at(entry, "aggregate_reward_score")
        yield f".aggregate_reward_score: expected a finite number, got {said}"
    metrics = entry.get("metrics_list", [])
    if not isinstance(metrics, list):
        yield f".metrics_list: expected a list, got {shown(metrics)}"
        return
    for n, metric in enumerate(metrics):
        yield from (f".metrics_list[{n}]{problem}" for problem in _metric(metric))
    yield from _names(metrics)


def _metric(metric: object) -> Iterator[str]:
    if not isinstance(metric, dict):
        yield f": expected an object, got {shown(metric)}"
        return
    if not isinstance(metric.get("name"), str):
        yield f".name: expected text, got {_at(metric, 'name')}"
    if not _is_finite(metric.get("value")):
        yield f".value: expected a finite number, got {_at(metric, 'value')}"
    if metric.get("type") not in ("Metric", "Reward"):
        yield f".type: expected 'Metric' or 'Reward', got {_at(metric, 'type')}"


def _names(metrics: Sequence[object]) -> Iterator[str]:
    names = [metric.get("name") for metric in metrics if isinstance(metric, dict)]
    counted = Counter(name for name in names if isinstance(name, str))
    for name, count in counted.items():
        if count > 1:
            yield f".metrics_list: expected a name for each metric, got {name!r} {count} times"


def _ids(entries: Sequence[object], samples: Sequence[Sample]) -> Iterator[str]:
    """A sample's id may repeat, and then as many entries have it."""
    if len(entries) != len(samples):
        yield f"reply: expected {len(samples)} entries, one a sample, got {len(entries)}"
    given = Counter(_key(entry.get("id")) for entry in entries if isinstance(entry, dict))
    given.pop(None, None)
    expected = Counter(_key(sample.id) for sample in samples)
    for key, count in (expected - given).items():
        yield f"reply: {_times(count)} missing for the sample {_shown(key)}"
    for key, count in (given - expected).items():
        yield f"reply: {_times(count)} too many with the id {_shown(key)}"


def _key(value: object) -> tuple[str, object] | None:
    """An id with its type, since 7, 7.0 and "7" are three; None for what is no id."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return type(value).__name__, value


def _times(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _shown(key: tuple[str, object] | None) -> str:
    return shown(key[1] if key else None)


def _at(entry: dict[str, Any], key: str) -> str:
    return shown(entry[key]) if key in entry else "nothing"


def _is_finite(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number past any float
        return False
