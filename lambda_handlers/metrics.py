"""What CloudWatch is told of a batch, in its embedded metric format: alarms go by these names."""

import os
from collections.abc import Sequence
from typing import Any

from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import (
    AmazonCloudWatchEMFProvider,
)

from lambda_handlers.batch import Batch

NAMESPACE = "Assay"
DIMENSION = "FunctionName"

UNITS = {
    "Samples": "Count",
    "Faults": "Count",
    "Abstentions": "Count",
    "NoResponse": "Count",
    "JudgeInputTokens": "Count",
    "JudgeOutputTokens": "Count",
    "JudgeFailures": "Count",
    "BatchTime": "Milliseconds",
    "Reward": "None",
    "Groups": "Count",
    "ZeroVarianceGroups": "None",
}
"""Every metric and its unit. `Reward` has a value a scored sample, so that CloudWatch can show its
percentiles; `ZeroVarianceGroups` is a share, and absent from a batch without groups."""

LARGEST = 2.0**360
"""CloudWatch takes no value that is further from 0 (PutMetricData, MetricDatum)."""

_MOST_VALUES = 100  # of one metric in one line, as the format has it


def emit(batch: Batch) -> None:
    """Writes the batch's metrics to stdout, unless POWERTOOLS_METRICS_DISABLED.

    A reward past `LARGEST` is left out: it would cost the line all its metrics.
    """
    told = [reward for reward in batch.rewards if abs(reward) <= LARGEST]
    lines = [told[i : i + _MOST_VALUES] for i in range(0, len(told), _MOST_VALUES)]
    first, *others = lines or [[]]
    _write({**_counted(batch), "Reward": first})
    for values in others:
        _write({"Reward": values})


def _counted(batch: Batch) -> dict[str, Sequence[float]]:
    share = batch.groups.zero_variance
    return {
        "Samples": [len(batch.samples)],
        "Faults": [len(batch.faults)],
        "Abstentions": [batch.abstentions],
        "NoResponse": [batch.no_response],
        "JudgeInputTokens": [sum(usage.input_tokens for usage in batch.tokens)],
        "JudgeOutputTokens": [sum(usage.output_tokens for usage in batch.tokens)],
        "JudgeFailures": [batch.judge_failures],
        "BatchTime": [round(batch.seconds * 1000, 3)],
        "Groups": [batch.groups.count],
        "ZeroVarianceGroups": [] if share is None else [share],
    }


def _write(metrics: dict[str, Sequence[float]]) -> None:
    """By a provider of its own: the one that Powertools shares is not for several threads, and
    takes a value at a time."""
    known: dict[str, Any] = {
        name: {"Unit": UNITS[name], "Value": values} for name, values in metrics.items() if values
    }
    AmazonCloudWatchEMFProvider(
        metric_set=known,
        dimension_set={DIMENSION: os.environ.get("AWS_LAMBDA_FUNCTION_NAME") or "local"},
        namespace=NAMESPACE,
        service="",  # which would be one more dimension
    ).flush_metrics()
