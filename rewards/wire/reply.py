"""Writing a reply: one entry a sample, in the order of the event."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rewards.finite import checked
from rewards.paths import metrics_by_path, parts_by_path, ratings_by_path
from rewards.types import Sample, Score
from rewards.wire.platform import ENVELOPED, Platform, check_platform
from rewards.wire.size import bounded

_BEFORE_ESCAPE = re.compile(r"\\+(?=ud|[\ud800-\udfff])")

Entry = dict[str, Any]
Reply = list[Entry] | dict[str, Any]


def write_reply(
    samples: Sequence[Sample], scores: Sequence[Score], platform: Platform = "nova"
) -> Reply:
    """What the platform reads: ids as they came, parts as `Reward`, the rest as `Metric`.

    A reply that Lambda would not hand on is written without its metrics, and says so in one of
    their own; WireError if that is too long as well. Raises ValueError for an unknown platform,
    and unless there is exactly one score a sample, and InvalidScoreError for one that legal JSON
    cannot hold.
    """
    check_platform(platform)
    entries = [
        _entry(sample, checked(score)) for sample, score in zip(samples, scores, strict=True)
    ]
    form: Callable[[list[Entry]], Reply] = _enveloped if platform in ENVELOPED else _bare
    return bounded(entries, form)


def _bare(entries: list[Entry]) -> list[Entry]:
    return entries


def _enveloped(entries: list[Entry]) -> dict[str, Any]:
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(entries, allow_nan=False),
    }


def _entry(sample: Sample, score: Score) -> Entry:
    return {
        "id": sample.id,
        "aggregate_reward_score": score.value,
        "metrics_list": [
            *_metrics(parts_by_path(score), "Reward"),
            *_metrics(ratings_by_path(score), "Metric"),
            *_metrics(metrics_by_path(score), "Metric"),
        ],
    }


def _metrics(numbers: Mapping[str, float], kind: str) -> list[Entry]:
    return [{"name": _name(name), "value": value, "type": kind} for name, value in numbers.items()]


def _name(name: str) -> str:
    """The name as UTF-8 can hold it, half a surrogate pair as its escape.

    Two names stay two: a backslash that would read as part of an escape is doubled.
    """
    if name.isascii() and "\\" not in name:
        return name
    told_apart = _BEFORE_ESCAPE.sub(lambda found: 2 * found[0], name)
    return told_apart.encode("utf-8", "backslashreplace").decode("utf-8")
