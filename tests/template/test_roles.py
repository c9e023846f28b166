"""A role of the stack can do its own job, and nothing beside it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.template.permits import listed, permits, roles
from tests.template.stack import KEY, OFF, ON, ROOT, stack

LOG = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/SageMaker-assay/{}:log-stream:s"
OTHER_LOG = LOG.format("AnotherFunction")
PROFILE = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us."
MODEL = "arn:aws:bedrock:{}::foundation-model/{}"
JUDGE = "amazon.nova-2-lite-v1:0"
OTHER_JUDGE = "anthropic.claude-haiku-4-5-20251001-v1:0"
OWN = "arn:aws:lambda:us-east-1:123456789012:function:SageMaker-assay-arithmetic"
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/ReplyTable"
INTERFACE = "arn:aws:ec2:us-east-1:123456789012:network-interface/eni-1"
REWARD = "ArithmeticFunctionRole"
JUDGES = ["SupportReplyFunctionRole", "WorkedSolutionFunctionRole"]
REWARDS = [REWARD, *JUDGES]

each_role = pytest.mark.parametrize("role", REWARDS)
each_setting = pytest.mark.parametrize("parameters", [OFF, ON], ids=["off", "on"])


def may(parameters: dict[str, Any], role: str, action: str, resource: str, **context: str) -> bool:
    known = {name.replace("_", ":", 1): value for name, value in context.items()}
    return permits(roles(stack(parameters))[role], action, resource, known)


@each_setting
@each_role
@pytest.mark.parametrize("action", ["logs:CreateLogStream", "logs:PutLogEvents"])
def test_a_reward_writes_its_own_log(parameters, role, action):
    assert may(parameters, role, action, LOG.format(role.removesuffix("Role")))


@each_setting
@each_role
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("logs:PutLogEvents", OTHER_LOG),
        ("logs:CreateLogGroup", OTHER_LOG),
        ("logs:GetLogEvents", LOG.format("*")),
        ("s3:GetObject", "arn:aws:s3:::a-bucket/a-key"),
        ("s3:PutObject", "arn:aws:s3:::a-bucket/a-key"),
        ("secretsmanager:GetSecretValue", ON["JudgeSecretArn"].replace("judge", "other")),
        ("kms:Decrypt", KEY.replace("1234abcd", "ffffffff")),
        ("kms:Encrypt", KEY),
        ("lambda:InvokeFunction", OWN),
        ("lambda:UpdateFunctionCode", OWN),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/ArithmeticFunctionRole"),
        ("sts:AssumeRole", "arn:aws:iam::123456789012:role/Another"),
        ("bedrock:InvokeModel", MODEL.format("us-east-1", "amazon.nova-premier-v1:0")),
        ("bedrock:InvokeModelWithResponseStream", PROFILE + JUDGE),
        ("ec2:RunInstances", "arn:aws:ec2:us-east-1:123456789012:instance/*"),
    ],
)
def test_a_reward_does_nothing_else(parameters, role, action, resource):
    assert not may(parameters, role, action, resource)


@pytest.mark.parametrize("model", [JUDGE, OTHER_JUDGE])
def test_a_reward_with_judges_asks_them_through_their_profile(model):
    assert may(OFF, JUDGES[0], "bedrock:InvokeModel", PROFILE + model)
    for region in ("us-east-1", "us-east-2", "us-west-2"):
        assert may(
            OFF,
            JUDGES[0],
            "bedrock:InvokeModel",
            MODEL.format(region, model),
            bedrock_InferenceProfileArn=PROFILE + model,
        )


def test_a_judge_s_model_is_not_asked_past_its_profile_or_through_another_s():
    model = MODEL.format("us-east-1", JUDGE)
    through = PROFILE + OTHER_JUDGE
    assert not may(OFF, JUDGES[0], "bedrock:InvokeModel", model)
    assert not may(
        OFF, JUDGES[0], "bedrock:InvokeModel", model, bedrock_InferenceProfileArn=through
    )


def test_a_reward_without_a_judge_asks_no_model():
    assert not may(ON, REWARD, "bedrock:InvokeModel", PROFILE + JUDGE)


@pytest.mark.parametrize("role", JUDGES)
def test_every_model_that_a_handler_names_may_be_asked_and_no_other(role):
    handler = stack(OFF).of("Lambda::Function")[role.removesuffix("Role")]["Handler"]
    path = ROOT / Path(*handler.split(".")[:-1]).with_suffix(".py")
    named = set(re.findall(r'Bedrock\(\s*"us\.([^"]+)"', path.read_text()))
    allowed = {
        arn.rpartition("/us.")[2]
        for statement in roles(stack(OFF))[role]
        for arn in listed(statement["Resource"])
        if "inference-profile" in arn
    }
    assert allowed == named
    assert JUDGE in named


@pytest.mark.parametrize("action", ["Query", "DeleteItem", "BatchWriteItem"])
def test_the_table_of_replies_is_for_judges_and_only_where_there_is_one(action):
    for role in JUDGES:
        assert may(ON, role, f"dynamodb:{action}", TABLE)
        assert not may(OFF, role, f"dynamodb:{action}", TABLE)
        assert not may(ON, role, f"dynamodb:{action}", TABLE.replace("Reply", "Another"))
        assert not may(ON, role, "dynamodb:Scan", TABLE)
    assert not may(ON, REWARD, f"dynamodb:{action}", TABLE)


def test_every_function_has_a_role_of_its_own_and_only_those_with_judges_may_ask_models():
    for name, function in stack(OFF).of("Lambda::Function").items():
        path = ROOT / Path(*function["Handler"].split(".")[:-1]).with_suffix(".py")
        asks = "import Bedrock" in path.read_text()
        assert function["Role"].rpartition("/")[2] == f"{name}Role"
        assert may(OFF, f"{name}Role", "bedrock:InvokeModel", PROFILE + JUDGE) is asks


def test_the_secret_is_for_judges_and_only_where_there_is_one():
    secret = ("secretsmanager:GetSecretValue", ON["JudgeSecretArn"])
    assert may(ON, JUDGES[0], *secret)
    assert not may(ON, REWARD, *secret)
    assert not may(OFF, JUDGES[0], *secret)


@each_role
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("xray:PutTraceSegments", "*"),
        ("ec2:DescribeSubnets", "*"),
        ("ec2:CreateNetworkInterface", INTERFACE),
        ("ec2:DeleteNetworkInterface", INTERFACE),
    ],
)
def test_rights_that_an_option_needs_are_given_with_it_and_not_without(role, action, resource):
    assert may(ON, role, action, resource)
    assert not may(OFF, role, action, resource)


@each_role
@pytest.mark.parametrize("service", ["lambda", "secretsmanager", "dynamodb"])
def test_the_key_opens_variables_the_secret_and_the_table_by_way_of_their_services_alone(
    role, service
):
    through = f"{service}.us-east-1.amazonaws.com"
    assert may(ON, role, "kms:Decrypt", KEY, kms_ViaService=through)
    assert not may(OFF, role, "kms:Decrypt", KEY, kms_ViaService=through)
    assert not may(ON, role, "kms:Decrypt", KEY)
    assert not may(ON, role, "kms:Decrypt", KEY, kms_ViaService="s3.us-east-1.amazonaws.com")


def test_roles_and_policies_all_stand_under_the_path_and_within_the_boundary():
    made = stack(ON)
    for kind in ("IAM::Role", "IAM::ManagedPolicy"):
        assert {item["Path"] for item in made.of(kind).values()} == {"/training/"}
    boundaries = {role["PermissionsBoundary"] for role in made.of("IAM::Role").values()}
    assert boundaries == {ON["PermissionsBoundaryArn"]}
    assert all("PermissionsBoundary" not in role for role in stack(OFF).of("IAM::Role").values())


@each_role
def test_an_interface_is_made_in_the_given_subnets_and_groups_alone(role):
    subnet = "arn:aws:ec2:us-east-1:123456789012:subnet/subnet-0a1b2c3d"
    group = "arn:aws:ec2:us-east-1:123456789012:security-group/sg-0a1b2c3d"
    make = "ec2:CreateNetworkInterface"
    assert may(ON, role, make, subnet, ec2_SubnetID="subnet-0a1b2c3d")
    assert not may(ON, role, make, subnet, ec2_SubnetID="subnet-ffffffff")
    assert may(ON, role, make, group, ec2_SecurityGroupID="sg-0a1b2c3d")
    assert not may(ON, role, make, group, ec2_SecurityGroupID="sg-ffffffff")


@each_role
def test_the_code_in_a_function_is_denied_what_lambda_needs_of_ec2(role):
    make = "ec2:DeleteNetworkInterface"
    assert not may(ON, role, make, INTERFACE, lambda_SourceFunctionArn=OWN)


def test_a_gradual_deployment_moves_this_stack_s_aliases_and_no_other_s():
    assert may(ON, "DeploymentRole", "lambda:UpdateAlias", f"{OWN}:live")
    assert not may(ON, "DeploymentRole", "lambda:UpdateAlias", OWN.replace("assay", "other"))
    assert not may(ON, "DeploymentRole", "lambda:UpdateFunctionCode", OWN)
    assert "DeploymentRole" not in roles(stack(OFF))
