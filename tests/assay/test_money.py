"""What a run asks and costs is known before it asks, and is bounded whatever the target does."""

import json
import re
from pathlib import Path

import pytest

from tests.assay.command import ROOT, assay
from tests.judges.chat_server import chat, refuses
from tests.validation.data import graded, write_rows

__all__ = ["chat"]

HANDLERS = ROOT.parent / "shared" / "data" / "handlers"
ASKS = (f"{HANDLERS}/asks_models.py:lambda_handler", f"{HANDLERS}/plain.jsonl")
COMMANDS = ("validate", "probe", "conform", "score")
# Rows that validate and score send whatever they are allowed.
ROWS = {"validate": 160, "score": 160, "probe": 0, "conform": 0}


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """How many questions the handler has put to its model, by the file it writes for each."""
    (tmp_path / "asked").touch()
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    return lambda: len((tmp_path / "asked").read_text())


def run(command: str, folder: Path, *options: str):
    return assay(command, *ASKS, "--platform", "nova", *options, cwd=folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_dry_run_says_what_would_be_asked_and_asks_nothing(command, asked, tmp_path):
    ran = run(command, tmp_path, "--dry-run")
    assert (ran.status, asked()) == (0, 0)
    said = re.search(
        r"to be sent to \S+lambda_handler: (.*); (?:[\d,]+ to )?([\d,]+) events", ran.err
    )
    assert said is not None
    assert ("160 replies of the data" in said[1]) == bool(ROWS[command])
    assert "may ask models by itself" in ran.err


@pytest.mark.parametrize("command", COMMANDS)
def test_calls_bound_what_an_opaque_handler_asks(command, asked, tmp_path):
    most = 1000 if command == "probe" else 200  # with fewer, attacks can settle nothing
    ran = run(command, tmp_path, "--calls", str(most))
    assert ROWS[command] <= asked() <= most
    assert ran.status in (0, 1, 3)


def test_calls_that_do_not_suffice_for_the_data_are_refused_before_anything_is_asked(
    asked, tmp_path
):
    for command in ("validate", "score"):
        ran = run(command, tmp_path, "--calls", "159")
        assert (ran.status, asked()) == (2, 0)
        assert "takes 160 replies to the target, and 159 are allowed" in ran.err


@pytest.mark.parametrize("command", COMMANDS)
def test_limit_of_cost_alone_is_refused_for_a_target_that_may_ask(command, asked, tmp_path):
    ran = run(command, tmp_path, "--max-cost", "5")
    assert (ran.status, asked()) == (2, 0)
    assert "price-per-call" in ran.err


def test_limit_of_cost_holds_by_the_price_of_a_call(asked, tmp_path):
    run("validate", tmp_path, "--max-cost", "3.4", "--price-per-call", "0.02")
    assert 160 <= asked() <= 170  # 3.40 dollars buy 170 replies


JUDGE = """
from judges.judge import Judge
from judges.openai_compatible import OpenAICompatible

judge = Judge(OpenAICompatible("m", "URL", attempts=1), "It is right.")

def reward(sample):
    return judge(sample)

class ClientError(Exception):
    pass

def unseen(sample):
    raise ClientError(
        "An error occurred (ThrottlingException) when calling the Converse operation (reached max "
        "retries: 4): Too many requests"
    )

def wrong(sample):
    raise ClientError(
        "An error occurred (ValidationException) when calling the Converse operation: no such field"
    )
"""
SCORED = ("--skip", "probe", "--skip", "conform")


@pytest.fixture
def judged(tmp_path, chat):
    (tmp_path / "mine.py").write_text(JUDGE.replace("URL", chat.url))
    write_rows(tmp_path / "data.jsonl", graded(10, (0, 0.5, 1)))
    return tmp_path


@pytest.mark.parametrize("target", ["judge", "reward"])
def test_forecast_counts_the_questions_of_a_judge_and_asks_for_a_price(judged, chat, target):
    words = ("validate", f"mine.py:{target}", "data.jsonl", *SCORED, "--dry-run")
    ran = assay(*words, cwd=judged)
    assert (ran.status, chat.requests) == (0, [])
    assert "questions to m: 30, " in ran.err
    assert "its price is unknown: give it, in dollars for a million tokens (--price m=" in ran.err
    ran = assay(*words, "--price", "m=0.5,2", cwd=judged)
    # at most 1,024 output tokens each: 30 x 1,024 x 2 / 1e6 = $0.06, and the input's beside it
    low, high = map(float, re.findall(r"\$([\d.]+)", ran.err))
    assert low == 0.0
    assert 0.06 < high < 0.11


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_outage_ends_the_run_with_its_cause_and_is_no_verdict(judged, chat, status):
    chat.script = lambda asked: refuses(status)
    ran = assay("validate", "mine.py:judge", "data.jsonl", cwd=judged)
    asked = 1 if status == 401 else 20  # a refused key is not tried again with each question
    assert (ran.status, ran.out, len(chat.requests)) == (2, "", asked)
    assert f"\nError: {status} from {chat.url}/chat/completions: 20 of 20; " in ran.err


def test_outage_of_few_questions_is_no_verdict_either(judged, chat):
    chat.script = lambda asked: refuses(401)
    write_rows(judged / "data.jsonl", graded(2, (0, 0.5, 1)))
    ran = assay("validate", "mine.py:judge", "data.jsonl", *SCORED, cwd=judged)
    assert ran.status == 2
    assert "chat/completions: 6 of 6; " in ran.err


def test_outage_of_a_model_that_the_reward_asks_by_itself_is_no_verdict(judged):
    ran = assay("validate", "mine.py:unseen", "data.jsonl", cwd=judged)
    assert ran.status == 2
    assert "Error: ThrottlingException from Converse: 20 of 20; " in ran.err


HANDLER = """
class ClientError(Exception):
    pass

def lambda_handler(event, context):
    raise ClientError(
        "An error occurred (ExpiredTokenException) when calling the Converse operation: expired"
    )
"""


def test_outage_under_a_handler_is_no_breach_of_its_contract(judged):
    (judged / "theirs.py").write_text(HANDLER)
    ran = assay("conform", "theirs.py:lambda_handler", "data.jsonl", cwd=judged)
    assert (ran.status, ran.out) == (2, "")
    # of some hundreds that a whole contract takes
    assert "Error: ExpiredTokenException from Converse: 20 of 20 events; " in ran.err


def test_request_that_a_provider_cannot_read_is_the_fault_of_the_reward(judged):
    ran = assay("validate", "mine.py:wrong", "data.jsonl", *SCORED, "--json", cwd=judged)
    assert (ran.status, json.loads(ran.out)["verdict"]) == (1, "FAIL")


def test_options_of_a_price_that_is_none_are_refused(judged):
    ran = assay("score", "mine.py:judge", "data.jsonl", "--price", "m=cheap", cwd=judged)
    assert ran.status == 2
    assert "expected MODEL=INPUT,OUTPUT" in ran.err
