"""Making answers of known quality out of gold ones: from right to worthless, rung by rung."""

from validation.ladder.ladder import degraded, faithful, gold_replies, kind_of, wrong
from validation.ladder.rows import ladder_dataset
from validation.ladder.rung import OUTCOME_BLIND, Kind, Rung

__all__ = [
    "OUTCOME_BLIND",
    "Kind",
    "Rung",
    "degraded",
    "faithful",
    "gold_replies",
    "kind_of",
    "ladder_dataset",
    "wrong",
]
