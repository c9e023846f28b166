"""The plugin as users meet it: pytest in a folder of theirs, in a process of its own."""

import json
import subprocess
import sys

import pytest

REWARD = "def right(sample):\n    return sample.reference_answer in sample.response\n"
TESTS = """\
import pytest
from lambda_handlers.adapter import reward_handler
from own_reward import right

def test_sample(sample):
    assert sample("A: 26", gold="26", prompt="7 * 3 + 5?", source="a").metadata == {"source": "a"}

def test_wire(sample, lambda_event, invoke):
    event = lambda_event([sample("A: 26", gold="26"), sample("A: 9", gold="26")])
    assert [score.value for score in invoke(reward_handler(right), event)] == [1, 0]

def test_scores(dataset, score_snapshot):
    score_snapshot(right, dataset("rows.jsonl"))

@pytest.mark.parametrize("n", [1.0, "1 0"])
def test_each(n, sample, score_snapshot):
    score_snapshot(right, [{"id": 1, "messages": [{"role": "user", "content": "?"},
        {"role": "assistant", "content": "26"}], "reference_answer": "26"}])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("own")
    (place / "own_reward.py").write_text(REWARD)
    (place / "test_own.py").write_text(TESTS)
    rows = [
        {
            "messages": [
                {"role": "user", "content": f"{n} boxes of 7 pens?"},
                {"role": "assistant", "content": f"A: {answer}"},
            ],
            "reference_answer": str(7 * n),
        }
        for n, answer in ((3, 21), (4, 11))
    ]
    (place / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return place


def run_pytest(folder, *words):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_plugin_keeps_scores_compares_them_and_shows_what_a_change_of_the_reward_moves(folder):
    new = run_pytest(folder)
    assert "3 failed, 2 passed" in new.stdout, new.stdout + new.stderr
    assert (
        "AssertionError: no scores are kept in snapshots/test_own-test_scores.jsonl: run "
        "`pytest --assay-update` once, and commit the file"
    ) in new.stdout
    assert "5 passed" in run_pytest(folder, "--assay-update").stdout
    kept = folder / "snapshots" / "test_own-test_scores.jsonl"
    assert kept.read_text() == (
        '{"id": "row-0", "score": 1.0, "reply": "A: 21"}\n'
        '{"id": "row-1", "score": 0.0, "reply": "A: 11"}\n'
    )
    assert len([*kept.parent.iterdir()]) == 3  # parameters that differ in marks have files apart
    (folder / "own_reward.py").write_text("def right(sample):\n    return 1\n")
    changed = run_pytest(folder, "-k", "test_scores").stdout
    assert (
        "1 of 2 scores are others than in snapshots/test_own-test_scores.jsonl: mend the reward, "
        "or, if the change is meant, run `pytest --assay-update`."
    ) in changed
    assert "row-1: 0 -> 1  'A: 11'" in changed


def test_plugin_imports_nothing_of_the_kit_before_a_fixture_is_used():
    code = (
        "import sys, assay.pytest_plugin\n"
        "print([m for m in sys.modules if m.partition('.')[0] in"
        " ('rewards', 'judges', 'lambda_handlers', 'validation', 'numpy', 'pydantic')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
