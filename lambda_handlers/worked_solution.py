"""Deployed reward: the right result, by a way that a judge can follow and finds sound."""

from judges.bedrock import Bedrock
from judges.judge import Judge
from lambda_handlers.adapter import reward_handler
from rewards import product
from rewards.math_match import math_match

RUBRIC = "Every step of the solution is stated, follows from those before it, and is explained."
nova = Bedrock("us.amazon.nova-2-lite-v1:0")
reward = product(correct=math_match, clear=Judge(nova, RUBRIC))
handler = reward_handler(reward, workers=32)
