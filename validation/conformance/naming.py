"""Whether the platform will take the function by its name, and what is advised for it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rewards.wire import Platform
from validation.conformance.check import Check, failed, passed, unchecked
from validation.deployed import DeployedFunction
from validation.endpoint import Endpoint

_NAME, _ARN, _SET = "the function's name", "the function's ARN", "the function's settings"
_FUNCTION = re.compile(r"(?:.*:function:)?(?P<name>[\w-]+)(?::(?P<qualifier>[\w$-]+))?")

SECONDS, MEGABYTES, PYTHON = 60.0, 512, (3, 12)
"""What AWS advises for the timeout and the memory, and the oldest runtime with years before it."""


def check_function(endpoint: Endpoint, platform: Platform) -> Iterator[Check]:
    """The rules of a deployed function's name, and advice, which fails nobody, where it is set."""
    if not isinstance(endpoint, DeployedFunction):
        yield unchecked(_NAME, "it has one when it is deployed")
        if endpoint.timeout is not None:
            yield passed(_SET, _advice({"Timeout": endpoint.timeout}))
        return
    found = _FUNCTION.fullmatch(endpoint.function)
    if found is not None:
        yield check_name(found["name"], platform)
        yield check_qualifier(found["qualifier"], platform)
    if endpoint.configuration:
        yield passed(_SET, _advice(endpoint.configuration))


def check_name(name: str, platform: Platform) -> Check:
    """HyperPod, which trains Nova, takes no function whose name does not hold SageMaker."""
    if "SageMaker" in name:
        return passed(_NAME, f"{name} holds SageMaker, which every platform takes")
    if platform == "nova":
        fix = "Put SageMaker, so written, into the function's name: HyperPod takes no other."
        return failed(_NAME, f"{name} does not hold SageMaker", fix)
    says = f"{name} does not hold SageMaker, which AWS's managed policies go by"
    return unchecked(_NAME, says)


def check_qualifier(qualifier: str | None, platform: Platform) -> Check:
    """SageMaker's SDK takes an ARN with a version or an alias for that of an evaluator."""
    if qualifier is None:
        return passed(_ARN, "without a version or an alias, which every platform takes")
    if platform == "bedrock":
        return passed(_ARN, f"Bedrock takes the qualifier {qualifier}")
    fix = "Give it without its last part: SageMaker's SDK takes no version and no alias."
    return failed(_ARN, f"it ends in the qualifier {qualifier}", fix)


def _advice(told: Mapping[str, Any]) -> str:
    """What is set, and what is advised instead where that is more."""
    found = []
    if "Timeout" in told:
        found.append(_least("a timeout of", float(told["Timeout"]), SECONDS, "s"))
    if "MemorySize" in told:
        found.append(_least("memory of", int(told["MemorySize"]), MEGABYTES, "MB"))
    version = re.fullmatch(r"python(\d+)\.(\d+)", str(told.get("Runtime", "")))
    if version is not None:
        old = (int(version[1]), int(version[2])) < PYTHON
        found.append(version[0] + (", python3.12 or later is advised" if old else ""))
    return "; ".join(found)


def _least(what: str, value: float, advised: float, unit: str) -> str:
    said = f"{what} {value:g} {unit}"
    return said if value >= advised else f"{said}, {advised:g} {unit} or more are advised"
