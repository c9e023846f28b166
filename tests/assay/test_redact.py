"""--redact: no prompt, no reply and no reference in anything that is written."""

import json

import jsonschema
import pytest

from tests.assay.command import assay
from tests.assay.test_report_schema import SCHEMA
from tests.validation.data import write_rows

CANARY = "kestrel"
# A reward that quotes all that it is given, in its errors and in its reasons; and a judge.
QUOTES = """
from rewards.types import Score

def grade(sample):
    if "broken" in sample.response:
        raise LookupError(f"nothing about {sample.response} in {sample.messages[0].content}")
    right = sample.reference_answer in sample.response
    return Score(float(right), f"of {sample.reference_answer}: {sample.response}")

def judge(sample):
    return Score(float(len(sample.response) % 3), sample.response)
"""


@pytest.fixture(scope="module")
def redacted(tmp_path_factory):
    """A folder in which a reward was validated twice with --redact, and what was printed."""
    folder = tmp_path_factory.mktemp("redacted")
    (folder / "quotes.py").write_text(QUOTES)
    rows = [
        {
            "id": f"{CANARY} id {p}/{n}",
            "prompt_id": f"prompt {CANARY} {p}",
            "messages": [
                {"role": "user", "content": f"Which bird is {CANARY}-asked-{p}?"},
                {"role": "assistant", "content": f"It is {CANARY}-said-{p}-{n} {word}"},
            ],
            "reference_answer": f"{CANARY}-gold-{p}",
            "metadata": {"note": f"{CANARY}-note"},
            "quality": n,
        }
        for p in range(12)
        for n, word in enumerate(("broken", "not", f"{CANARY}-gold-{p}"))
    ]
    write_rows(folder / "rows.jsonl", rows)
    words = ("validate", "quotes.py:grade", "rows.jsonl", "--judge", "j=quotes.py:judge")
    first = assay(*words, "--redact", "--report", "r", cwd=folder)
    again = assay(*words, "--redact", "--report", "r", "--json", cwd=folder)
    return folder, first, again


def test_redact_leaves_no_text_of_the_data_in_any_file_or_stream(redacted):
    folder, *runs = redacted
    written = [file for file in folder.rglob("*") if file.is_file()]
    ours = [file for file in written if file.name not in ("rows.jsonl", "quotes.py")]
    assert {"report.html", "report.json", "attempts.jsonl"} <= {file.name for file in ours}
    found = [file for file in ours if CANARY.encode() in file.read_bytes().lower()]
    assert [file for file in found if file.suffix != ".pyc"] == []
    assert [run.out for run in runs if CANARY in run.out.lower()] == []
    assert [run.err for run in runs if CANARY in run.err.lower()] == []


def test_redact_keeps_the_verdict_the_numbers_and_the_types_of_errors(redacted):
    folder, first, again = redacted
    plain = assay(
        *("validate", "quotes.py:grade", "rows.jsonl", "--judge", "j=quotes.py:judge", "--json"),
        cwd=folder,
    )
    report, whole = json.loads(again.out), json.loads(plain.out)
    assert (first.status, again.status, plain.status) == (1, 1, 1)
    for key in ("measurements", "verdict"):
        assert report[key] == whole[key]
    assert [f["verdict"] for f in report["findings"]] == [f["verdict"] for f in whole["findings"]]
    page = (folder / "r" / "report.html").read_text()
    assert "36 samples of 12 prompts" in page
    assert (report["redacted"], whole["redacted"]) == (True, False)
    assert report["errors"]["count"] == 12
    assert report["errors"]["first"][0]["error"].endswith("LookupError: (redacted)")
    assert CANARY in plain.out
    jsonschema.validate(report, SCHEMA)


def test_a_second_report_in_a_folder_says_what_changed_since_the_first(redacted):
    folder, first, again = redacted
    changes = json.loads(again.out)["changes"]
    assert changes["verdicts"] == ["FAIL", "FAIL"]
    assert changes["findings"] == []
    assert changes == json.loads((folder / "r" / "report.json").read_text())["changes"]
    assert "since the report before" not in first.out
    page = (folder / "r" / "report.html").read_text()
    assert "What changed since the report before" in page


def test_redact_refuses_scripts_which_hold_replies(redacted):
    folder = redacted[0]
    words = ("validate", "quotes.py:grade", "rows.jsonl", "--redact", "--scripts", "s")
    ran = assay(*words, cwd=folder)
    assert ran.status == 2
    assert "--scripts: a script holds a reply, which --redact leaves out" in ran.err
