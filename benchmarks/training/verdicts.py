"""What `assay.validate` says before a run, kept in lines of JSON beside what the run came to."""

import contextlib
import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import assay
from benchmarks.training import simulated
from benchmarks.training.answers import answer_sets
from benchmarks.training.runs import IDEAL, RESULTS, ROLLOUTS, read_runs
from benchmarks.training.sorting import as_rows
from benchmarks.training.text_zoo import SKILLS, text_zoo
from benchmarks.training.zoo import zoo

GATE = "verifiable"
REAL, SIMULATED = RESULTS / "verdicts.jsonl", RESULTS / "simulated.jsonl"


def read_lines(file: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines; none where there is no file."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def judge_runs(code: str) -> None:
    """A verdict for each run that has none by this version of the code, from rollouts alone."""
    done = {(line["start"], line["reward"]) for line in read_lines(REAL) if line["code"] == code}
    for run in read_runs():
        key = (run["start"], run["reward"])
        if run["reward"] != IDEAL and key not in done:
            made = zoo(run["frozen"])[run["reward"]]()
            found = judge(made, rollout_rows(run["start"]))
            _add(REAL, {"start": run["start"], "reward": run["reward"], "code": code, **found})
            done.add(key)


def rollout_rows(start: str) -> list[dict[str, Any]]:
    """Rows of the warm start's replies to prompts that no run trains on."""
    held = json.loads((ROLLOUTS / f"{start}.json").read_text("utf-8"))
    return as_rows(held["prompts"], held["replies"])


def judge(reward: Callable[..., object], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The verdict, what it rests on, and what is not met."""
    with _empty_folder():
        report = assay.validate(reward, rows, gate=GATE)
    values = {found.name: found.value for found in report.measurements}
    return {
        "verdict": report.verdict,
        "not_met": {f.name: f.verdict for f in report.findings if f.verdict != "PASS"},
        "expected_learning": values.get("expected_learning"),
        "within_prompt_accuracy": values.get("within_prompt_accuracy"),
        "excess_pay_ratio": values.get("excess_pay_ratio"),
        "paid_wrong_rate": values.get("paid_wrong_rate"),
    }


def simulate(seed: str, code: str) -> None:
    """Verdict and simulated outcome of each reward of the zoo that the seed draws."""
    done = {(line["zoo"], line["number"], line["code"]) for line in read_lines(SIMULATED)}
    entries = [*enumerate(text_zoo(seed))]
    for number, entry in random.Random(seed).sample(entries, len(entries)):
        if (seed, number, code) in done:
            continue
        sets = answer_sets(entry.form)
        policy = simulated.first_policy(sets, entry.rate, SKILLS[entry.kind], entry.often)
        ideal = simulated.train(policy, policy.quality[None], number)
        pays = simulated.pay_table(entry, sets)
        gains = {
            mark: [
                round(float(share), 4)
                for share in (right - entry.rate) / (ideal[mark].mean() - entry.rate)
            ]
            for mark, right in simulated.train(policy, pays, number).items()
        }
        found = judge(entry.make(), simulated.rollouts(policy, sets, number))
        line = {
            **{"zoo": seed, "number": number, "code": code, "reward": entry.name},
            **{
                "form": entry.form,
                "rate": entry.rate,
                "kind": entry.kind,
                "often": dict(entry.often),
            },
            **{"is_reader": entry.is_reader, "is_hacked": entry.is_hacked},
            **{"crashes": entry.crashes, "gains": gains, **found},
        }
        _add(SIMULATED, line)


def _add(file: Path, line: dict[str, Any]) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(line) + "\n")


@contextlib.contextmanager
def _empty_folder() -> Iterator[None]:
    """No gate, no prices and no log of attempts of the folder takes part."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)
