"""What a built SAM template says of the function in one folder, as far as a test of it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from validation.errors import InputError

FUNCTION = "AWS::Serverless::Function"

TIMEOUT, MEMORY = 3.0, 128
"""What Lambda gives to a function that asks for nothing."""


@dataclass(frozen=True)
class Declared:
    """A function as its template declares it.

    The environment holds what is plain there, or a parameter with a default; what only a
    deployment knows is left out.
    """

    handler: str
    timeout: float = TIMEOUT
    memory: int = MEMORY
    environment: Mapping[str, str] = field(default_factory=dict)


def declared_in(template: Path, folder: Path) -> list[Declared]:
    """The functions that the template says are built in this folder.

    Raises InputError for a template that cannot be read.
    """
    try:
        content = yaml.load(template.read_bytes(), _Loader)
    except (OSError, yaml.YAMLError) as error:
        raise InputError(f"{template}: {' '.join(str(error).split())}") from error
    whole = _mapping(content)
    defaults = _defaults(whole)
    shared = _resolved(_mapping(_mapping(whole.get("Globals")).get("Function")), defaults)
    found = []
    for name, resource in _mapping(whole.get("Resources")).items():
        inside = _mapping(resource)
        own = _resolved(_mapping(inside.get("Properties")), defaults)
        at = own.get("CodeUri") or name
        if inside.get("Type") == FUNCTION and _same(template.parent / str(at), folder):
            found.append(_declared(shared, own))
    return found


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _declared(shared: Mapping[str, Any], own: Mapping[str, Any]) -> Declared:
    said = {**shared, **own}
    variables = {
        **_mapping(_mapping(shared.get("Environment")).get("Variables")),
        **_mapping(_mapping(own.get("Environment")).get("Variables")),
    }
    return Declared(
        str(said.get("Handler") or ""),
        _number(said.get("Timeout"), TIMEOUT),
        int(_number(said.get("MemorySize"), MEMORY)),
        {key: _text(value) for key, value in variables.items() if value is not None},
    )


def _defaults(template: Mapping[str, Any]) -> dict[str, Any]:
    """The default of every parameter that has one."""
    parameters = _mapping(template.get("Parameters"))
    return {name: _mapping(said).get("Default") for name, said in parameters.items()}


def _resolved(value: Any, defaults: Mapping[str, Any]) -> Any:
    """References to parameters as their defaults; None for whatever else CloudFormation fills."""
    if isinstance(value, list):
        return [_resolved(entry, defaults) for entry in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Ref"]:
        return defaults.get(str(value["Ref"]))
    if len(value) == 1 and str(next(iter(value))).startswith("Fn::"):
        return None
    return {key: _resolved(entry, defaults) for key, entry in value.items()}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object, default: float) -> float:
    try:
        return float(str(value))
    except ValueError:
        return default


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, which are read as their long ones."""


def _long_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: None}


_Loader.add_multi_constructor("!", _long_form)
