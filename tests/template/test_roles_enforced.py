"""The role of a reward, taken on against moto with its IAM enforced."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count
from moto.logs.responses import LogsResponse

from tests.template.stack import GROUPS, OFF, stack

GROUP = f"{GROUPS}/ArithmeticFunction"
Client = Callable[[str], Any]


def _stream(response: LogsResponse) -> str:
    """What the request is about, which moto asks of S3 alone and takes for "*" elsewhere."""
    group, name = (response._get_param(key) for key in ("logGroupName", "logStreamName"))
    return f"arn:aws:logs:us-east-1:123456789012:log-group:{group}:log-stream:{name}"


@pytest.fixture
def as_reward(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Makes clients that have the role's permissions, in an account where two log groups stand."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(LogsResponse, "_determine_resource", _stream, raising=False)
    with mock_aws():
        role = stack(OFF).of("IAM::Role")["ArithmeticFunctionRole"]
        trust = json.dumps(role["AssumeRolePolicyDocument"])
        iam = boto3.client("iam")
        arn = iam.create_role(RoleName="reward", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        assert role["ManagedPolicyArns"] == []
        for policy in role["Policies"]:
            document = json.dumps(policy["PolicyDocument"])
            iam.put_role_policy(
                RoleName="reward", PolicyName=policy["PolicyName"], PolicyDocument=document
            )
        for group in (GROUP, "/aws/lambda/another"):
            boto3.client("logs").create_log_group(logGroupName=group)
        boto3.client("s3").create_bucket(Bucket="a-bucket")
        boto3.client("secretsmanager").create_secret(Name="judge", SecretString="sk-1")
        given = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="reward")
        keys = given["Credentials"]
        session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        yield session.client


def allowed(call: Callable[..., Any], **arguments: Any) -> bool:
    """Whether IAM lets the call through. Raises what else goes wrong."""
    try:
        set_initial_no_auth_action_count(0)(call)(**arguments)
    except ClientError as error:
        if "not authorized" in str(error) or error.response["Error"]["Code"] == "AccessDenied":
            return False
        raise
    return True


def test_role_writes_a_line_into_its_own_log(as_reward: Client) -> None:
    logs = as_reward("logs")
    line = [{"timestamp": int(time.time() * 1000), "message": "scored"}]
    stream = {"logGroupName": GROUP, "logStreamName": "today"}
    assert allowed(logs.create_log_stream, **stream)
    assert allowed(logs.put_log_events, logEvents=line, **stream)


def test_role_writes_into_no_other_log(as_reward: Client) -> None:
    logs = as_reward("logs")
    other = {"logGroupName": "/aws/lambda/another", "logStreamName": "today"}
    assert not allowed(logs.create_log_stream, **other)


def test_role_makes_no_log_group(as_reward: Client) -> None:
    assert not allowed(as_reward("logs").create_log_group, logGroupName="/aws/lambda/new")


def test_role_reads_and_writes_no_bucket(as_reward: Client) -> None:
    s3 = as_reward("s3")
    assert not allowed(s3.list_objects_v2, Bucket="a-bucket")
    assert not allowed(s3.put_object, Bucket="a-bucket", Key="reply", Body=b"1")


def test_role_reads_no_secret(as_reward: Client) -> None:
    assert not allowed(as_reward("secretsmanager").get_secret_value, SecretId="judge")


def test_role_takes_on_no_other_role(as_reward: Client) -> None:
    another = "arn:aws:iam::123456789012:role/reward"
    assert not allowed(as_reward("sts").assume_role, RoleArn=another, RoleSessionName="again")
