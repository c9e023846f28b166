"""Replies that the kit makes and the reward does not score: a finding of its own, at any gate."""

import json
import math
import re
from dataclasses import replace
from typing import Any

import pytest

import assay
from rewards.scoring import ScoringError, score
from rewards.types import Message, Sample, Score
from tests.validation.conformance.by_hand import BARE
from validation.conformance import HandlerUnderTest, conformance
from validation.dataset import LabelledSample
from validation.gate import Bound, Gate
from validation.report.present import MOST_UNSCORED, unscored_lines
from validation.scoring import UnscoredReply, unscored_on_usable, unscored_reply, unscored_rows
from validation.targets.endpoint import traced_origin
from validation.targets.target import HandlerEndpoint

# Whoever writes such a gate is not heard: each bound holds whatever is found.
LOOSE = Gate(
    {"unscored_replies": Bound(pass_at=1e9), "conformance": Bound(pass_at=1e9)},
    overrides={"unscored_replies": "nobody writes such replies"},
)
ROWS: list[dict[str, Any]] = [
    {
        "id": f"{n}-{says}",
        "prompt_id": str(n),
        "quality": float(says == 3 * n),
        "messages": [
            {"role": "user", "content": f"3 times {n}?"},
            {"role": "assistant", "content": f"I multiply. The answer is {says}"},
        ],
        "reference_answer": {"answer": str(3 * n)},
    }
    for n in range(11, 23)
    for says in (3 * n, 3 * n + 1)
]


def gold(sample: Sample) -> str:
    return str(sample.reference_answer["answer"])


def unguarded(sample: Sample) -> float:
    """Reads the answer behind a sign that every reply of the data has."""
    [said] = re.findall(r"answer is (-?\d+)", sample.response)
    return float(said == gold(sample))


def nan_on_long(sample: Sample) -> float:
    right = float(gold(sample) in sample.response.split())
    return math.nan if len(sample.response) > 300 else right


def sound(sample: Sample) -> float:
    return float(sample.response.split()[-1:] == [gold(sample)])


def without_some_references(sample: Sample) -> float:
    if sample.metadata.get("broken"):
        raise ValueError("the reference cannot be read")
    return sound(sample)


def found(reward: Any, rows: Any = ROWS) -> tuple[str, list[dict[str, str]]]:
    """The verdict on `unscored_replies`, "" without one, and the replies as the report has them."""
    report = assay.validate(reward, rows, gate=LOOSE, skip=["conform"], attacked=10)
    verdicts = {finding.name: finding.verdict for finding in report.findings}
    return verdicts.get("unscored_replies", ""), report.to_dict()["unscored"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """The log of attempts is written in the current folder."""
    monkeypatch.chdir(tmp_path)


def test_a_reward_that_raises_on_attacks_fails_at_any_gate_with_the_line_that_raised():
    verdict, replies = found(unguarded)
    assert verdict == "FAIL"
    line = unguarded.__code__.co_firstlineno + 2
    assert {reply["origin"] for reply in replies} == {f"{__file__}:{line}"}
    assert replies[0]["fault"].startswith("ValueError: not enough values to unpack")


def test_a_reward_that_answers_nan_fails_with_the_line_where_it_begins():
    verdict, replies = found(nan_on_long)
    assert verdict == "FAIL"
    assert replies[0]["origin"] == f"{__file__}:{nan_on_long.__code__.co_firstlineno}"
    assert "attack" in replies[0]["made"]


def test_a_reward_that_scores_every_reply_has_no_such_finding():
    assert found(sound) == ("", [])


def test_a_reward_may_raise_on_each_reply_to_a_prompt_whose_reference_it_cannot_use():
    broken = [{**row, "broken": True} if row["prompt_id"] == "11" else row for row in ROWS]
    assert found(without_some_references, broken) == ("", [])


def test_rungs_of_a_ladder_that_are_not_scored_are_found_where_the_data_hold_no_replies():
    asked = [{**row, "messages": row["messages"][:1]} for row in ROWS[::2]]
    unrated = [{k: v for k, v in row.items() if k != "quality"} for row in asked]
    report = assay.validate(unguarded, unrated, gate=LOOSE, skip=["probe", "conform"])
    assert report.findings[0].name == "unscored_replies"
    assert report.verdict == "FAIL"


def test_probe_fails_a_reward_that_raises_on_attacks():
    report = assay.probe(unguarded, ROWS, attacks=["refusal"], calls=300)
    assert report.verdict == "FAIL"
    assert report.to_dict()["unscored"]


def contract(handler: Any) -> tuple[UnscoredReply, ...]:
    trial = HandlerUnderTest(HandlerEndpoint("m:h", handler), "nova")
    return conformance(trial, skip=["failing-model"]).raised


def test_conform_names_an_event_that_raises():
    def short_alone(event: Any, context: Any) -> Any:
        if len(json.dumps(event)) > 20_000:
            raise RecursionError("too long")
        return BARE(event, context)

    raised = contract(short_alone)
    assert [one.fault for one in raised] == ["RecursionError: too long"]
    assert raised[0].made == "a reply of 32,000 characters"
    assert raised[0].origin == f"{__file__}:{short_alone.__code__.co_firstlineno + 2}"


def test_conform_lets_a_handler_raise_without_a_reference():
    assert contract(BARE) == ()  # it raises there: see `reference` in by_hand.py


def test_unscored_reply_is_none_of_a_score_an_abstention_a_limit_an_outage_and_an_illegal_form():
    spent = ScoringError("a", "BudgetError", "0.00 dollars are left")
    illegal = ScoringError("a", "WireError", "reply[0].id: expected a string, got nothing")
    away = ScoringError("a", "HTTPStatusError", "503 from http://127.0.0.1/v1/chat/completions: ")
    for outcome in (Score(1), None, spent, away, illegal):
        assert unscored_reply("p", "r", "m", outcome) is None


ONE = UnscoredReply("p", "reply", "the gold", "ValueError: no", "mine.py:7")


def test_unscored_on_usable_counts_all_where_no_reference_can_be_used():
    assert unscored_on_usable([ONE], set()) == (ONE,)
    assert unscored_on_usable([ONE], {"q"}) == ()


def test_unscored_rows_are_those_that_the_kit_made():
    turns = (Message("user", "Q"), Message("assistant", "A"))
    rows = [LabelledSample(Sample(made, turns), "p", 1.0, made=made) for made in ("", "gold")]
    failed = ScoringError("a", "ValueError", "no")
    assert [one.made for one in unscored_rows(rows, [failed, failed])] == ["gold"]


def test_unscored_lines_say_each_fault_once():
    other = UnscoredReply("p", "", "a batch", "KeyError: 'x'")
    assert unscored_lines([ONE, ONE, other]) == [
        "ValueError: no at mine.py:7, on the gold: 'reply' (and 1 more)",
        "KeyError: 'x', on a batch",
    ]


def test_unscored_lines_count_what_is_left_and_point_to_no_report():
    replies = [replace(ONE, origin=f"mine.py:{line}") for line in range(MOST_UNSCORED + 2)]
    assert unscored_lines(replies)[MOST_UNSCORED:] == ["2 other faults"]


def test_a_fault_says_the_innermost_line_of_the_users_own():
    with pytest.raises(ScoringError) as caught:
        score(lambda sample: json.loads("{"), Sample("a", ()))  # it raises in json/decoder.py
    assert caught.value.origin.rpartition(":")[0] == __file__


def test_a_fault_of_a_function_on_lambda_says_the_line_of_its_own():
    own, library = "/var/task/mine.py", "/var/lang/lib/python3.12/json/decoder.py"
    trace = [f'  File "{own}", line 7, in handler\n', f'  File "{library}", line 355, in decode\n']
    assert traced_origin({"stackTrace": trace}) == "mine.py:7"
    assert traced_origin({"errorMessage": "timed out"}) == ""
