"""Whether a reward leaves its sample as it was: the next reward, or the next call, reads it too."""

from collections.abc import Sequence
from copy import deepcopy

from rewards.scoring import ScoringError, score
from rewards.types import Reward, Sample
from validation.conformance.check import Check, failed, passed

_NAME = "the sample is left as it was"


def check_untouched(reward: Reward, samples: Sequence[Sample]) -> Check:
    """Each sample is scored, and compared with what it was before."""
    for sample in samples:
        before = deepcopy(sample)
        try:
            score(reward, sample)
        except ScoringError:
            continue  # which is told elsewhere
        if sample != before:
            fix = "Copy what you change: a second call, or another part, reads the same sample."
            return failed(_NAME, f"sample {sample.id!r} was changed by scoring it", fix)
    return passed(_NAME, f"{len(samples)} samples were")
