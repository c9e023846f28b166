"""What is seen of a batch from outside: lines of the log, and metrics.

```
Batch(samples, outcomes, seconds) ──▶ report ──▶ log: "scored" (counts, spread of the rewards)
                                        │        log: "not scored" (ids and causes)
                                        │        log: "sample" (replies, only with LOG_REPLIES)
                                        └──▶ emit ──▶ CloudWatch metrics, as lines on stdout
```

It runs when the batch is settled: a fault of it is said on stderr, and costs nobody the scores.
"""

import math
import os
import sys
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.exceptions import InvalidLoggerSamplingRateError
from aws_lambda_powertools.metrics import MetricUnitError, MetricValueError, SchemaValidationError
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import (
    AmazonCloudWatchEMFProvider,
)

from lambda_handlers.error_policy import log_replies_enabled
from rewards.metric_names import ABSTAINED, NO_RESPONSE
from rewards.parts import merge_usage
from rewards.scoring import Outcome, ScoringError
from rewards.types import Sample, Score, Usage

# Bins of the histogram: tenths of 0..1.
BINS = 10
# Characters of a text from outside that one line of the log quotes.
LONGEST = 4000
# Samples without a score that one line of the log names.
MOST_NAMED = 200

NAMESPACE = "Assay"
DIMENSION = "FunctionName"
# CloudWatch takes no value that is further from 0 (PutMetricData, MetricDatum).
LARGEST = 2.0**360
_MOST_VALUES = 100  # of one metric in one line, as the format has it

# The packages whose exceptions say that a judge gave no verdict, or could not be asked.
_JUDGE_PACKAGES = frozenset({"judges", "botocore", "boto3", "httpx", "aws_lambda_powertools"})

# What writing lines and metrics may raise: a stdout that is closed or no file, a number that is no
# JSON or past any float, lists in lists in lists, what CloudWatch's format refuses.
_FAULTS = (
    *(ArithmeticError, AttributeError, OSError, RecursionError, TypeError, ValueError),
    *(MetricUnitError, MetricValueError, SchemaValidationError),
)


def _open_logger() -> Logger:
    try:
        return Logger(service="assay")
    except (ValueError, InvalidLoggerSamplingRateError) as error:
        _write_fault("the log's level or sampling rate is ignored", error)
        return Logger(service="assay", level="INFO", sampling_rate=0.0)


def _write_fault(what: str, error: Exception, *, quoted: bool = True) -> None:
    """One line on stderr, which Lambda keeps as it keeps stdout."""
    said = f": {error}" if quoted else ""
    with suppress(AttributeError, OSError, ValueError):  # nothing is left to say it on
        print(f"telemetry: {what}: {type(error).__name__}{said}", file=sys.stderr)


logger = _open_logger()


def set_request_id(context: object) -> None:
    """From here on the log's lines bear the request's id, if the context has one."""
    logger.set_correlation_id(getattr(context, "aws_request_id", None))


@dataclass(frozen=True)
class GroupVariance:
    """How many prompts have two scored replies or more, and the share of them without variance.

    Where all replies to a prompt earn the same, none is better than another and the trainer
    learns nothing from them.

    Attributes:
        count (int): The prompts with two scored replies or more.
        zero_variance (float or None): The share of them, 0 to 1; None where there are none.
    """

    count: int
    zero_variance: float | None


@dataclass(frozen=True)
class Batch:
    """One event after it was scored.

    Attributes:
        samples (sequence of Sample): The samples of the event, in its order.
        outcomes (sequence of Outcome): What scoring each came to.
        seconds (float): How long reading, scoring and answering took.
        late_threads (int): Threads left behind at a deadline that still run. Default 0.
    """

    samples: Sequence[Sample]
    outcomes: Sequence[Outcome]
    seconds: float
    late_threads: int = 0

    @cached_property
    def faults(self) -> list[ScoringError]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, ScoringError)]

    @cached_property
    def judge_failures(self) -> int:
        """The faults whose cause is a judge's; an exception that crossed processes is unknown."""
        return sum(_is_judge_failure(fault.__cause__) for fault in self.faults)

    @cached_property
    def abstentions(self) -> int:
        return sum(outcome is None for outcome in self.outcomes)

    @cached_property
    def no_response(self) -> int:
        return sum(not sample.answered for sample in self.samples)

    @cached_property
    def rewards(self) -> list[float]:
        """What the reward itself has scored: no fault's number, and no floor."""
        return [score.value for _, score in self._scored_samples()]

    @cached_property
    def groups(self) -> GroupVariance:
        """Of all scored samples, and of those that earned the floor: they vary in nothing."""
        scored = zip(self.samples, self.outcomes, strict=True)
        return group_variance((it, said.value) for it, said in scored if isinstance(said, Score))

    @cached_property
    def tokens(self) -> tuple[Usage, ...]:
        return merge_usage(usage for outcome in self.outcomes if outcome for usage in outcome.usage)

    def _scored_samples(self) -> Iterator[tuple[Sample, Score]]:
        for sample, outcome in zip(self.samples, self.outcomes, strict=True):
            if isinstance(outcome, Score) and sample.answered:
                yield sample, outcome


def _is_judge_failure(cause: BaseException | None) -> bool:
    if cause is None:
        return False
    kinds = {kind.__module__.partition(".")[0] for kind in type(cause).__mro__}
    if kinds & _JUDGE_PACKAGES:
        return True
    # An OSError on the way through a judge: there was no time left, or no connection. A ValueError
    # there is another's fault, such as that of a sample without a reference.
    frames = (frame for frame, _ in traceback.walk_tb(cause.__traceback__))
    return isinstance(cause, OSError) and any(
        frame.f_globals.get("__name__", "").startswith("judges.") for frame in frames
    )


def group_variance(scored: Iterable[tuple[Sample, float]]) -> GroupVariance:
    """The groups among these samples, and what each earned.

    A prompt is told by all messages before the reply; how much values differ does not matter.
    """
    rewards: defaultdict[object, list[float]] = defaultdict(list)
    for sample, reward in scored:
        # a tool call's arguments have no hash, so that it is told by its text
        prompt = tuple(
            (turn.role, turn.content, turn.tool_call_id, repr(turn.tool_calls))
            for turn in sample.messages[: -1 if sample.answered else None]
        )
        rewards[prompt].append(reward)
    several = [values for values in rewards.values() if len(values) > 1]
    if not several:
        return GroupVariance(0, None)
    zero_variance = sum(len(set(values)) == 1 for values in several) / len(several)
    return GroupVariance(len(several), zero_variance)


def report(batch: Batch) -> None:
    """Writes the batch to the log and its metrics to stdout; a fault of either is not raised.

    The batch is scored and paid for, so that the fault is one line on stderr.
    """
    for what, write in (("the log is incomplete", _log), ("the metrics are lost", emit)):
        try:
            write(batch)
        except _FAULTS as error:
            _write_fault(what, error, quoted=log_replies_enabled())


def _log(batch: Batch) -> None:
    """Writes what can be counted; which samples have no score; and replies, if LOG_REPLIES asks."""
    counts: dict[str, Any] = {
        "samples": len(batch.samples),
        "faults": len(batch.faults),
        "abstentions": batch.abstentions,
        NO_RESPONSE: batch.no_response,
        "judge_failures": batch.judge_failures,
        "tokens": [asdict(usage) for usage in batch.tokens],
        "ms": round(batch.seconds * 1000, 1),
        "late_threads": batch.late_threads,
    }
    logger.info("scored", **counts, **_reward_spread(batch))
    scored = list(zip(batch.samples, batch.outcomes, strict=True))
    missing = [_failure_entry(*one) for one in scored if not isinstance(one[1], Score)]
    if missing:
        logger.error("not scored", not_scored=missing[:MOST_NAMED])
    if log_replies_enabled():
        for sample, outcome in scored:
            logger.info("sample", **_reply_entry(sample, outcome))


def _reward_spread(batch: Batch) -> dict[str, Any]:
    """How the rewards are spread, without what is undefined."""
    spread: dict[str, Any] = {"groups": batch.groups.count}
    if batch.groups.zero_variance is not None:
        spread["zero_variance_groups"] = batch.groups.zero_variance
    if batch.rewards:
        spread["reward_mean"] = math.fsum(it / len(batch.rewards) for it in batch.rewards)
        spread["reward_min"] = min(batch.rewards)
        spread["reward_max"] = max(batch.rewards)
        spread["histogram"] = histogram(batch.rewards)
    return spread


def histogram(rewards: list[float]) -> dict[str, int]:
    """How many are in each tenth of 0..1 (1 is in the last), below it, and above it."""
    counts = dict.fromkeys(("below", *(f"bin{n}" for n in range(BINS)), "above"), 0)
    for reward in rewards:
        inside = f"bin{min(int(reward * BINS), BINS - 1)}" if 0 <= reward <= 1 else ""
        counts[inside or ("below" if reward < 0 else "above")] += 1
    return counts


def _failure_entry(sample: Sample, outcome: Outcome) -> dict[str, Any]:
    """The cause's type alone, since its text may quote the reply."""
    if isinstance(outcome, ScoringError):
        return {"id": sample.id, "cause": outcome.cause_type, "part": outcome.part}
    return {"id": sample.id, "cause": ABSTAINED, "part": ""}


def _reply_entry(sample: Sample, outcome: Outcome) -> dict[str, Any]:
    line: dict[str, Any] = {"id": sample.id, "reply": sample.response[:LONGEST]}
    if isinstance(outcome, ScoringError):
        return line | {"fault": str(outcome)[:LONGEST]}
    if outcome is None:
        return line | {"reason": ABSTAINED}
    return line | {"score": outcome.value, "reason": outcome.reason[:LONGEST]}


def emit(batch: Batch) -> None:
    """Writes the batch's metrics to stdout, unless POWERTOOLS_METRICS_DISABLED.

    A reward past `LARGEST` is left out: it would cost the line all its metrics.
    """
    values = {name: list(of(batch)) for name, (_, of) in METRICS.items()}
    told = values["Reward"]
    _write({**values, "Reward": told[:_MOST_VALUES]})
    for start in range(_MOST_VALUES, len(told), _MOST_VALUES):
        _write({"Reward": told[start : start + _MOST_VALUES]})


# Every metric: its unit, and its values in a batch. `Reward` has a value a scored sample, so that
# CloudWatch can show its percentiles; `ZeroVarianceGroups` is a share, and has none in a batch
# without groups.
METRICS: Mapping[str, tuple[str, Callable[[Batch], Iterable[float]]]] = {
    "Samples": ("Count", lambda it: [len(it.samples)]),
    "Faults": ("Count", lambda it: [len(it.faults)]),
    "Abstentions": ("Count", lambda it: [it.abstentions]),
    "NoResponse": ("Count", lambda it: [it.no_response]),
    "JudgeInputTokens": ("Count", lambda it: [sum(usage.input_tokens for usage in it.tokens)]),
    "JudgeOutputTokens": ("Count", lambda it: [sum(usage.output_tokens for usage in it.tokens)]),
    "JudgeFailures": ("Count", lambda it: [it.judge_failures]),
    "BatchTime": ("Milliseconds", lambda it: [round(it.seconds * 1000, 3)]),
    "Reward": ("None", lambda it: [reward for reward in it.rewards if abs(reward) <= LARGEST]),
    "Groups": ("Count", lambda it: [it.groups.count]),
    "ZeroVarianceGroups": (
        "None",
        lambda it: [] if it.groups.zero_variance is None else [it.groups.zero_variance],
    ),
}


def _write(metrics: dict[str, Sequence[float]]) -> None:
    """By a provider of its own: the one that Powertools shares is not for several threads, and
    takes a value at a time."""
    known: dict[str, Any] = {
        name: {"Unit": METRICS[name][0], "Value": values}
        for name, values in metrics.items()
        if values
    }
    AmazonCloudWatchEMFProvider(
        metric_set=known,
        dimension_set={DIMENSION: os.environ.get("AWS_LAMBDA_FUNCTION_NAME") or "local"},
        namespace=NAMESPACE,
        service="",  # which would be one more dimension
    ).flush_metrics()
