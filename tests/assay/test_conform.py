import json

import pytest

from tests.assay.command import assay
from tests.validation.data import write_rows

HANDLERS = """
import re

def honest(event, context):
    rows = event if isinstance(event, list) else [event]
    return [{"id": row.get("id", n), "aggregate_reward_score": score(row)}
            for n, row in enumerate(rows)]

def score(row):
    last = row["messages"][-1]
    content = last["content"] or ""
    said = content if isinstance(content, str) else "".join(part["text"] for part in content)
    gold = row.get("reference_answer") or row["metadata"]["reference_answer"]
    numbers = re.findall(r"-?\\d+", said)
    is_reply = last["role"].endswith("assistant")
    return float(bool(is_reply and numbers and numbers[-1] == str(gold)))

def honest_handler(event, context):
    print("one line an event")
    return honest(event, context)

def constant_handler(event, context):
    return [{**entry, "aggregate_reward_score": 0.5} for entry in honest(event, context)]

def particular_handler(event, context):
    rows = event if isinstance(event, list) else [event]
    return [{"id": row["id"], "aggregate_reward_score": 1 / row["stars"]} for row in rows]

def reward(sample):
    return sample.response.strip(" .") == sample.reference_answer
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.py").write_text(HANDLERS)
    return tmp_path


def test_an_honest_handler_passes(folder):
    ran = assay("conform", "mine:honest_handler", cwd=folder)
    assert ran.status == 0, ran.out
    assert "passed       the plain event: " in ran.out
    assert "failed  " not in ran.out
    last = ran.out.splitlines()[-1]
    assert last.startswith("mine:honest_handler for nova: ")
    assert " 0 failed" in last


def test_conform_shows_nothing_that_a_handler_prints(folder):
    ran = assay("conform", "mine:honest_handler", cwd=folder)
    assert "one line an event" not in ran.out + ran.err


def test_a_failed_check_says_how_it_is_mended_and_is_1(folder):
    ran = assay("conform", "mine.py:constant_handler", cwd=folder)
    assert ran.status == 1
    lines = ran.out.splitlines()
    (at,) = (n for n, line in enumerate(lines) if line.startswith("failed "))
    assert "right above wrong: " in lines[at]
    assert lines[at + 1].strip().startswith("fix: Make the score depend on the answer")


def test_a_handler_that_scores_no_example_asks_for_data_and_is_3(folder):
    ran = assay("conform", "mine:particular_handler", cwd=folder)
    assert ran.status == 3
    assert "assay conform TARGET DATA" in ran.out


def test_a_reward_is_held_to_the_contract_as_it_would_be_deployed(folder):
    for platform in ("nova", "bedrock", "serverless-oss", "scorer"):
        ran = assay("conform", "mine:reward", "--platform", platform, cwd=folder)
        assert ran.status == 0, ran.out
        assert f"mine:reward for {platform}: " in ran.out


def test_the_platform_decides_what_is_owed(folder):
    ran = assay("conform", "mine:honest_handler", "--platform", "serverless-oss", cwd=folder)
    assert ran.status == 1
    assert "reply: form" in ran.out


def test_data_are_what_it_is_tried_on(folder):
    turns = [{"role": "user", "content": "How many?"}]
    rows = [{"id": n, "messages": turns, "reference_answer": str(n)} for n in (12, 40)]
    write_rows(folder / "rows.jsonl", rows)
    words = ("mine:honest_handler", "rows.jsonl", "--max-tokens", "100000")
    ran = assay("conform", *words, cwd=folder)
    # 128 replies of 100,000 tokens are 51 MB
    assert ran.status == 1
    assert "failed       the largest event" in ran.out


def test_json_is_one_object_with_every_check(folder):
    ran = assay("conform", "mine:constant_handler", "--json", cwd=folder)
    told = json.loads(ran.out)
    assert ran.status == 1
    assert (told["target"], told["platform"]) == ("mine:constant_handler", "nova")
    assert told["events"] > 10
    failed = [check for check in told["checks"] if check["outcome"] == "failed"]
    assert [sorted(check) for check in failed] == [
        ["fix", "name", "outcome", "says", "source", "times", "title"]
    ]


@pytest.mark.parametrize(
    ("option", "check"),
    [
        (("--range", "0", "0.5"), "the declared range"),
        (("--timeout", "0.000001"), "the time of a batch"),
    ],
)
def test_an_option_declares_what_it_is_held_to(folder, option, check):
    ran = assay("conform", "mine:honest_handler", *option, cwd=folder)
    assert ran.status == 1
    assert f"failed       {check}: " in ran.out


def test_too_few_samples_leave_checks_open(folder):
    ran = assay("conform", "mine:honest_handler", "--calls", "2", cwd=folder)
    assert ran.status == 3
    assert "fix: Let it send more samples (--calls; in Python calls)" in ran.out


@pytest.mark.parametrize(
    "words",
    [
        ("conform", "mine:absent"),
        ("conform", "nothing:here"),
        ("conform", "ratings:alice"),
        ("conform", "mine:honest_handler", "absent.jsonl"),
        ("conform", "mine:honest_handler", "--platform", "other"),
    ],
)
def test_conform_ends_with_2_where_it_cannot_run(folder, words):
    ran = assay(*words, cwd=folder)
    assert (ran.status, ran.out) == (2, "")
    assert "Error" in ran.err


def test_help_names_every_way_to_end(folder):
    ran = assay("conform", "--help", cwd=folder)
    assert ran.status == 0
    for told in ("TARGET", "DATA", "--platform", "--batch-size", "--timeout", "--range",
                 "--max-tokens", "--tolerance", "--calls", "--json", "Exit status"):  # fmt: skip
        assert told in ran.out
