import json
import sys
from pathlib import Path

import pytest

from tests.validation.built import lambda_python, one_file
from validation.targets.endpoint import REQUEST_LIMIT, RESPONSE_LIMIT
from validation.targets.local_runtime import Function, local_lambda


@pytest.fixture
def started(tmp_path):
    """Starts a handler of a one-file artifact, in the Python of the artifacts."""
    artifact, python = one_file(tmp_path / "artifact"), lambda_python()
    return lambda name, **settings: local_lambda(
        Function(python, artifact, f"f.{name}", **settings)
    )


def error(answer):
    said = json.loads(answer.body)
    return answer.status, said["errorType"], said["errorMessage"]


def test_a_function_that_is_too_slow_is_killed_and_the_next_event_has_a_new_process(started):
    with started("sleeps", seconds=1) as function:
        first = function.process.pid
        status, kind, text = error(function.invoke(b'"sleep"'))
        assert (status, kind) == ("error", "Sandbox.Timedout")
        assert text.endswith("Task timed out after 1.00 seconds")
        assert function.invoke(b'"quick"').status == "response"
        assert function.process.pid != first


def test_the_function_is_told_how_long_it_has(started):
    with started("sleeps", seconds=30) as function:
        assert 0 < json.loads(function.invoke(b"1").body) <= 30_000


def test_a_process_that_exits_is_an_error_and_the_next_event_has_a_new_one(started):
    with started("exits") as function:
        before = function.invoke(b"1").body
        status, kind, text = error(function.invoke(b'"exit"'))
        assert (status, kind) == ("error", "Runtime.ExitError")
        assert text.endswith("Runtime exited with error: exit status 7")
        after = function.invoke(b"1")
        assert after.status == "response"
        assert after.body != before


def test_events_in_a_row_have_one_process(started):
    with started("exits") as function:
        assert len({function.invoke(b"1").body for _ in range(20)}) == 1


def test_a_reply_of_six_megabytes_is_handed_on_and_a_longer_one_is_an_error(started):
    with started("long") as function:
        # the quotes around the text are two bytes
        assert len(function.invoke(str(RESPONSE_LIMIT - 2).encode()).body) == RESPONSE_LIMIT
        kind = error(function.invoke(str(RESPONSE_LIMIT - 1).encode()))[1]
        assert kind == "Function.ResponseSizeTooLarge"
        assert function.invoke(b"3").body == b'"xxx"'


def test_an_event_of_six_megabytes_is_taken_and_a_longer_one_is_not(started):
    with started("long") as function:
        longest = json.dumps("x" * (REQUEST_LIMIT - 2)).encode()
        assert json.loads(function.invoke(longest).body) == REQUEST_LIMIT - 2
        assert error(function.invoke(longest + b" "))[:2] == ("error", "RequestTooLargeException")


def test_an_exception_keeps_its_type_and_its_message(started):
    with started("raises") as function:
        assert error(function.invoke(b"1")) == ("error", "LookupError", "no such row")
        assert "no such row" in function.log


def test_the_environment_is_lambda_s_and_what_was_given(started, monkeypatch):
    monkeypatch.setenv("NOT_FOR_IT", "1")
    with started("environment", environment={"MINE": "yes"}, memory=256) as function:
        told = json.loads(function.invoke(b"1").body)
    assert (told["MINE"], told["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) == ("yes", "256")
    assert told["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert "NOT_FOR_IT" not in told


def test_a_handler_that_is_not_there_cannot_start(started):
    with started("absent") as function:
        status, kind, text = error(function.invoke(b"1"))
    assert (status, kind) == ("init error", "Runtime.HandlerNotFound")
    assert "absent" in text


def test_a_python_without_the_runtime_cannot_start_and_the_log_says_so(tmp_path):
    artifact = one_file(tmp_path / "artifact")
    with local_lambda(Function(Path(sys.executable), artifact, "f.handler")) as function:
        assert error(function.invoke(b"1"))[:2] == ("init error", "Runtime.ExitError")
        assert "No module named awslambdaric" in function.log


def test_processes_are_not_left_behind(started):
    with started("handler") as function:
        process = function.process
        assert process.poll() is None
    assert process.poll() is not None
