"""What can go wrong with a function, in the built artifact under Lambda's own runtime."""

import json
from typing import Any

from tests.judges.converse_server import bedrock_variables, verdict
from tests.lambda_handlers.artifacts import deployed, failed, replied
from tests.lambda_handlers.events import event, rewards, row
from tests.lambda_handlers.spoken import Spoken
from tests.scripted_server import run_server

DEPLOYED = "lambda_handlers.arithmetic.handler"


def sent(*replies: str) -> bytes:
    return json.dumps(event(*replies)).encode()


def test_a_call_that_never_returns_is_answered_with_an_error_before_the_timeout():
    with deployed("faulty.asleep", seconds=2) as function:
        error = failed(function, sent("1"))
        assert error["errorType"] == "RuntimeError"
        assert "the first: sample 0: TimeoutError" in error["errorMessage"]


def test_a_batch_that_takes_too_long_is_answered_by_on_error_before_the_timeout():
    # each takes 0.3 s, so that of 2 s there are enough for the first and not for all twenty
    with deployed("faulty.slow", seconds=2) as function:
        reply = replied(function, sent(*"x" * 20))
        earned = rewards(reply)
        assert (earned[0], earned[-1]) == (1.0, -1.0)
        assert sorted(earned, reverse=True) == earned
        assert [metric["name"] for metric in reply[-1]["metrics_list"]] == ["scoring_error"]


def test_threads_that_heed_no_deadline_do_not_hold_up_the_reply():
    with deployed("faulty.heedless", seconds=2) as function:
        assert rewards(replied(function, sent("1", "2", "3"))) == [-1.0] * 3


def test_an_exception_is_a_payload_that_names_the_sample_and_quotes_no_reply():
    with deployed("faulty.careful") as function:
        error = failed(function, sent("1", "a secret"))
        assert error["errorType"] == "RuntimeError"
        assert "1 of 2 samples could not be scored" in error["errorMessage"]
        assert "sample 1: ValueError" in error["errorMessage"]
        assert error["stackTrace"]
        assert "a secret" not in json.dumps(error) + function.log


def test_the_log_quotes_where_the_environment_asks():
    with deployed("faulty.careful", LOG_REPLIES="1") as function:
        failed(function, sent("a secret"))
        assert "a secret" in function.log


def test_function_answers_again_after_an_exception():
    with deployed("faulty.careful") as function:
        failed(function, sent("no number"))
        assert rewards(replied(function, sent("1"))) == [1.0]


def test_an_event_that_holds_no_samples_is_an_error_and_never_a_score():
    with deployed(DEPLOYED) as function:
        assert failed(function, b'{"rows": 3}')["errorType"] == "WireError"


def test_an_event_that_is_no_json_is_an_error():
    with deployed(DEPLOYED) as function:
        assert failed(function, b'[{"id": ')["errorType"] == "Runtime.UnmarshalError"


def test_an_event_above_six_megabytes_never_reaches_the_function():
    with deployed(DEPLOYED) as function:
        error = failed(function, sent("x" * 6_300_000))
        assert error["errorType"] == "RequestTooLargeException"


def test_an_event_just_below_six_megabytes_is_answered():
    with deployed(DEPLOYED) as function:
        said = [row("word " * 40_000 + "18", n, reference_answer="18") for n in range(30)]
        sizeable = json.dumps(said).encode()
        assert 5_900_000 < len(sizeable) < 6_291_456
        assert len(replied(function, sizeable)) == 30


def test_a_reply_that_would_be_above_six_megabytes_loses_its_metrics_and_says_so():
    # a thousand parts of a thousand letters are a megabyte a sample, and there are eight
    with deployed("faulty.large") as function:
        reply = replied(function, sent(*"x" * 8))
        assert rewards(reply) == [0.5] * 8
        [metric] = reply[0]["metrics_list"]
        assert metric == {"name": "metrics_dropped", "value": 1000.0, "type": "Metric"}


def test_a_reply_above_six_megabytes_that_we_did_not_write_is_refused_by_lambda():
    with deployed("faulty.too_long") as function:
        assert failed(function, b"[]")["errorType"] == "Function.ResponseSizeTooLarge"


def test_a_reply_that_is_no_json_is_an_error():
    with deployed("faulty.not_json") as function:
        assert failed(function, b"[]")["errorType"] == "Runtime.MarshalError"


def test_a_process_that_ends_is_an_error_and_the_next_event_has_another():
    with deployed("faulty.dead") as function:
        for _ in range(2):
            error = failed(function, sent("1"))
            assert error["errorType"] == "Runtime.ExitError"
            assert "exit status 3" in error["errorMessage"]


def test_a_handler_that_does_not_import_fails_at_the_start():
    with deployed("lambda_handlers.absent.handler") as function:
        assert function.invoke(b"[]").status == "init error"


def test_a_platform_that_nobody_knows_fails_at_the_start_and_the_known_are_named():
    with deployed(DEPLOYED, REWARD_PLATFORM="sagemaker") as function:
        answer = function.invoke(b"[]")
        assert answer.status == "init error"
        assert "serverless-oss" in json.loads(answer.body)["errorMessage"]


def test_the_log_is_json_and_bears_the_request_s_id():
    with deployed(DEPLOYED) as function:
        replied(function, json.dumps([row("1", 1, reference_answer="1")]).encode())
        lines = [line for line in function.log.splitlines() if line.startswith("{")]
        heard = Spoken("\n".join(lines))
    [metrics] = heard.metrics
    assert metrics["FunctionName"] == "SageMaker-local"
    assert len(heard.log("scored")[0]["correlation_id"]) == 36


def test_the_reward_that_needs_a_verifier_and_a_judge_has_both_as_built():
    said = [
        row(f"So it is ${text}$.", n, reference_answer="\\frac{1}{2}")
        for n, text in enumerate(("0.5", "\\frac{1}{3}"))
    ]
    with run_server(lambda asked: verdict(reason="It will do.", rating=5)) as server:
        variables: dict[str, Any] = {**bedrock_variables(server.url)}
        handler = "lambda_handlers.worked_solution.handler"
        with deployed(handler, "worked_solution", **variables) as function:
            earned = rewards(replied(function, json.dumps(said).encode()))
        assert earned == [1.0, 0.0]
        assert len(server.requests) == 1  # a wrong result asks no judge


def test_a_reward_that_may_reach_for_an_absent_library_fails_when_its_handler_is_built():
    with deployed("unlocked.handler") as function:
        error = failed(function, sent("42"))  # which math_match reads without the library
    assert error["errorMessage"].endswith(
        'math_verify is needed here: pip install "rft-assay[math]"'
    )
