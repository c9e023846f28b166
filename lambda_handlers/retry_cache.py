"""The scores of batches that failed, so that a batch sent again costs only what is missing."""

import os
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from rewards.scoring import Outcome
from rewards.types import Sample, Score

# Scores that are remembered; the oldest are forgotten first.
MOST_SCORES = 4096

_SIZE = 16
_Key = tuple[bytes, int]


class RetryScoreCache:
    """The scores of batches that raised, each told once, by what the sample holds beside its id.

    A reward may be a matter of chance, as a judge's is, and two identical samples of one batch
    are two draws. So each is scored by itself, and each has a score of its own in here: when the
    batch is sent again, the first gets the first one's, the second the second's, and only one
    that had none is scored. A score that was told is forgotten, since what comes later is a new
    draw; it is remembered again where that batch raises too. It costs nothing a second time, so
    its usage is gone. Any number of threads may ask at once.
    """

    def __init__(self, most: int = MOST_SCORES) -> None:
        self._most = most
        self._scores = OrderedDict[_Key, Score]()
        self._lock = threading.Lock()

    def take(self, samples: Sequence[Sample]) -> list[Score | None]:
        """The remembered score of each sample, None where there is none."""
        if not self._scores:  # as a rule: nothing has failed, and nothing is digested
            return [None] * len(samples)
        keys = _keys(samples)
        with self._lock:
            return [self._scores.pop(key, None) for key in keys]

    @contextmanager
    def keep_on_error(
        self, samples: Sequence[Sample], outcomes: Sequence[Outcome]
    ) -> Iterator[None]:
        """Around the answering: where that raises, the scores are remembered."""
        with ExitStack() as on_error:
            on_error.callback(self._keep, samples, outcomes)
            yield
            on_error.pop_all()  # nothing was raised, so nothing is left to call

    def _keep(self, samples: Sequence[Sample], outcomes: Sequence[Outcome]) -> None:
        keys = _keys(samples)
        with self._lock:
            for key, outcome in zip(keys, outcomes, strict=True):
                if isinstance(outcome, Score):
                    self._scores[key] = replace(outcome, usage=())
            while len(self._scores) > self._most:
                self._scores.popitem(last=False)


def _keys(samples: Sequence[Sample]) -> list[_Key]:
    """What each holds, and how many before it hold the same."""
    seen = Counter[bytes]()
    keys = []
    for sample in samples:
        digest = _digest(sample)
        keys.append((digest, seen[digest]))
        seen[digest] += 1
    return keys


def _digest(sample: Sample) -> bytes:
    from hashlib import blake2b  # slow to load, and needed only once something has failed

    row = {name: value for name, value in sample.row.items() if name != "id"}
    fields = (sample.messages, sample.reference_answer, sample.metadata, sample.tools)
    try:
        printed = repr(row or fields)
    except (RecursionError, ValueError):  # lists in lists in lists; a number of thousands of digits
        return os.urandom(_SIZE)  # and so it is found by nobody
    return blake2b(printed.encode(), digest_size=_SIZE).digest()
