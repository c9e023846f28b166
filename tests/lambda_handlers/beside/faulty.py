"""Handlers put beside a built artifact: all that can go wrong with a function."""

import os
import time
from typing import Any

from lambda_handlers.adapter import reward_handler
from rewards.types import Sample, Score


def sleeps(sample: Sample) -> float:
    time.sleep(3600)
    return 1.0


def takes_a_while(sample: Sample) -> float:
    time.sleep(0.3)
    return 1.0


def number(sample: Sample) -> float:
    return float(sample.response)


def in_many_parts(sample: Sample) -> Score:
    parts = {f"part {n} {'x' * 1000}": Score(0.5) for n in range(1000)}
    return Score(0.5, parts=parts)


def ends_the_process(sample: Sample) -> float:
    os._exit(3)


def too_long(event: Any, context: Any) -> list[str]:
    return ["x" * 7_000_000]


def not_json(event: Any, context: Any) -> object:
    return [object()]


asleep = reward_handler(sleeps)
slow = reward_handler(takes_a_while, on_error=-1.0)
heedless = reward_handler(sleeps, on_error=-1.0, workers=2)
careful = reward_handler(number)
large = reward_handler(in_many_parts)
dead = reward_handler(ends_the_process)
