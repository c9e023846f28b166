"""Whether the reply is short enough."""

from dataclasses import dataclass

from rewards.types import Sample


@dataclass(frozen=True)
class MaxWords:
    """1 up to `limit` words, then `limit` / words. Words are what white space separates.

    An empty reply is short, so it pays 1: whether it says anything is for another reward to ask.

    Attributes:
        limit (int): The most words that pay 1; at least 1.
    """

    limit: int

    def __post_init__(self) -> None:
        if type(self.limit) is not int:
            raise ValueError(f"limit: expected a whole number of words, got {self.limit!r}")
        if self.limit < 1:
            raise ValueError(f"limit: expected at least 1 word, got {self.limit!r}")

    def __call__(self, sample: Sample) -> float:
        return min(1.0, self.limit / max(len(sample.response.split()), 1))


@dataclass(frozen=True)
class WithinWords:
    """1 from `least` up to `most` words, 0 outside.

    Attributes:
        least (int): The fewest words that pay 1; 0 or more.
        most (int): The most words that pay 1; `least` or more.
    """

    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most:
            raise ValueError(f"expected 0 <= least <= most, got {self.least!r} and {self.most!r}")

    def __call__(self, sample: Sample) -> bool:
        return self.least <= len(sample.response.split()) <= self.most
