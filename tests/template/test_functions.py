"""What is true of every function of the stack, with every option off, and with every option on."""

import importlib
import re
from dataclasses import replace
from typing import Any

import pytest
import yaml

from tests.template.stack import KEY, OFF, ON, ROOT, TEMPLATE, lint, stack
from tools.build_function import handler_of

each_setting = pytest.mark.parametrize("parameters", [OFF, ON], ids=["off", "on"])
HANDLERS = {
    path.stem
    for path in (ROOT / "lambda_handlers").glob("*.py")
    if "\nhandler = " in path.read_text()
}


class _Parameters(yaml.SafeLoader):
    """YAML in which what CloudFormation's short forms stand before is of no interest."""


_Parameters.add_multi_constructor("!", lambda loader, name, node: None)
PARAMETERS: dict[str, dict[str, Any]] = yaml.load(TEMPLATE.read_text(), _Parameters)["Parameters"]


def functions(parameters: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return stack(parameters).of("Lambda::Function")


def test_cfn_lint_finds_nothing_in_what_cloudformation_is_given():
    assert lint(OFF) == []  # test_adding_a_function.py has every option on, and one function more


def test_cfn_lint_does_find_what_sam_overlooks():
    text = TEMPLATE.read_text()
    for right, wrong in {
        "    Timeout: !Ref Timeout": "    Timeout: 901",
        "python3.13": "python3.11",
        "!If [Snaps, PublishedVersions, None]": "PublishedVersions",
    }.items():
        assert right in text
        text = text.replace(right, wrong)
    rules = {line.split()[0] for line in lint(OFF, text)}
    assert {"E3717", "E2530"} <= rules  # a timeout, and a snapshot of a Python that has none


def test_every_handler_file_is_deployed_and_nothing_else_is():
    deployed = {function["Handler"] for function in functions(OFF).values()}
    assert deployed == {f"lambda_handlers.{name}.handler" for name in HANDLERS}


@pytest.mark.parametrize("name", sorted(HANDLERS))
def test_the_handler_imports(name):
    assert callable(importlib.import_module(f"lambda_handlers.{name}").handler)


def test_a_function_is_named_for_its_handler_as_the_build_takes_it():
    for logical_name, function in functions(OFF).items():
        stem = function["Handler"].split(".")[1]
        assert handler_of(logical_name) == stem
        assert function["FunctionName"] == "SageMaker-assay-" + stem.replace("_", "-")


@each_setting
def test_the_runtime_is_the_one_the_artifact_is_locked_for(parameters):
    assert {function["Runtime"] for function in functions(parameters).values()} == {"python3.13"}


@each_setting
def test_the_processor_is_the_caller_s_choice(parameters):
    wanted = [parameters.get("Architecture", "x86_64")]
    assert all(function["Architectures"] == wanted for function in functions(parameters).values())


@each_setting
def test_time_and_memory_are_within_lambda_s_limits(parameters):
    for function in functions(parameters).values():
        assert 1 <= function["Timeout"] <= 900
        assert 128 <= function["MemorySize"] <= 10_240


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("Timeout", 1, 900), ("JudgeTimeout", 60, 900), ("MemorySize", 128, 10_240)],
)
def test_time_and_memory_beyond_the_bounds_are_refused(name, least, most):
    parameter = PARAMETERS[name]
    assert (parameter["Type"], parameter["MinValue"], parameter["MaxValue"]) == (
        "Number",
        least,
        most,
    )


def test_a_judge_s_worst_case_fits_the_time_that_a_reward_with_judges_has():
    # 3 attempts of 32 s, pauses of 6 and 7 s: 109 s, and half a second to reply
    from lambda_handlers.support_reply import claude, nova

    longest = max(nova.worst_case, claude.worst_case)
    assert functions(OFF)["SupportReplyFunction"]["Timeout"] > longest + 1


def test_judge_timeout_allows_one_whole_try_at_least():
    from lambda_handlers.support_reply import claude, nova

    once = max(replace(judge, attempts=1).worst_case for judge in (nova, claude))
    assert PARAMETERS["JudgeTimeout"]["MinValue"] > once + 1


def test_every_choice_has_a_default_and_says_what_it_is():
    for name, parameter in PARAMETERS.items():
        assert "Default" in parameter, name
        assert parameter["Description"].endswith("."), name


@pytest.mark.parametrize(
    "name",
    [
        "KmsKeyArn",
        "LogKmsKeyArn",
        "JudgeSecretArn",
        "AlarmTopicArn",
        "PermissionsBoundaryArn",
        "CodeSigningConfigArn",
    ],
)
def test_an_arn_is_of_its_service_or_none(name):
    allowed = re.compile(PARAMETERS[name]["AllowedPattern"])
    assert allowed.search("none")
    assert allowed.search(ON[name])
    assert not allowed.search("")
    assert not allowed.search("arn:aws:s3:::a-bucket")


@each_setting
def test_every_function_logs_to_a_group_of_its_own_that_forgets_and_outlives_the_stack(parameters):
    groups = {
        name: resource
        for name, resource in stack(parameters).resources.items()
        if resource["Type"] == "AWS::Logs::LogGroup"
    }
    assert groups.keys() == {f"{name}Logs" for name in functions(parameters)}
    for name, function in functions(parameters).items():
        group = groups[f"{name}Logs"]
        assert function["LoggingConfig"] == {"LogGroup": group["Properties"]["LogGroupName"]}
        assert group["Properties"]["RetentionInDays"] == 30
        assert group["Properties"].get("KmsKeyId") == parameters.get("LogKmsKeyArn")
        kept = (group["DeletionPolicy"], group["UpdateReplacePolicy"])
        assert kept == ("RetainExceptOnCreate", "Retain")


def test_functions_with_judges_run_at_most_twenty_at_once_unless_a_parameter_says_otherwise():
    def reserved(parameters: dict[str, Any]) -> dict[str, int | None]:
        return {
            name: function.get("ReservedConcurrentExecutions")
            for name, function in functions(parameters).items()
        }

    timeouts = {name: function["Timeout"] for name, function in functions(OFF).items()}
    judges = {
        name for name, seconds in timeouts.items() if seconds == timeouts["SupportReplyFunction"]
    }
    assert "ArithmeticFunction" not in judges
    others = timeouts.keys() - judges
    assert reserved(OFF) == {**dict.fromkeys(others), **dict.fromkeys(judges, 20)}
    assert reserved(ON) == {**dict.fromkeys(others, 100), **dict.fromkeys(judges, 50)}
    assert reserved({"JudgeConcurrency": 0}) == dict.fromkeys(timeouts)


def test_functions_run_only_signed_code_where_a_configuration_of_signing_is_given():
    signing = {function.get("CodeSigningConfigArn") for function in functions(ON).values()}
    assert signing == {ON["CodeSigningConfigArn"]}
    assert all("CodeSigningConfigArn" not in function for function in functions(OFF).values())


def test_an_option_that_is_off_leaves_nothing_behind():
    for function in functions({"JudgeConcurrency": 0}).values():
        assert function["TracingConfig"] == {"Mode": "PassThrough"}
        assert function["SnapStart"] == {"ApplyOn": "None"}
        assert function.keys().isdisjoint(
            {"KmsKeyArn", "VpcConfig", "ReservedConcurrentExecutions", "Layers"}
        )
        assert function["Environment"]["Variables"] == {
            "REWARD_PLATFORM": "nova",
            "LOG_REPLIES": "false",
        }
    kinds = {resource["Type"] for resource in stack(OFF).resources.values()}
    assert not any("CodeDeploy" in kind or "Events" in kind for kind in kinds)


def test_an_option_that_is_on_is_in_every_function():
    for function in functions(ON).values():
        assert function["TracingConfig"] == {"Mode": "Active"}
        assert function["SnapStart"] == {"ApplyOn": "PublishedVersions"}
        assert function["KmsKeyArn"] == KEY
        assert function["VpcConfig"] == {
            "SubnetIds": ["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
            "SecurityGroupIds": ["sg-0a1b2c3d"],
        }
        assert function["Environment"]["Variables"] == {
            "REWARD_PLATFORM": "bedrock",
            "LOG_REPLIES": "true",
            "REPLY_TABLE": "ReplyTable",
            "JUDGE_KEY_SECRET": ON["JudgeSecretArn"],
        }


@pytest.mark.parametrize(
    ("parameters", "applied"),
    [
        ({"Platform": "bedrock"}, "PublishedVersions"),
        ({"Platform": "scorer"}, "None"),
        ({"SnapStart": "on"}, "PublishedVersions"),
        ({"Platform": "bedrock", "SnapStart": "off"}, "None"),
    ],
)
def test_a_snapshot_is_paid_for_where_the_alias_is_asked_or_it_is_wanted(parameters, applied):
    for function in functions(parameters).values():
        assert function["SnapStart"] == {"ApplyOn": applied}


@each_setting
def test_every_function_has_its_newest_version_behind_the_alias_live(parameters):
    aliases = stack(parameters).of("Lambda::Alias").values()
    assert {alias["FunctionName"]: alias["Name"] for alias in aliases} == {
        function["FunctionName"]: "live" for function in functions(parameters).values()
    }


def test_version_changes_with_other_properties_too():
    other = TEMPLATE.read_text().replace("CodeUri: .", "CodeUri: .\n    Description: other")
    assert set(stack(OFF).of("Lambda::Version")).isdisjoint(stack(OFF, other).of("Lambda::Version"))
