"""Linting 20,000 rows beside reading them and one pass of datasketch's hashing, processor time."""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import orjson
from datasketch import MinHash

from assay.rows import lint
from benchmarks.data import rows
from benchmarks.timing import Figure, in_turn

ROWS = 20_000
_WIDTH = 5


def figures() -> list[Figure]:
    """One figure: all rules, the near-duplicates with them."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_prompts(ROWS, Path(folder))
        taken = in_turn(lambda: lint(path), lambda: hash_once(path), 2, time.process_time)
    return [Figure(f"lint, {ROWS:,} rows, against orjson and MinHash", *taken, at_most=2)]


def write_prompts(count: int, folder: Path) -> Path:
    """So many prompts, no two alike: each is two of the data's questions, one after the other."""
    questions = list(dict.fromkeys(row["messages"][0]["content"] for row in rows(3_000)))
    path = folder / "prompts.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for at in range(count):
            step, first = divmod(at, len(questions))
            second = (first + step + 1) % len(questions)
            turn = {"role": "user", "content": f"{questions[first]}\n{questions[second]}"}
            row = {"id": f"row-{at}", "messages": [turn], "reference_answer": str(at)}
            file.write(json.dumps(row) + "\n")
    return path


def hash_once(path: Path) -> list[Any]:
    """What a script does that only reads the rows and hashes each prompt."""
    hashed = []
    for line in path.read_bytes().splitlines():
        text = orjson.loads(line)["messages"][0]["content"]
        sketch = MinHash(num_perm=128)
        pieces = {text[at : at + _WIDTH] for at in range(len(text) - _WIDTH + 1)}
        sketch.update_batch([piece.encode() for piece in pieces])
        hashed.append(sketch)
    return hashed
