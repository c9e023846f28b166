"""Holding what a command was given to the contract of its platform."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def silent() -> Iterator[None]:
    """What a handler in this process logs on stdout, event by event, is thrown away."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        if not sys.stdout.closed:
            sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
