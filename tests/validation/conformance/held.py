"""Holding a handler to the contract, for tests."""

from collections.abc import Callable, Sequence
from typing import Any

from rewards.wire import PlatformName
from validation.conformance import Check, conform
from validation.targets.target import HandlerEndpoint


def held(
    handler: Callable[[Any, Any], Any], platform: PlatformName = "nova", **settings: Any
) -> list[Check]:
    """The checks of a handler in this process."""
    return conform(HandlerEndpoint("mine:handler", handler), platform, **settings)


def failures(checks: Sequence[Check]) -> list[str]:
    return [check.name for check in checks if check.outcome == "failed"]


def named(checks: Sequence[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)
