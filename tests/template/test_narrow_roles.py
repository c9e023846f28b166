"""No role is wider than AWS makes it."""

import re

import pytest

from tests.template.permits import listed, roles
from tests.template.stack import OFF, ON, stack

each_setting = pytest.mark.parametrize("parameters", [OFF, ON], ids=["off", "on"])

# AWS knows no narrower resource for these, or nobody knows its id beforehand: why is said beside
# each in the template.
WIDE = {
    ("xray:PutTraceSegments", "*"),
    ("xray:PutTelemetryRecords", "*"),
    ("ec2:DescribeNetworkInterfaces", "*"),
    ("ec2:DescribeSubnets", "*"),
    ("ec2:CreateNetworkInterface", "subnet/*"),  # with a condition that names the subnets
    ("ec2:CreateNetworkInterface", "security-group/*"),  # and the groups
    *(
        (f"ec2:{verb}", "network-interface/*")
        for verb in (
            "CreateNetworkInterface",
            "DeleteNetworkInterface",
            "AssignPrivateIpAddresses",
            "UnassignPrivateIpAddresses",
        )
    ),
    *(
        (f"lambda:{verb}", "SageMaker-assay-*")
        for verb in ("GetAlias", "UpdateAlias", "GetProvisionedConcurrencyConfig")
    ),
    *((f"logs:{verb}", "*") for verb in ("CreateLogStream", "PutLogEvents")),  # of one group
}


@each_setting
def test_policies_have_no_star_where_aws_knows_something_narrower(parameters):
    wide = {
        (action, re.split("function:|:", arn)[-1])
        for statements in roles(stack(parameters)).values()
        for statement in statements
        if statement["Effect"] == "Allow"
        for arn in listed(statement["Resource"])
        for action in listed(statement["Action"])
        if "*" in arn or "*" in action
    }
    assert wide - WIDE == set()
    assert wide == WIDE or parameters is OFF  # and the list holds nothing that is gone


@each_setting
def test_roles_take_no_policy_that_somebody_else_wrote(parameters):
    for role in stack(parameters).of("IAM::Role").values():
        own = stack(parameters).of("IAM::ManagedPolicy")
        assert all(arn.rpartition("/")[2] in own for arn in role.get("ManagedPolicyArns", []))


@each_setting
def test_every_role_is_for_one_service(parameters):
    trusted = {
        statement["Principal"]["Service"]
        for role in stack(parameters).of("IAM::Role").values()
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
    }
    assert trusted == {"lambda.amazonaws.com"} | (
        {"codedeploy.amazonaws.com"} if parameters is ON else set()
    )
