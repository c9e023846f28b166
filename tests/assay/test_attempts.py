import json

import pytest

from tests.assay.command import answers, assay
from tests.validation.data import write_rows

JUDGES = ("--judge", "grade=mine.py:second", "--judge", "other=mine.py:nearly")


@pytest.fixture
def held_out(folder):
    """Graded answers to 40 other questions."""
    write_rows(folder / "held.jsonl", answers(40, "Another question"))
    return folder


def run(folder, target, *options):
    words = ("validate", f"mine.py:{target}", "data.jsonl", "--json", *JUDGES, *options)
    ran = assay(*words, cwd=folder)
    return ran.status, json.loads(ran.out) if ran.out else ran.err


def said_of_versions(report):
    return [remark for remark in report["warnings"] if "versions" in remark]


def test_a_first_version_is_not_remarked_on_however_often_it_runs(folder):
    run(folder, "grade")
    assert said_of_versions(run(folder, "grade")[1]) == []


def test_report_says_from_the_second_version_on_what_selection_does_to_the_odds(folder):
    run(folder, "constant")
    run(folder, "inverted")
    (remark,) = said_of_versions(run(folder, "grade")[1])
    # 1 - 0.975^3 = 7.3 %
    assert remark.startswith("3 versions were tried on these data")
    assert "up to 7.3% of cases, not 2.5%" in remark


def test_versions_are_counted_for_each_dataset_by_itself(held_out):
    run(held_out, "constant")
    words = ("validate", "mine.py:grade", "held.jsonl", "--json", *JUDGES)
    assert said_of_versions(json.loads(assay(*words, cwd=held_out).out)) == []


def test_data_that_grow_count_as_looks_and_a_blank_line_or_a_noisy_reward_does_not(folder):
    with (folder / "mine.py").open("a") as mine:
        mine.write("import random\ndef noisy(sample):\n    return random.random()\n")
    run(folder, "noisy", "--skip", "probe", "--skip", "conform")
    with (folder / "data.jsonl").open("a") as data:
        data.write("\n\n")
    _, again = run(folder, "noisy", "--skip", "probe", "--skip", "conform")
    assert not any("looks" in remark for remark in again["warnings"])
    write_rows(folder / "data.jsonl", answers(50))
    _, grown = run(folder, "noisy", "--skip", "probe", "--skip", "conform")
    (remark,) = [remark for remark in grown["warnings"] if "looks" in remark]
    # 1 - 0.975^2 = 4.9 %
    assert remark.startswith("2 looks were taken at these data, with 1 version(s)")
    assert "up to 4.9% of cases" in remark


def test_a_winner_is_confirmed_on_the_held_out_rows_and_they_decide(held_out):
    status, report = run(held_out, "grade", "--confirm", "held.jsonl")
    assert (status, report["verdict"], report["dataset"]) == (0, "PASS", "held.jsonl")
    assert "confirmed on prompts never used, after a PASS on data.jsonl" in report["warnings"]


def test_a_loser_leaves_the_held_out_rows_unused(held_out):
    status, report = run(held_out, "inverted", "--confirm", "held.jsonl")
    assert (status, report["dataset"]) == (1, "data.jsonl")
    assert any(remark.startswith("not confirmed: held.jsonl") for remark in report["warnings"])
    assert run(held_out, "grade", "--confirm", "held.jsonl")[0] == 0


def test_held_out_rows_that_another_version_has_seen_confirm_nothing(held_out):
    with (held_out / "mine.py").open("a") as mine:
        mine.write("def doubled(sample):\n    return 2 * grade(sample)\n")
    assert run(held_out, "grade", "--confirm", "held.jsonl")[0] == 0
    assert run(held_out, "grade", "--confirm", "held.jsonl")[0] == 0
    status, error = run(held_out, "doubled", "--confirm", "held.jsonl")
    assert status == 2
    assert "1 other version(s) were already tried on these prompts" in error


def test_held_out_rows_must_ask_other_questions(folder):
    write_rows(folder / "held.jsonl", answers(41))
    status, error = run(folder, "grade", "--confirm", "held.jsonl")
    assert status == 2
    assert "expected prompts never used, but 120 rows ask what data.jsonl asks too" in error


def test_a_log_that_cannot_be_read_is_one_line_and_2_before_anything_is_scored(folder):
    (folder / ".assay").mkdir()
    (folder / ".assay" / "attempts.jsonl").write_text("nonsense\nmore\n")
    (folder / "mine.py").write_text(
        "def grade(sample):\n    open('asked', 'w')\nnearly = second = grade\n"
    )
    status, error = run(folder, "grade")
    assert status == 2
    assert error.startswith("Error: .assay/attempts.jsonl:1: expected an attempt")
    assert not (folder / "asked").exists()


def test_a_last_line_cut_by_a_kill_is_passed_over(folder):
    run(folder, "constant")
    with (folder / ".assay" / "attempts.jsonl").open("a") as log:
        log.write('{"digest": "a", "ver')
    run(folder, "inverted")
    (remark,) = said_of_versions(run(folder, "grade")[1])
    assert remark.startswith("3 versions were tried")
