"""`assay load`: a function driven at the rate of a recipe, here and behind Lambda's Invoke API."""

import json

import pytest

from assay import load
from tests.validation.data import write_rows
from tests.validation.invoke_api import CONFIGURATION, invoke_api
from tests.validation.recipes.good import write_recipe
from validation.errors import InputError
from validation.loading import DriveRate, LoadReport, TimedCall
from validation.recipes.finding import FunctionLimits
from validation.targets.local_runtime import RuntimeAnswer

POD = "nova on HyperPod"
_BATCH = "training_config.rollout.rewards.api_endpoint.lambda_batch_size"


def rows():
    return [
        {
            "id": str(n),
            "messages": [
                {"role": "user", "content": f"How much is {n} and 1?"},
                {"role": "assistant", "content": str(n + 1)},
            ],
            "reference_answer": str(n + 1),
        }
        for n in range(3)
    ]


@pytest.fixture
def given(tmp_path):
    """Three rows and a recipe of 100 calls at once, each of 4 samples."""
    write_rows(tmp_path / "rows.jsonl", rows())
    write_recipe(tmp_path, POD, **{_BATCH: 4})
    return tmp_path / "rows.jsonl", tmp_path / "recipe.yaml"


@pytest.fixture
def service(monkeypatch):
    """A function of Lambda that pays each sample of an event."""

    def answer(event: bytes) -> RuntimeAnswer:
        paid = [{"id": row["id"], "aggregate_reward_score": 1.0} for row in json.loads(event)]
        return RuntimeAnswer("response", json.dumps(paid).encode())

    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with invoke_api(answer) as service:
        service.configuration = {**CONFIGURATION, "AccountLimit": {"ConcurrentExecutions": 1000}}
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", service.address)
        yield service


def held(report):
    return {check.name: check.held for check in report.checks}


def test_a_deployed_function_that_answers_in_time_passes(given, service):
    report = load("mine", given[0], recipe=given[1], batches=5, concurrency=2)
    assert report.verdict == "PASS"
    assert set(held(report).values()) == {"holds"}
    assert (report.rate, len(report.calls)) == (DriveRate(4, 2), 5)
    assert list(report.percentiles) == ["p50", "p95", "p99"]


def test_a_throttle_is_counted_and_no_retry_hides_it(given, service):
    service.refusals = [(429, "TooManyRequestsException", "Rate Exceeded.")]
    report = load("mine", given[0], recipe=given[1], batches=3, concurrency=1)
    assert held(report)["throttles"] == "fails"
    assert report.checks[1].says.startswith("1 of 3 calls throttled")
    assert len(service.asked) == 3


def test_a_recipe_that_asks_for_more_calls_than_the_function_may_have_fails(given, service):
    service.configuration["ReservedConcurrentExecutions"] = 10
    report = load("mine", given[0], recipe=given[1], batches=1)
    assert report.checks[1].says.endswith("100 at once; it may have 10")
    assert held(report)["throttles"] == "fails"


def test_a_function_that_raises_is_named_with_its_words(given, service):
    said = json.dumps({"errorType": "KeyError", "errorMessage": "'gold'"}).encode()
    service.invoke = lambda event: RuntimeAnswer("error", said)
    report = load("mine", given[0], recipe=given[1], batches=2, concurrency=1)
    assert report.checks[3].says == "2 times KeyError: 'gold'"
    assert report.percentiles == {}


@pytest.mark.parametrize(
    ("timeout", "verdict", "latency"),
    [(900.0, "INCONCLUSIVE", "holds"), (None, "INCONCLUSIVE", "unknown"), (1e-9, "FAIL", "fails")],
)
def test_a_reward_that_runs_here_tells_its_latency_and_no_throttles(
    given, timeout, verdict, latency
):
    report = load(lambda sample: 1.0, given[0], recipe=given[1], batches=2, timeout=timeout)
    assert (report.verdict, held(report)["latency"]) == (verdict, latency)
    assert held(report)["throttles"] == "unknown"


def test_percentiles_are_of_the_calls_that_were_answered():
    # 0.0 to 1.0 in steps of .01: p50 = .5, p95 = .95, p99 = .99
    calls = (*(TimedCall(n / 100) for n in range(101)), TimedCall(9.0, "Sandbox.Timedout", "late"))
    report = LoadReport("mine", False, DriveRate(4, 1), calls, 1.0, FunctionLimits(3.0))
    assert report.percentiles == pytest.approx({"p50": 0.5, "p95": 0.95, "p99": 0.99})
    assert held(report)["latency"] == "fails"
    assert "1 calls ran out of time" in report.checks[0].says


def test_load_refuses_ratings(given):
    with pytest.raises(InputError, match="no such ratings"):
        load("ratings:strict", given[0], recipe=given[1])
