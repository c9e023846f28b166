"""What "sam deploy" does without being asked fits the template."""

import re
import tomllib

from tests.template.stack import OFF, ROOT, stack
from tests.template.test_functions import PARAMETERS

SETTINGS = tomllib.loads((ROOT / "samconfig.toml").read_text())["default"]
DEPLOY = SETTINGS["deploy"]["parameters"]


def test_the_parameters_that_it_sets_are_the_template_s():
    for override in DEPLOY["parameter_overrides"]:
        name, _, value = override.partition("=")
        assert value in PARAMETERS[name]["AllowedValues"]


def test_deploy_changes_nothing_before_somebody_has_looked():
    assert DEPLOY["confirm_changeset"] is True


def test_deploy_may_make_what_the_template_makes():
    # roles without names of their own, and two transforms
    assert DEPLOY["capabilities"].split() == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    kinds = ("IAM::Role", "IAM::ManagedPolicy")
    named = {"RoleName", "ManagedPolicyName"}
    assert not any(named & set(item) for kind in kinds for item in stack(OFF).of(kind).values())


def test_a_stack_s_name_may_be_as_long_as_all_say_that_speak_of_it():
    # Lambda's names have at most 64 characters; SageMaker-…-worked-solution are 26 of them
    name = SETTINGS["global"]["parameters"]["stack_name"]
    functions = stack(OFF).of("Lambda::Function").values()
    room = 64 - max(len(function["FunctionName"]) - len(name) for function in functions)
    for file in ("samconfig.toml", "template.yaml", "docs/deploy.md"):
        said = re.findall(r"at most (\d+) characters", (ROOT / file).read_text())
        assert said == [str(room)], file
    assert len(name) <= room == 38


def test_every_command_knows_of_the_loops_and_the_build_of_the_source():
    assert SETTINGS["global"]["parameters"]["language_extensions"] is True
    assert SETTINGS["build"]["parameters"]["build_in_source"] is True
