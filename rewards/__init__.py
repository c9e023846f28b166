"""What a reward is, and the verifiable ones. The vocabulary and its verbs are importable from here,
and what makes rewards out of rewards; each ready reward from its own module."""

from rewards.compose import (
    clipped,
    first_applicable,
    gated,
    minimum,
    on_field,
    penalised,
    per_task,
    product,
    weighted_sum,
    without_reasoning,
)
from rewards.formula import formula
from rewards.scoring import Outcome, ScoringError, score, score_all
from rewards.types import Message, Reward, Sample, Score, ToolCall, Usage

__all__ = [
    "Message",
    "Outcome",
    "Reward",
    "Sample",
    "Score",
    "ScoringError",
    "ToolCall",
    "Usage",
    "clipped",
    "first_applicable",
    "formula",
    "gated",
    "minimum",
    "on_field",
    "penalised",
    "per_task",
    "product",
    "score",
    "score_all",
    "weighted_sum",
    "without_reasoning",
]
