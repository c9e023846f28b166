"""The page of a hundred thousand samples: making it, and opening it in a browser."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.data import rows
from benchmarks.timing import Figure, in_turn
from judges.offline import phrase_overlap, word_overlap
from rewards.numeric_match import numeric_match
from rewards.types import Message, Sample
from validation.dataset import Dataset, LabelledSample
from validation.gate_file import DEFAULT_GATE, read_gate
from validation.report.html import render_html
from validation.run import Validation, measure_and_gate
from validation.targets.target import RewardTarget

SAMPLES = 100_000
ALLOWED = 3.0
"""Seconds in which the page is to be made, and in which it is to be open."""


def figures() -> list[Figure]:
    """Seconds to render the page, and to open it where there is a browser, against 3 s."""
    made = validation(SAMPLES)
    rendering, _ = in_turn(lambda: render_html(made), lambda: None, rounds=3)
    found = [Figure(f"report of {SAMPLES:,} samples, made in 3 s", rendering, ALLOWED, at_most=1)]
    chromium = shutil.which("chromium")
    if chromium is not None:
        opening = seconds_to_open(render_html(made), chromium)
        name = f"report of {SAMPLES:,} samples, opened in 3 s"
        found.append(Figure(name, opening, ALLOWED, at_most=1))
    return found


def validation(count: int) -> Validation:
    """So many rows of the data, in prompts of eight, held to the gate that the kit comes with."""
    labelled = tuple(_labelled(number, row) for number, row in enumerate(rows(count)))
    return measure_and_gate(
        RewardTarget("rewards.numeric_match:numeric_match", numeric_match),
        Dataset("rows.jsonl", "0" * 64, labelled),
        {"word_overlap": word_overlap, "phrase_overlap": phrase_overlap},
        read_gate(DEFAULT_GATE),
    )


def seconds_to_open(html: str, chromium: str) -> float:
    """From asking for the page to its load event, in a browser that is already running."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(html, encoding="utf-8")
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page()
        opening, _ = in_turn(lambda: page.goto(path.as_uri()), lambda: None, rounds=5)
        browser.close()
    return opening


def _labelled(number: int, row: dict[str, Any]) -> LabelledSample:
    turns = tuple(Message(turn["role"], turn["content"]) for turn in row["messages"])
    sample = Sample(str(row["id"]), turns, row["reference_answer"])
    return LabelledSample(sample, f"prompt-{number // 8}", row["quality"], row.get("policy"))
