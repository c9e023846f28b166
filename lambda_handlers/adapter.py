"""From a reward to a Lambda handler: an event in, a reply out, and nothing swallowed between.

```
event ──▶ read_event ──▶ samples ──▶ score_all ──▶ outcomes ──▶ apply_on_error ──▶ write_reply
                            │            ▲             │
                            └▶ RetryScoreCache ◀───────┤ where the reply fails
                                                       └▶ telemetry: log and metrics, in any case
```
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from lambda_handlers import error_policy
from lambda_handlers.retry_cache import RetryReplyCache, RetryScoreCache
from lambda_handlers.telemetry import Batch, report, set_request_id
from rewards.metric_names import NO_RESPONSE
from rewards.scoring import score_all, thread_pool
from rewards.types import Reward, Sample, Score
from rewards.wire import PlatformName, WireError, find_platform, read_event, write_reply

# Seconds before the function's timeout that are kept for the reply: at most so many, and at most
# a tenth of what is left when the event comes.
REPLY_SECONDS = 0.5

# Takes an event and Lambda's context; the form of its reply is the platform's.
Handler = Callable[[Any, Any], Any]


def reward_handler(
    reward: Reward,
    *,
    platform: PlatformName | None = None,
    on_error: error_policy.OnError = "raise",
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
    batch has scored, and what judges have replied to it, is not paid again when it comes a second
    time: see `RetryScoreCache` and `RetryReplyCache`.

    Raises ValueError for an unknown platform, a number that is not finite, or no worker.
    """
    addressee = find_platform(platform or os.environ.get("REWARD_PLATFORM") or "nova")
    error_policy.check_on_error(on_error)
    error_policy.check_finite("floor", floor)
    if workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers!r}")
    return RewardHandler(NoResponseFloor(reward, floor), addressee.name, on_error, workers)


@dataclass(frozen=True)
class NoResponseFloor:
    """What `reward` pays for a reply; `floor`, and the metric `no_response`, without one.

    An empty reply is a reply. A row whose last turn is not the model's holds none: training SDKs
    send such rows to try a function out.

    Attributes:
        reward (Reward): The reward of a sample that holds a reply.
        floor (float): The score of a sample that holds none.
    """

    reward: Reward
    floor: float

    def __call__(self, sample: Sample) -> Score | float | None:
        if sample.answered:
            return self.reward(sample)
        return Score(self.floor, "there is no reply", metrics={NO_RESPONSE: 1.0})


@dataclass(frozen=True)
class RewardHandler:
    """The handler of one function; see `reward_handler`.

    Attributes:
        reward (Reward): What scores each sample.
        platform (PlatformName): Who reads the reply.
        on_error ("raise" or float): What becomes of a sample without a score.
        workers (int): Threads that score at once; 1 is the handler's own thread.
        scored (RetryScoreCache): The scores of batches that raised.
        replies (RetryReplyCache): What judges replied about the samples that raised.
    """

    reward: Reward
    platform: PlatformName
    on_error: error_policy.OnError
    workers: int
    scored: RetryScoreCache = field(default_factory=RetryScoreCache)
    replies: RetryReplyCache = field(default_factory=RetryReplyCache)

    def __call__(self, event: Any, context: Any) -> Any:
        began, deadline = time.monotonic(), _deadline(context)
        set_request_id(context)
        samples = _read_samples(event)
        known = self.scored.take(samples)
        new = [sample for sample, score in zip(samples, known, strict=True) if score is None]
        reward = self.reward
        if self.on_error == "raise":  # else nobody sends the batch again
            reward = partial(self.replies.score, reward)
        with thread_pool(self.workers) as executor:
            scores = score_all(reward, new, executor, deadline=deadline)
            outcomes = [next(scores) if score is None else score for score in known]
        try:
            with self.scored.keep_on_error(samples, outcomes):
                return write_reply(
                    samples, error_policy.apply_on_error(outcomes, self.on_error), self.platform
                )
        finally:
            report(Batch(samples, outcomes, time.monotonic() - began))


def _deadline(context: Any) -> float | None:
    """When the reply has to be on its way, as `time.monotonic()` counts; None outside Lambda."""
    clock = getattr(context, "get_remaining_time_in_millis", None)
    if clock is None:
        return None
    left = float(clock()) / 1000
    return time.monotonic() + left - min(REPLY_SECONDS, left / 10)


def _read_samples(event: Any) -> list[Sample]:
    """The samples; a WireError quotes no reply, since Lambda writes its text to the log.

    Others write the text of its cause and its context too, so the error raised here has neither.
    """
    try:
        return read_event(event)
    except WireError as error:
        if error_policy.log_replies_enabled():
            raise
        said = error.expectation
    raise WireError(said)
