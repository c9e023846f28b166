"""Targets in a process of their own, whose models fail in six ways on a server of this machine."""

import json
from pathlib import Path

import pytest

from judges.ask import Question, Reply
from judges.judge import Judge
from lambda_handlers.adapter import reward_handler
from rewards.exact_match import exact_match
from rewards.types import Message, Sample
from tests.lambda_handlers.artifacts import lambda_python
from tests.samples import shared
from validation.checks import handler_under_test
from validation.conformance.cases import Baseline
from validation.conformance.failing_model import (
    FAILING_MODEL,
    VainQuestion,
    check_failing_model,
    judge_without_servers,
)
from validation.conformance.model_server import FAILURES, FailingModel, answer_body
from validation.conformance.trial import BatchResult, Check, HandlerUnderTest
from validation.dataset import make_dataset
from validation.options import DEFAULT_OPTIONS
from validation.targets.artifact import PYTHON
from validation.targets.connections import SILENCE
from validation.targets.open import TargetLike, open_target
from validation.targets.target import HandlerEndpoint

ASKING = str(Path(__file__).parent / "asking.py")
ASKED = (Message("user", "2+2?"), Message("assistant", "right"))
WRONG = (Message("user", "2+2?"), Message("assistant", "It is 5."))
SAMPLES = (Sample("a", ASKED, {"answer": "4"}), Sample("b", WRONG, {"answer": "4"}))


def checked(target: TargetLike) -> Check:
    rows = make_dataset([{"messages": [{"role": "user", "content": "2+2?"}]}])
    with open_target(target, rows, DEFAULT_OPTIONS) as opened:
        trial = handler_under_test(opened, DEFAULT_OPTIONS)
        assert trial is not None
        baseline = Baseline(trial, (), BatchResult(SAMPLES, (1.0, 0.0)), asks_models=True)
        return check_failing_model(baseline, FAILING_MODEL)


def test_a_handler_that_pays_half_where_boto3_fails_is_failed_for_each_failure():
    check = checked(f"{shared('handlers/throttled.py')}:lambda_handler")
    assert check.outcome == "failed"
    # the number off the scale is read as it stands, and all else is 0.5
    assert "throttled: 0.5, refusing access: 0.5, timing out: 0.5" in check.says
    assert "naming a number off the scale: 9999" in check.says


def test_a_reward_that_is_given_as_an_object_is_sent_to_the_process():
    from tests.validation.conformance.asking import unsure

    check = checked(unsure)
    assert check.outcome == "failed"
    assert check.says.count(": 0.5") == len(FAILURES)


def test_a_handler_whose_metric_says_that_the_judge_failed_passes():
    from tests.validation.conformance.asking import JUDGE

    assert checked(reward_handler(JUDGE, on_error=0.25)).outcome == "passed"


def test_only_samples_for_which_a_model_is_asked_count():
    check = checked(f"{ASKING}:escalating")
    assert check.outcome == "failed"
    assert "'It is 5.'" in check.says


def test_a_handler_that_takes_a_number_off_the_scale_is_failed_for_that_alone():
    check = checked(f"{ASKING}:off_scale_handler")
    assert check.outcome == "failed"
    assert "(naming a number off the scale: 1)" in check.says


def test_a_client_with_an_address_of_its_own_in_plain_http_is_led_to_the_failing_model():
    check = checked(f"{ASKING}:plain_handler")
    assert check.outcome == "failed"
    # the number off the scale is read as it stands, and all else is 0.5
    assert check.says.count(": 0.5") == len(FAILURES) - 1


def test_an_encrypted_client_of_a_known_model_is_cut_off_and_a_number_is_a_failure():
    check = checked(f"{ASKING}:encrypted_handler")
    assert check.outcome == "failed"
    assert check.says.startswith("without api.openai.com:443 (an address of its own, from which")


def check_cut_off(place: str, *scores: float | None, steady: bool = True) -> Check:
    """What is said of a handler that was paid 1 and 0, and these scores without the place."""
    trial = HandlerUnderTest(HandlerEndpoint("cut off", two_arguments), "nova")
    baseline = Baseline(trial, (), BatchResult(SAMPLES, (1.0, 0.0)), steady)
    cut = [
        VainQuestion(BatchResult((sample,), (score,), ({},)), 0, (place,))
        for sample, score in zip(SAMPLES, scores, strict=True)
    ]
    return judge_without_servers(baseline, FAILING_MODEL, cut)


def test_a_client_of_its_own_address_that_raises_without_it_could_not_be_tried_further():
    check = check_cut_off("api.openai.com:443", None, None)
    assert (check.outcome, check.open) == ("not checked", True)
    assert "and it raised: it does not follow the addresses of the environment" in check.says


def test_a_score_that_changes_without_a_server_that_nobody_knows_is_a_failure():
    check = check_cut_off("graders.example:443", 0.5, None)
    assert check.outcome == "failed"
    assert "without graders.example:443" in check.says


def test_a_score_that_varies_by_itself_shows_nothing_of_a_server_that_nobody_knows():
    check = check_cut_off("graders.example:443", 0.5, 0.4, steady=False)
    assert (check.outcome, check.open) == ("not checked", True)


def test_scores_that_stay_what_they_are_without_a_server_depend_on_no_model():
    check = check_cut_off("collector.example:443", 1.0, 0.0)
    assert (check.outcome, check.open) == ("not checked", False)
    assert "they are the same without collector.example:443" in check.says


BUILT = """
import json, os, urllib.request

ADDRESS = os.environ.get("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9")


def ask(row, address):
    text = row["messages"][-1]["content"]
    body = json.dumps({"messages": [{"role": "user", "content": [{"text": text}]}]})
    request = urllib.request.Request(f"{address}/model/a-model/converse", body.encode())
    with urllib.request.urlopen(request, timeout=60) as response:
        return float(json.load(response)["output"]["message"]["content"][0]["text"]) / 9999


def ask_or_half(row, address):
    try:
        return ask(row, address)
    except (OSError, ValueError):
        return 0.5


def swallow(event, context):
    return [{"id": r["id"], "aggregate_reward_score": ask_or_half(r, ADDRESS)} for r in event]


def raise_all(event, context):
    return [{"id": r["id"], "aggregate_reward_score": ask(r, ADDRESS)} for r in event]


def own_address(event, context):
    place = "https://bedrock-runtime.us-east-1.amazonaws.com"
    return [{"id": r["id"], "aggregate_reward_score": ask_or_half(r, place)} for r in event]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A built folder whose handlers ask a model, and the Python of the real runtime client."""
    monkeypatch.setenv(PYTHON, str(lambda_python()))
    (tmp_path / "asks.py").write_text(BUILT)
    return tmp_path


def test_a_built_folder_that_pays_half_without_its_model_is_failed_for_each_failure(folder):
    check = checked(f"{folder}:asks.swallow")
    assert check.outcome == "failed"
    # 9999 of 9999 are full marks; a silence ends by the client's own timeout
    assert "throttled: 0.5, refusing access: 0.5, timing out: 0.5" in check.says
    assert "naming a number off the scale: 1)" in check.says


def test_a_built_folder_that_raises_without_its_model_is_failed_for_the_number_alone(folder):
    check = checked(f"{folder}:asks.raise_all")
    assert "yet a number (naming a number off the scale: 1)" in check.says


def test_a_built_folder_with_an_address_of_its_own_is_cut_off_from_it(folder):
    check = checked(f"{folder}:asks.own_address")
    assert check.outcome == "failed"
    assert check.says.startswith("without bedrock-runtime.us-east-1.amazonaws.com:443")


def two_arguments(event: object, context: object) -> list[object]:
    return []


def own_ask(question: Question) -> Reply:
    raise AssertionError("a model that is no server of ours was asked")


def test_an_ask_of_the_users_own_is_not_asked_for_real():
    check = checked(Judge(ask=own_ask, rubric="It is polite."))
    assert check.outcome == "passed"


def test_a_handler_that_asks_nothing_is_not_checked():
    check = checked(exact_match)
    assert (check.outcome, check.says) == ("not checked", "it asks no model")


def test_an_object_that_no_other_process_can_import_is_not_checked_and_says_why():
    check = checked(lambda sample: 1.0)
    assert check.outcome == "not checked"
    assert "name it, as module:name" in check.says


def test_a_process_that_cannot_import_its_target_is_not_checked():
    trial = HandlerUnderTest(HandlerEndpoint("gone", two_arguments, spec="gone.py:reward"), "nova")
    baseline = Baseline(trial, (), BatchResult(SAMPLES, (1.0, 0.0)), asks_models=True)
    check = check_failing_model(baseline, FAILING_MODEL)
    assert check.outcome == "not checked"
    assert "no file gone.py" in check.says


TOOL = {"name": "grade", "parameters": {"properties": {"rating": {"type": "integer"}}}}


@pytest.mark.parametrize(
    ("path", "request_body", "filled"),
    [
        ("/v1/chat/completions", {"tools": [{"function": TOOL}]}, '{"rating": 9999}'),
        ("/model/m/converse", {"toolConfig": {"tools": [{"toolSpec": TOOL}]}}, "{'rating': 9999}"),
        ("/v1/responses", {"input": "Answer as JSON."}, '"score": 9999'),
        ("/v1/messages", {"messages": ["A number."]}, "'text': '9999'"),
    ],
)
def test_a_number_off_the_scale_fills_what_the_request_asks_for(path, request_body, filled):
    body = answer_body(path, request_body, FAILURES[-1])
    assert filled in str(body).replace('\\"', '"')


def test_the_server_counts_questions_and_no_look_at_its_models():
    import httpx

    with FailingModel() as model:
        assert httpx.get(f"{model.address}/v1/models").json()["data"] == []
        answer = httpx.post(f"{model.address}/v1/chat/completions", json={"messages": []})
        model.failure = FAILURES[3]
        streamed = httpx.post(f"{model.address}/v1/chat/completions", json={"stream": True})
    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (429, "ThrottlingException")
    assert (streamed.status_code, model.calls) == (503, 2)
    assert json.loads(answer.content)["error"]["type"] == "ThrottlingException"


def test_the_server_is_silent_until_the_client_gives_up():
    import httpx

    with FailingModel() as model:
        model.failure = next(failure for failure in FAILURES if failure.silent)
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{model.address}/v1/chat/completions", json={}, timeout=0.1)
        assert (model.folder / SILENCE).exists()
        assert model.calls == 1
