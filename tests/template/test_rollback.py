"""A gradual deployment goes back for the lines that a function's faults leave, and for no other."""

import json
import re

import pytest

from tests.lambda_handlers.spoken import spoken
from tests.template.stack import OFF, ON, stack
from tests.template.test_queries import FAULTY

ID = "8f507cfc-xmpl-4697-b07a-ac58fc914c95"
REPORT = (
    f"REPORT RequestId: {ID}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 512 MB"
)
# As Lambda writes them in its text format, which is what these functions log in.
ENDS = {
    "a time-out": f"2026-11-21T09:05:18.123Z {ID} Task timed out after 60.06 seconds\n\n",
    "memory": f"RequestId: {ID} Error: Runtime exited with error: signal: killed\n",
    "a process that left": f"RequestId: {ID} Error: Runtime exited without providing a reason\n",
    "a report of memory": f"{REPORT}\tStatus: error\tError Type: Runtime.OutOfMemory\t\n",
    "a report of time": f"{REPORT}\tStatus: timeout\t\n",
    "an exception": "[ERROR] ValueError: a number, got 'x'\nTraceback (most recent call last)",
    "an import": "[ERROR] Runtime.ImportModuleError: Unable to import module 'lambda_handlers.new'",
}
QUOTED = "it said: Task timed out after 3 seconds; Error: Runtime exited with error; Status: error"
QUIET = {
    "a start": f"START RequestId: {ID} Version: 3\n",
    "an end": f"END RequestId: {ID}\n",
    "a report": f"{REPORT}\t\n",
    "a reply": json.dumps({"level": "INFO", "message": "sample", "reply": QUOTED}),
    "a reply, closely written": '{"level":"INFO","reply":"oh no Task timed out after 3 seconds"}',
}


def patterns() -> list[str]:
    return sorted({log["FilterPattern"] for log in stack(OFF).of("Logs::MetricFilter").values()})


def counted(line: str) -> bool:
    return any(matches(pattern, line) for pattern in patterns())


def matches(pattern: str, line: str) -> bool:
    """As CloudWatch Logs decides, for the two forms of a pattern that stand in the template."""
    if pattern.startswith("%"):
        return re.search(pattern.strip("%"), line) is not None
    asked = re.fullmatch(r'\{ \$\.(\w+) = "(\w+)" \}', pattern)
    assert asked, pattern
    try:
        said = json.loads(line)
    except json.JSONDecodeError:
        return False
    return isinstance(said, dict) and said.get(asked[1]) == asked[2]


@pytest.mark.parametrize("line", ENDS.values(), ids=ENDS)
def test_rollback_counts_what_ends_a_call(line):
    assert counted(line)


@pytest.mark.parametrize("line", QUIET.values(), ids=QUIET)
def test_rollback_does_not_count_what_ends_no_call(line):
    assert not counted(line)


def test_rollback_counts_logged_faults_and_nothing_else_in_the_log():
    said = {
        line["message"]: counted(json.dumps(line))
        for line in spoken(FAULTY).lines
        if "message" in line
    }
    assert said == {"scored": False, "not scored": True}


def test_a_pattern_has_no_character_that_cloudwatch_refuses():
    # letters, digits, _#=@/:;,- and operators without parentheses; five such filters a log group
    regexes = [pattern for pattern in patterns() if pattern.startswith("%")]
    assert 0 < len(regexes) <= 5
    assert all(re.fullmatch(r"%[\w#=@/:;,^$?\[\]{}|\\*+.-]+%", pattern) for pattern in regexes)
    assert all(len(pattern) <= 1024 for pattern in patterns())


def test_rollback_alarm_looks_where_all_functions_are_counted_together():
    alarm = stack(OFF).of("CloudWatch::Alarm")["RollbackAlarm"]
    for log in stack(OFF).of("Logs::MetricFilter").values():
        [rule] = log["MetricTransformations"]
        assert (rule["MetricNamespace"], rule["MetricName"]) == (
            alarm["Namespace"],
            alarm["MetricName"],
        )


def test_a_gradual_deployment_goes_back_when_the_rollback_alarm_rings():
    groups = stack(ON).of("CodeDeploy::DeploymentGroup")
    assert len(groups) == len(stack(ON).of("Lambda::Function"))
    for group in groups.values():
        assert group["AlarmConfiguration"] == {
            "Enabled": True,
            "Alarms": [{"Name": "RollbackAlarm"}],
        }
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        assert group["ServiceRoleArn"].endswith("role/DeploymentRole")
