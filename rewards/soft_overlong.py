"""A punishment that grows as the reply nears its length limit."""

from dataclasses import dataclass
from typing import Literal

from rewards.types import Sample


@dataclass(frozen=True)
class SoftOverlong:
    """DAPO's soft overlong punishment (Yu et al. 2025, equation 13).

    0 up to `limit` - `cache`, then falling in a straight line to -1 at `limit`, and -1 beyond.
    `highest=1` adds 1, for rewards on 0..1. Lengths are in words, which white space separates, or
    in characters, since no tokenizer ships: the paper's are tokens, of which there are about four
    to three English words. All of the reply counts, its reasoning included; an empty one is short.

    Attributes:
        limit (int): The length that is punished in full. Default 15,360.
        cache (int): The length before `limit` over which the punishment grows. Default 3,072.
        unit ("words" or "characters"): What lengths are counted in. Default "words".
        highest (0 or 1): The score of a reply that is short enough. Default 0.
    """

    limit: int = 15_360
    cache: int = 3_072
    unit: Literal["words", "characters"] = "words"
    highest: Literal[0, 1] = 0

    def __post_init__(self) -> None:
        for name in ("limit", "cache"):
            if type(getattr(self, name)) is not int:
                raise ValueError(f"{name}: expected a whole number, got {getattr(self, name)!r}")
        if not 0 < self.cache <= self.limit:
            raise ValueError(f"cache: expected 1 to the limit {self.limit}, got {self.cache}")
        if self.unit not in ("words", "characters"):
            raise ValueError(f"unit: expected 'words' or 'characters', got {self.unit!r}")
        if type(self.highest) is not int or self.highest not in (0, 1):
            raise ValueError(f"highest: expected 0 or 1, got {self.highest!r}")

    def __call__(self, sample: Sample) -> float:
        reply, unpunished = sample.response, self.limit - self.cache
        if len(reply) <= unpunished:  # in either unit, since a word has a character or more
            return float(self.highest)
        length = len(reply.split()) if self.unit == "words" else len(reply)
        return self.highest - min(max(length - unpunished, 0) / self.cache, 1.0)


# DAPO's own limits, 20,480 tokens and a cache of 4,096, at three words to four tokens.
soft_overlong = SoftOverlong()
