"""The outputs are what each platform is given: an ARN it takes, a policy that is enough."""

import json
import re

import pytest
from botocore.session import get_session

from tests.template.permits import permits
from tests.template.stack import OFF, TEMPLATE, stack

# How sagemaker-train tells a function from an evaluator: no alias, no version.
SAGEMAKER = r"^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+$"
FUNCTIONS = re.findall(
    r"^  (\w+Function):.*\n    Type: AWS::Serverless::Function", TEMPLATE.read_text(), re.MULTILINE
)

each_function = pytest.mark.parametrize("name", FUNCTIONS)


def test_every_function_has_outputs():
    assert {"ArithmeticFunction", "SupportReplyFunction"} <= set(FUNCTIONS)
    assert set(stack(OFF).of("Lambda::Function")) == set(FUNCTIONS)


@each_function
def test_sagemaker_gets_the_unqualified_arn(name):
    assert re.match(SAGEMAKER, stack(OFF).outputs[f"{name}Arn"])


@each_function
def test_hyperpod_accepts_the_name(name):
    assert "SageMaker" in stack(OFF).outputs[f"{name}Arn"].rpartition(":")[2]


@each_function
def test_bedrock_gets_the_alias_s_arn(name):
    given = stack(OFF).outputs[f"{name}LiveArn"]
    shape = get_session().get_service_model("bedrock").shape_for("LambdaGraderConfig")
    taken = shape.members["lambdaArn"].metadata
    assert re.fullmatch(taken["pattern"], given)
    assert len(given) <= taken["max"]
    assert given == stack(OFF).outputs[f"{name}Arn"] + ":live"


@each_function
@pytest.mark.parametrize("form", ["", "Live"])
def test_the_statement_lets_the_caller_ask_this_reward_and_no_more(name, form):
    outputs = stack(OFF).outputs
    statement = json.loads(outputs[f"{name}{form}CallerStatement"])
    asked = outputs[f"{name}{form}Arn"]
    assert permits([statement], "lambda:InvokeFunction", asked)
    assert not permits([statement], "lambda:InvokeFunction", f"{asked}-2")
    assert not permits([statement], "lambda:UpdateFunctionCode", asked)


def test_bedrock_s_trust_is_in_jobs_of_this_account():
    [statement] = json.loads(stack(OFF).outputs["BedrockTrust"])["Statement"]
    assert statement["Principal"] == {"Service": "bedrock.amazonaws.com"}
    conditions = statement["Condition"]
    assert conditions["StringEquals"] == {"aws:SourceAccount": "123456789012"}
    [source] = conditions["ArnLike"].values()
    assert source == "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/*"
