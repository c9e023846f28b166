"""How often right replies are refused and wrong ones paid, beside peers: `python -m benchmarks answers`.

Arguments are names of batches (`siblings`, `first`, `second`, …) or files with a case a line
(`reward`, `settings`, `prompt`, `response`, `reference`, `metadata`, `pays`, `declared`); without
any, the drawn batches are read. Printed are refusal and pay apart, with Wilson's intervals of 95 %,
those where an answer is declared apart from prose, and whether the batch was used to mend a reader:
a used one says nothing of quality. `-v` prints each reply that is paid otherwise.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.timing import ROOT
from rewards.types import AssayError, Message, Sample
from validation.statistics.intervals import wilson

BATCHES = ("first", "second", "third", "fourth", "fifth")
_PEERS = ROOT / ".tools/peers/bin/python"
_SCORERS = ROOT / ".tools/scorers/lib"
OURS = "this kit"
Cases = list[dict[str, Any]]


def main() -> None:
    names = [name for name in sys.argv[1:] if name not in ("-v", "answers")]
    for name in names or BATCHES:
        cases = read_batch(name)
        print(f"{name}, {len(cases)} replies{_state(name)}")
        paid = [
            {OURS: pay(case), **theirs} for case, theirs in zip(cases, _peers(cases), strict=True)
        ]
        print_rates(cases, paid)
        for case, each in zip(cases, paid, strict=True) if "-v" in sys.argv else ():
            if each[OURS] != case["pays"]:
                print(case["reward"], case["pays"], repr(case["reference"]), repr(case["response"]))


def read_batch(name: str) -> Cases:
    """The cases of a file, or of the batch of that name."""
    if Path(name).is_file():
        return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]
    return list(import_module(f"benchmarks.answer_batches.{name}").batch())


def _state(name: str) -> str:
    if Path(name).is_file():
        return ""
    used = getattr(import_module(f"benchmarks.answer_batches.{name}"), "USED", True)
    return ", used to mend the readers: no figure of quality" if used else ", not used to mend"


def pay(case: dict[str, Any]) -> float:
    """What our reward pays for the case; a fault counts as -1, which no case should pay."""
    reward = getattr(import_module(f"rewards.{case['reward']}"), case["reward"])
    reward = type(reward)(**case.get("settings") or {})
    prompt = (Message("user", case["prompt"]),) if case.get("prompt") else ()
    turns = (*prompt, Message("assistant", case["response"]))
    try:
        score = reward(Sample("case", turns, case["reference"], case.get("metadata") or {}))
    except (AssayError, ValueError) as error:
        print(f"fault: {error}", file=sys.stderr)
        return -1.0
    return float(getattr(score, "value", score) or 0.0)


def _peers(cases: Cases) -> list[dict[str, float]]:
    """What each peer pays for each case; nothing where the peers are not installed."""
    folder = next(_SCORERS.glob("python*/site-packages/lm_eval"), None)
    if folder is None or not _PEERS.exists():
        print("without peers: `make bench` installs them")
        return [{} for _ in cases]
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    command = [str(_PEERS), "-m", "benchmarks.answer_peers", str(folder.parent)]
    done = subprocess.run(
        command, input=lines, cwd=ROOT, text=True, check=True, stdout=subprocess.PIPE
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def print_rates(cases: Cases, paid: Iterable[dict[str, float]]) -> None:
    """A line for each reward, side, kit and manner: how many are paid otherwise, of how many."""
    counts: dict[tuple[str, str, str, str], list[int]] = {}
    for case, each in zip(cases, paid, strict=True):
        manner = {True: "declared", False: "prose"}.get(case.get("declared", ""), "any")
        side = "refused falsely" if case["pays"] else "paid falsely"
        for kit, value in each.items():
            seen = counts.setdefault((case["reward"], manner, side, kit), [0, 0])
            seen[0] += abs(value - case["pays"]) > 1e-6
            seen[1] += 1
    for (reward, manner, side, kit), (wrong, n) in sorted(counts.items()):
        interval = wilson(wrong, n)
        print(
            f"{reward:16} {manner:9} {side:16} {kit:27} {wrong:4} of {n:4} = {wrong / n:6.2%}"
            f" [{interval.low:.2%}, {interval.high:.2%}]"
        )


if __name__ == "__main__":
    main()
