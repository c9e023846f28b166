import json
import signal
import subprocess
import time

import pytest

from tests.assay.command import ASSAY, assay, started
from tests.samples import shared
from tests.validation.data import row, write_rows


def scored(folder, target, *options):
    ran = assay("score", f"mine.py:{target}", "data.jsonl", *options, cwd=folder)
    return ran.status, [json.loads(line) for line in ran.out.splitlines()]


def test_every_row_is_one_line_in_the_order_of_the_data(folder):
    status, lines = scored(folder, "grade")
    assert status == 0
    assert [line["id"] for line in lines[:3]] == ["0/0", "0/1", "0/2"]
    assert [line["value"] for line in lines[:3]] == [0.0, 0.5, 1.0]
    assert len(lines) == 120


def test_a_line_holds_the_score_and_what_is_behind_it(folder):
    (folder / "mine.py").write_text(
        "from rewards import Score, weighted_sum\n"
        "def inner(sample):\n"
        "    return Score(0.5, 'half', ratings={'ann': 1.0}, metrics={'n': 2})\n"
        "whole = weighted_sum(a=(1, inner))\n"
    )
    _, lines = scored(folder, "whole")
    assert lines[0] == {
        "id": "0/0",
        "value": 0.5,
        "reason": "a: half",
        "parts": {"a": 0.5},
        "ratings": {"a.ann": 1.0},
        "metrics": {"a.n": 2.0},
        "usage": [],
    }


def test_an_abstention_has_no_value(folder):
    status, lines = scored(folder, "abstains")
    assert (status, lines[0]["value"], lines[1]["value"]) == (0, None, 1.0)


def test_an_error_is_a_line_with_its_text_and_status_1(folder):
    status, lines = scored(folder, "fails_on_some")
    assert status == 1
    error = "sample '3/0': LookupError: no such row"
    assert lines[9] == {"id": "3/0", "error": error, "usage": []}
    assert len(lines) == 120


def test_json_prints_the_same_rows_as_one_array(folder):
    ran = assay("score", "mine.py:grade", "data.jsonl", "--json", cwd=folder)
    assert json.loads(ran.out) == scored(folder, "grade")[1]


def test_a_bad_line_anywhere_prints_nothing(folder):
    write_rows(folder / "data.jsonl", [row(id="a"), {}])
    ran = assay("score", "mine.py:grade", "data.jsonl", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert "data.jsonl:2: messages" in ran.err


def test_numeric_match_pays_real_solutions_exactly_when_they_are_right():
    path = shared("gsm8k_rollouts.jsonl")
    target = "rewards.numeric_match:numeric_match"
    ran = assay("score", target, str(path), cwd=path.parent)
    quality = [json.loads(line)["quality"] for line in path.open(encoding="utf-8")]
    assert [json.loads(line)["value"] for line in ran.out.splitlines()] == quality


PRINTS = """
import os, sys
print("imported")

def prints(sample):
    print("called")
    os.write(1, b"from C\\n")
    return 1.0

def closes(sample):
    sys.stdout.close()
    return 1.0
"""


@pytest.mark.parametrize("target", ["prints", "closes"])
def test_score_takes_nothing_that_a_reward_prints_for_a_result(folder, target):
    (folder / "mine.py").write_text(PRINTS)
    status, lines = scored(folder, target)
    assert (status, len(lines)) == (0, 120)


def test_results_that_cannot_be_written_are_2(folder):
    with open("/dev/full", "w") as full:
        words = [str(ASSAY), "score", "mine.py:grade", "data.jsonl"]
        done = subprocess.run(words, cwd=folder, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_an_interrupt_ends_the_run_though_a_thread_hangs(folder):
    (folder / "mine.py").write_text(
        "import time\ndef hangs(sample):\n    open('begun', 'w')\n    time.sleep(600)\n"
    )
    words = ("score", "mine.py:hangs", "data.jsonl", "--workers", "4")
    run = started(*words, cwd=folder, err=subprocess.PIPE)
    while not (folder / "begun").exists():
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=60) == 2


def test_a_reward_that_asks_no_model_leaves_no_file_of_answers(folder):
    scored(folder, "grade")
    assert not (folder / ".assay").exists()


@pytest.mark.parametrize("way", ["os._exit(0)", "__import__('posix')._exit(0)", "sys.exit(0)"])
def test_a_reward_that_ends_the_process_does_not_end_it_as_a_pass(folder, way):
    (folder / "mine.py").write_text(f"import os, sys\ndef leaves(sample):\n    {way}\n")
    status, rows = scored(folder, "leaves")
    assert status == 1
    assert all("SystemExit" in row["error"] for row in rows)


def test_a_child_of_a_reward_still_ends_by_itself(folder):
    (folder / "mine.py").write_text(
        "import os\n"
        "def forks(sample):\n"
        "    child = os.fork()\n"
        "    if not child:\n        os._exit(7)\n"
        "    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])\n"
    )
    status, rows = scored(folder, "forks")
    assert (status, {row["value"] for row in rows}) == (0, {7.0})


def test_score_says_on_stderr_that_another_form_than_the_row_is_sent(folder):
    labels = [{"prompt_id": "p", "id": f"{n}", "quality": float(n)} for n in range(2)]
    rows = [{**row("42"), **label, "level": 3} for label in labels]
    (folder / "nested.py").write_text(
        "def lambda_handler(event, context):\n"
        "    pay = {row['id']: row['metadata']['level'] * int(row['id']) for row in event}\n"
        "    return [{'id': id, 'aggregate_reward_score': pay[id]} for id in pay]\n"
    )
    write_rows(folder / "d.jsonl", rows)
    ran = assay("score", "nested.py:lambda_handler", "d.jsonl", "--platform", "nova", cwd=folder)
    assert [json.loads(line)["value"] for line in ran.out.splitlines()] == [0.0, 3.0]
    assert "rests on 'fields under metadata', as nova sends it: https://" in ran.err
