"""Scoring a batch within the time that its function has, whatever the reward does with it.

```
event ──▶ watch ──▶ score_in_time ──▶ outcomes; a sample that is late is a ScoringError
            │             └─ its thread stays behind, and is counted: LateThreads
            └─ no thread of Python's comes to run: the process ends, and says where it stood
```

A call of C that never lets go of the interpreter's lock, such as a regular expression that
backtracks or a power of huge numbers, stops every thread of Python's and so this module too. No
answer is possible then. On Lambda the process ends itself just before the timeout, with the place
of each thread on stderr, and the next event finds a fresh environment.
"""

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context

from rewards.scoring import Outcome, ScoringError, score_all, thread_pool
from rewards.types import Reward, Sample

# Seconds before the function's timeout that are kept for the reply: at most so many, and at most
# a tenth of what is left when the event comes.
REPLY_SECONDS = 0.5
# For each sample that has to be written and logged, and at most a quarter of what is left.
SAMPLE_SECONDS = 0.0005
# Seconds before the timeout at which a process that cannot run Python any more ends: at most so
# many, and at most a fiftieth of what is left.
END_SECONDS = 0.1
# Threads of earlier events that still run: above that, and above two for each worker, they take
# the time of the next events.
MOST_LATE = 4


class LateThreads:
    """The threads that were left behind at a deadline, and have not ended since."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []

    def count(self) -> int:
        """How many of them still run."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        return len(self._threads)

    def add_since(self, before: Sequence[threading.Thread]) -> None:
        """Adds the threads that run now and did not before."""
        known = {*before, *self._threads}
        self._threads += [thread for thread in threading.enumerate() if thread not in known]

    def end_process_above(self, most: int) -> None:
        """Ends a process of Lambda's in which more than these still run, and says so on stderr.

        The event fails, as it would by its timeout, and the one after it has a fresh environment.
        """
        count = self.count()
        if count > most and is_on_lambda():
            said = f"{count} threads of earlier events still run, more than {most}"
            print(f"deadline: {said}; this environment ends for a fresh one", file=sys.stderr)
            sys.stderr.flush()
            os._exit(1)


def is_on_lambda() -> bool:
    """Whether this process is one of Lambda's runtime, which starts another when it ends."""
    return bool(os.environ.get("AWS_LAMBDA_RUNTIME_API"))


def remaining_seconds(context: object) -> float | None:
    """The seconds that the function has left by its context's clock; None outside Lambda."""
    clock = getattr(context, "get_remaining_time_in_millis", None)
    return None if clock is None else float(clock()) / 1000


def reply_deadline(began: float, left: float, samples: int) -> float:
    """When scoring has to end for the reply to be in time, as `time.monotonic()` counts.

    `left` are the seconds that the function had at the moment `began`, and `samples` how many the
    reply is about.
    """
    margin = min(REPLY_SECONDS, left / 10) + min(SAMPLE_SECONDS * samples, left / 4)
    return began + left - margin


@contextmanager
def watch(left: float | None) -> Iterator[None]:
    """Ends a process of Lambda's that has not come out of here just before its timeout.

    The watch is a thread of C's, which no call of Python's can keep from running. It writes the
    file, line and function of every frame on stderr, and no value.
    """
    if left is None or not is_on_lambda():
        yield
        return
    faulthandler.dump_traceback_later(left - min(END_SECONDS, left / 50), exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def score_in_time(
    reward: Reward,
    samples: Sequence[Sample],
    *,
    workers: int,
    deadline: float | None,
    late: LateThreads,
) -> list[Outcome]:
    """What `score_all` says of each sample, at the deadline at the latest.

    One worker is a thread too where there is a deadline, so that this one can answer; without a
    deadline it is this thread. Whatever still runs at the deadline is added to `late`.
    """
    before = threading.enumerate()
    if deadline is None or not samples:
        with thread_pool(workers) as executor:
            return list(score_all(reward, samples, executor))
    if workers > 1:
        with thread_pool(workers) as executor:
            outcomes = list(score_all(reward, samples, executor, deadline=deadline))
    else:
        outcomes = _score_in_a_thread(reward, samples, deadline)
    if time.monotonic() >= deadline:
        late.add_since(before)
    return outcomes


def _score_in_a_thread(reward: Reward, samples: Sequence[Sample], deadline: float) -> list[Outcome]:
    outcomes: list[Outcome] = []

    def score_batch() -> None:
        outcomes.extend(score_all(reward, samples, deadline=deadline))  # one by one

    thread = threading.Thread(target=copy_context().run, args=(score_batch,), daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    known = outcomes[:]
    said = "the deadline passed while it was scored, or before"
    return known + [ScoringError(it.id, "TimeoutError", said) for it in samples[len(known) :]]
