"""Reading a reply as scores again: what a trainer would learn of each sample."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rewards.types import Sample, Score
from rewards.wire.check import check_reply
from rewards.wire.envelope import opened
from rewards.wire.errors import WireError
from rewards.wire.platform import Platform
from rewards.wire.strict import strict_json

_SHOWN = 5
_DEEPEST = 32  # levels of parts; deeper ones keep a path as their name


def read_reply(
    reply: str | bytes, samples: Sequence[Sample], platform: Platform = "nova"
) -> list[Score]:
    """The score of every sample, in their order.

    `Reward` entries are its parts, nested by their paths, and `Metric` entries its metrics: a
    reply does not tell a rating from a metric, nor give a reason. Raises WireError, with what is
    wrong, for a reply that `check_reply` does not pass.
    """
    problems = check_reply(reply, samples, platform)
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise WireError("; ".join(problems[:_SHOWN]) + more)
    waiting: defaultdict[tuple[type, Any], deque[dict[str, Any]]] = defaultdict(deque)
    for entry in opened(strict_json(reply), platform):
        waiting[type(entry["id"]), entry["id"]].append(entry)
    return [_score(waiting[type(sample.id), sample.id].popleft()) for sample in samples]


def _score(entry: Mapping[str, Any]) -> Score:
    numbers: dict[str, dict[str, float]] = {"Reward": {}, "Metric": {}}
    for metric in entry.get("metrics_list", []):
        numbers[metric["type"]][metric["name"]] = float(metric["value"])
    return Score(
        float(entry["aggregate_reward_score"]),
        parts=_nested(numbers["Reward"]),
        metrics=numbers["Metric"],
    )


def _nested(values: Mapping[str, float], depth: int = _DEEPEST) -> dict[str, Score]:
    """Parts by path as parts in parts; a name may have a dot, and then nothing stands before it."""
    inner: dict[str, dict[str, float]] = {}
    for path in sorted(values, key=len):
        outer = next((before for before in _before(path) if before in inner), None)
        if outer is None or depth == 0:
            inner[path] = {}
        else:
            inner[outer][path[len(outer) + 1 :]] = values[path]
    return {name: Score(values[name], parts=_nested(inner[name], depth - 1)) for name in inner}


def _before(path: str) -> Iterator[str]:
    return (path[:at] for at, char in enumerate(path) if char == ".")
