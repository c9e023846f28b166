"""Writing a reply: one entry a sample, in the order of the event.

```
samples, scores ──▶ entries ──▶ a bare list, or an envelope: what the platform takes
                                   └─ too large for Lambda: the same entries without their metrics
```
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rewards.metric_names import METRICS_DROPPED
from rewards.scoring import check_score, metrics_by_path, parts_by_path, ratings_by_path
from rewards.types import Sample, Score
from rewards.wire.errors import WireError
from rewards.wire.platform import PlatformName, ReplyForm, find_platform

# Bytes that a reply of ours may take: 6 MB in either sense of the word, with a margin.
WRITTEN_LIMIT = 6_000_000

_PER_CHARACTER = 14  # "\\ud83d\\ude00": one past the 16-bit range, escaped twice
_PER_ENTRY = 512  # its keys, a whole number as its id, and the score
_PER_METRIC = 128
_AROUND = 128  # statusCode, headers and the quotes of a body

_BEFORE_ESCAPE = re.compile(r"\\+(?=ud|[\ud800-\udfff])")

Entry = dict[str, Any]
Reply = list[Entry] | dict[str, Any]


def write_reply(
    samples: Sequence[Sample], scores: Sequence[Score], platform: PlatformName = "nova"
) -> Reply:
    """What the platform reads: ids as they came, parts as `Reward`, the rest as `Metric`.

    A reply that Lambda would not hand on is written without its metrics, and says so in one of
    their own; WireError if that is too long as well. Raises ValueError for an unknown platform,
    and unless there is exactly one score a sample, and InvalidScoreError for one that legal JSON
    cannot hold.
    """
    form = find_platform(platform).replies[0]
    entries = [
        _entry(sample, check_score(score)) for sample, score in zip(samples, scores, strict=True)
    ]
    reply = _as_reply(entries, form)
    if _size_bound(entries) <= WRITTEN_LIMIT or _size(reply) <= WRITTEN_LIMIT:
        return reply
    bare = _as_reply(list(map(_without_metrics, entries)), form)
    size = _size(bare)
    if size > WRITTEN_LIMIT:
        raise WireError(
            f"the reply to {len(entries)} samples takes {size:,} bytes without its metrics, more "
            f"than the {WRITTEN_LIMIT:,} that fit into an answer of Lambda: send smaller batches, "
            "or samples with shorter ids"
        )
    return bare


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


def _as_reply(entries: list[Entry], form: ReplyForm) -> Reply:
    if form == "list":
        return entries
    body = json.dumps(entries, allow_nan=False)
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": body}


def _size_bound(entries: Sequence[Entry]) -> int:
    """A bound of the size that is cheap: texts are measured, and not written."""
    total = _AROUND + _PER_ENTRY * len(entries)
    for entry in entries:
        if isinstance(entry["id"], str):
            total += _PER_CHARACTER * len(entry["id"])
        for metric in entry["metrics_list"]:
            total += _PER_METRIC + _PER_CHARACTER * len(metric["name"])
    return total


def _size(reply: object) -> int:
    """Its bytes as Lambda's runtime writes it; before Python 3.12 that is in ASCII, the longest."""
    return len(json.dumps(reply))


def _without_metrics(entry: Entry) -> Entry:
    """The entry with one metric in place of all its metrics: how many they were."""
    dropped = len(entry["metrics_list"])
    if not dropped:
        return entry
    said = {"name": METRICS_DROPPED, "value": float(dropped), "type": "Metric"}
    return {**entry, "metrics_list": [said]}
