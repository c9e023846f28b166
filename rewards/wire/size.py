"""Keeping a reply under what Lambda hands on."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from rewards.wire.errors import WireError

WRITTEN_LIMIT = 6_000_000
"""Bytes that a reply of ours may take: 6 MB in either sense of the word, with a margin."""

_PER_CHARACTER = 14  # "\\ud83d\\ude00": one past the 16-bit range, escaped twice
_PER_ENTRY = 512  # its keys, a whole number as its id, and the score
_PER_METRIC = 128
_AROUND = 128  # statusCode, headers and the quotes of a body

_Entry = dict[str, Any]
_Reply = TypeVar("_Reply")


def bounded(entries: list[_Entry], form: Callable[[list[_Entry]], _Reply]) -> _Reply:
    """The reply that `form` makes of the entries, or of the same without their metrics.

    Instead of its metrics an entry then has one, `metrics_dropped`, which is their count. Raises
    WireError for a reply that is too large even so.
    """
    reply = form(entries)
    if _at_most(entries) <= WRITTEN_LIMIT or _size(reply) <= WRITTEN_LIMIT:
        return reply
    bare = form([_without_metrics(entry) for entry in entries])
    size = _size(bare)
    if size > WRITTEN_LIMIT:
        raise WireError(
            f"the reply to {len(entries)} samples takes {size:,} bytes without its metrics, more "
            f"than the {WRITTEN_LIMIT:,} that fit into an answer of Lambda: send smaller batches, "
            "or samples with shorter ids"
        )
    return bare


def _at_most(entries: Sequence[_Entry]) -> int:
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


def _without_metrics(entry: _Entry) -> _Entry:
    dropped = len(entry["metrics_list"])
    if not dropped:
        return entry
    said = {"name": "metrics_dropped", "value": float(dropped), "type": "Metric"}
    return {**entry, "metrics_list": [said]}
