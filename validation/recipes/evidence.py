"""What was measured before the run: a report, the rows that it would train on, and its function."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from validation.errors import InputError, name_unusable_file
from validation.recipes.finding import Evidence, FunctionLimits

_OF_A_BATCH = re.compile(r"p95 of one sample x (\d+)")


def read_evidence(
    report: str | Path | None = None,
    rows: str | Path | None = None,
    function: str | None = None,
    inference_effort: str | None = "",
) -> Evidence:
    """What is known of the reward and its data.

    `report` is a report.json; `rows` a file of JSON Lines; `function` a deployed function's name,
    whose limits are read; `inference_effort` low, medium, high or None, and "" where it is unknown.

    Raises:
        InputError: A file or the function cannot be read, or a file is not what it should be.
    """
    known: dict[str, Any] = {}
    if report is not None:
        known |= _read_report(Path(report))
    if rows is not None:
        known |= _read_rows(str(rows))
    if function is not None:
        known["limits"] = _read_limits(function)
    if inference_effort != "":
        known |= {"inference_effort": inference_effort, "has_inference_effort": True}
    return Evidence(**known)


def _read_report(path: Path) -> Mapping[str, Any]:
    with name_unusable_file(path):
        text = path.read_text("utf-8")
    try:
        report = json.loads(text)
        numbers = {measured["name"]: measured for measured in report["measurements"]}
        times = [item for check in report.get("times", {}).values() for item in check.items()]
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: expected a report.json of assay validate: {error}") from error
    measured = [
        (int(found[1]), seconds)
        for name, seconds in times
        if (found := _OF_A_BATCH.fullmatch(name))
    ]
    # Answers that the kit made say nothing of what a model solves.
    rates = () if report.get("on_made_answers") else ("known_pass_rate", "base_pass_rate")
    ends = [(numbers[name]["low"], numbers[name]["high"]) for name in rates if name in numbers]
    groups = {
        int(name.partition(":")[2]): measurement["value"]
        for name, measurement in numbers.items()
        if name.startswith("expected_zero_variance:") and measurement["value"] is not None
    }
    return {
        "pass_rate": next((pair for pair in ends if None not in pair), None),
        "dead_groups": groups if rates else {},
        "batch_seconds": measured[0] if measured else None,
    }


def _read_rows(path: str) -> Mapping[str, Any]:
    from validation.storage import read_content

    count = longest = prompt = 0
    for number, line in enumerate(read_content(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{number}: no JSON: {error.msg}") from error
        if not isinstance(row, Mapping):
            raise InputError(f"{path}:{number}: expected an object, got {type(row).__name__}")
        count, longest = count + 1, max(longest, len(line))
        prompt = max(prompt, _prompt_length(row))
    if not count:
        raise InputError(f"{path}: it holds no row")
    return {"rows": count, "row_bytes": longest, "prompt_characters": prompt}


def _prompt_length(row: Mapping[str, Any]) -> int:
    """The characters of every turn but a last one of the model's."""
    turns = row.get("messages") or row.get("prompt") or []
    if not isinstance(turns, list):
        return len(str(turns))
    spoken = [turn for turn in turns if isinstance(turn, Mapping)]
    if spoken and spoken[-1].get("role") == "assistant":
        spoken = spoken[:-1]
    return sum(len(str(turn.get("content") or "")) for turn in spoken)


def _read_limits(name: str) -> FunctionLimits:
    from validation.targets.deployed import deployed_function

    function = deployed_function(name, 1)
    if function.timeout is None:
        raise InputError(f"{name}: its configuration may not be read (lambda:GetFunction…)")
    reserved, account = function.read_concurrency()
    return FunctionLimits(function.timeout, reserved, account)
