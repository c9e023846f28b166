"""Exit status 1 is a verdict; a result that cannot be written is 2, and leaves nothing stale."""

import json
from itertools import product

import pytest

from tests.assay.command import assay
from validation.report.exports import REPORT

QUICK = ("--skip", "probe", "--skip", "conform", "--gate", "gate.toml")
BOUND = "within_prompt_accuracy = { pass = 0.7 }\n"
# With it `mine.py:inverted` ends in FAIL: 1.
COMMANDS = {
    "help": ("--help",),
    "validate": ("validate", "mine.py:inverted", "data.jsonl", *QUICK),
    "probe": ("probe", "mine.py:inverted", "gold.jsonl", "--calls", "1000"),
    "conform": ("conform", "mine.py:fails", "--skip", "failing-model"),
    "score": ("score", "mine.py:fails", "data.jsonl"),
    "ladder": ("ladder", "gold.jsonl"),
    "sample": ("sample", "gold.jsonl", "--ask", "mine.py:answer", "-n", "1"),
}
FULL_DISK = """
import resource

def on_a_full_disk(sample):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    return inverted(sample)

def answer(question):
    from judges.ask import Reply
    return Reply("42", 1, 1, 0.0, "m")
"""


@pytest.fixture
def tried(folder):
    """The folder, with a gate, rows that have golds, and a reward that meets a full disk."""
    (folder / "gate.toml").write_text(BOUND)
    with (folder / "mine.py").open("a") as mine:
        mine.write(FULL_DISK)
    rows = [
        {"messages": [{"role": "user", "content": f"{n} + {n}"}], "reference_answer": str(2 * n)}
        for n in range(12)
    ]
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


STREAMS = {
    "closed": "Error: stdout is closed, and results are written there",
    "/dev/full": "Error: the results cannot be written: [Errno 28] No space left on device",
    "unread": "Error: the results cannot be written: [Errno 32] Broken pipe",
}


@pytest.mark.parametrize(
    ("command", "stream"),
    [*product(("help", "score"), STREAMS), *((command, "unread") for command in COMMANDS)],
)
def test_a_result_that_cannot_be_written_is_no_verdict(tried, command, stream):
    ran = assay(*COMMANDS[command], cwd=tried, stream=stream)
    assert (ran.status, ran.err.splitlines()[-1]) == (2, STREAMS[stream])
    assert "Traceback" not in ran.err


def test_a_report_that_cannot_be_written_follows_its_verdict_and_removes_the_older_one(tried):
    words = ("validate", "data.jsonl", *QUICK, "--report", "r")
    assert assay(words[0], "mine.py:grade", *words[1:], cwd=tried).status == 0
    assert sorted(path.name for path in (tried / "r").iterdir()) == sorted(REPORT)
    ran = assay(words[0], "mine.py:on_a_full_disk", *words[1:], cwd=tried)
    assert (ran.status, ran.out.split()[0]) == (2, "FAIL")
    assert ran.err.splitlines()[-1] == (
        "Error: report: r: File too large; the older report there is removed"
    )
    assert list((tried / "r").iterdir()) == []


def test_a_verdict_that_cannot_be_printed_is_written_to_its_report(tried):
    words = ("validate", "data.jsonl", *QUICK, "--report", "r")
    assert assay(words[0], "mine.py:grade", *words[1:], cwd=tried).status == 0
    ran = assay(words[0], "mine.py:inverted", *words[1:], cwd=tried, stream="/dev/full")
    assert ran.status == 2
    assert json.loads((tried / "r" / "report.json").read_text())["verdict"] == "FAIL"


@pytest.mark.parametrize("place", ["data.jsonl/r", "/proc/r", "/proc/self"])
def test_a_place_that_takes_no_report_is_found_before_anything_is_scored(tried, place):
    with (tried / "mine.py").open("a") as mine:
        mine.write("def asked(sample):\n    open('asked', 'w').close()\n    return 1.0\n")
    ran = assay("validate", "mine.py:asked", "data.jsonl", "--report", place, cwd=tried)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].startswith(f"Error: --report {place}: ")
    assert not (tried / "asked").exists()


@pytest.mark.parametrize("command", ["score", "probe", "conform"])
def test_a_file_of_answers_that_cannot_be_made_is_no_fault_of_the_judge(tried, command):
    with (tried / "mine.py").open("a") as mine:
        mine.write("from judges.judge import Judge\njudge = Judge(answer, 'It is polite.')\n")
    words = [] if command == "conform" else ["data.jsonl"]
    ran = assay(command, "mine.py:judge", *words, "--answers", "/proc/answers", cwd=tried)
    assert ran.status == 2
    assert "/proc/answers: expected a file that can be written to, got" in ran.err.splitlines()[-1]
