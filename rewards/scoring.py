"""The one verb: apply a reward to samples, and keep faults apart from scores."""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent import futures
from contextvars import ContextVar, copy_context
from dataclasses import dataclass

from rewards.finite import as_score
from rewards.types import Reward, Sample, Score, Usage

IN_FLIGHT = 256
"""Samples handed to an executor before the first of them is waited for: what bounds memory."""


class ScoringError(Exception):
    """A sample that could not be scored: which one, in which part of the reward, and why.

    `usage` is what was paid before it failed. It holds plain data alone, so that it can cross
    processes; the exception behind it is its `__cause__` where both were raised in this process.
    """

    def __init__(
        self,
        sample_id: str | int | float,
        cause_type: str,
        cause_text: str,
        part: str = "",
        usage: tuple[Usage, ...] = (),
    ) -> None:
        super().__init__(sample_id, cause_type, cause_text, part, usage)
        self.sample_id = sample_id
        self.cause_type = cause_type
        self.cause_text = cause_text
        self.part = part
        self.usage = usage

    def __str__(self) -> str:
        place = f"sample {self.sample_id!r}" + (f", part {self.part!r}" if self.part else "")
        return f"{place}: {self.cause_type}: {self.cause_text}"


Outcome = Score | None | ScoringError
"""What scoring one sample comes to: a score, an abstention, or a fault."""


@dataclass(frozen=True)
class Call:
    """What a judge may know of the call it is in, beside its sample.

    `deadline` is a moment of `time.monotonic()`; `repeat` counts askings of the same question.
    """

    deadline: float | None = None
    repeat: int = 0


_UNBOUNDED = Call()
current_call: ContextVar[Call] = ContextVar("current_call", default=_UNBOUNDED)
"""Read by judges, so that a reward's signature stays one sample in and one number out."""


def score(reward: Reward, sample: Sample) -> Score | None:
    """The reward's score of one sample, or None where it abstains.

    Raises ScoringError when the reward raises, or answers with anything but a finite number.
    """
    try:
        return as_score(reward(sample))
    except (ScoringError, KeyboardInterrupt):
        raise
    except BaseException as error:  # a reward that exits would end the run as a PASS
        raise _fault(sample, error) from error


def score_all(
    reward: Reward,
    samples: Iterable[Sample],
    executor: futures.Executor | None = None,
    *,
    deadline: float | None = None,
    repeat: int = 0,
) -> Iterator[Outcome]:
    """What `score` says of each sample, in their order; a fault is a value and stops nothing.

    Without an executor everything happens in this thread. `deadline` is a moment of
    `time.monotonic()`: a sample that has not begun by then is a fault. Where calls can be left
    behind, with an executor, one that has not ended is a fault too; where they cannot, one that
    would not end in time if it took as long as the slowest so far. Raises TypeError, before the
    first call, when the reward cannot be sent to a process executor.
    """
    call = Call(deadline, repeat)
    if executor is None:
        return _one_by_one(reward, samples, call)
    threads = isinstance(executor, futures.ThreadPoolExecutor)
    if not threads and isinstance(executor, futures.ProcessPoolExecutor):  # slow to look up
        _check_picklable(reward)
    return _in_order(executor, reward, samples, call)


def _one_by_one(reward: Reward, samples: Iterable[Sample], call: Call) -> Iterator[Outcome]:
    slowest = 0.0
    for sample in samples:
        began = time.monotonic()
        if call.deadline is not None and began < call.deadline < began + slowest:
            said = f"{call.deadline - began:.2f} s are left, and a call took {slowest:.2f} s"
            yield ScoringError(sample.id, "TimeoutError", said)
            continue
        outcome = _outcome(reward, sample, call)
        slowest = max(slowest, time.monotonic() - began)
        yield outcome


def _outcome(reward: Reward, sample: Sample, call: Call) -> Outcome:
    if call.deadline is not None and time.monotonic() >= call.deadline:
        return ScoringError(sample.id, "TimeoutError", "the deadline passed before it was scored")
    token = current_call.set(call)
    try:
        return score(reward, sample)
    except ScoringError as error:
        return error
    finally:
        current_call.reset(token)


def _check_picklable(reward: Reward) -> None:
    import pickle  # slow to load, and only processes need it

    try:
        pickle.dumps(reward)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TypeError(
            f"this reward cannot be sent to a process executor ({error}); "
            "define it at the top level of a module, or use threads"
        ) from error


def _in_order(
    executor: futures.Executor, reward: Reward, samples: Iterable[Sample], call: Call
) -> Iterator[Outcome]:
    waiting: deque[tuple[Sample, futures.Future[Outcome]]] = deque()
    try:
        for sample in samples:
            waiting.append((sample, _submitted(executor, reward, sample, call)))
            if len(waiting) >= IN_FLIGHT:
                yield _awaited(*waiting.popleft(), call)
        while waiting:
            yield _awaited(*waiting.popleft(), call)
    finally:
        for _, future in waiting:
            future.cancel()


def _submitted(
    executor: futures.Executor, reward: Reward, sample: Sample, call: Call
) -> "futures.Future[Outcome]":
    try:
        if isinstance(
            executor, futures.ThreadPoolExecutor
        ):  # whose threads do not inherit a context
            return executor.submit(copy_context().run, _outcome, reward, sample, call)
        return executor.submit(_outcome, reward, sample, call)
    except futures.BrokenExecutor as error:  # a worker died of an earlier sample
        broken: futures.Future[Outcome] = futures.Future()
        broken.set_exception(error)
        return broken


def _awaited(sample: Sample, future: "futures.Future[Outcome]", call: Call) -> Outcome:
    left = None if call.deadline is None else max(0.0, call.deadline - time.monotonic())
    try:
        return future.result(left)
    except Exception as error:  # the worker died, or its answer could not be sent back
        if isinstance(error, TimeoutError) and not future.done():
            future.cancel()
            error = TimeoutError("the deadline passed while it was scored")
        return _fault(sample, error)


def _fault(sample: Sample, error: BaseException) -> ScoringError:
    try:
        text = str(error)
    except Exception:  # somebody else's __str__
        text = "its text cannot be printed"
    return ScoringError(sample.id, type(error).__name__, text, usage=_paid(error))


def _paid(error: BaseException) -> tuple[Usage, ...]:
    """What the exception says was paid: a judge that gave no verdict has cost its tokens."""
    usage = getattr(error, "usage", ())
    is_usage = isinstance(usage, tuple) and all(isinstance(entry, Usage) for entry in usage)
    return usage if is_usage else ()
