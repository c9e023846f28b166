"""What is under test: a reward, a handler, or a column of ratings that the data already hold."""

import inspect
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock
from types import ModuleType
from typing import Any, Protocol

from rewards.describe import describe
from rewards.scoring import Outcome, score_all
from rewards.types import Reward, Score
from validation.dataset import Dataset, LabelledSample
from validation.endpoint import InvocationError, check_request_size, check_response_size
from validation.endpoint_target import EndpointTarget as EndpointTarget
from validation.errors import InputError
from validation.given import RATINGS
from validation.importing import imported
from validation.lambda_context import LocalContext


class Target(Protocol):
    """Anything that can be asked for its scores of labelled samples."""

    @property
    def name(self) -> str:
        """As the user wrote it."""

    @property
    def code(self) -> str:
        """The code that makes it, for the report."""

    def outcomes(
        self, rows: Iterable[LabelledSample], executor: Executor | None, repeat: int = 0
    ) -> Iterator[Outcome]:
        """What it says of each row, in their order; `repeat` counts askings of the same rows."""


@dataclass(frozen=True)
class RewardTarget:
    """A reward, called in this process."""

    name: str
    reward: Reward

    @property
    def code(self) -> str:
        return describe(self.reward)

    def outcomes(
        self, rows: Iterable[LabelledSample], executor: Executor | None, repeat: int = 0
    ) -> Iterator[Outcome]:
        return score_all(self.reward, (row.sample for row in rows), executor, repeat=repeat)


@dataclass(frozen=True)
class RatingsTarget:
    """A judge or a person who has already spoken: the column `rater` of the data's ratings."""

    rater: str

    @property
    def name(self) -> str:
        return RATINGS + self.rater

    @property
    def code(self) -> str:
        return f"the ratings of {self.rater}, as the data hold them"

    def outcomes(
        self, rows: Iterable[LabelledSample], executor: Executor | None, repeat: int = 0
    ) -> Iterator[Outcome]:
        """Ratings in the data were given once: asked again, the rater abstains."""
        return rating_outcomes(rows, self.rater) if repeat == 0 else (None for _ in rows)


@dataclass(frozen=True)
class HandlerEndpoint:
    """A Lambda handler, called in this process, one event at a time as in one of Lambda's own.

    `context` makes the handler's second argument: `dict` sends `{}`, as a preflight does.
    """

    name: str
    handler: Callable[[Any, Any], object]
    context: Callable[[], object] = LocalContext
    _free: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def timeout(self) -> None:
        """Nobody says: a call in this process cannot be ended."""

    def invoke(self, event: bytes) -> bytes:
        """The reply as Lambda's runtime writes it, NaN and all; raises InvocationError."""
        check_request_size(event)
        with self._free:
            reply = _called(self.handler, json.loads(event), self.context())
        check_response_size(reply)
        return reply


def _called(handler: Callable[[Any, Any], object], event: object, context: object) -> bytes:
    try:
        reply = handler(event, context)
    except SystemExit as error:
        raise InvocationError("Runtime.ExitError", f"exit status {error.code}") from error
    except Exception as error:
        raise InvocationError(type(error).__name__, str(error)) from error
    if isinstance(reply, bytes):
        return reply
    try:
        return json.dumps(reply, ensure_ascii=False, default=_number).encode()
    except (TypeError, ValueError, RecursionError) as error:
        text = f"Unable to marshal response: {error}"
        raise InvocationError("Runtime.MarshalError", text) from error


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def rating_outcomes(rows: Iterable[LabelledSample], rater: str) -> Iterator[Outcome]:
    """One rater's ratings as scores; a missing rating is an abstention."""
    return (Score(row.ratings[rater]) if rater in row.ratings else None for row in rows)


def read_target(given: str, dataset: Dataset) -> Target:
    """The target named `module:name`, `path.py:name`, or `ratings:NAME` of this dataset.

    Raises InputError when it cannot be imported, cannot be called with one sample, or no row holds
    such ratings.
    """
    if not given.startswith(RATINGS):
        return RewardTarget(given, read_reward(given))
    target = RatingsTarget(given.removeprefix(RATINGS))
    if target.rater not in dataset.raters:
        known = ", ".join(dataset.raters) or "none"
        raise InputError(f"{given}: {dataset.path} has no such ratings; it has: {known}")
    return target


def read_reward(given: str) -> Reward:
    """The reward named `module:name` or `path.py:name`; raises InputError as `read_target`."""
    return _checked(given, read_named(given))


def read_named(given: str) -> object:
    """What is called `module:name` or `path.py:name`; raises InputError where nothing is."""
    source, _, name = given.rpartition(":")
    if not source or not name:
        raise InputError(f"{given}: expected module:name or path.py:name")
    found: object = _imported(given, source)
    for step in name.split("."):
        if not hasattr(found, step):
            raise InputError(f"{given}: {source} has no {name!r}")
        found = getattr(found, step)
    return found


def _imported(given: str, source: str) -> ModuleType:
    try:
        return imported(source)
    except (Exception, SystemExit) as error:
        raise InputError(f"{given}: cannot import: {type(error).__name__}: {error}") from error


def _checked(given: str, reward: object) -> Reward:
    if inspect.isclass(reward):
        raise InputError(
            f"{given}: expected a reward, got the class; make one: {reward.__name__}(…)"
        )
    if not callable(reward):
        raise InputError(f"{given}: expected a callable, got {type(reward).__name__} {reward!r}")
    try:
        inspect.signature(reward).bind(None)
    except TypeError as error:
        hint = "; a handler is tested by its reward" if given.endswith(":handler") else ""
        raise InputError(f"{given}: expected a callable of one sample: {error}{hint}") from error
    except ValueError:  # some callables written in C tell no signature
        pass
    return reward
