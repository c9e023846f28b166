import pytest

from rewards.wire import PLATFORMS
from tests.validation.conformance.by_hand import BARE, HONEST, check_named
from validation.conformance import conform
from validation.conformance.preflight import check_function, check_name, check_qualifier
from validation.targets.deployed import DeployedFunction
from validation.targets.target import HandlerEndpoint

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("SageMaker-math", ["passed"] * 4),
        ("MySageMakerMath", ["passed"] * 4),
        ("sagemaker-math", ["failed", "not checked", "not checked", "not checked"]),
        ("math", ["failed", "not checked", "not checked", "not checked"]),
    ],
)
def test_hyperpod_takes_no_function_without_sagemaker_in_its_name(name, outcomes):
    assert [check_name(name, platform).outcome for platform in PLATFORMS] == outcomes


@pytest.mark.parametrize(
    ("qualifier", "outcomes"),
    [
        (None, ["passed"] * 4),
        ("live", ["failed", "passed", "failed", "failed"]),
        ("7", ["failed", "passed", "failed", "failed"]),
        ("$LATEST", ["failed", "passed", "failed", "failed"]),
    ],
)
def test_a_version_or_an_alias_is_for_bedrock_alone(qualifier, outcomes):
    assert [check_qualifier(qualifier, platform).outcome for platform in PLATFORMS] == outcomes


@pytest.mark.parametrize(
    ("function", "failed"),
    [
        (ARN + "SageMaker-math", []),
        (ARN + "SageMaker-math:live", ["the function's ARN"]),
        (ARN + "math", ["the function's name"]),
        ("123456789012:function:SageMaker-math:7", ["the function's ARN"]),
        ("SageMaker-math", []),
        ("math:live", ["the function's name", "the function's ARN"]),
    ],
)
def test_a_function_is_known_by_its_name_or_its_arn(function, failed):
    checks = list(check_function(DeployedFunction("f", function, {}, None), "nova"))
    assert [check.name for check in checks if check.outcome == "failed"] == failed


def test_settings_below_what_is_advised_are_reported_and_fail_nobody():
    told = {"Timeout": 3, "MemorySize": 128, "Runtime": "python3.9"}
    checks = list(check_function(DeployedFunction("f", "SageMaker-math", told, None), "nova"))
    settings = check_named(checks, "the function's settings")
    assert settings.outcome == "passed"
    assert "60 s or more are advised" in settings.says
    assert "512 MB or more are advised" in settings.says
    assert "python3.12 or later is advised" in settings.says


def test_settings_as_advised_are_reported_without_advice():
    told = {"Timeout": 60, "MemorySize": 512, "Runtime": "python3.13"}
    checks = list(check_function(DeployedFunction("f", "SageMaker-math", told, None), "nova"))
    says = check_named(checks, "the function's settings").says
    assert says == "a timeout of 60 s; memory of 512 MB; python3.13"


def test_check_function_skips_the_name_of_a_handler_in_this_process():
    checks = conform(HandlerEndpoint("mine:handler", HONEST["nova"]), "nova")
    assert check_named(checks, "the function's name").outcome == "not checked"


class Remote:
    """A handler whose context nobody can choose."""

    name = "SageMaker-math"
    timeout = 60.0

    def invoke(self, event):
        return HandlerEndpoint(self.name, BARE).invoke(event)


def test_the_context_of_what_is_deployed_is_not_checked():
    checks = conform(Remote(), "nova")
    assert check_named(checks, "a context that is none").outcome == "not checked"
    assert check_named(checks, "the time of a batch").outcome == "passed"
    assert not [check.name for check in checks if check.outcome == "failed" or check.open]
