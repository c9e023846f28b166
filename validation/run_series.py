"""Reading the series of a run: files, MLflow's store and server, CloudWatch.

path.csv, path.jsonl ─┐
mlruns/EXP/RUN        ├──read_run_series──▶ RunSeries, its columns named by what they mean
mlflow+http://…/RUN   │
cloudwatch:NAMESPACE ─┘
"""

import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import numpy as np

from rewards.extras import import_extra
from validation.errors import InputError, name_options, name_unusable_file
from validation.sources import open_source
from validation.watching import RunSeries

# What trainers call each idea: TRL's and verl's names first, then the plain ones.
KEYS: Mapping[str, tuple[str, ...]] = {
    "step": ("step", "global_step", "training/global_step", "train/global_step", "_step"),
    "reward": (
        *("reward", "train/reward", "critic/rewards/mean", "critic/score/mean", "reward_mean"),
        *("mean_reward", "rewards/mean", "train_reward", "reward/mean"),
    ),
    "reward_std": ("reward_std", "train/reward_std", "rewards/std", "reward/std"),
    "dead_groups": ("frac_reward_zero_std", "train/frac_reward_zero_std"),
    "kl": ("kl", "train/kl", "actor/kl_loss", "actor/ppo_kl", "objective/kl", "kl_divergence"),
    "length": (
        *("completions/mean_length", "train/completions/mean_length", "completion_length"),
        *("response_length/mean", "response_length"),
    ),
    "held_out": ("held_out", "eval/accuracy", "eval_accuracy", "val/accuracy", "val_accuracy"),
}

_RUN = re.compile(r"mlflow\+(?P<server>https?://[^#]+)#(?P<run>\w+)")
_CLOUDWATCH = re.compile(r"cloudwatch:(?P<space>[^?]+)(\?(?P<dimensions>.*))?")

Points = dict[str, dict[float, float]]  # values by the name of the metric and the step


def read_run_series(source: str, names: Mapping[str, str] | None = None) -> RunSeries:
    """The series of a run.

    Args:
        source: a file of CSV, TSV or JSON Lines with a row a step; the folder of a run in MLflow's
            file store; `mlflow+https://server#RUN`; `cloudwatch:NAMESPACE?Dimension=Value`.
        names: what an idea of KEYS is called in the source, where it is none of the known names.

    Raises InputError where nothing can be read, or no column is known to be the reward or the KL.
    """
    names = names or {}
    unknown = sorted(set(names) - set(KEYS))
    if unknown:
        known = ", ".join(KEYS)
        raise InputError(f"{name_options('--map')}: {unknown[0]!r} is none of {known}")
    return _name_columns(source, _read_points(source), names)


def _read_points(source: str) -> Points:
    if found := _RUN.fullmatch(source):
        return _read_server(found["server"].rstrip("/"), found["run"])
    if found := _CLOUDWATCH.fullmatch(source):
        return _read_cloudwatch(found["space"], found["dimensions"] or "")
    if (Path(source) / "metrics").is_dir():
        return _read_store(Path(source) / "metrics")
    return _read_rows(source)


def _name_columns(source: str, points: Points, names: Mapping[str, str]) -> RunSeries:
    called = {}
    for idea, known in KEYS.items():
        wanted = (names[idea],) if idea in names else known
        found = next((name for name in wanted if name in points), None)
        if found is not None:
            called[idea] = found
        elif idea in names:
            raise InputError(f"{source}: no column {names[idea]!r}; it has {_some(points)}")
    called.pop("step", None)
    if not {"reward", "kl"} & set(called):
        hint = name_options("--map reward=NAME names it")
        raise InputError(f"{source}: no reward and no KL among {_some(points)}; {hint}")
    steps = sorted({step for name in called.values() for step in points[name]})
    columns = {
        idea: np.array([points[name].get(step, math.nan) for step in steps])
        for idea, name in called.items()
    }
    return RunSeries(source, np.array(steps), columns, called)


def _some(points: Points) -> str:
    names = sorted(points) or ["nothing"]
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _read_rows(source: str) -> Points:
    """A row a step; rows without a number of their own step are counted from 1."""
    points: Points = {}
    for number, (place, row) in enumerate(open_source(source).records, 1):
        called = next((name for name in KEYS["step"] if row.get(name) not in (None, "")), None)
        step = float(number) if called is None else _number(f"{source}: {place}", row[called])
        for name, value in row.items():
            if value in (None, "") or isinstance(value, bool | dict | list):
                continue
            if isinstance(value, str) and not _is_number(value):
                continue
            points.setdefault(name, {})[step] = float(value)
    return _drop_infinite(points)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _number(place: str, value: object) -> float:
    try:
        step = float(str(value))
    except ValueError:
        step = math.nan
    if not math.isfinite(step):
        raise InputError(f"{place}: expected the number of a step, got {value!r}")
    return step


def _drop_infinite(points: Points) -> Points:
    """What is no finite number is no value of its step."""
    return {
        name: {step: value for step, value in values.items() if math.isfinite(value)}
        for name, values in points.items()
    }


def _read_store(folder: Path) -> Points:
    """MLflow's file store: a file a metric, of lines `timestamp value step`."""
    points: Points = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with name_unusable_file(file):
            lines = file.read_text("utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            parts = line.split()
            if len(parts) < 3 or not _is_number(parts[1]):
                raise InputError(f"{file}:{number}: expected time, value and step, got {line!r}")
            step = _number(f"{file}:{number}", parts[2])
            points.setdefault(str(file.relative_to(folder)), {})[step] = float(parts[1])
    return _drop_infinite(points)


def _read_server(server: str, run: str) -> Points:
    """MLflow's REST API 2.0: the names of a run's metrics, and the history of each known one."""
    told = _ask(server, "runs/get", {"run_id": run})
    metrics = told.get("run", {}).get("data", {}).get("metrics", [])
    points: Points = {}
    for name in (str(metric["key"]) for metric in metrics):
        for value in _history(server, run, name):
            points.setdefault(name, {})[float(value.get("step", 0))] = float(value["value"])
    return _drop_infinite(points)


def _history(server: str, run: str, name: str) -> Iterator[Mapping[str, Any]]:
    page: dict[str, str] = {"run_id": run, "metric_key": name, "max_results": "10000"}
    while True:
        told = _ask(server, "metrics/get-history", page)
        yield from told.get("metrics", [])
        if not told.get("next_page_token"):
            return
        page["page_token"] = told["next_page_token"]


def _ask(server: str, call: str, query: Mapping[str, str]) -> Mapping[str, Any]:
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"{server}/api/2.0/mlflow/{call}?{urlencode(query)}"
    try:
        with urlopen(Request(url, headers=headers), timeout=30.0) as answer:
            text = answer.read().decode(errors="replace")
    except HTTPError as error:
        text = " ".join(error.read().decode(errors="replace").split())[:200]
        raise InputError(f"{server}: MLflow answered {call} with {error.code}: {text}") from error
    except OSError as error:
        raise InputError(f"{server}: MLflow cannot be asked: {error}") from error
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{server}: MLflow answered {call} with no JSON: {error.msg}") from error
    if not isinstance(told, dict):
        raise InputError(f"{server}: MLflow answered {call} with no object")
    return told


def _read_cloudwatch(space: str, dimensions: str) -> Points:
    """Metrics of a namespace over two weeks; a point a minute, numbered in their order."""
    boto3 = import_extra("boto3", "validation")
    exceptions = import_extra("botocore.exceptions", "validation")
    wanted = [
        {"Name": n, "Value": v}
        for n, _, v in (p.partition("=") for p in dimensions.split("&"))
        if n
    ]
    try:
        client = boto3.session.Session().client("cloudwatch")
        pages = client.get_paginator("list_metrics").paginate(Namespace=space, Dimensions=wanted)
        listed = [metric for page in pages for metric in page["Metrics"]]
        found = [metric for n, metric in enumerate(listed) if metric not in listed[:n]]
        return _drop_infinite(_read_metrics(client, space, found))
    except (exceptions.BotoCoreError, exceptions.ClientError) as error:
        raise InputError(f"cloudwatch:{space}: it cannot be read: {error}") from error


def _read_metrics(client: Any, space: str, metrics: Iterable[Mapping[str, Any]]) -> Points:
    now, points = datetime.now(UTC), Points()
    times: dict[str, dict[float, float]] = {}
    for metric in metrics:
        name = metric["MetricName"]
        if name in times:
            text = "several metrics of one name; narrow it by ?Dimension=Value"
            raise InputError(f"cloudwatch:{space}: {name}: {text}")
        stat = {"Metric": metric, "Period": 60, "Stat": "Average"}
        pages = client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[{"Id": "m", "MetricStat": stat}],
            StartTime=now - timedelta(days=14),
            EndTime=now,
        )
        times[name] = {
            at.timestamp(): value
            for page in pages
            for one in page["MetricDataResults"]
            for at, value in zip(one["Timestamps"], one["Values"], strict=True)
        }
    order = {at: float(n) for n, at in enumerate(sorted({a for v in times.values() for a in v}), 1)}
    for name, values in times.items():
        points[name] = {order[at]: value for at, value in values.items()}
    return points
