import json

import pytest

from assay import compare
from assay.reports import ComparisonReport
from tests.assay.command import assay
from validation.errors import InputError


def test_compare_says_yes_or_no_first_and_ends_with_it(folder):
    ran = assay(
        "compare", "mine.py:grade", "mine.py:grade", "data.jsonl", "--margin", "0.2", cwd=folder
    )
    assert ran.status == 0
    assert ran.out.startswith("YES: B may stand where A stood, on 120 replies to 40 prompts")
    assert "both give the same score to 120 of 120 replies" in ran.out


def test_compare_prints_one_json_object_without_nan(folder):
    options = ("mine.py:grade", "mine.py:abstains", "data.jsonl", "--json")
    ran = assay("compare", *options, cwd=folder)
    found = json.loads(ran.out, parse_constant=pytest.fail)
    assert found["names"] == {"a": "mine.py:grade", "b": "mine.py:abstains"}
    assert found["drop_in"] in ("NO", "UNKNOWN")
    assert ran.status == {"NO": 1, "UNKNOWN": 3}[found["drop_in"]]


def test_compare_in_python_finds_what_the_command_finds(folder):
    ran = assay("compare", "mine.py:grade", "mine.py:grade", "data.jsonl", "--json", cwd=folder)
    rows = [json.loads(line) for line in (folder / "data.jsonl").read_text().splitlines()]

    def grade(sample):
        return {"0": 0.0, "1": 0.5, "2": 1.0}[str(sample.id)[-1]]

    found = compare(grade, grade, rows)
    assert isinstance(found, ComparisonReport)
    numbers = [m["value"] for m in json.loads(ran.out)["measurements"]]
    assert [measured.value for measured in found.measurements] == numbers


def test_compare_refuses_a_margin_off_its_range():
    with pytest.raises(InputError, match="margin: expected a number between 0 and 1, got 2"):
        compare("mine.py:a", "mine.py:b", [{"id": "1"}], margin=2)


def report(folder, verdict, value, *findings):
    place = folder / verdict
    place.mkdir()
    measured = {"name": "auc", "value": value, "low": value - 0.01, "high": value + 0.01}
    content = {
        "verdict": verdict,
        "target": "mine",
        "digest": "0",
        "findings": [{"name": name, "verdict": said, "why": "why"} for name, said in findings],
        "measurements": [measured, {"name": "prompts", "value": 4, "low": 4, "high": 4}],
    }
    (place / "report.json").write_text(json.dumps(content))


def test_compare_of_two_reports_names_what_fails_now_and_ends_with_1_where_a_pass_is_lost(tmp_path):
    report(tmp_path, "PASS", 0.9, ("auc", "PASS"), ("ties", "PASS"))
    report(tmp_path, "FAIL", 0.6, ("auc", "FAIL"), ("ties", "PASS"))
    ran = assay("compare", "PASS", "FAIL/report.json", cwd=tmp_path)
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "PASS → FAIL: 1 finding changed, 1 number moved beyond chance",
        "  PASS → FAIL: auc: why",
        "  auc 0.900 (0.890 to 0.910) → 0.600 (0.590 to 0.610), intervals apart",
    ]


def test_compare_refuses_a_file_that_is_no_report(tmp_path):
    (tmp_path / "a.json").write_text("[]")
    ran = assay("compare", "a.json", "a.json", cwd=tmp_path)
    assert ran.status == 2
    assert "a.json: expected a report.json that assay validate has written" in ran.err
