"""What is seen of a batch from outside: lines of the log, and metrics."""

import math
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools import Logger

from lambda_handlers.batch import Batch
from lambda_handlers.metrics import emit
from lambda_handlers.quoting import quotes_replies
from rewards.scoring import Outcome, ScoringError
from rewards.types import Sample

BINS = 10
LONGEST = 4000
"""Characters of a text from outside that one line of the log quotes."""
MOST_NAMED = 200

logger = Logger(service="assay")


def correlated(context: object) -> None:
    """From here on the log's lines bear the request's id, if the context has one."""
    logger.set_correlation_id(getattr(context, "aws_request_id", None))


def report(batch: Batch) -> None:
    """Writes what can be counted; which samples have no score; and replies, if LOG_REPLIES asks."""
    logger.info("scored", **_counted(batch), **_spread(batch))
    missing = [
        _named(sample, outcome)
        for sample, outcome in zip(batch.samples, batch.outcomes, strict=True)
        if outcome is None or isinstance(outcome, ScoringError)
    ]
    if missing:
        logger.error("not scored", not_scored=missing[:MOST_NAMED])
    if quotes_replies():
        for sample, outcome in zip(batch.samples, batch.outcomes, strict=True):
            logger.info("sample", **_quoted(sample, outcome))
    emit(batch)


def _counted(batch: Batch) -> dict[str, Any]:
    return {
        "samples": len(batch.samples),
        "faults": len(batch.faults),
        "abstentions": batch.abstentions,
        "no_response": batch.no_response,
        "judge_failures": batch.judge_failures,
        "tokens": [asdict(usage) for usage in batch.tokens],
        "ms": round(batch.seconds * 1000, 1),
    }


def _spread(batch: Batch) -> dict[str, Any]:
    """How the rewards are spread, without what is undefined."""
    spread: dict[str, Any] = {"groups": batch.groups.count}
    if batch.groups.zero_variance is not None:
        spread["zero_variance_groups"] = batch.groups.zero_variance
    if batch.rewards:
        spread["reward_mean"] = mean(batch.rewards)
        spread["reward_min"] = min(batch.rewards)
        spread["reward_max"] = max(batch.rewards)
        spread["histogram"] = histogram(batch.rewards)
    return spread


def mean(rewards: list[float]) -> float:
    """Finite for finite rewards, however large: their sum may be past any float."""
    half = math.fsum(reward / 2 / len(rewards) for reward in rewards)
    return min(max(2 * half, min(rewards)), max(rewards))


def histogram(rewards: list[float]) -> dict[str, int]:
    """How many are in each tenth of 0..1 (1 is in the last), below it, and above it."""
    counts = dict.fromkeys(("below", *(f"bin{n}" for n in range(BINS)), "above"), 0)
    for reward in rewards:
        inside = f"bin{min(int(reward * BINS), BINS - 1)}" if 0 <= reward <= 1 else ""
        counts[inside or ("below" if reward < 0 else "above")] += 1
    return counts


def _named(sample: Sample, outcome: Outcome) -> dict[str, Any]:
    """The cause's type alone, since its text may quote the reply."""
    if isinstance(outcome, ScoringError):
        return {"id": sample.id, "cause": outcome.cause_type, "part": outcome.part}
    return {"id": sample.id, "cause": "abstained", "part": ""}


def _quoted(sample: Sample, outcome: Outcome) -> dict[str, Any]:
    line: dict[str, Any] = {"id": sample.id, "reply": sample.response[:LONGEST]}
    if isinstance(outcome, ScoringError):
        return line | {"fault": str(outcome)[:LONGEST]}
    if outcome is None:
        return line | {"reason": "abstained"}
    return line | {"score": outcome.value, "reason": outcome.reason[:LONGEST]}
