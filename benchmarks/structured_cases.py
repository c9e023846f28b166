"""What the structured rewards pay on graded cases: `python -m benchmarks.structured_cases`.

The cases lie beside the repository; `own` takes those of `benchmarks/structured_batches`. Cases
that should pay and those that should not are counted apart, by reward, set and kind; `-v` prints
each case that comes out otherwise.
"""

import json
import sys
from collections import Counter
from importlib import import_module
from math import isclose
from typing import Any

from benchmarks.structured_batches import second
from benchmarks.timing import ROOT
from rewards.types import AssayError, Message, Sample, ToolCall

CASES = ROOT.parent / "shared" / "data" / "cases" / "structured.jsonl"


def read_cases() -> list[dict[str, Any]]:
    """The cases, an object a line: none where the file is not there."""
    lines = CASES.read_text(encoding="utf-8").splitlines() if CASES.exists() else []
    return [json.loads(line) for line in lines]


def pay(case: dict[str, Any]) -> tuple[float | None, str]:
    """What the case's reward pays, None for a fault, and why."""
    reward = getattr(import_module(f"rewards.{case['reward']}"), case["reward"])
    reward = type(reward)(**case["settings"]) if case.get("settings") else reward
    calls = tuple(ToolCall(it["name"], it["arguments"]) for it in case.get("tool_calls") or ())
    prompt = case.get("prompt") or case.get("metadata", {}).get("prompt") or "?"
    turns = (Message("user", str(prompt)), Message("assistant", case["response"], calls))
    metadata, tools = case.get("metadata") or {}, tuple(case.get("tools") or ())
    try:
        # an empty list of expected calls was left out of the file
        gold = case.get("reference", [] if case["reward"] == "tool_calls_match" else None)
        score = reward(Sample("case", turns, gold, metadata, tools))
    except (AssayError, ValueError, LookupError, OSError, RuntimeError) as error:
        return None, f"{type(error).__name__}: {error}"
    return score.value, score.reason


def main() -> None:
    """Print a line for each group, and with `-v` for each case that is paid otherwise."""
    counts = Counter[tuple[str, str]]()
    for case in second.cases() if "own" in sys.argv else read_cases():
        paid, why = pay(case)
        right = paid is not None and isclose(paid, case["pays"], abs_tol=1e-9)
        group = f"{case['reward']:22}{case.get('set') or '-':10}"
        group += "should pay" if case["pays"] else "should not"
        counts[group, "right" if right else "fault" if paid is None else "wrong"] += 1
        if not right and "-v" in sys.argv:
            print(f"{group} {case['pays']} paid {paid}: {case['kind']}: {case.get('name')}: {why}")
    for group in sorted({group for group, _ in counts}):
        of = {name: counts[group, name] for name in ("right", "wrong", "fault")}
        print(f"{group}  {of['right']:4} of {sum(of.values()):4}, {of['fault']} faults")


if __name__ == "__main__":
    main()
