"""Whether the reply keeps from saying the same again and again."""

import re
from dataclasses import dataclass

from rewards.types import Sample

_TOKEN = re.compile(
    "[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{1,20}|[^\\w\\s]"
)


@dataclass(frozen=True)
class NoRepetition:
    """The share of the reply's n-grams that are different ones: distinct-n (Li et al. 2016).

    1 when no `n` tokens in a row occur twice, and near 0 for a reply that loops. Repetition is
    what a length reward drives a policy to (Yeo et al. 2025, section 4.4, who punish the tokens of
    each repeated n-gram; one number a reply needs a share). Tokens are words in lower case, cut
    into pieces of at most 20 characters so that "hahaha…" is seen; marks; and the single letters
    of scripts without spaces. All of the reply counts, its reasoning included; one of fewer than
    `n` tokens repeats nothing and pays 1. Long replies repeat some phrases by nature: `n` of 3 is
    strict, and 8 or more sees loops alone.

    Attributes:
        n (int): Tokens in a row that are compared; at least 1. Default 4.
    """

    n: int = 4

    def __post_init__(self) -> None:
        if type(self.n) is not int or self.n < 1:
            raise ValueError(f"n: expected a whole number of at least 1, got {self.n!r}")

    def __call__(self, sample: Sample) -> float:
        tokens = _TOKEN.findall(sample.response.lower())
        count = len(tokens) - self.n + 1
        if count < 1:
            return 1.0
        return len(set(zip(*(tokens[at:] for at in range(self.n)), strict=False))) / count


# The share of different 4-grams.
no_repetition = NoRepetition()
