"""Judges on Bedrock from the command line: remembered, billed, limited. The server is local."""

import json
import re
import sqlite3

import pytest

from tests.assay.command import assay
from tests.judges.converse_server import converse, error, says, verdict
from tests.scripted_server import Asked, ScriptedServer
from tests.validation.data import graded, write_rows

__all__ = ["converse"]

JURY = """
from judges.bedrock import Bedrock
from judges.judge import Judge
from judges.panel import panel

nova = Judge(Bedrock("us.amazon.nova-2-lite-v1:0", attempts=1), "It is a high number.")
claude = Judge(Bedrock("us.anthropic.claude-haiku-4-5-20251001-v1:0", attempts=1), "It is high.")
jury = panel(nova=nova, claude=claude)

def bare(question):
    return Bedrock("us.amazon.nova-2-lite-v1:0")(question)

unnamed = Judge(lambda question: bare(question), "It is a high number.")
"""

ROWS = 120
QUESTIONS = 2 * ROWS
# 10 tokens in and 20 out each: nova 0.33 and 2.75, claude 1.10 and 5.50 dollars a million
DOLLARS = ROWS * (10 * 0.33 + 20 * 2.75 + 10 * 1.10 + 20 * 5.50) / 1e6


def honest(asked: Asked):
    """Rates 0, 0.5 and 1 as 1, 3 and 5; the other model is milder to the middle."""
    said = re.search(r"<reply-\w+>\n(.*)\n", asked.body["messages"][0]["content"][0]["text"])
    rating = {"0": 1, "0.5": 3, "1": 5}.get(said[1] if said else "", 1)
    return verdict(reason="so", rating=rating + ("claude" in asked.model and rating == 3))


@pytest.fixture
def jury(tmp_path, converse: ScriptedServer):
    """A folder with a jury and graded replies, and the server that its judges ask."""
    (tmp_path / "mine.py").write_text(JURY)
    rows = graded(40, (0, 0.5, 1))
    for line in rows:  # no question is asked twice, so each prompt has one of its own
        line["messages"][0] = {"role": "user", "content": f"What of {line['prompt_id']}?"}
    write_rows(tmp_path / "data.jsonl", rows)
    (tmp_path / "gate.toml").write_text(GATE)
    converse.script = honest
    return tmp_path


GATE = """
scored_share = { pass = 1.0 }
within_prompt_accuracy = { pass = 0.65 }
krippendorff_alpha = { pass = 0.667 }
degenerate_judges = { pass = 0 }
missing_judges = { warn = 0 }
"""
"""What samples alone can show: attacks, which ask questions of their own, are mostly skipped."""
SAMPLES = ("--skip", "probe", "--skip", "conform", "--gate", "gate.toml")


def validated(folder, *options, target="mine.py:jury", tried=SAMPLES):
    words = ("validate", target, "data.jsonl", "--json", "--workers", "8", *tried, *options)
    ran = assay(*words, cwd=folder)
    return ran, json.loads(ran.out) if ran.out else None


def test_attacks_are_on_the_bill_and_remembered_like_any_other_question(jury, converse):
    only_attacks = ("--attacked", "10", "--skip", "conform")
    _, first = validated(jury, *only_attacks, tried=())
    asked = len(converse.requests)
    assert first["attacks"]["results"]
    assert first["cost"]["questions"] == asked > QUESTIONS
    _, second = validated(jury, *only_attacks, tried=())
    assert (second["cost"]["paid"], len(converse.requests)) == (0.0, asked)
    assert second["attacks"] == first["attacks"]


def test_a_limit_stops_attacks_too(jury, converse):
    ran, _ = validated(jury, "--max-cost", "0.005", tried=())
    assert ran.status == 2
    assert "max-cost" in ran.err
    assert len(converse.requests) * DOLLARS / QUESTIONS < 0.005


def test_a_jury_on_bedrock_passes_and_its_cost_is_in_the_report(jury, converse):
    ran, report = validated(jury)
    assert (ran.status, report["verdict"]) == (0, "PASS"), report["errors"] | {
        "f": report["findings"]
    }
    assert report["judges"] == ["nova", "claude"]
    assert len(converse.requests) == QUESTIONS
    cost = report["cost"]
    assert cost["dollars"] == pytest.approx(DOLLARS)
    assert cost["paid"] == pytest.approx(DOLLARS)
    assert [model["input_tokens"] for model in cost["models"]] == [10 * ROWS, 10 * ROWS]


def test_a_second_run_asks_nothing_and_says_the_same(jury, converse):
    _, first = validated(jury)
    _, second = validated(jury)
    assert len(converse.requests) == QUESTIONS
    assert (second["cost"]["questions"], second["cost"]["paid"]) == (0, 0.0)
    assert second["cost"]["dollars"] == pytest.approx(DOLLARS)
    assert second["measurements"] == first["measurements"]


def test_fresh_asks_anew_and_answers_says_where_replies_are_kept(jury, converse):
    validated(jury, "--answers", "kept.sqlite")
    validated(jury, "--answers", "kept.sqlite", "--fresh")
    assert len(converse.requests) == 2 * QUESTIONS
    assert (jury / "kept.sqlite").exists()
    assert not (jury / ".assay" / "answers.sqlite").exists()


def test_a_second_asking_is_a_question_of_its_own_and_shows_who_changes_their_mind(jury, converse):
    def wavering(asked: Asked):
        return verdict(reason="so", rating=1 + asked.count % 5)

    converse.script = wavering
    _, report = validated(jury, "--repeats", "2")
    assert len(converse.requests) == 2 * QUESTIONS
    names = [measured["name"] for measured in report["measurements"]]
    assert {"self_consistency:nova", "changed_ratings:claude"} <= set(names)


def test_a_limit_stops_before_it_is_passed_and_the_next_run_goes_on(jury, converse):
    ran, _ = validated(jury, "--max-cost", "0.02")
    asked = len(converse.requests)
    assert ran.status == 2
    assert "max-cost" in ran.err
    assert "what was paid is kept" in ran.err
    assert 0 < asked < QUESTIONS
    assert asked * DOLLARS / QUESTIONS < 0.02
    ran, report = validated(jury)
    assert ran.status == 0
    assert report["cost"]["questions"] == QUESTIONS - asked == len(converse.requests) - asked


def test_a_model_of_unknown_price_is_unknown_in_the_report_and_not_asked_under_a_limit(
    jury, converse
):
    (jury / "prices.toml").write_text('as_of = "2026"\nsource = "a test"\n[models]\n')
    ran, _ = validated(jury, "--prices", "prices.toml", "--max-cost", "5")
    assert (ran.status, len(converse.requests)) == (2, 0)
    # the questions to both models are under way at once, and either may be the first
    assert re.search(
        r"us\.(?:amazon|anthropic)\.\S+, which is not in the prices: give .*\(--price us\.", ran.err
    )
    _, report = validated(jury, "--prices", "prices.toml")
    assert report["cost"]["dollars"] is None
    ran = assay(
        "validate", "mine.py:jury", "data.jsonl", "--prices", "prices.toml", *SAMPLES, cwd=jury
    )
    assert "an unknown amount for all answers" in ran.out


def test_judges_that_fail_are_counted_by_name_fail_the_run_and_are_on_the_bill(jury, converse):
    def failing(asked: Asked):
        return says("I would rather not.") if "claude" in asked.model else honest(asked)

    converse.script = failing
    ran, report = validated(jury, target="mine.py:claude")
    assert (ran.status, report["errors"]["count"]) == (1, ROWS)
    assert "NoVerdictError" in report["errors"]["first"][0]["error"]
    assert report["cost"]["models"][0]["output_tokens"] == 20 * ROWS
    _, again = validated(jury, target="mine.py:claude")
    assert (again["errors"]["count"], len(converse.requests)) == (ROWS, ROWS)


def test_a_server_that_is_down_ends_the_run_with_its_cause_and_the_next_run_asks_it_again(
    jury, converse
):
    converse.script = lambda asked: error("InternalServerException", 500)
    ran, report = validated(jury, target="mine.py:nova")
    assert (ran.status, report) == (2, None)
    assert "\nError: InternalServerException from Converse: 20 of 20; " in ran.err
    assert 20 <= len(converse.requests) < 20 + 8  # what eight workers had begun
    converse.script = honest
    _, report = validated(jury, target="mine.py:nova")
    assert report["errors"]["count"] == 0


def test_a_judge_of_one_rating_is_refused_and_not_praised_for_agreeing(jury, converse):
    converse.script = lambda asked: verdict(reason="fine", rating=4)
    ran, report = validated(jury)
    verdicts = {finding["name"]: finding["verdict"] for finding in report["findings"]}
    assert (ran.status, verdicts["degenerate_judges"]) == (1, "FAIL")
    assert verdicts["krippendorff_alpha"] != "PASS"


def test_answer_of_a_lambda_is_not_remembered_since_nothing_tells_it_apart(jury, converse):
    validated(jury, target="mine.py:unnamed")
    validated(jury, target="mine.py:unnamed")
    assert len(converse.requests) == 2 * ROWS


def test_a_file_that_holds_no_answers_is_one_line_and_2(jury):
    (jury / "notes.sqlite").write_text("not a database, but some notes of mine, long enough")
    ran, _ = validated(jury, "--answers", "notes.sqlite")
    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert "notes.sqlite" in ran.err
    with sqlite3.connect(jury / "other.sqlite") as other:
        other.execute("CREATE TABLE mine (x)")
    assert validated(jury, "--answers", "other.sqlite")[0].status == 2


def test_score_remembers_too_and_says_the_tokens_of_every_row(jury, converse):
    ran = assay("score", "mine.py:jury", "data.jsonl", "--workers", "8", cwd=jury)
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [entry["output_tokens"] for entry in rows[0]["usage"]] == [20, 20]
    validated(jury)
    assert len(converse.requests) == QUESTIONS


OWN = """
from dataclasses import dataclass
from judges.ask import Question, Reply
from judges.judge import Judge

@dataclass(frozen=True)
class Own:
    rating: int

    def __call__(self, question: Question) -> Reply:
        print("asked")
        verdict = '{"reason": "so", "rating": %d}' % self.rating
        return Reply(verdict, 1, 1, 0.0, "own")

a, b, c = (Judge(Own(n), "It is good.") for n in (HERE, HERE + 1, HERE + 2))
"""


def test_judges_of_one_file_are_all_remembered(jury):
    (jury / "own.py").write_text(OWN.replace("HERE", "1"))
    options = ("--judge", "own.py:b", "--judge", "own.py:c")
    first, _ = validated(jury, *options, target="own.py:a")
    second, _ = validated(jury, *options, target="own.py:a")
    assert (first.err.count("asked"), second.err.count("asked")) == (3 * ROWS, 0)


def test_judges_of_one_name_in_two_folders_do_not_share_answers(jury):
    for folder, rating in (("a", "1"), ("b", "3")):
        (jury / folder).mkdir()
        (jury / folder / "own.py").write_text(OWN.replace("HERE", rating))
    values = []
    for folder in ("a", "b"):
        ran = assay("score", f"{folder}/own.py:a", "data.jsonl", cwd=jury)
        values.append(json.loads(ran.out.splitlines()[0])["value"])
    assert values == [0.0, 0.5]


def test_a_file_that_takes_no_more_answers_stops_the_run_before_more_is_paid(jury, converse):
    validated(jury)
    with sqlite3.connect(jury / ".assay" / "answers.sqlite") as answers:
        answers.execute(
            "CREATE TRIGGER full BEFORE INSERT ON answers BEGIN SELECT RAISE(FAIL, 'full'); END"
        )
    answers.close()
    ran, report = validated(jury, "--fresh")
    assert (ran.status, report) == (2, None)
    assert "answers.sqlite: full" in ran.err
    assert len(converse.requests) <= QUESTIONS + 16  # those that eight workers had in flight


def test_a_panel_that_goes_on_without_a_judge_is_remarked_on(jury, converse):
    (jury / "two.py").write_text(JURY.replace("claude=claude)", "claude=claude, quorum=1)"))

    def failing(asked: Asked):
        return says("I would rather not.") if "claude" in asked.model else honest(asked)

    converse.script = failing
    _, report = validated(jury, target="two.py:jury")
    measured = {m["name"]: m["value"] for m in report["measurements"]}
    assert measured["missing_judges"] == 1.0
    assert any("missing_judges is 1, above 0" in warning for warning in report["warnings"])
