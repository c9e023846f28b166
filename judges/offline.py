"""Deterministic judges that ask no model: they read the reply against the reference.

They stand in where there is no model, as in the demo and in tests. Neither knows what a word
means: a right answer in other words is rated low, and a wrong number amid the right words high.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rewards.reference import reference_text
from rewards.types import Sample

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class WordOverlap:
    """F1 of the words that reply and reference share, counted as often as they occur.

    It cannot see order: the same words shuffled into nonsense are rated 1.

    Attributes:
        field: the field of the reference that holds the text; unset, as `reference_text` finds it.
    """

    field: str | None = None

    def __call__(self, sample: Sample) -> float:
        reference = reference_text(sample, self.field)
        return _f1(_words(sample.response), _words(reference))


@dataclass(frozen=True)
class PhraseOverlap:
    """F1 of the runs of `length` characters that reply and reference share, white space folded.

    It sees spelling and the order of neighbouring words, and nothing beyond the run's length: the
    same sentences in another order are rated almost 1.

    Attributes:
        length: the characters of a run.
        field: the field of the reference that holds the text; unset, as `reference_text` finds it.
    """

    length: int = 6
    field: str | None = None

    def __call__(self, sample: Sample) -> float:
        reference = reference_text(sample, self.field)
        return _f1(self._runs(sample.response), self._runs(reference))

    def _runs(self, text: str) -> Iterable[str]:
        folded = f" {' '.join(_words(text))} "
        last = max(len(folded) - self.length, 0)
        return (folded[at : at + self.length] for at in range(last + 1))


word_overlap = WordOverlap()
phrase_overlap = PhraseOverlap()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _f1(said: Iterable[str], wanted: Iterable[str]) -> float:
    """Twice what is shared, over what there is on both sides; 0 where either side is empty."""
    said_counts, wanted_counts = Counter(said), Counter(wanted)
    shared = (said_counts & wanted_counts).total()
    return 2 * shared / (said_counts.total() + wanted_counts.total()) if shared else 0.0
