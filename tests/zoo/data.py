"""The data that the zoo is kept on: small, of our own making, and the same every time."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from tests.samples import shared
from tests.zoo import data_numbers as numbers
from tests.zoo import data_structured as structured
from tests.zoo import data_text as text

Rows = Iterable[Mapping[str, Any]]
EXAMPLES = Path(__file__).parents[2] / "examples"
REAL_PROMPTS = 60


def gsm8k() -> Iterator[dict[str, Any]]:
    """Real answers of four models to the first questions of GSM8K's test set."""
    prompts: set[str] = set()
    with shared("gsm8k_rollouts.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            prompts.add(row["prompt_id"])
            if len(prompts) > REAL_PROMPTS:
                return
            yield row


def arithmetic() -> Iterator[dict[str, Any]]:
    """The bundled example, whose references are worked solutions, as if a model had replied."""
    lines = (EXAMPLES / "arithmetic.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return ({key: value for key, value in row.items() if key != "made"} for row in rows)


def golds(rows: Rows) -> Iterator[dict[str, Any]]:
    """The same prompts with nothing but their references: no reply, no quality."""
    seen: set[str] = set()
    for row in rows:
        if row["prompt_id"] not in seen:
            seen.add(row["prompt_id"])
            asked = {**row, "id": row["prompt_id"], "messages": row["messages"][:-1]}
            yield {key: value for key, value in asked.items() if key != "quality"}


def without_references(rows: Rows) -> Iterator[dict[str, Any]]:
    """The same replies and their quality, and nobody knows the answer."""
    for row in rows:
        yield {key: value for key, value in row.items() if key != "reference_answer"}


DATASETS: Mapping[str, Callable[[], Rows]] = {
    "sums": numbers.sums,
    "many_sums": lambda: numbers.sums(seed=7, prompts=120),
    "sums_gold": lambda: golds(numbers.sums()),
    "easy_sums": numbers.easy_sums,
    "hard_sums": numbers.hard_sums,
    "rare_sums": numbers.rare_sums,
    "thousands": numbers.thousands,
    "changes": numbers.changes,
    "distances": numbers.distances,
    "tagged": numbers.tagged,
    "talks": numbers.talks,
    "leaky": numbers.leaky,
    "arithmetic": arithmetic,
    "gsm8k": gsm8k,
    "gsm8k_gold": lambda: golds(gsm8k()),
    "choices": text.choices,
    "labels": text.labels,
    "yes_or_no": text.yes_or_no,
    "facts": text.facts,
    "summaries": text.summaries,
    "letters": text.letters,
    "open_letters": lambda: without_references(text.letters()),
    "records": structured.records,
    "calls": structured.calls,
    "programs": structured.programs,
    "queries": structured.queries,
    "mixture": lambda: [*islice(numbers.sums(), 90), *islice(text.labels(), 60)],
}


def write(name: str, folder: Path) -> Path:
    """The dataset of this name as JSON Lines in the folder, made when it is first asked for."""
    path = folder / f"{name}.jsonl"
    if not path.exists():
        made = [json.dumps(row, ensure_ascii=False) for row in DATASETS[name]()]
        path.write_text("\n".join(made) + "\n", encoding="utf-8")
    return path
