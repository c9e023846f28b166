"""The one verb: apply a reward to samples, and keep faults apart from scores."""

import math
import re
import time
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from concurrent import futures
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from numbers import Real
from typing import Any

from rewards.types import AssayError, Reward, Sample, Score, Usage

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def describe(value: object) -> str:
    """A function as `module.name`, a dataclass as `Name(field=…)`, plain data as its literal."""
    if is_dataclass(value) and not isinstance(value, type):
        return _as_code(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k!r}: {describe(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(describe, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(describe, value)) + "]"
    name = getattr(value, "__qualname__", None)
    if name is not None:
        return f"{getattr(value, '__module__', None) or 'builtins'}.{name}"
    return _ADDRESS.sub("", repr(value))


def _as_code(instance: Any) -> str:
    """A dataclass with a `__repr__` of its own says itself what code makes it."""
    kind = type(instance)
    if not kind.__dataclass_params__.repr:
        return repr(instance)
    shown = (f"{f.name}={describe(getattr(instance, f.name))}" for f in fields(kind) if f.repr)
    return f"{kind.__qualname__}({', '.join(shown)})"


def parts_by_path(score: Score) -> dict[str, float]:
    """The value of every part, outer before inner."""
    return {
        f"{path}{name}": inner.value
        for path, part in _walk(score)
        for name, inner in part.parts.items()
    }


def ratings_by_path(score: Score) -> dict[str, float]:
    """Every rating of the score and of its parts."""
    return {
        path + name: rating for path, part in _walk(score) for name, rating in part.ratings.items()
    }


def metrics_by_path(score: Score) -> dict[str, float]:
    """Every metric of the score and of its parts."""
    return {
        path + name: metric for path, part in _walk(score) for name, metric in part.metrics.items()
    }


def paths(score: Score) -> Iterator[tuple[str, str]]:
    """What every number behind the score is (part, rating or metric), and its path."""
    for path, part in _walk(score):
        held = {"part": part.parts, "rating": part.ratings, "metric": part.metrics}
        for kind, names in held.items():
            for name in names:
                yield kind, path + name


def _walk(score: Score, path: str = "") -> Iterator[tuple[str, Score]]:
    """The score and every part of it, each with the prefix that names what it holds."""
    yield path, score
    for name, part in score.parts.items():
        yield from _walk(part, f"{path}{name}.")


class InvalidScoreError(AssayError, TypeError):
    """A reward answered with something that is not a finite number."""


def as_score(answer: object) -> Score | None:
    """A reward's answer as a Score of plain floats, True as 1 and False as 0.

    Raises InvalidScoreError where it, or a number anywhere behind it, is not finite and real,
    where a reason or a name is not text, or where two numbers behind it have one path.
    """
    if answer is None:
        return None
    if isinstance(answer, Coroutine):
        answer.close()
        raise InvalidScoreError(
            "score: expected a finite number, got a coroutine: use def, not async"
        )
    if isinstance(answer, Score):
        return check_score(answer)
    return Score(_finite_number(answer, "score"))


def check_score(score: Score) -> Score:
    """The score, its numbers plain floats; raises InvalidScoreError as `as_score` does."""
    plain = _with_plain_floats(score)
    _check_paths(plain)
    return plain


def _with_plain_floats(score: Score) -> Score:
    if not isinstance(score.reason, str):
        raise InvalidScoreError(f"reason: expected text, got {_describe_briefly(score.reason)}")
    return replace(
        score,
        value=_finite_number(score.value, "score"),
        parts={name: _check_part(part, name) for name, part in score.parts.items()},
        ratings=_finite_numbers(score.ratings, "rating"),
        metrics=_finite_numbers(score.metrics, "metric"),
    )


def _check_part(part: object, name: object) -> Score:
    _check_name(name)
    if not isinstance(part, Score):
        raise InvalidScoreError(f"part {name!r}: expected a Score, got {_describe_briefly(part)}")
    return _with_plain_floats(part)


def _finite_numbers(numbers: Mapping[str, object], kind: str) -> dict[str, float]:
    for name in numbers:
        _check_name(name)
    return {name: _finite_number(number, f"{kind} {name!r}") for name, number in numbers.items()}


def _check_name(name: object) -> None:
    if not isinstance(name, str):
        raise InvalidScoreError(f"name: expected text, got {_describe_briefly(name)}")


def _check_paths(score: Score) -> None:
    """In a reply a part, a rating and a metric are all entries of one list, told by their path."""
    kinds: dict[str, str] = {}
    for kind, path in paths(score):
        if path in kinds:
            raise InvalidScoreError(
                f"{kinds[path]} {path!r} and {kind} {path!r}: expected a name for each, got one"
            )
        kinds[path] = kind


def _finite_number(answer: object, place: str) -> float:
    if type(answer).__module__ == "numpy" and getattr(answer, "shape", None) == ():
        answer = answer.item() if hasattr(answer, "item") else answer  # np.True_ is no number
    if not isinstance(answer, float | Real | Decimal):
        raise InvalidScoreError(
            f"{place}: expected a finite number, got {_describe_briefly(answer)}"
        )
    try:
        number = float(answer)
    except (OverflowError, ValueError):  # a whole number past any float; a signalling NaN
        number = math.inf
    if not math.isfinite(number):
        raise InvalidScoreError(
            f"{place}: expected a finite number, got {_describe_briefly(answer)}"
        )
    return number


def _describe_briefly(answer: object) -> str:
    try:
        return f"{type(answer).__name__} {describe(answer)[:80]}"
    except ValueError:  # a whole number of more digits than Python will print
        return type(answer).__name__


IN_FLIGHT = 256
"""Samples handed to an executor before the first of them is waited for: what bounds memory."""


class ScoringError(AssayError):
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
        return _score_one_by_one(reward, samples, call)
    threads = isinstance(executor, futures.ThreadPoolExecutor)
    if not threads and isinstance(executor, futures.ProcessPoolExecutor):  # slow to look up
        _check_picklable(reward)
    return _score_in_order(executor, reward, samples, call)


def _score_one_by_one(reward: Reward, samples: Iterable[Sample], call: Call) -> Iterator[Outcome]:
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


def _score_in_order(
    executor: futures.Executor, reward: Reward, samples: Iterable[Sample], call: Call
) -> Iterator[Outcome]:
    waiting: deque[tuple[Sample, futures.Future[Outcome]]] = deque()
    try:
        for sample in samples:
            waiting.append((sample, _submit(executor, reward, sample, call)))
            if len(waiting) >= IN_FLIGHT:
                yield _await_outcome(*waiting.popleft(), call)
        while waiting:
            yield _await_outcome(*waiting.popleft(), call)
    finally:
        for _, future in waiting:
            future.cancel()


def _submit(
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


def _await_outcome(sample: Sample, future: "futures.Future[Outcome]", call: Call) -> Outcome:
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
    return ScoringError(sample.id, type(error).__name__, text, usage=_paid_usage(error))


def _paid_usage(error: BaseException) -> tuple[Usage, ...]:
    """What the exception says was paid: a judge that gave no verdict has cost its tokens."""
    usage = getattr(error, "usage", ())
    is_usage = isinstance(usage, tuple) and all(isinstance(entry, Usage) for entry in usage)
    return usage if is_usage else ()
