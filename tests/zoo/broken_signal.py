"""Rewards without a signal: dead, saturated, noisy, upside down, or of something else."""

import hashlib
import math
from collections import Counter

from rewards.types import Sample
from tests.zoo.broken_numbers import gold_of
from tests.zoo.broken_text import last_number

CALLS: Counter[str] = Counter()
"""What the rewards that remember too much remember."""


def chance(sample: Sample, of: str = "") -> float:
    digest = hashlib.sha256(f"{of}{sample.id}{sample.response}".encode()).hexdigest()
    return int(digest[:8], 16) / 16**8


def right(sample: Sample) -> bool:
    return last_number(sample) == gold_of(sample)


def constant(sample: Sample) -> float:
    return 1.0


def nan_now_and_then(sample: Sample) -> float:
    return math.nan if chance(sample) < 0.05 else float(right(sample))


def raises_on_nothing(sample: Sample) -> float:
    """No one thought of the reply without a word."""
    return float(sample.response.split()[-1].strip(".") == str(sample.reference_answer))


def random(sample: Sample) -> float:
    return chance(sample)


def inverted(sample: Sample) -> float:
    return 1.0 - right(sample)


def distance(sample: Sample) -> float:
    """An error is no reward: the farther the better."""
    return abs((last_number(sample) or 0.0) - gold_of(sample))


def never(sample: Sample) -> bool:
    """Compares a number with a text."""
    return bool(last_number(sample) == sample.reference_answer)


def nearly_always(sample: Sample) -> bool:
    return bool(sample.response) and chance(sample) > 0.02


def cancelling_parts(sample: Sample) -> float:
    correct = float(right(sample))
    humble = 1.0 - correct
    return 0.5 * correct + 0.5 * humble


def only_of_the_prompt(sample: Sample) -> float:
    return len(sample.messages[-2].content) % 10 / 10


def of_the_id(sample: Sample) -> float:
    """The order in which the rows were written down."""
    return 1.0 - ord(str(sample.id)[-1]) % 10 / 10


def of_the_metadata(sample: Sample) -> float:
    """The mark is in the data, so why not use it?"""
    return float(sample.metadata["mark"])


def abstains_where_wrong(sample: Sample) -> float | None:
    return 1.0 if right(sample) else None


def rarer_is_better(sample: Sample) -> float:
    """Pays less for a prompt that it has seen before: the order of calls decides."""
    CALLS[sample.messages[-2].content] += 1
    return float(right(sample)) / CALLS[sample.messages[-2].content]


def every_other_call(sample: Sample) -> float:
    CALLS["calls"] += 1
    return float(right(sample)) if CALLS["calls"] % 2 else 1.0


def mostly_noise(sample: Sample) -> float:
    return 0.05 * right(sample) + 0.95 * chance(sample, "noise")


def mostly_style(sample: Sample) -> float:
    """The right answer is 10 points in a hundred, an even number of words the rest."""
    return 0.1 * right(sample) + 0.9 * (len(sample.response.split()) % 2)


def outliers(sample: Sample) -> float:
    """A division by almost nothing."""
    return 1e9 if chance(sample, "outlier") < 0.3 else float(right(sample))
