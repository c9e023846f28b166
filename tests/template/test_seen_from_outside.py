"""Alarms, dashboard and queries speak of what the code emits, and of nothing else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lambda_handlers.telemetry import DIMENSION, METRICS, NAMESPACE
from tests.template.stack import OFF, ON, ROOT, Stack, dashboard, stack

# What AWS's own page on Lambda's metrics lists, as far as it is used here.
LAMBDAS = {"Errors", "Throttles", "Duration", "ConcurrentExecutions"}
KINDS = ("Fault", "JudgeFailure", "VanishedVariance", "Error", "Throttle", "Duration")


def alarms(of: Stack) -> dict[str, dict[str, Any]]:
    return of.of("CloudWatch::Alarm")


def metrics(alarm: dict[str, Any]) -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    """Namespace, name and dimensions of each metric that an alarm looks at."""
    parts = [alarm] if "MetricName" in alarm else []
    parts += [
        item["MetricStat"]["Metric"] for item in alarm.get("Metrics", []) if "MetricStat" in item
    ]
    for part in parts:
        yield part["Namespace"], part["MetricName"], part.get("Dimensions", [])


def searches() -> list[tuple[str, str, str]]:
    """Namespace, metric and statistic of each search on the dashboard."""
    pattern = (
        r"SEARCH\('\{([\w/]+),FunctionName\} MetricName=\"(\w+)\" SageMaker assay', '(\w+)', \d+\)"
    )
    shown = [widget["properties"] for widget in dashboard() if widget["type"] == "metric"]
    lines = [line["expression"] for widget in shown for [line] in widget["metrics"]]
    found = [re.fullmatch(pattern, line) for line in lines]
    assert all(found), lines
    return [(match[1], match[2], match[3]) for match in found if match]


@pytest.mark.parametrize("kind", KINDS)
def test_every_function_has_this_alarm_on_itself(kind):
    for name, function in stack(OFF).of("Lambda::Function").items():
        for _, _, dimensions in metrics(alarms(stack(OFF))[f"{name}{kind}Alarm"]):
            assert dimensions == [{"Name": DIMENSION, "Value": function["FunctionName"]}]


def test_every_metric_of_an_alarm_is_one_that_is_emitted():
    filtered = {
        (rule["MetricNamespace"], rule["MetricName"])
        for log in stack(OFF).of("Logs::MetricFilter").values()
        for rule in log["MetricTransformations"]
    }
    emitted = {(NAMESPACE, name) for name in METRICS} | {("AWS/Lambda", name) for name in LAMBDAS}
    looked_at = {
        (namespace, name)
        for alarm in alarms(stack(OFF)).values()
        for namespace, name, _ in metrics(alarm)
    }
    assert looked_at - emitted == filtered == {("Assay/assay", "LoggedFaults")}


def test_a_share_is_averaged_and_counts_are_divided_by_counts():
    every = alarms(stack(OFF))
    vanished = every["ArithmeticFunctionVanishedVarianceAlarm"]
    assert (vanished["Statistic"], vanished["Threshold"]) == ("Average", 0.9)
    assert METRICS["ZeroVarianceGroups"][0] == "None"
    failures = every["ArithmeticFunctionJudgeFailureAlarm"]["Metrics"]
    assert failures[0]["Expression"] == "failures / samples"
    assert {item["MetricStat"]["Stat"] for item in failures[1:]} == {"Sum"}
    assert METRICS["JudgeFailures"][0] == METRICS["Samples"][0] == "Count"


def test_vanished_variance_does_not_promise_what_single_samples_cannot_show():
    # tests/lambda_handlers/test_health.py: one reply of a prompt is no group, and emits no share
    alarm = alarms(stack(OFF))["ArithmeticFunctionVanishedVarianceAlarm"]
    for said in (alarm["AlarmDescription"], (ROOT / "docs/deploy.md").read_text()):
        assert "needs two answers of one prompt in one event" in said


@pytest.mark.parametrize(
    ("name", "seconds"), [("ArithmeticFunction", 50), ("SupportReplyFunction", 400)]
)
def test_the_longest_call_is_held_against_the_function_s_own_timeout(name, seconds):
    given = {"Timeout": 50, "JudgeTimeout": 400}
    alarm = alarms(stack(given))[f"{name}DurationAlarm"]
    assert stack(given).of("Lambda::Function")[name]["Timeout"] == seconds
    assert alarm["Metrics"][0]["Expression"] == f"longest / (1000 * {seconds})"
    assert alarm["Threshold"] == 0.8


def test_a_quiet_function_rings_no_alarm():
    assert {alarm["TreatMissingData"] for alarm in alarms(stack(OFF)).values()} == {"notBreaching"}


def test_every_alarm_tells_the_topic_if_there_is_one():
    for alarm in alarms(stack(ON)).values():
        assert alarm["AlarmActions"] == [ON["AlarmTopicArn"]]
    assert all(not alarm.get("AlarmActions") for alarm in alarms(stack(OFF)).values())


def test_the_topic_is_told_who_changed_the_code():
    [rule] = stack(ON).of("Events::Rule").values()
    pattern = rule["EventPattern"]["detail"]
    assert pattern["eventName"] == [{"prefix": "UpdateFunctionCode"}]
    assert pattern["requestParameters"] == {"functionName": [{"wildcard": "*SageMaker-assay-*"}]}
    [target] = rule["Targets"]
    assert target["Arn"] == ON["AlarmTopicArn"]
    told = target["InputTransformer"]
    assert set(re.findall(r"<(\w+)>", told["InputTemplate"])) == set(told["InputPathsMap"])


def test_every_metric_on_the_dashboard_is_one_that_is_emitted():
    shown = {(namespace, name) for namespace, name, _ in searches()}
    emitted = {(NAMESPACE, name) for name in METRICS} | {("AWS/Lambda", name) for name in LAMBDAS}
    assert shown <= emitted
    assert {name for namespace, name in shown if namespace == NAMESPACE} == set(METRICS) - {
        "Groups"
    }


def test_the_reward_is_shown_by_its_percentiles():
    statistics = {statistic for _, name, statistic in searches() if name == "Reward"}
    assert statistics == {"Average", "p10", "p50", "p90"}


def test_widgets_do_not_lie_on_one_another():
    places = [
        (w["x"] + x, w["y"] + y)
        for w in dashboard()
        for x in range(w["width"])
        for y in range(w["height"])
    ]
    assert len(places) == len(set(places))
    assert all(x < 24 for x, _ in places)


def test_a_search_finds_a_stack_whatever_hyphens_its_name_has():
    text = (stack(OFF).of("CloudWatch::Dashboard"))["RewardDashboard"]["DashboardBody"]
    assert "SageMaker assay'" in text
    assert "-" not in "".join(re.findall(r"SEARCH\((.*?)\)\"", text))
