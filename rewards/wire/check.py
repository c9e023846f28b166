"""Whether a reply, as it stands on the wire, is one that its platform can use."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rewards.types import Sample, Score
from rewards.wire.errors import WireError, describe_value, is_finite
from rewards.wire.event import open_envelope, strict_json
from rewards.wire.platform import LAMBDA_LIMIT, Platform, PlatformName, find_platform


def check_reply(
    reply: str | bytes, samples: Sequence[Sample], platform: PlatformName = "nova"
) -> list[str]:
    """Everything that is wrong with a reply, a line each; none for a legal one.

    Legal is: strict JSON under Lambda's 6 MB, in the platform's form, with one entry a sample in
    any order, ids equal to the samples' in value and type, finite numbers, and metrics of a name
    each, of type `Metric` or `Reward`. Fields beside these are passed over: AWS's own graders send
    some. Raises ValueError for an unknown platform.
    """
    return list(_problems(reply, samples, find_platform(platform)))


def _problems(reply: str | bytes, samples: Sequence[Sample], platform: Platform) -> Iterator[str]:
    size = len(reply.encode("utf-8", "replace") if isinstance(reply, str) else reply)
    if size > LAMBDA_LIMIT:
        yield f"reply: {size:,} bytes, more than the {LAMBDA_LIMIT:,} that Lambda hands on"
    try:
        entries = open_envelope(strict_json(reply), platform)
    except ValueError as error:
        yield f"reply: {error}"
        return
    for n, entry in enumerate(entries):
        yield from (f"reply[{n}]{problem}" for problem in _entry_problems(entry))
    yield from _id_problems(entries, samples)


def _entry_problems(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f": expected an object, got {describe_value(entry)}"
        return
    if _key(entry.get("id")) is None:
        yield f".id: expected a string or a number, got {_describe_field(entry, 'id')}"
    if not is_finite(entry.get("aggregate_reward_score")):
        said = _describe_field(entry, "aggregate_reward_score")
        yield f".aggregate_reward_score: expected a finite number, got {said}"
    metrics = entry.get("metrics_list", [])
    if not isinstance(metrics, list):
        yield f".metrics_list: expected a list, got {describe_value(metrics)}"
        return
    for n, metric in enumerate(metrics):
        yield from (f".metrics_list[{n}]{problem}" for problem in _metric_problems(metric))
    names = [metric.get("name") for metric in metrics if isinstance(metric, dict)]
    for name, count in Counter(name for name in names if isinstance(name, str)).items():
        if count > 1:
            yield f".metrics_list: expected a name for each metric, got {name!r} {count} times"


def _metric_problems(metric: object) -> Iterator[str]:
    if not isinstance(metric, dict):
        yield f": expected an object, got {describe_value(metric)}"
        return
    if not isinstance(metric.get("name"), str):
        yield f".name: expected text, got {_describe_field(metric, 'name')}"
    if not is_finite(metric.get("value")):
        yield f".value: expected a finite number, got {_describe_field(metric, 'value')}"
    if metric.get("type") not in ("Metric", "Reward"):
        yield f".type: expected 'Metric' or 'Reward', got {_describe_field(metric, 'type')}"


def _id_problems(entries: Sequence[object], samples: Sequence[Sample]) -> Iterator[str]:
    """A sample's id may repeat, and then as many entries have it."""
    if len(entries) != len(samples):
        yield f"reply: expected {len(samples)} entries, one a sample, got {len(entries)}"
    keys = (_key(entry.get("id")) for entry in entries if isinstance(entry, dict))
    given = Counter(key for key in keys if key is not None)
    expected = Counter[tuple[str, object]]((type(it.id).__name__, it.id) for it in samples)
    for key, count in (expected - given).items():
        yield f"reply: {_entries_text(count)} missing for the sample {describe_value(key[1])}"
    for key, count in (given - expected).items():
        yield f"reply: {_entries_text(count)} too many with the id {describe_value(key[1])}"


def _key(value: object) -> tuple[str, object] | None:
    """An id with its type, since 7, 7.0 and "7" are three; None for what is no id."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return type(value).__name__, value


def _entries_text(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _describe_field(entry: dict[str, Any], key: str) -> str:
    return describe_value(entry[key]) if key in entry else "nothing"


_SHOWN = 5
_DEEPEST = 32  # levels of parts; deeper ones keep a path as their name


def read_reply(
    reply: str | bytes, samples: Sequence[Sample], platform: PlatformName = "nova"
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
    for entry in open_envelope(strict_json(reply), find_platform(platform)):
        waiting[type(entry["id"]), entry["id"]].append(entry)
    return [_score(waiting[type(sample.id), sample.id].popleft()) for sample in samples]


def _score(entry: Mapping[str, Any]) -> Score:
    numbers: dict[str, dict[str, float]] = {"Reward": {}, "Metric": {}}
    for metric in entry.get("metrics_list", []):
        numbers[metric["type"]][metric["name"]] = float(metric["value"])
    return Score(
        float(entry["aggregate_reward_score"]),
        parts=_nest_parts(numbers["Reward"]),
        metrics=numbers["Metric"],
    )


def _nest_parts(values: Mapping[str, float], depth: int = _DEEPEST) -> dict[str, Score]:
    """Parts by path as parts in parts; a name may have a dot, and then nothing stands before it."""
    inner: dict[str, dict[str, float]] = {}
    for path in sorted(values, key=len):
        prefixes = (path[:at] for at, char in enumerate(path) if char == ".")
        outer = next((before for before in prefixes if before in inner), None)
        if outer is None or depth == 0:
            inner[path] = {}
        else:
            inner[outer][path[len(outer) + 1 :]] = values[path]
    return {name: Score(values[name], parts=_nest_parts(inner[name], depth - 1)) for name in inner}
