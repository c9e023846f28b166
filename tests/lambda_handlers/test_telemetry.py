"""What is written to stdout, in processes of their own: the log's lines and the metrics."""

import pytest

from lambda_handlers.telemetry import LONGEST, METRICS, histogram
from tests.lambda_handlers.spoken import Spoken, spoken, stderr_of

CODE = """
from judges.errors import NoVerdictError
from lambda_handlers.adapter import reward_handler
from rewards.types import Score, Usage
from tests.lambda_handlers.events import Context, event, row

def said(sample):
    if sample.response == "mumble":
        raise NoVerdictError("no verdict", text="mumble", usage=(Usage("nova", 7, 1),))
    if sample.response == "skip":
        return None
    return Score(float(sample.response), "as it says", usage=(Usage("nova", 10, 2),))
"""
MIXED = """
batch = [*event("0.25", "words", "mumble", "skip", "0.75"), row("1", asked="R"),
         row("1", asked="R")]
reward_handler(said, on_error=0.0)(batch, {context})
"""


def mixed(context: str = "{}", **variables: str) -> Spoken:
    """One batch of all kinds: Q has a group of 0.25 and 0.75, R one of 1 and 1."""
    return spoken(CODE + MIXED.replace("{context}", context), **variables)


@pytest.fixture(scope="module")
def on_lambda() -> Spoken:
    name = {"AWS_LAMBDA_FUNCTION_NAME": "SageMaker-a", "POWERTOOLS_SERVICE_NAME": "other"}
    return mixed("Context(60)", **name)


@pytest.fixture(scope="module")
def quoting() -> Spoken:
    return mixed(LOG_REPLIES="true")


def test_a_line_a_batch_counts_what_came_of_it(on_lambda: Spoken) -> None:
    [line] = on_lambda.log("scored")
    counted = ("samples", "faults", "abstentions", "no_response", "judge_failures", "groups")
    assert [line[name] for name in counted] == [7, 2, 1, 0, 1, 2]
    assert line["zero_variance_groups"] == 0.5
    # the rewards are 0.25, 0.75, 1 and 1: no fault's number and no floor among them
    assert (line["reward_mean"], line["reward_min"], line["reward_max"]) == (0.75, 0.25, 1.0)
    assert {name: n for name, n in line["histogram"].items() if n} == {
        "bin2": 1,
        "bin7": 1,
        "bin9": 2,
    }
    # four scores at 10 and 2, and a verdict that was none at 7 and 1
    assert line["tokens"] == [{"model": "nova", "input_tokens": 47, "output_tokens": 9}]
    assert line["ms"] > 0


def test_the_metrics_say_the_same(on_lambda: Spoken) -> None:
    [line] = on_lambda.metrics
    time = line.pop("BatchTime")
    assert time[0] > 0
    assert {name: line.get(name) for name in METRICS if name != "BatchTime"} == {
        "Samples": [7],
        "Faults": [2],
        "Abstentions": [1],
        "NoResponse": [0],
        "JudgeInputTokens": [47],
        "JudgeOutputTokens": [9],
        "JudgeFailures": [1],
        "Reward": [0.25, 0.75, 1.0, 1.0],
        "Groups": [2],
        "ZeroVarianceGroups": [0.5],
    }


def test_the_metrics_are_in_the_embedded_format_by_function(on_lambda: Spoken) -> None:
    [line] = on_lambda.metrics
    [described] = line["_aws"]["CloudWatchMetrics"]
    assert described["Namespace"] == "Assay"
    assert described["Dimensions"] == [["FunctionName"]]
    assert line["FunctionName"] == "SageMaker-a"
    assert {metric["Name"]: metric["Unit"] for metric in described["Metrics"]} == {
        name: unit for name, (unit, _) in METRICS.items()
    }


def test_sample_without_a_score_is_named_with_the_reason(on_lambda: Spoken) -> None:
    [line] = on_lambda.log("not scored")
    assert line["level"] == "ERROR"
    assert line["not_scored"] == [
        {"id": 1, "cause": "ValueError", "part": ""},
        {"id": 2, "cause": "NoVerdictError", "part": ""},
        {"id": 3, "cause": "abstained", "part": ""},
    ]


def test_a_batch_that_raises_is_counted_and_named_all_the_same() -> None:
    code = CODE + (
        "try: reward_handler(said)(event('1', 'mumble'), {})\n"
        "except RuntimeError as error: print('{}')"
    )
    heard = spoken(code)
    assert heard.lines[-1] == {}  # it did raise
    [scored], [named], [metrics] = heard.log("scored"), heard.log("not scored"), heard.metrics
    assert (scored["faults"], metrics["Faults"]) == (1, [1])
    assert [entry["id"] for entry in named["not_scored"]] == [1]


def test_log_holds_no_reply(on_lambda: Spoken) -> None:
    assert "words" not in on_lambda.text
    assert "mumble" not in on_lambda.text
    assert on_lambda.log("sample") == []


def test_every_reply_is_in_it_where_the_environment_asks(quoting: Spoken) -> None:
    lines = {line["id"]: line for line in quoting.log("sample")}
    assert len(lines) == 7
    assert {line["level"] for line in lines.values()} == {"INFO"}
    scored, fault, _, abstained = (lines[n] for n in range(4))
    assert (scored["score"], scored["reason"], scored["reply"]) == (0.25, "as it says", "0.25")
    assert fault["reply"] == "words"
    assert "could not convert string to float: 'words'" in fault["fault"]
    assert (abstained["reply"], abstained["reason"]) == ("skip", "abstained")


def test_a_long_reply_is_cut() -> None:
    code = CODE + f"reward_handler(lambda sample: 1)(event('x' * {LONGEST + 1}), {{}})"
    [line] = spoken(code, LOG_REPLIES="1").log("sample")
    assert line["reply"] == "x" * LONGEST


def test_the_request_s_id_is_on_every_line_of_its_batch_and_on_no_other() -> None:
    code = CODE + (
        "handler = reward_handler(said, on_error=0.0)\n"
        "handler(event('words'), Context(60, 'first'))\n"
        "handler(event('words'), {})"
    )
    heard = spoken(code)
    lines = heard.log("scored") + heard.log("not scored")
    assert [line.get("correlation_id") for line in lines] == ["first", None, "first", None]


def test_a_metric_of_more_than_a_hundred_values_takes_several_lines() -> None:
    code = CODE + "reward_handler(said)(event(*map(str, range(250))), {})"
    lines = spoken(code).metrics
    assert [len(line["Reward"]) for line in lines] == [100, 100, 50]
    assert [value for line in lines for value in line["Reward"]] == list(range(250))
    assert ["Samples" in line for line in lines] == [True, False, False]


def test_rewards_that_are_huge_but_finite_leave_every_line_json_and_every_metric_legal() -> None:
    code = CODE + "reward_handler(said)(event('1.7e308', '1.7e308', '1e109', '0.5'), {})"
    heard = spoken(code)
    assert "Infinity" not in heard.text
    [line], [metrics] = heard.log("scored"), heard.metrics
    assert line["reward_mean"] == pytest.approx(0.85e308)
    # CloudWatch takes what is at most 2**360, about 2.3e108, from 0
    assert (metrics["Reward"], metrics["Samples"]) == ([0.5], [4])


def test_metric_that_is_undefined_is_absent() -> None:
    heard = spoken(CODE + "reward_handler(said)([], {})")
    [line], [metrics] = heard.log("scored"), heard.metrics
    assert not {"reward_mean", "zero_variance_groups", "histogram"} & line.keys()
    assert not {"Reward", "ZeroVarianceGroups"} & metrics.keys()
    assert (metrics["Samples"], metrics["Groups"]) == ([0], [0])


@pytest.mark.parametrize(
    ("reward", "counted_in"),
    [
        (-0.5, "below"),
        (0.0, "bin0"),
        (0.1, "bin1"),
        (0.999, "bin9"),
        (1.0, "bin9"),
        (1.5, "above"),
    ],
)
def test_the_histogram_has_a_bin_for_every_reward(reward: float, counted_in: str) -> None:
    counts = histogram([reward])
    assert counts.pop(counted_in) == 1
    assert len(counts) == 11
    assert not any(counts.values())


UNTOLD = """
import os, sys
{stdout}
reply = reward_handler(said)(event("0.25"), None)
print("answered", reply[0]["aggregate_reward_score"], file=sys.stderr)
os._exit(0)
"""


@pytest.mark.parametrize(
    "stdout",
    [
        "sys.stdout.close()",
        "sys.stdout = object()",
        "read, write = os.pipe(); os.close(read); os.dup2(write, 1)",
    ],
    ids=["closed", "no file", "broken pipe"],
)
def test_a_scored_batch_is_answered_where_stdout_is_broken(stdout: str) -> None:
    told = stderr_of(CODE + UNTOLD.replace("{stdout}", stdout))
    assert "answered 0.25" in told
    assert "telemetry: the metrics are lost: " in told


def test_a_scored_batch_is_answered_where_the_environment_holds_unknown_words() -> None:
    switches = ("DEBUG", "DEV", "LOG_DEDUPLICATION_DISABLED", "METRICS_DISABLED")
    words = {f"POWERTOOLS_{name}": "perhaps" for name in switches}
    told = stderr_of(CODE + UNTOLD.replace("{stdout}", ""), **words, POWERTOOLS_LOG_LEVEL="LOUD")
    assert "answered 0.25" in told
    for name in words:
        assert f"{name}: expected true or false, got 'perhaps'" in told
    assert "Unknown level: 'LOUD'" in told


def test_a_batch_whose_telemetry_fails_still_raises_for_what_it_could_not_score() -> None:
    code = """
import sys
sys.stdout.close()
try:
    reward_handler(said)(event("0.25", "words"), None)
except RuntimeError as error:
    print("raised", error, file=sys.stderr)
"""
    assert "raised 1 of 2 samples could not be scored" in stderr_of(CODE + code)
