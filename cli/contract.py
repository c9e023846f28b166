"""Holding what a command was given to the contract of its platform."""

from lambda_handlers.adapter import reward_handler
from validation.conformance import Trial
from validation.endpoint_target import EndpointTarget
from validation.opened import Serving
from validation.target import HandlerEndpoint, RewardTarget, Target


def trial_of(
    target: Target, serving: Serving, tolerance: float = 0.0, calls: int | None = None
) -> Trial | None:
    """The target as what answers events, a reward in a handler of ours; None for ratings."""
    if isinstance(target, RewardTarget):
        platform = serving.platform or "nova"
        handler = reward_handler(target.reward, platform=platform, workers=serving.workers)
        endpoint = HandlerEndpoint(target.name, handler)
        return Trial(endpoint, platform, serving.batch_size or 128, tolerance, calls)
    if isinstance(target, EndpointTarget):
        return Trial(target.endpoint, target.platform, target.batch_size, tolerance, calls)
    return None
