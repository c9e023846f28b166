"""The one verb: apply a reward to samples, and keep faults apart from scores.

```
reward, samples ──▶ score_all ──▶ Score           the reward's number, its parts by path
                       │      ──▶ None            the reward abstains: it does not apply
                       │      ──▶ ScoringError    a fault of the reward, its data or its judge
                       ▼
     Call: deadline, repeat (a context variable that judges read)
```
"""

import math
import os
import re
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from numbers import Real
from typing import Any

from rewards.types import AssayError, Reward, Sample, Score, Usage

# Samples handed to an executor before the first of them is waited for: what bounds memory.
IN_FLIGHT = 256


class ScoringError(AssayError):
    """A sample that could not be scored: which one, in which part of the reward, and why.

    The error holds plain data alone, so that it can cross processes; the exception behind it is
    its `__cause__` where both were raised in this process.

    Attributes:
        sample_id (str, int or float): The id of the sample.
        cause_type (str): The name of the exception's class.
        cause_text (str): The exception's text.
        part (str): The path of the part that failed; "" for the reward itself.
        usage (tuple of Usage): What was paid before it failed.
        origin (str): Where the exception was raised, as `file.py:12`; "" where that is unknown.
    """

    def __init__(
        self,
        sample_id: str | int | float,
        cause_type: str,
        cause_text: str,
        part: str = "",
        usage: tuple[Usage, ...] = (),
        origin: str = "",
    ) -> None:
        super().__init__(sample_id, cause_type, cause_text, part, usage, origin)
        self.sample_id = sample_id
        self.cause_type = cause_type
        self.cause_text = cause_text
        self.part = part
        self.usage = usage
        self.origin = origin

    @property
    def place(self) -> str:
        """The sample and the part that failed, as messages name them."""
        return f"sample {self.sample_id!r}" + (f", part {self.part!r}" if self.part else "")

    def __str__(self) -> str:
        return f"{self.place}: {self.cause_type}: {self.cause_text}"


class InvalidScoreError(AssayError, TypeError):
    """A reward answered with something that is not a finite number."""


# What scoring one sample comes to: a score, an abstention, or a fault.
Outcome = Score | None | ScoringError


@dataclass(frozen=True)
class Call:
    """What a judge may know of the call it is in, beside its sample.

    Attributes:
        deadline (float or None): A moment of `time.monotonic()`; None where there is no limit.
        repeat (int): How often the same question was asked before.
    """

    deadline: float | None = None
    repeat: int = 0


_UNBOUNDED = Call()
# Read by judges, so that a reward's signature stays one sample in and one number out.
current_call: ContextVar[Call] = ContextVar("current_call", default=_UNBOUNDED)


def score(reward: Reward, sample: Sample) -> Score | None:
    """The reward's score of one sample, or None where it abstains.

    Raises ScoringError when the reward raises, or answers with anything but a finite number.
    """
    try:
        return as_score(reward(sample))
    except (ScoringError, KeyboardInterrupt):
        raise
    except BaseException as error:  # a reward that exits would end the run as a PASS
        raise _fault(sample, error, reward) from error


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


@contextmanager
def thread_pool(workers: int) -> Iterator[futures.Executor | None]:
    """Threads to score in, or None for one worker: this thread, where signals work.

    Nobody waits for the threads at the end: a call that hangs outlives neither an interrupt nor
    the deadline of its batch.
    """
    if workers == 1:
        yield None
        return
    executor = futures.ThreadPoolExecutor(workers)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


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
        if isinstance(executor, futures.ThreadPoolExecutor):  # its threads inherit no context
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


def _fault(sample: Sample, error: BaseException, reward: Reward | None = None) -> ScoringError:
    """The error of this sample; its usage is what the exception says that a judge has cost."""
    try:
        text = str(error)
    except Exception:  # somebody else's __str__
        text = "its text cannot be printed"
    usage = getattr(error, "usage", ())
    is_usage = isinstance(usage, tuple) and all(isinstance(entry, Usage) for entry in usage)
    paid, origin = usage if is_usage else (), raised_at(error)
    if not origin and reward is not None:  # it raised nothing, and its answer is no number
        own = next(filter(callable, getattr(reward, "args", ())), reward)  # of a `partial`
        called = vars(type(own)).get("__call__")
        code = getattr(own, "__code__", None) or getattr(called, "__code__", None)
        origin = "" if code is None else _place(code.co_filename, code.co_firstlineno)
    return ScoringError(sample.id, type(error).__name__, text, usage=paid, origin=origin)


# Files of these are not the user's: what is raised in them was caused by the line that called them.
_LIBRARIES = ("site-packages", "dist-packages", f"{os.sep}lib{os.sep}python")
_CALLERS = ("rewards.scoring", "rewards.parts", "lambda_handlers.", "validation.")
_OURS = frozenset({"rewards", "judges", "lambda_handlers", "validation", "assay"})


def raised_at(error: BaseException) -> str:
    """Where an exception was raised, as `file.py:12`: the innermost line of the user's own code.

    Where it passed no such line, it is the innermost one beside those that only call the reward;
    "" where there is none.
    """
    place = own = ""
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        file, package = frame.f_code.co_filename, str(frame.f_globals.get("__name__"))
        if package.partition(".")[0] not in _OURS and not any(it in file for it in _LIBRARIES):
            own = _place(file, trace.tb_lineno)
        elif not package.startswith(_CALLERS):
            place = _place(file, trace.tb_lineno)
        trace = trace.tb_next
    return own or place


def _place(file: str, line: int) -> str:
    """The file, relative to the current folder where it is in there, and the line."""
    with suppress(OSError):  # the folder may be gone
        file = file.removeprefix(os.getcwd() + os.sep)
    return f"{file}:{line}"


def as_score(answer: object) -> Score | None:
    """A reward's answer as a Score of plain floats, True as 1 and False as 0.

    Raises InvalidScoreError where it, or a number anywhere behind it, is not finite and real,
    where a reason or a name is not text, or where two numbers behind it have one path.
    """
    if answer is None:
        return None
    if type(answer) is float and math.isfinite(answer):
        return Score(answer)
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
    kinds: dict[str, str] = {}
    for kind, path in paths(plain):  # in a reply all of them are entries of one list
        if path in kinds:
            raise InvalidScoreError(
                f"{kinds[path]} {path!r} and {kind} {path!r}: expected a name for each, got one"
            )
        kinds[path] = kind
    return plain


def _with_plain_floats(score: Score) -> Score:
    if not isinstance(score.reason, str):
        raise InvalidScoreError(f"reason: expected text, got {_describe_briefly(score.reason)}")
    for name in (*score.parts, *score.ratings, *score.metrics):
        if not isinstance(name, str):
            raise InvalidScoreError(f"name: expected text, got {_describe_briefly(name)}")
    for name, part in score.parts.items():
        if not isinstance(part, Score):
            said = _describe_briefly(part)
            raise InvalidScoreError(f"part {name!r}: expected a Score, got {said}")
    return replace(
        score,
        value=_finite_number(score.value, "score"),
        parts={name: _with_plain_floats(part) for name, part in score.parts.items()},
        ratings={
            name: _finite_number(it, f"rating {name!r}") for name, it in score.ratings.items()
        },
        metrics={
            name: _finite_number(it, f"metric {name!r}") for name, it in score.metrics.items()
        },
    )


def _finite_number(answer: object, place: str) -> float:
    if type(answer).__module__ == "numpy" and getattr(answer, "shape", None) == ():
        answer = answer.item() if hasattr(answer, "item") else answer  # np.True_ is no number
    try:
        number = float(answer) if isinstance(answer, float | Real | Decimal) else math.nan
    except (OverflowError, ValueError):  # a whole number past any float; a signalling NaN
        number = math.nan
    if not math.isfinite(number):
        said = _describe_briefly(answer)
        raise InvalidScoreError(f"{place}: expected a finite number, got {said}")
    return number


def _describe_briefly(answer: object) -> str:
    try:
        return f"{type(answer).__name__} {describe(answer)[:80]}"
    except ValueError:  # a whole number of more digits than Python will print
        return type(answer).__name__


def parts_by_path(score: Score) -> dict[str, float]:
    """The value of every part, outer before inner."""
    return _by_path(score, lambda part: {name: it.value for name, it in part.parts.items()})


def ratings_by_path(score: Score) -> dict[str, float]:
    """Every rating of the score and of its parts."""
    return _by_path(score, lambda part: part.ratings)


def metrics_by_path(score: Score) -> dict[str, float]:
    """Every metric of the score and of its parts."""
    return _by_path(score, lambda part: part.metrics)


def _by_path(score: Score, numbers: Callable[[Score], Mapping[str, float]]) -> dict[str, float]:
    return {path + name: it for path, part in _walk(score) for name, it in numbers(part).items()}


def paths(score: Score) -> Iterator[tuple[str, str]]:
    """What every number behind the score is (part, rating or metric), and its path."""
    for path, part in _walk(score):
        held = {"part": part.parts, "rating": part.ratings, "metric": part.metrics}
        yield from ((kind, path + name) for kind, names in held.items() for name in names)


def _walk(score: Score, path: str = "") -> Iterator[tuple[str, Score]]:
    """The score and every part of it, each with the prefix that names what it holds."""
    yield path, score
    for name, part in score.parts.items():
        yield from _walk(part, f"{path}{name}.")


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
