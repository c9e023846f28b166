"""Whether a batch holds a training signal: prompts whose replies do not all earn the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rewards.types import Sample


@dataclass(frozen=True)
class Groups:
    """How many prompts have two scored replies or more, and the share of them without variance.

    Where all replies to a prompt earn the same, none is better than another and the trainer
    learns nothing from them. Of no groups the share is None.
    """

    count: int
    zero_variance: float | None


def groups(scored: Iterable[tuple[Sample, float]]) -> Groups:
    """The groups among these samples, and what each earned.

    A prompt is told by all messages before the reply; how much values differ does not matter.
    """
    rewards: defaultdict[object, list[float]] = defaultdict(list)
    for sample, reward in scored:
        rewards[_prompt(sample)].append(reward)
    several = [values for values in rewards.values() if len(values) > 1]
    if not several:
        return Groups(0, None)
    return Groups(len(several), sum(len(set(values)) == 1 for values in several) / len(several))


def _prompt(sample: Sample) -> object:
    """Equal for equal messages; a tool call's arguments have no hash, so it is told by its text."""
    return tuple(
        (turn.role, turn.content, turn.tool_call_id, repr(turn.tool_calls))
        for turn in sample.messages[:-1]
    )
