"""The Python API gives what the commands give: the same verdict, findings and numbers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import assay
from assay import InputError, RunOptions
from judges.offline import number_closeness, word_overlap
from lambda_handlers.arithmetic import reward
from tests.assay.command import assay as command
from tests.validation.data import write_rows

ROOT = Path(__file__).parents[2]
TARGET = "lambda_handlers.arithmetic:reward"
DATA = str(ROOT / "examples" / "arithmetic.jsonl")
JUDGES = ["judges.offline:word_overlap", "judges.offline:number_closeness"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def without_times(report):
    return {key: value for key, value in report.items() if key not in ("times", "header")}


def rows(count=24):
    """Sums with a reference and a right reply."""
    return [
        {
            "id": n,
            "messages": [
                {"role": "user", "content": f"What is {n} + 40?"},
                {"role": "assistant", "content": f"The answer is {n + 40}."},
            ],
            "reference_answer": str(n + 40),
        }
        for n in range(count)
    ]


def test_validate_is_equal_to_the_command_on_the_demo(here):
    ran = command(
        *("validate", TARGET, DATA, "--json", "--judge", JUDGES[0], "--judge", JUDGES[1]),
        *("--gate", "demo"),
        cwd=here,
    )
    report = assay.validate(TARGET, DATA, JUDGES, gate="demo")
    told = json.loads(ran.out)
    assert (ran.status, report.verdict) == (0, "PASS")
    assert without_times(report.to_dict()) == without_times(told)

    # as objects the reward and the judges give the same numbers; only the reward's name differs
    same = assay.validate(
        reward,
        DATA,
        {"word_overlap": word_overlap, "number_closeness": number_closeness},
        gate="demo",
    )
    assert same.measurements == report.measurements
    assert [f.verdict for f in same.findings] == [f.verdict for f in report.findings]


def test_a_report_is_saved_printed_and_shown_in_a_notebook(here):
    report = assay.validate(
        "rewards.numeric_match:numeric_match", rows(), gate="verifiable", skip=["probe"]
    )
    report.save("made")
    assert json.loads((here / "made" / "report.json").read_text()) == report.to_dict()
    assert (here / "made" / "report.html").read_text().startswith("<!doctype html>")
    assert report.to_html().startswith("<!doctype html>")
    assert str(report).startswith(f"{report.verdict}  rewards.numeric_match:numeric_match on rows")
    assert "gate: the preset verifiable" in str(report)
    shown = report._repr_html_()
    assert f">{report.verdict}</b>" in shown
    assert all(finding.name in shown for finding in report.findings)


def test_score_is_equal_to_the_command(here):
    write_rows(here / "rows.jsonl", rows(4))
    ran = command("score", "rewards.numeric_match:numeric_match", "rows.jsonl", cwd=here)
    scored = assay.score("rewards.numeric_match:numeric_match", rows(4))
    assert scored == [json.loads(line) for line in ran.out.splitlines()]


def test_ladder_is_equal_to_the_command_and_its_rows_can_be_validated(here):
    write_rows(here / "rows.jsonl", rows(4))
    ran = command("ladder", "rows.jsonl", "--rungs", "digit", cwd=here)
    made = assay.ladder(rows(4), ["digit"])
    assert list(made.rows) == [json.loads(line) for line in ran.out.splitlines()]
    report = assay.validate("rewards.numeric_match:numeric_match", made.rows, skip=assay_stages())
    found = {measured.name: measured.value for measured in report.measurements}
    assert found["within_prompt_accuracy"] == 1.0


def assay_stages():
    return ["probe", "conform"]


def test_probe_is_equal_to_the_command_and_is_held_to_the_gate(here):
    write_rows(here / "rows.jsonl", rows())
    ran = command("probe", "rewards.numeric_match:numeric_match", "rows.jsonl", "--json", cwd=here)
    found = assay.probe("rewards.numeric_match:numeric_match", "rows.jsonl")
    assert json.loads(ran.out) == json.loads(json.dumps(found.to_dict()))
    assert (found.verdict, ran.status) == ("PASS", 0)
    (here / "gate.toml").write_text("[excess_pay_ratio]\npass = -1.0\n")
    found = assay.probe("rewards.numeric_match:numeric_match", "rows.jsonl")
    name = "rewards.numeric_match:numeric_match"
    assert repr(found) == f"<AttackReport: FAIL, {name} on rows.jsonl>"


def test_conform_is_equal_to_the_command_and_is_held_to_the_gate(here):
    ran = command("conform", "rewards.numeric_match:numeric_match", "--json", cwd=here)
    found = assay.conform("rewards.numeric_match:numeric_match")
    told = json.loads(ran.out)
    assert [check["name"] for check in told["checks"]] == [
        check.name for check in found.conformance.checks
    ]
    assert (found.verdict, ran.status) == ("PASS", 0)
    (here / "gate.toml").write_text("conformance = { pass = 0 }\n[range]\nreward = [0, 0.5]\n")
    name = "rewards.numeric_match:numeric_match"
    assert repr(assay.conform(name)) == f"<ContractReport: FAIL, {name} on nova>"


def test_a_gate_in_the_current_folder_is_read_and_named_in_the_report(here):
    (here / "gate.toml").write_text("[scored_share]\npass = 1.0\n")
    options = {"skip": assay_stages()}
    own = assay.validate("rewards.numeric_match:numeric_match", rows(4), **options)
    preset = assay.validate("rewards.numeric_match:numeric_match", rows(4), gate="strict")
    assert (own.to_dict()["gate"], own.verdict) == ("gate.toml", "PASS")
    assert preset.to_dict()["gate"] == "the preset strict"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rows": [{"messages": []}]}, r"^rows:1: "),
        ({"rows": [{"messages": object()}]}, r"^rows: expected rows of plain JSON"),
        ({"judges": ["judges.offline:word_overlap"] * 2}, r"'word_overlap' is taken"),
        ({"rows": rows(1)[0]}, r"^rows: expected a list of dicts or a path, got one row"),
        ({"rows": None}, r"^rows: expected a list of dicts or a path, got NoneType None"),
        ({"gate": "verifable"}, r"^gate: 'verifable' is unknown; did you mean 'verifiable'\?"),
        ({"gate": 3}, r"^gate: expected a preset or a file, got int 3"),
        ({"repeats": 0}, r"^repeats: expected 1 or more, got 0"),
        ({"skip": ["score"]}, r"^skip: expected of probe, conform, failing-model, got 'score'"),
    ],
)
def test_bad_input_is_an_input_error_that_says_where(here, given, message):
    with pytest.raises(InputError, match=message):
        assay.validate("rewards.numeric_match:numeric_match", **{"rows": rows(4), **given})


def test_one_name_and_one_judge_stand_for_a_list_of_one(here):
    target = "rewards.numeric_match:numeric_match"
    report = assay.validate(target, rows(4), word_overlap, "verifiable", skip="probe")
    found = {measured.name: measured.value for measured in report.measurements}
    assert (found["judges"], found.get("excess_pay_ratio")) == (1, None)
    names = {str(row["id"]).rpartition("/")[2] for row in assay.ladder(rows(4), "digit").rows}
    assert "digit" in names
    assert "wrong" not in names


def test_a_range_with_its_ends_exchanged_is_bad_input_and_no_breach_of_the_contract(here):
    ran = command("conform", TARGET, "--range", "1", "0", cwd=here)
    assert (ran.status, ran.err) == (2, "Error: range: expected the lower end first, got 1 0\n")


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"platform": "other"}, {"max_cost": -1}])
def test_options_off_their_range_are_an_input_error(wrong):
    with pytest.raises(InputError, match=f"^{next(iter(wrong))}: expected"):
        RunOptions(**wrong)


def test_importing_assay_imports_nothing_else():
    code = (
        "import sys, assay; assert not {'click', 'numpy', 'rewards', 'validation'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("rewards.py", "from assay import validate"),
        ("judges", "from assay import validate"),
        ("validation", "from assay import validate"),
        ("rewards.py", "from judges import panel"),
        ("rewards", "from judges import panel"),
    ],
)
def test_a_file_that_hides_a_package_of_ours_is_named(tmp_path, name, statement):
    place = tmp_path / name
    place.write_text("") if place.suffix else place.mkdir()
    if not place.suffix:
        (place / "__init__.py").write_text("")
    done = subprocess.run(
        [sys.executable, "-c", statement],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"is hidden by {place}" in done.stderr
