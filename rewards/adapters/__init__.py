"""Rewards of other kits used as rewards, and rewards exported to them."""

from rewards.adapters.trl import TrlFunction, TrlReward
from rewards.adapters.verifiers import (
    RubricFunction,
    RubricReward,
    TraceFunction,
    TraceReward,
)
from rewards.adapters.verl import VerlFunction, VerlReward

__all__ = [
    "RubricFunction",
    "RubricReward",
    "TraceFunction",
    "TraceReward",
    "TrlFunction",
    "TrlReward",
    "VerlFunction",
    "VerlReward",
]
