"""A target behind the wire: rows go out as events, and what stands in the replies is its scores."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextvars import copy_context
from dataclasses import dataclass

from rewards.scoring import Outcome, ScoringError
from rewards.types import Score
from rewards.wire import Platform, WireError, read_reply
from validation.dataset import LabelledSample
from validation.endpoint import Endpoint, InvocationError, StartError, UnavailableError
from validation.errors import InputError
from validation.events import Sent, batches, write_event
from validation.patience import Patience

BATCH_SIZE = 128

IN_FLIGHT = 64
"""Batches handed to an executor before the first of them is waited for: what bounds memory."""


@dataclass(frozen=True)
class EndpointTarget:
    """An endpoint, asked for the scores of rows in batches of at most `batch_size`.

    A batch that fails is halved and sent again, so that one bad sample costs no other its score.
    `described` is the code behind it.
    """

    name: str
    endpoint: Endpoint
    platform: Platform = "nova"
    batch_size: int = BATCH_SIZE
    described: str = ""

    @property
    def code(self) -> str:
        return self.described or self.name

    def outcomes(
        self, rows: Iterable[LabelledSample], executor: Executor | None, repeat: int = 0
    ) -> Iterator[Outcome]:
        """What the replies say of each row; each thread of the executor sends a batch at a time.

        No event tells `repeat`: the function is simply asked again. Raises InputError when it
        cannot be started.
        """
        patience = Patience()
        waiting = batches((row.sample for row in rows), self.batch_size)

        def ask(batch: Sequence[Sent]) -> list[Outcome]:
            return self._asked(batch, patience)

        answers = map(ask, waiting) if executor is None else _in_order(executor, ask, waiting)
        return (outcome for answer in answers for outcome in answer)

    def _asked(self, batch: Sequence[Sent], patience: Patience) -> list[Outcome]:
        if patience.lost is not None:
            return _faults(batch, patience.lost.error_type, patience.lost.message)
        try:
            reply = self.endpoint.invoke(write_event(batch))
        except StartError as error:
            raise InputError(f"{self.name}: the function does not start: {error}") from error
        except InvocationError as error:
            return self._without(batch, error, patience)
        patience.answered()
        return self._read(reply, batch)

    def _without(
        self, batch: Sequence[Sent], error: InvocationError, patience: Patience
    ) -> list[Outcome]:
        """What came of a batch that had no answer: that of its halves, where it has any."""
        if len(batch) == 1 or isinstance(error, UnavailableError):
            patience.failed(error)
            return _faults(batch, error.error_type, error.message)
        half = len(batch) // 2
        return [*self._asked(batch[:half], patience), *self._asked(batch[half:], patience)]

    def _read(self, reply: bytes, batch: Sequence[Sent]) -> list[Outcome]:
        samples = [one.sample for one in batch]
        try:
            scores = read_reply(reply, samples, self.platform)
        except WireError as error:
            return _faults(batch, type(error).__name__, str(error))
        return [_outcome(one, score) for one, score in zip(batch, scores, strict=True)]


def _faults(batch: Sequence[Sent], kind: str, text: str) -> list[Outcome]:
    return [ScoringError(one.sample.id, kind, text) for one in batch]


def _outcome(one: Sent, score: Score) -> Outcome:
    """The number that `on_error` put in the place of a score is none."""
    if score.metrics.get("abstained") == 1:
        return None
    if score.metrics.get("scoring_error") == 1:
        text = f"the function answered {score.value} by its on_error; its log says why"
        return ScoringError(one.sample.id, "scoring_error", text)
    return score


def _in_order(
    executor: Executor,
    ask: Callable[[Sequence[Sent]], list[Outcome]],
    waiting: Iterable[Sequence[Sent]],
) -> Iterator[list[Outcome]]:
    asked: deque[Future[list[Outcome]]] = deque()
    try:
        for batch in waiting:
            # A thread inherits no context, and a handler in this process asks judges by it.
            asked.append(executor.submit(copy_context().run, ask, batch))
            if len(asked) >= IN_FLIGHT:
                yield asked.popleft().result()
        while asked:
            yield asked.popleft().result()
    finally:
        for future in asked:
            future.cancel()
