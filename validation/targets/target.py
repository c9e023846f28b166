"""What is under test: anything that can be asked for its scores of labelled samples.

    RewardTarget     the reward is called in this process
    RatingsTarget    the data hold what a judge or a person has said
    EndpointTarget   rows ─▶ batches ─▶ event ─▶ Endpoint.invoke ─▶ reply ─▶ scores or errors

An event is what a trainer would send, and no label is in it. `read_object` imports what
`module:name` or `path.py:name` names: this file alone imports and calls the user's code, and
`user_code` knows what it is.
"""

import json
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any, Protocol

from lambda_handlers.adapter import reward_handler
from rewards.metric_names import ABSTAINED, SCORING_ERROR
from rewards.scoring import Outcome, ScoringError, describe, raised_at, score_all
from rewards.types import Reward, Sample, Score
from rewards.wire import PLATFORMS, PlatformName, WireError, read_reply
from rewards.wire.event import read_refusal
from rewards.wire.rows import Row, RowForm, as_it_stands
from validation.dataset import LabelledSample
from validation.errors import InputError
from validation.options import CALL_LIMIT, RunOptions
from validation.targets.endpoint import (
    MOST_HUNG_EVENTS,
    REQUEST_LIMIT,
    CallLimiter,
    CallTimeoutError,
    CircuitBreaker,
    Endpoint,
    InvocationError,
    LocalLambdaContext,
    StartError,
    UnavailableError,
    check_request_size,
    check_response_size,
    current_meter,
    marshal_reply,
)
from validation.targets.user_code import check_reward, clash_hint, import_source

# Stands before the name of a column of ratings, where a target is named.
RATINGS = "ratings:"

# Batches handed to an executor before the first of them is waited for: what bounds memory.
IN_FLIGHT = 64


class Target(Protocol):
    """Anything that can be asked for its scores of labelled samples."""

    @property
    def name(self) -> str:
        """As the user wrote it."""

    @property
    def code(self) -> str:
        """The code that makes it, for the report."""

    @property
    def scores_new_replies(self) -> bool:
        """Whether it can be asked about replies that are not in the data."""

    @property
    def reward(self) -> Reward | None:
        """The reward itself, where it is called in this process and not through an endpoint."""

    def outcomes(
        self, rows: Iterable[LabelledSample], executor: Executor | None, repeat: int = 0
    ) -> Iterator[Outcome]:
        """What it says of each row, in their order; `repeat` counts askings of the same rows."""

    def as_endpoint_target(self, options: RunOptions) -> "EndpointTarget | None":
        """The target as what answers events, a reward in a handler of ours; None for ratings."""


@dataclass(frozen=True)
class RewardTarget:
    """A reward, called in this process; `spec` is how another can import it, "" for an object.

    A call that takes longer than `limiter` allows is ended, and is a fault.
    """

    name: str
    reward: Reward
    spec: str = ""
    limiter: CallLimiter = field(default_factory=lambda: CallLimiter(CALL_LIMIT), compare=False)
    scores_new_replies = True

    @property
    def code(self) -> str:
        return describe(self.reward)

    def outcomes(
        self, rows: Iterable[LabelledSample], executor: Executor | None, repeat: int = 0
    ) -> Iterator[Outcome]:
        limited = partial(self.limiter.call, self.reward)
        return score_all(limited, map(_counted_sample, rows), executor, repeat=repeat)

    def as_endpoint_target(self, options: RunOptions) -> "EndpointTarget":
        platform = options.platform or "nova"
        handler = reward_handler(self.reward, platform=platform, workers=options.workers)
        limiter = CallLimiter(options.call_limit, MOST_HUNG_EVENTS)
        endpoint = HandlerEndpoint(self.name, handler, spec=self.spec, limiter=limiter)
        size = options.batch_size or PLATFORMS["nova"].default_batch
        return EndpointTarget(self.name, endpoint, platform, size)


def _counted_sample(row: LabelledSample) -> Sample:
    current_meter.get()(1)
    return row.sample


@dataclass(frozen=True)
class RatingsTarget:
    """A judge or a person who has already spoken: the column `rater` of the data's ratings."""

    rater: str
    reward = None
    scores_new_replies = False

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

    def as_endpoint_target(self, options: RunOptions) -> None:
        """None: ratings take no events."""


def rating_outcomes(rows: Iterable[LabelledSample], rater: str) -> Iterator[Outcome]:
    """One rater's ratings as scores; a missing rating is an abstention."""
    return (Score(row.ratings[rater]) if rater in row.ratings else None for row in rows)


@dataclass(frozen=True)
class EndpointTarget:
    """An endpoint, asked for the scores of rows in batches of at most `batch_size`.

    A batch that fails is halved and sent again, so that one bad sample costs no other its score.

    Attributes:
        name (str): As the user wrote it.
        endpoint (Endpoint): What answers events.
        platform (PlatformName): Whose replies it writes. Default "nova".
        batch_size (int): Samples in an event, at most.
        described (str): The code behind it; its name where that is "".
        form (RowForm or None): The form of the rows that are sent; None for rows as they stand.
    """

    name: str
    endpoint: Endpoint
    platform: PlatformName = "nova"
    batch_size: int = PLATFORMS["nova"].default_batch
    described: str = ""
    form: RowForm | None = None
    reward = None
    scores_new_replies = True

    @property
    def code(self) -> str:
        return self.described or self.name

    def as_endpoint_target(self, options: RunOptions) -> "EndpointTarget":
        return self

    def outcomes(
        self, rows: Iterable[LabelledSample], executor: Executor | None, repeat: int = 0
    ) -> Iterator[Outcome]:
        """What the replies say of each row; each thread of the executor sends a batch at a time.

        No event tells `repeat`: the function is simply asked again. Raises InputError when it
        cannot be started.
        """
        breaker = CircuitBreaker()
        write = self.form.row if self.form else as_it_stands
        encoded = (encode_sample(row.sample, write) for row in rows)
        waiting = batches(encoded, self.batch_size)

        def send(batch: Sequence[EncodedSample]) -> list[Outcome]:
            return self._send(batch, breaker)

        answers = map(send, waiting) if executor is None else _map_in_order(executor, send, waiting)
        return (outcome for answer in answers for outcome in answer)

    def _send(self, batch: Sequence["EncodedSample"], breaker: CircuitBreaker) -> list[Outcome]:
        if breaker.lost is not None:
            return _scoring_errors(batch, breaker.lost)
        current_meter.get()(len(batch))
        try:
            reply = self.endpoint.invoke(write_event(batch))
            if refusal := read_refusal(reply, self.platform):
                raise InvocationError("Refused", refusal)
        except StartError as error:
            raise InputError(f"{self.name}: the function does not start: {error}") from error
        except InvocationError as error:
            if len(batch) == 1 or isinstance(error, UnavailableError):
                breaker.record_failure(error)
                return _scoring_errors(batch, error)
            return self._send_halves(batch, breaker)
        breaker.record_answer()
        try:
            scores = read_reply(reply, [one.sample for one in batch], self.platform)
        except WireError as error:
            is_score = any(said in str(error) for said in NO_NUMBER)
            if len(batch) > 1 and is_score:  # whose score it is, the halves show
                return self._send_halves(batch, breaker)
            return _scoring_errors(batch, InvocationError(type(error).__name__, str(error)))
        return [_outcome(one.sample, score) for one, score in zip(batch, scores, strict=True)]

    def _send_halves(
        self, batch: Sequence["EncodedSample"], breaker: CircuitBreaker
    ) -> list[Outcome]:
        half = len(batch) // 2
        return [*self._send(batch[:half], breaker), *self._send(batch[half:], breaker)]


# How faults of a reply name a score that is no finite number.
NO_NUMBER = ("aggregate_reward_score", "is not a number of JSON")


def _scoring_errors(batch: Sequence["EncodedSample"], error: InvocationError) -> list[Outcome]:
    said = (error.error_type, error.message)
    return [ScoringError(one.sample.id, *said, origin=error.origin) for one in batch]


def _outcome(sample: Sample, score: Score) -> Outcome:
    """The number that `on_error` put in the place of a score is none."""
    if score.metrics.get(ABSTAINED) == 1:
        return None
    if score.metrics.get(SCORING_ERROR) == 1:
        text = f"the function answered {score.value} by its on_error; its log says why"
        return ScoringError(sample.id, SCORING_ERROR, text)
    return score


def _map_in_order(
    executor: Executor,
    send: Callable[[Sequence["EncodedSample"]], list[Outcome]],
    waiting: Iterable[Sequence["EncodedSample"]],
) -> Iterator[list[Outcome]]:
    sent: deque[Future[list[Outcome]]] = deque()
    try:
        for batch in waiting:
            # A thread inherits no context, and a handler in this process asks judges by it.
            sent.append(executor.submit(copy_context().run, send, batch))
            if len(sent) >= IN_FLIGHT:
                yield sent.popleft().result()
        while sent:
            yield sent.popleft().result()
    finally:
        for future in sent:
            future.cancel()


@dataclass(frozen=True)
class EncodedSample:
    """A sample, and how it stands in an event."""

    sample: Sample
    text: bytes


def encode_sample(sample: Sample, write: Callable[[Sample], Row] = as_it_stands) -> EncodedSample:
    """The sample as its row, which is sent as it stands unless it is written in another form."""
    return EncodedSample(sample, json.dumps(write(sample)).encode())


_COMMA = b", "
_BRACKETS = 2


def write_event(batch: Iterable[EncodedSample]) -> bytes:
    """The event that holds these samples."""
    return b"[" + _COMMA.join(one.text for one in batch) + b"]"


def batches(samples: Iterable[EncodedSample], size: int) -> Iterator[Sequence[EncodedSample]]:
    """The samples in their order, at most `size` a batch, and no more bytes than Lambda takes.

    A sample that is too long by itself is a batch of its own.
    """
    batch: list[EncodedSample] = []
    taken = _BRACKETS
    for one in samples:
        needed = len(one.text) + len(_COMMA)
        if batch and (len(batch) >= size or taken + needed > REQUEST_LIMIT):
            yield batch
            batch, taken = [], _BRACKETS
        batch.append(one)
        taken += needed
    if batch:
        yield batch


@dataclass(frozen=True)
class HandlerEndpoint:
    """A Lambda handler, called in this process, one event at a time as in one of Lambda's own.

    `context` makes the handler's second argument: `dict` sends `{}`, as a preflight does. `spec` is
    how another process can import it, or the reward within, as `module:name`; "" where it was given
    as an object.
    """

    name: str
    handler: Callable[[Any, Any], object]
    context: Callable[[], object] = LocalLambdaContext
    spec: str = ""
    limiter: CallLimiter = field(
        default_factory=lambda: CallLimiter(CALL_LIMIT, MOST_HUNG_EVENTS), compare=False
    )
    _free: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def timeout(self) -> None:
        """Nobody says: `limiter` ends what hangs, and is no promise of the function."""

    def invoke(self, event: bytes) -> bytes:
        """The reply as Lambda's runtime writes it, NaN and all; raises InvocationError."""
        check_request_size(event)
        with self._free:
            call = partial(self.limiter.call, self.handler)
            reply = _call_handler(call, json.loads(event), self.context())
        check_response_size(reply)
        return reply


def _call_handler(handler: Callable[[Any, Any], object], event: object, context: object) -> bytes:
    try:
        reply = handler(event, context)
    except SystemExit as error:
        raise InvocationError("Runtime.ExitError", f"exit status {error.code}") from error
    except (Exception, CallTimeoutError) as error:
        raise InvocationError(type(error).__name__, str(error), raised_at(error)) from error
    if isinstance(reply, Coroutine):
        reply.close()
        text = "the handler is async, and Lambda awaits nothing: answer with asyncio.run(…)"
        raise InvocationError("Runtime.MarshalError", f"Unable to marshal a coroutine: {text}")
    return marshal_reply(reply)


def read_reward(given: str) -> Reward:
    """The reward named `module:name` or `path.py:name`.

    Raises InputError when it cannot be imported, or cannot be called with one sample.
    """
    return check_reward(given, read_object(given))


def read_object(given: str) -> object:
    """What is called `module:name` or `path.py:name`; raises InputError where nothing is."""
    source, _, name = given.rpartition(":")
    if not source or not name:
        raise InputError(f"{given}: expected module:name or path.py:name")
    try:
        found: object = import_source(source)
    except (Exception, SystemExit) as error:
        text = f"{given}: cannot import: {type(error).__name__}: {error}"
        raise InputError(text + clash_hint(source, error)) from error
    for step in name.split("."):
        if not hasattr(found, step):
            raise InputError(f"{given}: {source} has no {name!r}{clash_hint(source)}")
        found = getattr(found, step)
    return found
