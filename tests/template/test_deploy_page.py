"""The calls that docs/deploy.md shows are of the shape that AWS's own models give them."""

import json
import re
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.model import Shape
from botocore.session import get_session
from botocore.validate import ParamValidator
from moto import mock_aws

from lambda_handlers.support_reply import nova
from tests.template.stack import OFF, ROOT, stack
from tests.template.test_functions import PARAMETERS

PAGE = (ROOT / "docs/deploy.md").read_text()
CALLS = re.findall(r"API call `(\w+) (\w+)`:\n\n```json\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
each_call = pytest.mark.parametrize(
    ("service", "operation", "text"), CALLS, ids=[operation for _, operation, _ in CALLS]
)


def wrong(value: Any, shape: Shape, place: str = "") -> list[str]:
    """The texts that are not of their shape's pattern or choice, which the validator lets pass."""
    if isinstance(value, dict):
        members = shape.members if shape.type_name == "structure" else {}
        return [
            line
            for name, item in value.items()
            for line in wrong(item, members[name], f"{place}.{name}")
        ]
    if not isinstance(value, str):
        return []
    pattern, choice = shape.metadata.get("pattern", ".*"), shape.metadata.get("enum", [value])
    fits = re.fullmatch(pattern, value, re.DOTALL) and value in choice
    return [] if fits else [f"{place}: {value}"]


@each_call
def test_a_call_is_of_the_service_s_shape(service, operation, text):
    client = boto3.client(service, region_name="us-east-1")
    name = client.meta.method_to_api_mapping[operation]
    shape = get_session().get_service_model(service).operation_model(name).input_shape
    asked = json.loads(text)
    assert ParamValidator().validate(asked, shape).generate_report() == ""
    assert wrong(asked, shape) == []


def test_three_calls_are_shown():
    assert {operation for _, operation, _ in CALLS} == {
        "import_hub_content",
        "create_training_job",
        "create_model_customization_job",
    }


def test_a_call_that_is_wrong_would_be_seen():
    service = get_session().get_service_model("bedrock")
    shape = service.operation_model("CreateModelCustomizationJob").input_shape
    assert wrong({"jobName": "a job"}, shape) == [".jobName: a job"]


def test_the_arns_are_those_of_the_outputs():
    outputs = stack(OFF).outputs
    lambdas = set(re.findall(r"arn:aws:lambda:[\w:-]+", PAGE))
    assert lambdas == {outputs["ArithmeticFunctionArn"], outputs["ArithmeticFunctionLiveArn"]}


def test_registered_document_is_a_reward_function():
    [text] = [text for _, operation, text in CALLS if operation == "import_hub_content"]
    document = json.loads(json.loads(text)["HubContentDocument"])
    assert document["SubType"] == "AWS/Evaluator"
    assert json.loads(document["JsonContent"]) == {
        "Reference": stack(OFF).outputs["ArithmeticFunctionArn"],
        "EvaluatorType": "RewardFunction",
    }


@mock_aws
def test_moto_s_bedrock_starts_the_job_that_is_shown(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    [text] = [text for service, _, text in CALLS if service == "bedrock"]
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="a-bucket")
    s3.put_object(Bucket="a-bucket", Key="train.jsonl", Body=b"{}")
    bedrock = boto3.client("bedrock", region_name="us-east-1")
    assert bedrock.create_model_customization_job(**json.loads(text))["jobArn"]


def test_the_seconds_that_a_judge_takes_are_those_of_its_settings():
    # tries of 2 + 30 s; between two a pause of up to 1 + 5 s, and then one of up to 2 + 5 s
    tries = [replace(nova, attempts=attempts).worst_case for attempts in (1, 2, 3)]
    assert tries == [32, 32 + 6 + 32, 32 + 6 + 32 + 7 + 32]
    for said in ("two tries\n  (70 s), one (32 s)", "109 s at worst: three tries of 32 s"):
        assert said in PAGE


def test_every_parameter_is_on_the_page():
    assert [name for name in PARAMETERS if f"`{name}" not in PAGE] == []


def test_every_alarm_is_on_the_page():
    kinds = {re.sub(".*Function", "…", name) for name in stack(OFF).of("CloudWatch::Alarm")}
    assert kinds == set(re.findall(r"^\| `(…?\w+Alarm)`", PAGE, re.MULTILINE))
