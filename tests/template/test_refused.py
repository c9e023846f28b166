"""What CloudFormation refuses before it makes anything: parameters, calls and names that clash."""

import re
from typing import Any

import pytest
import yaml

from tests.template.stack import OFF, ON, TEMPLATE, refusals

# All that CloudFormation's page on rules lets one call.
ALLOWED = {"And", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "Not", "Or"}
ALLOWED |= {"Ref", "RefAll", "ValueOf", "ValueOfAll"}
TOPIC = {"AlarmTopicArn": ON["AlarmTopicArn"]}
SUBNETS = {"SubnetIds": "subnet-0a1b2c3d,subnet-4e5f6a7b"}
GROUPS = {"SecurityGroupIds": "sg-0a1b2c3d"}


class _Called(yaml.SafeLoader):
    """YAML in which `!Ref x` is `{"!Ref": x}`, whatever the function."""


def _call(loader: _Called, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        return {f"!{name}": loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {f"!{name}": loader.construct_mapping(node, deep=True)}
    assert isinstance(node, yaml.ScalarNode)
    return {f"!{name}": loader.construct_scalar(node)}


_Called.add_multi_constructor("!", _call)
WRITTEN: dict[str, Any] = yaml.load(TEMPLATE.read_text(), _Called)


def keys(value: Any) -> list[str]:
    if isinstance(value, list):
        return [key for item in value for key in keys(item)]
    if isinstance(value, dict):
        return [*value, *(key for item in value.values() for key in keys(item))]
    return []


@pytest.mark.parametrize(
    "parameters",
    [OFF, ON, TOPIC, SUBNETS | GROUPS, TOPIC | {"CodeChangeNotice": "true"}],
    ids=["off", "on", "topic", "vpc", "notice"],
)
def test_parameters_that_go_together_are_accepted(parameters):
    assert refusals(parameters) == []


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"CodeChangeNotice": "true"}, "A notice needs an AlarmTopicArn"),
        (SUBNETS, "SubnetIds need SecurityGroupIds."),
        (SUBNETS | {"SecurityGroupIds": "sg-0a1b2c3d,none"}, "SubnetIds need SecurityGroupIds."),
        (GROUPS, "SecurityGroupIds without SubnetIds"),
    ],
    ids=["notice", "subnets", "a group too few", "groups"],
)
def test_parameters_that_do_not_go_together_are_refused(parameters, says):
    [said] = refusals(parameters)
    assert said.startswith(says)


def test_a_rule_calls_only_what_rules_may_call():
    written = {"RuleCondition", "Assertions", "Assert", "AssertDescription"}
    called = {
        re.sub("^(!|Fn::)", "", key) for rule in WRITTEN["Rules"].values() for key in keys(rule)
    }
    assert called - written <= ALLOWED


def test_the_name_of_a_loop_is_no_other_name():
    # unique in the whole template, says CloudFormation's page on Fn::ForEach
    loops = [key.split("::")[2] for key in keys(WRITTEN) if key.startswith("Fn::ForEach::")]
    assert len(loops) == 7
    others = [name for part in ("Parameters", "Rules", "Resources") for name in WRITTEN[part]]
    names = [*loops, *(name for name in others if "::" not in name)]
    assert sorted(names) == sorted(set(names))
