"""Deterministic judges that ask no model: they read the reply against the reference.

They stand in where there is no model, as in the demo and in tests. None knows what a word means:
two of them rate a right answer in other words low and a wrong number amid the right words high,
and the third sees nothing but a number.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rewards.reference import reference_text
from rewards.types import Sample

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


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


@dataclass(frozen=True)
class NumberCloseness:
    """1 less the distance of the reply's last number from the reference's, as a share of that.

    It sees no words: a lucky number is rated 1, and so is one that is denied. 0 without a number,
    and from a distance of the whole number on.

    Attributes:
        field: the field of the reference that holds the text; unset, as `reference_text` finds it.
    """

    field: str | None = None

    def __call__(self, sample: Sample) -> float:
        said = _last_number(sample.response)
        wanted = _last_number(reference_text(sample, self.field))
        if said is None or wanted is None:
            return 0.0
        return max(0.0, 1 - abs(said - wanted) / (abs(wanted) or 1.0))


word_overlap = WordOverlap()
phrase_overlap = PhraseOverlap()
number_closeness = NumberCloseness()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _last_number(text: str) -> float | None:
    found = _NUMBER.findall(text)
    return float(found[-1].replace(",", "")) if found else None


def _f1(said: Iterable[str], wanted: Iterable[str]) -> float:
    """Twice what is shared, over what there is on both sides; 0 where either side is empty."""
    said_counts, wanted_counts = Counter(said), Counter(wanted)
    shared = (said_counts & wanted_counts).total()
    return 2 * shared / (said_counts.total() + wanted_counts.total()) if shared else 0.0
