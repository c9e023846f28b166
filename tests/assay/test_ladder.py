"""assay ladder."""

import json

import pytest

from tests.assay.command import assay
from tests.validation.data import write_rows

REWARDS = """
def exact(sample):
    return float(sample.response.strip().strip("*.") == str(sample.reference_answer))
"""


def row(number, reference):
    turns = [{"role": "user", "content": f"How much is it? ({number})"}]
    return {"id": f"r{number}", "messages": turns, "reference_answer": reference}


@pytest.fixture
def folder(tmp_path):
    """Three prompts, of which the second has no reference."""
    write_rows(tmp_path / "rows.jsonl", [row(1, "18"), row(2, None), row(3, "21")])
    (tmp_path / "rewards_here.py").write_text(REWARDS)
    return tmp_path


def test_ladder_prints_rows_that_score_and_validate_can_read(folder):
    ran = assay("ladder", "rows.jsonl", cwd=folder)
    assert ran.status == 0, ran.err
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert rows[0] == {
        "id": "r1/gold",
        "prompt_id": rows[0]["prompt_id"],
        "messages": [
            {"role": "user", "content": "How much is it? (1)"},
            {"role": "assistant", "content": "18"},
        ],
        "reference_answer": "18",
        "quality": 1.0,
        "policy": "ladder",
        "made": "gold: the reference itself",
    }
    (folder / "ladder.jsonl").write_text(ran.out)
    scored = assay("score", "rewards_here.py:exact", "ladder.jsonl", cwd=folder)
    assert scored.status == 0, scored.err
    values = {line["id"]: line["value"] for line in map(json.loads, scored.out.splitlines())}
    assert (values["r1/gold"], values["r1/tenfold"]) == (1, 0)


def test_rows_without_a_usable_reference_are_named_and_passed_over(folder):
    ran = assay("ladder", "rows.jsonl", cwd=folder)
    assert "r2: skipped: reference_answer: there is none" in ran.err
    assert "of 2 prompts, 1 skipped" in ran.err
    assert '"r2/' not in ran.out


def test_ladder_ends_with_2_without_a_usable_row(folder):
    write_rows(folder / "none.jsonl", [row(1, None)])
    ran = assay("ladder", "none.jsonl", cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert "Error: none.jsonl: expected rows with a usable reference, got none" in ran.err


def test_ladder_prints_the_named_rungs_alone_beside_the_gold(folder):
    ran = assay("ladder", "rows.jsonl", "--rungs", "tenfold,sign,decimals", cwd=folder)
    names = {json.loads(line)["made"].partition(":")[0] for line in ran.out.splitlines()}
    rungs = {name for name in names if not name.startswith("gold")}
    assert rungs == {"tenfold", "sign", "decimals_1", "decimals_2"}
    assert "gold" in names


def test_a_rung_that_nothing_has_is_an_error(folder):
    ran = assay("ladder", "rows.jsonl", "--rungs", "tenfold,dropped_where", cwd=folder)
    assert ran.status == 2
    assert "no row has a rung 'dropped_where'" in ran.err


def test_the_form_and_the_array(folder):
    ran = assay("ladder", "rows.jsonl", "--form", "hashes", "--json", cwd=folder)
    said = {entry["id"]: entry["messages"][-1]["content"] for entry in json.loads(ran.out)}
    assert (said["r1/gold"], said["r1/tenfold"]) == ("#### 18", "#### 180")


def test_ladder_prints_the_same_on_every_run(folder):
    first, second = (assay("ladder", "rows.jsonl", cwd=folder).out for _ in range(2))
    assert first == second


def test_an_honest_reward_keeps_the_order_of_a_ladder(folder):
    rows = [row(number, str(number * 37 + 5)) for number in range(20)]
    write_rows(folder / "many.jsonl", rows)
    ran = assay("ladder", "many.jsonl", cwd=folder)
    (folder / "ladder.jsonl").write_text(ran.out)
    scored = assay("score", "rewards.numeric_match:numeric_match", "ladder.jsonl", cwd=folder)
    values = {line["id"]: line["value"] for line in map(json.loads, scored.out.splitlines())}
    quality = {line["id"]: line["quality"] for line in map(json.loads, ran.out.splitlines())}
    assert {values[key] for key in values if quality[key] == 1} == {1}
    assert {values[key] for key in values if quality[key] == 0} == {0}
