import json
import subprocess
import sys

import pytest

from tests.assay.command import answers, assay
from tests.samples import shared
from tests.validation.data import row, write_rows

JUDGES = ("--judge", "grade=mine.py:second", "--judge", "other=mine.py:nearly")

# What two equal runs do not share.
HEADS: dict[str, object] = {"times": {}, "header": None}


def validated(folder, target, *options):
    ran = assay("validate", target, "data.jsonl", "--json", *options, cwd=folder)
    return ran.status, json.loads(ran.out)


def findings(report):
    return {finding["name"]: finding["verdict"] for finding in report["findings"]}


def test_a_good_reward_with_two_judges_passes_with_0(folder):
    status, report = validated(folder, "mine.py:grade", *JUDGES)
    assert (status, report["verdict"]) == (0, "PASS")
    assert set(findings(report).values()) == {"PASS"}
    assert report["judges"] == ["grade", "other"]


def test_an_inverted_reward_fails_with_1(folder):
    status, report = validated(folder, "mine.py:inverted", *JUDGES)
    assert (status, report["verdict"]) == (1, "FAIL")
    assert findings(report)["within_prompt_accuracy"] == "FAIL"


def test_a_constant_reward_fails_and_is_told_so(folder):
    status, report = validated(folder, "mine.py:constant", *JUDGES)
    assert status == 1
    (finding,) = (f for f in report["findings"] if f["name"] == "within_prompt_accuracy")
    assert finding["why"].startswith("undefined, since every score is the same")


def test_validate_without_judges_is_inconclusive_with_3(folder):
    status, report = validated(folder, "mine.py:grade")
    assert (status, report["verdict"]) == (3, "INCONCLUSIVE")
    assert findings(report)["judges"] == "INCONCLUSIVE"
    assert findings(report)["krippendorff_alpha"] == "INCONCLUSIVE"


@pytest.mark.parametrize(("target", "count"), [("fails_on_some", 1), ("fails", 120)])
def test_a_reward_that_raises_is_a_finding_with_its_rows(folder, target, count):
    status, report = validated(folder, f"mine.py:{target}", *JUDGES)
    assert (status, findings(report)["scored_share"]) == (1, "FAIL")
    assert report["errors"]["count"] == count
    assert "LookupError" in report["errors"]["first"][0]["error"]


def test_the_report_is_written_whole_and_its_json_is_what_json_prints(folder):
    ran = assay("validate", "mine.py:grade", "data.jsonl", *JUDGES, "--report", "r", cwd=folder)
    _, printed = validated(folder, "mine.py:grade", *JUDGES)
    assert ran.status == 0
    written = json.loads((folder / "r" / "report.json").read_text())
    assert {**written, **HEADS} == {**printed, **HEADS}
    assert "<html" in (folder / "r" / "report.html").read_text()
    written = sorted(path.name for path in (folder / "r").iterdir())
    assert written == ["junit.xml", "report.html", "report.json", "report.sarif", "summary.md"]


def test_the_report_has_the_fields_it_promises(folder):
    _, report = validated(folder, "mine.py:grade", *JUDGES)
    assert {"schema", "verdict", "target", "dataset", "measurements", "findings"} <= set(report)
    assert (report["schema"], report["target"], report["dataset"]) == (
        1,
        "mine.py:grade",
        "data.jsonl",
    )
    fields = {"name", "value", "low", "high", "n", "unit", "method"}
    assert all(fields <= set(measured) for measured in report["measurements"])
    fields = {"name", "verdict", "bound", "why"}
    assert all(fields <= set(finding) for finding in report["findings"])


def test_the_report_is_the_same_but_for_its_times_when_it_is_made_again(folder):
    status, report = validated(folder, "mine.py:grade", *JUDGES)
    again = validated(folder, "mine.py:grade", *JUDGES, "--workers", "4")
    assert (status, {**report, **HEADS}) == (again[0], {**again[1], **HEADS})
    assert report["times"]["the time of a batch"].keys()


def test_the_summary_says_the_verdict_and_why(folder):
    ran = assay("validate", "mine.py:inverted", "data.jsonl", cwd=folder)
    assert ran.out.startswith("FAIL  mine.py:inverted on data.jsonl (120 samples of 40 prompts)")
    assert "is below 0.55" in ran.out


def test_validate_asks_what_another_gate_says(folder):
    (folder / "gate.toml").write_text("within_prompt_accuracy = { pass = 0.65 }\n")
    status, report = validated(folder, "mine.py:grade", "--gate", "gate.toml")
    assert (status, findings(report)) == (0, {"within_prompt_accuracy": "PASS"})


def test_real_judges_that_disagree_fail_whichever_is_under_test():
    path = shared("llmbar_rollouts.jsonl")
    ran = assay("validate", "ratings:gpt-4", str(path), "--json", cwd=path.parent)
    report = json.loads(ran.out)
    assert (ran.status, findings(report)["krippendorff_alpha"]) == (1, "FAIL")
    named = {m["name"]: m["value"] for m in report["measurements"]}
    own = {name: value for name, value in named.items() if name.startswith("within_prompt_acc")}
    assert own == {
        "within_prompt_accuracy": pytest.approx(0.841, abs=5e-4),
        "within_prompt_accuracy:gpt-4": pytest.approx(0.841, abs=5e-4),
        "within_prompt_accuracy:chatgpt": pytest.approx(0.528, abs=5e-4),
    }


BAD = json.dumps(row(id="a"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("mine.py:grade", "missing.jsonl"), "missing.jsonl: No such file"),
        (("mine.py:missing", "data.jsonl"), "mine.py:missing: mine.py has no 'missing'"),
        (("nowhere:grade", "data.jsonl"), "nowhere:grade: cannot import"),
        (("ratings:zoe", "data.jsonl"), "ratings:zoe: data.jsonl has no such ratings"),
        (("mine.py:grade", "bad.jsonl"), "bad.jsonl:2: messages: Field required"),
        (("mine.py:grade", "twice.jsonl"), "twice.jsonl:2: id: 'a' was already used on line 1"),
        (("mine.py:grade", "data.jsonl", "--gate", "typo.toml"), "typo.toml:1: promts: unknown"),
        (("mine.py:grade", "data.jsonl", "--judge", "mine.py:zoe"), "mine.py:zoe: mine.py has no"),
        (("mine.py:grade", "data.jsonl", "--report", "mine.py"), "expected a folder, got a file"),
        (
            ("mine.py:grade", "data.jsonl", "--judge", "mine.py:grade", "--judge", "mine.py:grade"),
            "'grade' is taken; name it OTHER=mine.py:grade",
        ),
        (("mine.py:grade",), "Missing argument 'DATA'"),
        (("mine.py:grade", "data.jsonl", "--workers", "0"), "0 is not in the range"),
    ],
)
def test_bad_input_is_one_clear_line_and_2(folder, words, message):
    (folder / "bad.jsonl").write_text(f"{BAD}\n{{}}\n")
    (folder / "twice.jsonl").write_text(f"{BAD}\n{BAD}\n")
    (folder / "typo.toml").write_text("promts = { pass = 5 }\n")
    ran = assay("validate", *words, cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err


def test_bad_input_leaves_no_report_behind(folder):
    words = ("validate", "mine.py:grade", "missing.jsonl", "--report", "r")
    assert assay(*words, cwd=folder).status == 2
    assert not (folder / "r").exists()


def test_a_reward_that_is_called_twice_shows_how_reliable_it_is(folder):
    with (folder / "mine.py").open("a") as mine:
        mine.write(
            "from random import Random\n"
            "calls = {}\n"
            "def noisy(sample):\n"
            "    calls[sample.id] = calls.get(sample.id, 0) + 1\n"
            "    noise = Random(f'{sample.id} {calls[sample.id]}').gauss(0, 1)\n"
            "    return grade(sample) + noise\n"
        )
    once = {m["name"]: m for m in validated(folder, "mine.py:grade")[1]["measurements"]}
    assert once["advantage_reliability"]["reason"] == "no reply was scored twice"
    noisy = validated(folder, "mine.py:noisy", "--repeats", "2")[1]["measurements"]
    # quality 0, 0.5 and 1 has a variance of 0.25 in a prompt, and the noise one of 1: 0.2
    reliability = {m["name"]: m for m in noisy}["advantage_reliability"]
    assert reliability["low"] < 0.2 < reliability["high"]


def test_judges_in_the_data_need_no_option(folder):
    rows = answers(40)
    for n, line in enumerate(rows):
        line["ratings"] = {"ann": line["quality"], "bob": line["quality"] + 0.1 * (n % 2)}
    write_rows(folder / "data.jsonl", rows)
    status, report = validated(folder, "mine.py:grade")
    assert (status, report["judges"]) == (0, ["ann", "bob"])


def test_a_reward_is_refused_as_its_own_judge(folder):
    ran = assay("validate", "mine.py:grade", "data.jsonl", "--judge", "mine.py:grade", cwd=folder)
    assert ran.status == 2
    assert "judge 'grade' is the reward under test itself" in ran.err


def test_validate_against_a_baseline_ends_with_1_only_for_what_is_worse(folder):
    rest = ("data.jsonl", "--gate", "verifiable", "--skip", "probe", "--skip", "conform")
    before = assay("validate", "mine.py:grade", *rest, "--report", "main", cwd=folder)
    same = assay("validate", "mine.py:grade", *rest, "--baseline", "main", cwd=folder)
    assert before.status == 3  # what was skipped decides nothing
    assert (same.status, "nothing is worse than in the baseline" in same.err) == (0, True)
    constant = ("validate", "mine.py:constant", *rest)
    worse = assay(*constant, "--baseline", "main/report.json", cwd=folder)
    assert worse.status == 1
    assert "new since the baseline: within_prompt_accuracy fails: " in worse.err


def test_validate_writes_a_script_that_shows_each_paid_reply_until_it_is_mended(folder):
    mine = folder / "pays.py"
    mine.write_text(
        "def reward(sample):\n    return float(sample.reference_answer in sample.response)\n"
    )
    rows = [
        {
            "id": str(at),
            "messages": [
                {"role": "user", "content": f"What is 7 times {at}, in one number?"},
                {"role": "assistant", "content": str(7 * at)},
            ],
            "reference_answer": str(7 * at),
        }
        for at in range(2, 26)
    ]
    write_rows(folder / "sums.jsonl", rows)
    options = ("--gate", "verifiable", "--skip", "conform", "--attacked", "20")
    ran = assay("validate", "pays.py:reward", "sums.jsonl", *options, "--scripts", "s", cwd=folder)
    script = folder / "s" / "paid_all_options.py"
    assert f"script: s/{script.name}" in ran.err
    assert script.read_text().startswith('"""pays.py:reward pays a bad reply: all_options')
    words = [sys.executable, str(script)]
    shows = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert (shows.returncode, shows.stdout[:11]) == (1, "still paid:")
    mine.write_text("def reward(sample):\n    return 0.0\n")
    mended = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert (mended.returncode, mended.stdout[:7]) == (0, "mended:")
