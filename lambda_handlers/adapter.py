"""From a reward to a Lambda handler: an event in, a reply out, and nothing swallowed between.

```
event ──▶ read_event ──▶ samples ──▶ score_in_time ──▶ outcomes ──▶ apply_on_error ──▶ write_reply
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
from lambda_handlers.deadline import (
    MOST_LATE,
    LateThreads,
    remaining_seconds,
    reply_deadline,
    score_in_time,
    watch,
)
from lambda_handlers.reply_table import WRITE_SECONDS, find_reply_table
from lambda_handlers.retry_cache import RetryReplyCache, RetryScoreCache
from lambda_handlers.telemetry import Batch, report, set_request_id
from rewards.metric_names import NO_RESPONSE
from rewards.parts import check_extras
from rewards.types import Reward, Sample, Score
from rewards.wire import PlatformName, WireError, find_platform, read_event, write_reply

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
    "nova". `workers` threads score at once, which is for judges, who wait. Where the context has a
    clock, as on Lambda, even one is a thread of its own, so that a slow sample keeps no reply from
    being in time (`lambda_handlers.deadline`); a reward that sets signals does not work in it.

    A sample without a reply, as a preflight sends it, earns `floor`, and its metrics say
    `no_response`. One that the reward cannot score in the time that is left, or abstains from,
    has no place in a reply: `on_error` either raises, so that the trainer retries or stops, or is
    the number to answer with, and then the metrics say `scoring_error` or `abstained`. What such a
    batch has scored, and what judges have replied to it, is not paid again when it comes a second
    time: see `RetryScoreCache` and `RetryReplyCache`.

    Raises ValueError for an unknown platform, a number that is not finite, or no worker; and
    ImportError for a library that is absent and that a part of the reward may reach for.
    """
    addressee = find_platform(platform or os.environ.get("REWARD_PLATFORM") or "nova")
    error_policy.check_on_error(on_error)
    error_policy.check_finite("floor", floor)
    error_policy.mute_libraries()
    check_extras(reward)
    if workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers!r}")
    replies = RetryReplyCache(table=find_reply_table())
    floored = NoResponseFloor(reward, floor)
    return RewardHandler(floored, addressee.name, on_error, workers, replies=replies)


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
        workers (int): Threads that score at once; without a deadline, 1 is the handler's own.
        scored (RetryScoreCache): The scores of batches that raised.
        replies (RetryReplyCache): What judges replied about the samples that raised.
        late (LateThreads): The threads that were left behind at the deadlines of events.
    """

    reward: Reward
    platform: PlatformName
    on_error: error_policy.OnError
    workers: int
    scored: RetryScoreCache = field(default_factory=RetryScoreCache)
    replies: RetryReplyCache = field(default_factory=RetryReplyCache)
    late: LateThreads = field(default_factory=LateThreads)

    def __call__(self, event: Any, context: Any) -> Any:
        began, left = time.monotonic(), remaining_seconds(context)
        set_request_id(context)
        self.late.end_process_above(max(MOST_LATE, 2 * self.workers))
        with watch(left):
            return self._answer(event, left, began)

    def _answer(self, event: Any, left: float | None, began: float) -> Any:
        samples = _read_samples(event)
        writing = 0.0 if self.replies.table is None else min(WRITE_SECONDS, (left or 60) / 10)
        deadline, heard = None, list[Any]()
        if left is not None:
            deadline = reply_deadline(began, left, len(samples)) - writing
        known = self.scored.take(samples)
        new = [sample for sample, score in zip(samples, known, strict=True) if score is None]
        reward = self.reward
        if self.on_error == "raise":  # else nobody sends the batch again
            reward = partial(self.replies.score, reward, heard=heard)
        scores = iter(
            score_in_time(reward, new, workers=self.workers, deadline=deadline, late=self.late)
        )
        outcomes = [next(scores) if score is None else score for score in known]
        try:
            until = (deadline or time.monotonic()) + writing
            with (
                self.replies.keep_on_error(heard, until),
                self.scored.keep_on_error(samples, outcomes),
            ):
                return write_reply(
                    samples, error_policy.apply_on_error(outcomes, self.on_error), self.platform
                )
        finally:
            report(Batch(samples, outcomes, time.monotonic() - began, self.late.count()))


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
