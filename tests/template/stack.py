"""The stack that the template makes with these parameters."""

import json
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.template.resolve import Resolved

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
# The beginning of the names of the log groups, one for each function.
GROUPS = "/aws/lambda/SageMaker-assay"
OFF: dict[str, Any] = {}
ON: dict[str, Any] = {
    "Platform": "bedrock",
    "Architecture": "arm64",
    "Concurrency": 100,
    "LogReplies": "true",
    "ReplyMemory": "true",
    "Tracing": "Active",
    "JudgeConcurrency": 50,
    "PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/boundary",
    "RolePath": "/training/",
    "CodeSigningConfigArn": "arn:aws:lambda:us-east-1:123456789012:code-signing-config:"
    "csc-0123456789abcdef0",
    "KmsKeyArn": KEY,
    "LogKmsKeyArn": KEY,
    "JudgeSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:judge-AbCdEf",
    "SubnetIds": "subnet-0a1b2c3d,subnet-4e5f6a7b",
    "SecurityGroupIds": "sg-0a1b2c3d",
    "AlarmTopicArn": "arn:aws:sns:us-east-1:123456789012:alarms",
    "CodeChangeNotice": "true",
    "GradualDeployment": "true",
}
"""Every option at its other value, all at once."""


@dataclass(frozen=True)
class Stack:
    """What would stand in the account, by logical name."""

    resources: dict[str, dict[str, Any]]
    outputs: dict[str, str]

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """The properties of each resource of a type, as of "Lambda::Function"."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == f"AWS::{kind}"
        }


def stack(parameters: dict[str, Any], template: str = "") -> Stack:
    """Of the project's template, or of another's text. Skips where SAM is absent."""
    return _stack(json.dumps(parameters), template or TEMPLATE.read_text())


def refusals(parameters: dict[str, Any]) -> list[str]:
    """What CloudFormation says to these parameters in place of making a stack of them."""
    template = _told("translate", json.dumps(parameters), TEMPLATE.read_text())
    return Resolved(template).refusals


def lint(parameters: dict[str, Any], template: str = "") -> list[str]:
    """What cfn-lint says of what CloudFormation is given, a line each."""
    lines: list[str] = _told("lint", json.dumps(parameters), template or TEMPLATE.read_text())
    return lines


def dashboard() -> list[dict[str, Any]]:
    """The widgets of the stack's one dashboard."""
    [board] = stack(OFF).of("CloudWatch::Dashboard").values()
    widgets: list[dict[str, Any]] = json.loads(board["DashboardBody"])["widgets"]
    return widgets


@cache
def _stack(parameters: str, template: str) -> Stack:
    resolved = Resolved(_told("translate", parameters, template))
    return Stack(resolved.resources, resolved.outputs)


def _told(what: str, parameters: str, template: str) -> Any:
    question = {"do": what, "parameters": json.loads(parameters), "template": template}
    sam = _sam()
    assert sam.stdin is not None
    assert sam.stdout is not None
    print(json.dumps(question), file=sam.stdin, flush=True)
    said = sam.stdout.readline()
    if not said:
        _sam.cache_clear()
    assert said, "SAM's Python ended: standard error says why"
    return json.loads(said)


@cache
def _sam() -> subprocess.Popen[str]:
    """SAM's Python, started once: it ends with this process, when its standard input does."""
    python = ROOT / ".tools/sam/bin/python"
    if not python.exists():
        pytest.skip("absent: SAM (make test)")
    program = [str(python), str(Path(__file__).parent / "translate.py")]
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
