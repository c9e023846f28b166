"""The handler that checks the result and then asks a judge about the way to it."""

import pytest

from lambda_handlers.worked_solution import handler
from tests.judges.converse_server import converse, says, verdict
from tests.lambda_handlers.events import rewards, row
from tests.scripted_server import ScriptedServer

__all__ = ["converse"]

RIGHT = "Six times seven is 42, since 6 x 7 = 42. So the answer is \\boxed{42}."
WRONG = "I think the answer is \\boxed{41}."


def solved(*replies: str):
    return [
        row(said, n, asked="What is 6 times 7?", reference_answer={"answer": "42"})
        for n, said in enumerate(replies)
    ]


def test_a_right_result_earns_what_the_judge_makes_of_the_way(converse: ScriptedServer):
    converse.script = lambda asked: verdict(reason="one step is not explained", rating=4)
    [entry] = handler(solved(RIGHT), {})
    # 1 for the result, times (4 - 1) / (5 - 1)
    assert entry["aggregate_reward_score"] == 0.75
    assert {metric["name"]: metric["value"] for metric in entry["metrics_list"]} == {
        "correct": 1.0,
        "clear": 0.75,
        "correct.timed_out": 0.0,
        "clear.rating": 4.0,
    }


def test_a_wrong_result_earns_nothing_and_the_judge_is_not_asked(converse: ScriptedServer):
    assert rewards(handler(solved(WRONG), {})) == [0.0]
    assert converse.requests == []


def test_a_judge_that_gives_no_verdict_stops_the_batch_and_is_named(converse: ScriptedServer):
    converse.script = lambda asked: says("Fine, I guess.")
    with pytest.raises(RuntimeError, match=r"1 of 2 .* sample 1, part 'clear': NoVerdictError"):
        handler(solved(WRONG, RIGHT), {})


def test_a_batch_is_asked_about_at_once_and_answered_in_its_order(converse: ScriptedServer):
    converse.script = lambda asked: verdict(reason="so", rating=5)
    batch = solved(*(RIGHT if n % 2 else WRONG for n in range(32)))
    assert rewards(handler(batch, {})) == [float(n % 2) for n in range(32)]
    assert len(converse.requests) == 16
