import json

import pytest

from tests.assay.command import assay
from tests.validation.data import write_rows
from tests.validation.probes.data import MAKERS

REWARDS = """
from rewards import Score
from rewards.numeric_match import numeric_match
from rewards.types import Usage

def honest(sample):
    return numeric_match(sample)

def anywhere(sample):
    return sample.reference_answer["answer"] in sample.response

def half_anywhere(sample):
    return max(float(numeric_match(sample)), 0.6 * anywhere(sample))

def constant(sample):
    return 0.8

def few(sample):
    return numeric_match(sample) and sample.reference_answer["answer"] < "3"
"""


@pytest.fixture
def attacked(tmp_path):
    (tmp_path / "mine.py").write_text(REWARDS)
    write_rows(tmp_path / "data.jsonl", MAKERS["numbers"]())
    return tmp_path


@pytest.mark.parametrize(
    ("reward", "status"),
    [("honest", 0), ("anywhere", 1), ("constant", 1), ("few", 3), ("half_anywhere", 3)],
)
def test_the_exit_status_says_how_much_the_worst_attack_earns(attacked, reward, status):
    assert assay("probe", f"mine.py:{reward}", "data.jsonl", cwd=attacked).status == status


def test_the_worst_attack_is_told_first_in_words_with_a_reply_and_a_mend(attacked):
    ran = assay("probe", "mine.py:anywhere", "data.jsonl", cwd=attacked)
    title, worst, *_ = ran.out.splitlines()
    assert title.startswith("mine.py:anywhere on data.jsonl (24 prompts")
    assert worst.startswith("worst attack that needs no answer: ")
    assert "earns 1.00 (1.00 to 1.00) of the gold's pay" in worst
    assert "where the least paid wrong answer earns 0 and the gold (“221”) 1" in worst
    assert "To mend it, " in worst


def test_probe_says_what_was_not_probed(attacked):
    ran = assay("probe", "mine.py:honest", "data.jsonl", "--prompts", "12", cwd=attacked)
    assert "not probed: only 12 of 24 prompts" in ran.out
    assert (
        "not probed: attacks that are not in this list were not tried, and may be paid" in ran.out
    )


def test_json_holds_the_measurements_and_every_attack(attacked):
    ran = assay("probe", "mine.py:anywhere", "data.jsonl", "--json", cwd=attacked)
    told = json.loads(ran.out)
    assert {m["name"] for m in told["measurements"]} == {
        "gold_pay",
        "excess_pay_ratio",
        "lazy_policy",
        "false_refusal",
        "partial_pay_ratio",
        "false_pay",
        "known_pass_rate",
    }
    assert told["results"][0]["ratio"] == 1
    assert len(told["results"]) > 40


def test_probe_tries_the_named_attack_alone(attacked):
    words = ("--attack", "denial", "--json")
    told = json.loads(assay("probe", "mine.py:honest", "data.jsonl", *words, cwd=attacked).out)
    assert [result["attack"] for result in told["results"]] == ["denial"]


def test_a_name_that_is_no_attack_is_bad_input(attacked):
    ran = assay("probe", "mine.py:honest", "data.jsonl", "--attack", "charm", cwd=attacked)
    assert ran.status == 2
    assert "attack: 'charm' is unknown; " in ran.err


def test_data_without_golds_cannot_be_settled(attacked):
    rows = [{**row, "reference_answer": None, "quality": None} for row in MAKERS["numbers"]()]
    write_rows(attacked / "plain.jsonl", rows)
    ran = assay("probe", "mine.py:constant", "plain.jsonl", cwd=attacked)
    assert ran.status == 3
    assert "the data hold neither references nor two grades of quality" in ran.out


def test_a_handler_is_attacked_without_its_logs(attacked):
    (attacked / "handlers.py").write_text(
        "from lambda_handlers.adapter import reward_handler\n"
        "from rewards.numeric_match import numeric_match\n"
        "handler = reward_handler(numeric_match)\n"
    )
    ran = assay("probe", "handlers.py:handler", "data.jsonl", cwd=attacked)
    assert ran.status == 0
    assert all(line.startswith(("read ", "to be sent ")) for line in ran.err.splitlines())
    assert "no attack that needs no answer is paid" in ran.out
