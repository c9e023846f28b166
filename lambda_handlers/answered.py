"""A reward that is asked about replies only, and pays a floor where there is none."""

from dataclasses import dataclass

from rewards.types import Reward, Sample, Score


@dataclass(frozen=True)
class Answered:
    """What `reward` pays for a reply; `floor`, and the metric `no_response`, without one.

    An empty reply is a reply. A row whose last turn is not the model's holds none: training SDKs
    send such rows to try a function out.
    """

    reward: Reward
    floor: float

    def __call__(self, sample: Sample) -> Score | float | None:
        if sample.answered:
            return self.reward(sample)
        return Score(self.floor, "there is no reply", metrics={"no_response": 1.0})
