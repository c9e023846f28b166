"""From a reward to a Lambda handler: an event in, a reply out, and nothing swallowed between."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lambda_handlers.error_policy import (
    OnError,
    apply_on_error,
    check_finite,
    check_on_error,
    log_replies_enabled,
)
from lambda_handlers.retry_cache import RetryScoreCache
from lambda_handlers.telemetry import Batch, report, set_request_id
from rewards.metric_names import NO_RESPONSE
from rewards.scoring import Outcome, score_all
from rewards.types import Reward, Sample, Score
from rewards.wire import PlatformName, WireError, find_platform, read_event, write_reply


@dataclass(frozen=True)
class NoResponseFloor:
    """What `reward` pays for a reply; `floor`, and the metric `no_response`, without one.

    An empty reply is a reply. A row whose last turn is not the model's holds none: training SDKs
    send such rows to try a function out.
    """

    reward: Reward
    floor: float

    def __call__(self, sample: Sample) -> Score | float | None:
        if sample.answered:
            return self.reward(sample)
        return Score(self.floor, "there is no reply", metrics={NO_RESPONSE: 1.0})


Handler = Callable[[Any, Any], Any]
"""Takes an event and Lambda's context; the form of its reply is the platform's."""

REPLY_SECONDS = 0.5
"""Seconds before the function's timeout that are kept for the reply: at most so many, and at most
a tenth of what is left when the event comes."""


def reward_handler(
    reward: Reward,
    *,
    platform: PlatformName | None = None,
    on_error: OnError = "raise",
    workers: int = 1,
    floor: float = 0.0,
) -> Handler:
    """A handler that scores every sample of an event and answers in the event's order.

    `platform` is who reads the reply: else the environment's REWARD_PLATFORM says it, else it is
    "nova". `workers` threads score at once, which is for judges, who wait; one is this thread.

    A sample without a reply, as a preflight sends it, earns `floor`, and its metrics say
    `no_response`. One that the reward cannot score in the time that is left, or abstains from,
    has no place in a reply: `on_error` either raises, so that the trainer retries or stops, or is
    the number to answer with, and then the metrics say `scoring_error` or `abstained`. What such a
    batch has scored is not scored again when it comes a second time: see `Remembered`.

    Raises ValueError for an unknown platform, a number that is not finite, or no worker.
    """
    addressee = find_platform(platform or os.environ.get("REWARD_PLATFORM") or "nova").name
    check_on_error(on_error)
    check_finite("floor", floor)
    if workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers!r}")
    graded = NoResponseFloor(reward, floor)
    remembered = RetryScoreCache()

    def handler(event: Any, context: Any) -> Any:
        began, deadline = time.monotonic(), _deadline(context)
        set_request_id(context)
        samples = _read_samples(event)
        known = remembered.taken(samples)
        with _thread_pool(workers) as executor:
            outcomes = _outcomes(graded, samples, known, executor, deadline)
        try:
            with remembered.keeping(samples, outcomes):
                return write_reply(samples, apply_on_error(outcomes, on_error), addressee)
        finally:
            report(Batch(samples, outcomes, time.monotonic() - began))

    return handler


def _read_samples(event: Any) -> list[Sample]:
    """What was got may be a reply, and Lambda writes the text of an exception to the log; others
    write that of its cause and its context too, so what is raised here has neither."""
    try:
        return read_event(event)
    except WireError as error:
        if log_replies_enabled():
            raise
        said = str(error).partition(", got ")[0]
    raise WireError(said)


def _deadline(context: Any) -> float | None:
    """When the reply has to be on its way, as `time.monotonic()` counts; None outside Lambda."""
    clock = getattr(context, "get_remaining_time_in_millis", None)
    if clock is None:
        return None
    left = float(clock()) / 1000
    return time.monotonic() + left - min(REPLY_SECONDS, left / 10)


@contextmanager
def _thread_pool(workers: int) -> Iterator[Executor | None]:
    """A batch's own threads: one that outlives the deadline takes no other batch's place."""
    if workers == 1:
        yield None
        return
    executor = ThreadPoolExecutor(workers)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _outcomes(
    reward: Reward,
    samples: Sequence[Sample],
    known: Sequence[Outcome],
    executor: Executor | None,
    deadline: float | None,
) -> list[Outcome]:
    """What is known already, and of the other samples what the reward says now."""
    new = [sample for sample, outcome in zip(samples, known, strict=True) if outcome is None]
    scored = score_all(reward, new, executor, deadline=deadline)
    return [next(scored) if outcome is None else outcome for outcome in known]
