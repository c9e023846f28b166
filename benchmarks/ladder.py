"""A ladder of 1,000 prompts, as a whole process."""

import json
import os
import tempfile
from pathlib import Path

from benchmarks.commands import ASSAY
from benchmarks.data import rows
from benchmarks.timing import Figure, command, in_turn

COUNT = 1000


def write(folder: Path) -> Path:
    """So many prompts, each with a reference that is nobody else's, and no reply."""
    path = folder / "prompts.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows(COUNT)):
            turns = [turn for turn in row["messages"] if turn["role"] != "assistant"]
            prompt = {
                "id": row["id"],
                "prompt_id": f"p{number}",
                "messages": turns,
                "reference_answer": row["reference_answer"],
            }
            file.write(json.dumps(prompt) + "\n")
    return path


def processor_time() -> float:
    """Seconds that processes which have ended here worked: one thread, however busy the machine."""
    times = os.times()
    return times.children_user + times.children_system


def figures() -> list[Figure]:
    """One figure: the processor time of the whole command, against a second."""
    with tempfile.TemporaryDirectory() as folder:
        ours = command(ASSAY, "ladder", str(write(Path(folder))))
        seconds, _ = in_turn(ours, lambda: None, rounds=3, clock=processor_time)
    return [
        Figure(
            f"assay ladder, {COUNT:,} prompts, processor time, against 1 s", seconds, 1.0, at_most=3
        )
    ]
