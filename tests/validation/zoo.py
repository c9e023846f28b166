"""Replies of known quality, and rewards with one known fault each."""

import hashlib
from collections.abc import Iterator, Mapping

import numpy as np

from rewards.types import Reward, Sample
from tests.validation.data import row
from validation.dataset import Dataset, LabelledRow, LabelledSample

PROMPTS = 100
GRADES = (0.0, 0.25, 0.5, 0.75, 1.0, 0.0, 0.5, 1.0)
"""Of the eight replies to every prompt."""


def replies() -> Iterator[LabelledSample]:
    """With a grade, a length and a format that have nothing to do with one another."""
    chance = np.random.default_rng(0)
    for place in range(PROMPTS * len(GRADES)):
        prompt, n = divmod(place, len(GRADES))
        words, boxed = "word " * int(chance.integers(5, 200)), bool(chance.integers(2))
        reply = f"{words}|{GRADES[n]}|{'boxed' if boxed else 'bare'}"
        fields = {"id": f"{prompt}/{n}", "prompt_id": f"p{prompt}", "quality": GRADES[n]}
        yield LabelledRow.model_validate(row(reply, **fields)).to_sample(place)


DATA = Dataset("zoo", "0" * 64, tuple(replies()))


def quality(sample: Sample) -> float:
    """The grade that only the zoo knows to look for in the reply."""
    return float(sample.response.split("|")[1])


def noise(sample: Sample, of: str) -> float:
    """A number in [0, 1) that is the reply's own, and another for each name."""
    return int(hashlib.sha256(f"{of} {sample.id}".encode()).hexdigest()[:8], 16) / 16**8


def honest(sample: Sample, of: str = "honest") -> float:
    """The grade on a scale of 0 to 1, by somebody who is off by a tenth at most."""
    return 0.1 + 0.8 * quality(sample) + 0.2 * (noise(sample, of) - 0.5)


def constant(sample: Sample) -> float:
    return 0.8


def random(sample: Sample) -> float:
    return noise(sample, "random")


def inverted(sample: Sample) -> float:
    return 1 - quality(sample)


def by_length(sample: Sample) -> float:
    return min(1.0, len(sample.response) / 1000)


def by_difficulty(sample: Sample) -> float:
    """Sees the prompt alone."""
    return int(str(sample.id).split("/")[0]) / PROMPTS


def by_format(sample: Sample) -> float:
    return float(sample.response.endswith("boxed"))


def saturated(sample: Sample) -> float:
    """Pays all replies in full but the worst two of one prompt."""
    return float(quality(sample) > 0 or not str(sample.id).startswith("7/"))


def another(sample: Sample) -> float:
    return honest(sample, "another")


def noise_again(sample: Sample) -> float:
    return noise(sample, "again")


HONEST: Mapping[str, Reward] = {"honest": honest, "another": another}
