"""Holding what a command was given to the contract of its platform."""

from lambda_handlers.adapter import reward_handler
from validation.conformance import HandlerUnderTest
from validation.targets.open import ServingOptions
from validation.targets.target import EndpointTarget, HandlerEndpoint, RewardTarget, Target


def as_handler_under_test(
    target: Target, serving: ServingOptions, tolerance: float = 0.0, calls: int | None = None
) -> HandlerUnderTest | None:
    """The target as what answers events, a reward in a handler of ours; None for ratings."""
    if isinstance(target, RewardTarget):
        platform = serving.platform or "nova"
        handler = reward_handler(target.reward, platform=platform, workers=serving.workers)
        endpoint = HandlerEndpoint(target.name, handler)
        return HandlerUnderTest(endpoint, platform, serving.batch_size or 128, tolerance, calls)
    if isinstance(target, EndpointTarget):
        return HandlerUnderTest(
            target.endpoint, target.platform, target.batch_size, tolerance, calls
        )
    return None
