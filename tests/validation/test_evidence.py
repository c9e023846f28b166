"""The shipped rollouts of a small model: verdicts by them are held to what its runs came to."""

import pytest

import assay
from benchmarks.training.figures import LEAST_GAIN
from benchmarks.training.runs import IDEAL, read_runs
from benchmarks.training.verdicts import rollout_rows
from benchmarks.training.zoo import zoo

# Prompts that are enough here; the measured verdicts took all 100.
ROWS = 25 * 8


def share_of_ideal(start, reward):
    """The share of the ideal gain that the run reached in 100 steps."""
    gains = {
        line["reward"]: line["outcomes"][0]["right"] - line["before"]
        for line in read_runs()
        if line["start"] == start and line["seed"] == 0
    }
    assert gains[IDEAL] > LEAST_GAIN
    return gains[reward] / gains[IDEAL]


@pytest.mark.parametrize(
    ("start", "reward"),
    [
        ("know40-0", "*first_answer + ten of ten paid 1.2"),
        ("weak05-0", "rising digits"),
        ("weak25-0", "pays 70% of right answers"),
    ],
)
def test_verdict_on_shipped_rollouts_agrees_with_the_run(start, reward, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = next(one for one in read_runs() if (one["start"], one["reward"]) == (start, reward))
    made = zoo(run["frozen"])[reward]()
    report = assay.validate(made, rollout_rows(start)[:ROWS], gate="verifiable")
    reached = share_of_ideal(start, reward) >= 0.5
    assert report.verdict != ("FAIL" if reached else "PASS")
    learning = next(one for one in report.measurements if one.name == "expected_learning")
    assert learning.value is not None
    assert (learning.value > 0.2) == reached
