"""Datasets for tests."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from validation.dataset import Dataset
from validation.options import DEFAULT_OPTIONS, RunOptions
from validation.targets.open import open_target
from validation.targets.target import EndpointTarget, Target


def row(reply: str = "A", **fields: Any) -> dict[str, Any]:
    """A line of a dataset, in which the model said `reply`."""
    turns = [{"role": "user", "content": "Q"}, {"role": "assistant", "content": reply}]
    return {"messages": turns, **fields}


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> str:
    """Write JSON Lines; the path, as a user would give it."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def graded(prompts: int, grades: Iterable[float], **fields: Any) -> list[dict[str, Any]]:
    """Rows whose reply is the number of their grade: a reward that reads it is perfect."""
    return [
        row(str(grade), id=f"{p}/{n}", prompt_id=f"p{p}", quality=grade, **fields)
        for p in range(prompts)
        for n, grade in enumerate(grades)
    ]


@contextmanager
def open_endpoint(given: str, **options: Any) -> Iterator[EndpointTarget]:
    """A target that answers events, without any data."""
    with open_target(given, Dataset("", "", ()), RunOptions(**options)) as target:
        assert isinstance(target, EndpointTarget)
        yield target


def read_target(given: str, dataset: Dataset) -> Target:
    """A target that nothing has to be closed for."""
    with open_target(given, dataset, DEFAULT_OPTIONS) as target:
        return target
