"""Published checkers on replies of known quality: `python -m ….checkers VERL_GSM8K_PY`.

It runs in the environment of the peers (requirements/peers.txt). The argument is verl's file
`verl/utils/reward_score/gsm8k.py`, which is not installed with it. A line of JSON for each checker
and form of the final line says how many right replies it refuses and which wrong ones it pays.
"""

import importlib.metadata
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.data import GSM8K
from benchmarks.training.answers import answer_sets, as_sample
from rewards.numeric_match import numeric_match
from rewards.types import Message, Sample

Checker = Callable[[str, str], float]
CASES = GSM8K.parent / "cases" / "answers.jsonl"
SETS, FORMS = 10, ("A", "hashes", "box", "phrase")


def _trl(text: str, gold: str) -> float:
    said = [[{"role": "assistant", "content": text}]]
    found = import_module("trl.rewards").accuracy_reward(said, [f"${gold}$"])
    return float(found[0] or 0.0)


def _math_verify(text: str, gold: str) -> float:
    kit = import_module("math_verify")
    return float(kit.verify(kit.parse(f"${gold}$"), kit.parse(text)))


def _ours(text: str, gold: str) -> float:
    return float(numeric_match(Sample("", (Message("assistant", text),), gold)))


def _verl(file: str, method: str) -> Checker:
    spec = importlib.util.spec_from_file_location("verl_gsm8k", file)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda text, gold: float(module.compute_score(text, gold, method))


def main(verl: str) -> None:
    """Print what each checker pays and refuses."""
    version = importlib.metadata.version
    checkers: dict[str, Checker] = {
        f"trl {version('trl')} accuracy_reward": _trl,
        f"math-verify {version('math-verify')} parse and verify": _math_verify,
        f"verl {Path(verl).stem} strict": _verl(verl, "strict"),
        f"verl {Path(verl).stem} flexible": _verl(verl, "flexible"),
        "rewards.numeric_match": _ours,
    }
    for name, check in checkers.items():
        for form in FORMS:
            print(json.dumps({"checker": name, "form": form, **_counts(check, form)}), flush=True)
        # The collected replies were used to mend our readers: they are not measured on them.
        for reward in () if check is _ours else ("numeric_match", "math_match"):
            found = {"checker": name, "form": f"cases of {reward}", **_case_counts(check, reward)}
            print(json.dumps(found), flush=True)


def _counts(check: Checker, form: str) -> dict[str, Any]:
    right: list[float] = []
    wrong = 0
    paid: Counter[str] = Counter()
    for one in answer_sets(form)[:SETS]:
        for answer in one.answers:
            pay = check(as_sample(one, answer.text).response, one.gold)
            if answer.quality:
                right.append(pay)
            else:
                wrong += 1
                paid[answer.kind] += pay > 0
    kinds = {kind: count for kind, count in paid.most_common() if count}
    refused = sum(pay <= 0 for pay in right)
    return {"right": len(right), "refused": refused, "wrong": wrong, "paid": kinds}


def _case_counts(check: Checker, reward: str) -> dict[str, Any]:
    """On the collected replies with a number or a formula for a gold, by kind of reading."""
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    asked = [
        case
        for case in cases
        if case["reward"] == reward
        and isinstance(case["reference"], str)
        and case["pays"] in (0.0, 1.0)
    ]
    refused: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    for case in asked:
        pay = check(case["response"], case["reference"].strip("$"))
        if bool(pay > 0) != bool(case["pays"]):
            (refused if case["pays"] else paid)[case["kind"]] += 1
    right = sum(case["pays"] for case in asked)
    return {
        **{
            "right": int(right),
            "refused": refused.total(),
            "refused kinds": dict(refused.most_common(6)),
        },
        **{
            "wrong": int(len(asked) - right),
            "falsely paid": paid.total(),
            "paid": dict(paid.most_common(6)),
        },
    }


if __name__ == "__main__":
    main(sys.argv[1])
