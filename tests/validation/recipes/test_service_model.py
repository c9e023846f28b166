"""A request is held to the whole of the service's model, of which botocore looks at a part."""

import re

import pytest
from botocore.session import get_session
from botocore.validate import ParamValidator

from tests.validation.recipes.good import GOOD, SERVERLESS_REQUEST
from validation.recipes.service_model import as_python, check_request_shape

BEDROCK = ("bedrock", "CreateModelCustomizationJob")


def with_change(**changes):
    return GOOD["Bedrock"] | changes


@pytest.mark.parametrize(
    ("service", "operation", "request_"),
    [(*BEDROCK, GOOD["Bedrock"]), ("sagemaker", "CreateTrainingJob", SERVERLESS_REQUEST)],
    ids=["Bedrock", "serverless"],
)
def test_check_request_shape_finds_nothing_in_a_good_request(service, operation, request_):
    assert check_request_shape(service, operation, request_) == []


@pytest.mark.parametrize(
    ("changes", "path", "says", "is_seen_by_botocore"),
    [
        ({"jobName": "my_job"}, "jobName", "does not match", False),
        ({"jobName": "j" * 64}, "jobName", "64 characters: expected at most 63", False),
        ({"customizationType": "TUNING"}, "customizationType", "expected one of", False),
        ({"jobTags": [{"key": "k"}]}, "jobTags[0].value", "required and missing", True),
        ({"jobTags": [{"key": "k", "value": "v" * 257}]}, "jobTags[0].value", "at most 256", False),
        ({"jobName": 7}, "jobName", "7 is no text", True),
        ({"jobname": "x"}, "jobname", "no member", True),
        ({"roleArn": None}, "roleArn", "required and missing", True),
    ],
)  # fmt: skip
def test_check_request_shape_names_what_the_service_refuses(
    changes, path, says, is_seen_by_botocore
):
    request = with_change(**changes)
    found = {problem.path: problem.says for problem in check_request_shape(*BEDROCK, request)}
    assert says in found[path]
    shape = get_session().get_service_model(BEDROCK[0]).operation_model(BEDROCK[1]).input_shape
    assert ParamValidator().validate(request, shape).has_errors() == is_seen_by_botocore


def patterns_of(shape, seen):
    if shape.name in seen:
        return
    seen.add(shape.name)
    yield from filter(None, [shape.metadata.get("pattern")])
    inner = {
        "structure": lambda: shape.members.values(),
        "list": lambda: [shape.member],
        "map": lambda: [shape.key, shape.value],
    }.get(shape.type_name, list)
    for member in inner():
        yield from patterns_of(member, seen)


@pytest.mark.parametrize("operation", [BEDROCK, ("sagemaker", "CreateTrainingJob")])
def test_as_python_makes_an_expression_of_every_pattern_of_a_request(operation):
    service, name = operation
    shape = get_session().get_service_model(service).operation_model(name).input_shape
    patterns = list(patterns_of(shape, set()))
    assert len(patterns) > 10
    for pattern in patterns:
        re.compile(as_python(pattern))


def test_as_python_keeps_letters_of_any_script_and_refuses_what_the_class_does_not_hold():
    pattern = as_python(r"[\p{L}\p{N}_.-]*")
    assert re.fullmatch(pattern, "Prüfung-7")
    assert not re.fullmatch(pattern, "a b")
