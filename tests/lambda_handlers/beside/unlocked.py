"""A handler whose function's lock lacks a library that its reward may need."""

from lambda_handlers.adapter import reward_handler
from rewards import weighted_sum
from rewards.length import MaxWords
from rewards.math_match import math_match
from rewards.types import Sample, Score

parts = weighted_sum(correct=(0.9, math_match), brief=(0.1, MaxWords(120)))


def reward(sample: Sample) -> Score | None:
    return parts(sample)


handler = reward_handler(reward)
