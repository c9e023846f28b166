"""What one sample costs a target that asks models: tokens by model, with their uncertainty.

a column of scores, each with its usage ──▶ tokens_per_sample ──▶ SampleTokens ──▶ assay price
"""

import math
import statistics
from dataclasses import dataclass

from rewards.types import Score
from validation.scoring import Column


@dataclass(frozen=True)
class SampleTokens:
    """The tokens of one model for one sample.

    Attributes:
        model: the model's id.
        samples: how many samples were scored.
        input_tokens: read, the mean over the samples.
        output_tokens: written, the mean over the samples.
        input_error: the standard error of the mean of those read; 0 for one sample.
        output_error: the same of those written.
    """

    model: str
    samples: int
    input_tokens: float
    output_tokens: float
    input_error: float
    output_error: float


def tokens_per_sample(column: Column) -> tuple[SampleTokens, ...]:
    """By model, in order of appearance. Samples without a score count for nothing."""
    spoken = [said.usage for said in column.outcomes if isinstance(said, Score)]
    models = dict.fromkeys(usage.model for usages in spoken for usage in usages)
    found = []
    for model in models:
        asked = [[usage for usage in usages if usage.model == model] for usages in spoken]
        read = [float(sum(usage.input_tokens for usage in usages)) for usages in asked]
        written = [float(sum(usage.output_tokens for usage in usages)) for usages in asked]
        found.append(
            SampleTokens(
                model,
                len(asked),
                statistics.fmean(read),
                statistics.fmean(written),
                _standard_error(read),
                _standard_error(written),
            )
        )
    return tuple(found)


def _standard_error(values: list[float]) -> float:
    """Of the mean: the sample deviation over the root of n."""
    return statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
