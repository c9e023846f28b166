"""Whether a role of the stack may do a thing, as IAM decides: a denial beats any permission."""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from moto.iam.access_control import IAMPolicyStatement, PermissionResult

from tests.template.stack import Stack

Statement = dict[str, Any]


def roles(stack: Stack) -> dict[str, list[Statement]]:
    """The statements of each role that the stack makes, by its name."""
    return {name: list(_statements(stack, role)) for name, role in stack.of("IAM::Role").items()}


def permits(
    statements: list[Statement], action: str, resource: str, context: Mapping[str, str] = {}
) -> bool:
    effects = {
        statement["Effect"]
        for statement in statements
        if _holds(statement.get("Condition", {}), context)
        and _concerns(statement, action, resource)
    }
    return effects == {"Allow"}


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _statements(stack: Stack, role: dict[str, Any]) -> Iterator[Statement]:
    policies = stack.of("IAM::ManagedPolicy")
    for arn in role.get("ManagedPolicyArns", []):
        yield from policies[arn.rpartition("/")[2]]["PolicyDocument"]["Statement"]
    for policy in role.get("Policies", []):
        yield from policy["PolicyDocument"]["Statement"]


def _concerns(statement: Statement, action: str, resource: str) -> bool:
    """By moto, which takes a condition for a denial, so it is not shown one."""
    allowing = {"Effect": "Allow"} | {key: statement[key] for key in ("Action", "Resource")}
    said = IAMPolicyStatement(allowing).is_action_permitted(action, resource)
    return said is PermissionResult.PERMITTED


def _holds(conditions: dict[str, dict[str, Any]], context: Mapping[str, str]) -> bool:
    """A key that the request does not have fails its condition."""
    compared: dict[str, Callable[[str, str], bool]] = {
        "StringEquals": str.__eq__,
        "ArnLike": fnmatchcase,
    }
    return all(
        key in context and any(compared[operator](context[key], value) for value in listed(values))
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )
