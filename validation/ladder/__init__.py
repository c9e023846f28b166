"""Making answers of known quality out of gold ones: from right to worthless, rung by rung."""

from validation.ladder.gold import OUTCOME_BLIND, Kind, Rung
from validation.ladder.ladder import (
    gold_replies,
    kind_of,
    paraphrase_rungs,
    perturbation_rungs,
    wrong_rung,
)
from validation.ladder.rows import ladder_dataset

__all__ = [
    "OUTCOME_BLIND",
    "Kind",
    "Rung",
    "gold_replies",
    "kind_of",
    "ladder_dataset",
    "paraphrase_rungs",
    "perturbation_rungs",
    "wrong_rung",
]
