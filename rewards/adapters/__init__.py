"""Rewards of other kits used as rewards, and rewards exported to them."""

from rewards.adapters.multi_turn import AgentReply, RolloutReply, forwarder_error
from rewards.adapters.trl import TrlFunction, TrlReward
from rewards.adapters.verifiers import (
    RubricFunction,
    RubricReward,
    TraceFunction,
    TraceReward,
)
from rewards.adapters.verl import VerlFunction, VerlReward

__all__ = [
    "AgentReply",
    "RolloutReply",
    "RubricFunction",
    "RubricReward",
    "TraceFunction",
    "TraceReward",
    "TrlFunction",
    "TrlReward",
    "VerlFunction",
    "VerlReward",
    "forwarder_error",
]
