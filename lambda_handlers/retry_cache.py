"""What a batch that failed has paid for, so that the same batch sent again costs only the rest.

`RetryScoreCache` holds the scores of its samples, and `RetryReplyCache` what judges replied about
the samples that have none. Both are of one environment; `reply_table` is of all of them.
"""

from __future__ import annotations  # judges are imported for their types alone

import os
import sys
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from lambda_handlers.reply_table import WRITE_SECONDS, ReplyTable
from rewards.scoring import Outcome, current_call
from rewards.types import Reward, Sample, Score

if TYPE_CHECKING:  # since a handler whose reward asks no model does not load what asks one
    from judges.ask import Ask, Question, Reply

    Asked = tuple[Ask, Question, Reply]

# Scores that are remembered; the oldest are forgotten first.
MOST_SCORES = 4096

# Replies of judges that are remembered; one holds some thousand characters.
MOST_REPLIES = 1024

_SIZE = 16
_Key = tuple[bytes, int]
_AskedKey = tuple[int, str]


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


class RetryReplyCache:
    """The replies about samples that were not scored, or too late, each told once.

    A panel of which one judge failed has no score, and yet the other judges were paid; and a judge
    that answered after the batch's deadline was paid too. When such a sample comes again, the same
    question to the same judge is answered from here, once, and costs nothing. A reply in which the
    judge's form cannot be read is not kept, since it is what made the sample fail. Any number of
    threads may ask at once.

    Where there is a `table`, it knows the replies about all samples of a batch that raised, also
    those that were scored, and tells them to any environment.
    """

    def __init__(self, most: int = MOST_REPLIES, table: ReplyTable | None = None) -> None:
        self.table = table
        self._most = most
        # under the judge's id, so the judge itself is held: an id is free again after its object
        self._replies: OrderedDict[_AskedKey, list[tuple[Ask, Reply]]] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def keep_on_error(self, heard: Sequence[Asked], until: float) -> Iterator[None]:
        """Around the answering: where that raises, the table has what was heard of the batch."""
        with ExitStack() as on_error:
            if self.table is not None:
                on_error.callback(self.table.keep, heard, until)
            yield
            on_error.pop_all()

    def score(
        self, reward: Reward, sample: Sample, heard: list[Asked] | None = None
    ) -> Score | float | None:
        """The reward's answer, and in `heard` the replies behind it; raises what it raises."""
        judges = sys.modules.get("judges.asking")
        if judges is None:
            return reward(sample)
        asked: list[Asked] = []
        heard = [] if heard is None else heard
        ask_outside = judges.current_asking.get()

        def ask_or_recall(ask: Ask, question: Question) -> Reply:
            known = self._recall(ask, question)
            reply = known or ask_outside(ask, question)
            asked.append((ask, question, reply))
            return reply if known is None else replace(reply, input_tokens=0, output_tokens=0)

        token = judges.current_asking.set(ask_or_recall)
        with ExitStack() as unscored:
            unscored.callback(self._keep, asked)
            unscored.callback(heard.extend, asked)
            try:
                score = reward(sample)
            finally:
                judges.current_asking.reset(token)
            deadline = current_call.get().deadline
            if deadline is None or time.monotonic() < deadline:
                unscored.pop_all()  # scored in time: what comes later is a new draw
                heard.extend(asked)
            elif self.table is not None:  # the batch was answered without it
                unscored.callback(self.table.keep, asked, time.monotonic() + WRITE_SECONDS)
        return score

    def _recall(self, ask: Ask, question: Question) -> Reply | None:
        known = self._take(ask, question)
        told = None if self.table is None else self.table.take(ask, question)
        return known or told  # they are one, as a rule: it is told once in both places

    def _take(self, ask: Ask, question: Question) -> Reply | None:
        key = (id(ask), repr(question))
        with self._lock:
            kept = self._replies.get(key)
            if not kept:
                return None
            _, reply = kept.pop(0)
            if not kept:
                del self._replies[key]
        return reply

    def _keep(self, asked: Iterable[Asked]) -> None:
        for ask, question, reply in asked:
            if _is_readable(question, reply):
                with self._lock:
                    key = (id(ask), repr(question))
                    self._replies.setdefault(key, []).append((ask, reply))
                    while len(self._replies) > self._most:
                        self._replies.popitem(last=False)


def _is_readable(question: Question, reply: Reply) -> bool:
    from judges.errors import VerdictError
    from judges.verdict import read_verdict

    try:
        if question.form is not None:
            read_verdict(reply, question.form, question.text)
    except VerdictError:
        return False
    return not reply.truncated


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
