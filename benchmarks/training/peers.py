"""Other kits that test rewards, on the zoo of the simulated runs: `python -m ….peers SEED`.

It runs in an environment of the peers (reward-doctor, rewardprobe, rl-envdoctor) and prints a line
of JSON for each kit: which sound readers it fails, and which rewards that are paid in full without
the gold, or that crash, it misses. Each is asked as its pages say, with tasks of the zoo's own data
where it takes tasks.
"""

import importlib.metadata
import json
import sys
from collections.abc import Callable
from importlib import import_module

from benchmarks.training.answers import AnswerSet, answer_sets, as_sample
from benchmarks.training.text_zoo import Entry, text_zoo

TASKS = 20


def by_reward_doctor(entry: Entry, sets: list[AnswerSet]) -> bool:
    """Whether it accepts a wrong reply of the kit's corpus, which no task of ours is part of."""
    reward = entry.make()

    def check(completion: str, reference: str) -> float:
        return reward(as_sample(AnswerSet("", reference, ()), completion))

    audit = import_module("reward_doctor.audit").audit(check)
    return bool(audit.false_positives)


def by_rewardprobe(entry: Entry, sets: list[AnswerSet]) -> bool:
    """Whether it has a finding that it calls critical: what fails its `--ci`."""
    reward = entry.make()

    def check(completion: str, answer: str) -> float:
        return reward(as_sample(AnswerSet("", answer, ()), completion))

    tasks = [{"prompt": one.question, "answer": one.gold} for one in sets[:TASKS]]
    report = import_module("rewardprobe.probe").Probe().test_fn(check, tasks)
    return any("critical" in str(finding.severity).lower() for finding in report.findings)


def by_envdoctor(entry: Entry, sets: list[AnswerSet]) -> bool:
    """Whether it has a finding of high severity or more: what its command fails on."""
    kit, reward = import_module("envdoctor"), entry.make()

    def check(completion: str, answer: str) -> float:
        return reward(as_sample(AnswerSet("", answer, ()), completion))

    cases = [kit.Case(str(n), one.question, one.gold) for n, one in enumerate(sets[:TASKS])]
    report = kit.run_checks(kit.scan(kit.FunctionTarget(check, cases)))
    return any(finding.severity in ("critical", "high") for finding in report.findings)


KITS: dict[str, Callable[[Entry, list[AnswerSet]], bool]] = {
    "reward-doctor": by_reward_doctor,
    "rewardprobe": by_rewardprobe,
    "rl-envdoctor": by_envdoctor,
}


def main(seed: str) -> None:
    """Print what each kit says of the sound and the broken rewards of the zoo."""
    entries = text_zoo(seed)
    good = [entry for entry in entries if entry.is_reader]
    broken = [entry for entry in entries if entry.is_hacked or entry.crashes]
    for name, ask in KITS.items():
        failed = [entry.name for entry in good if ask(entry, answer_sets(entry.form))]
        missed = [entry.name for entry in broken if not ask(entry, answer_sets(entry.form))]
        line = {
            "kit": f"{name} {importlib.metadata.version(name)}",
            **{"good": len(good), "failed": failed, "broken": len(broken), "missed": missed},
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
