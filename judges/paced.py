"""The pace of asking: within a model's limits a minute, and within the time that a call has left.

`Paced` waits rather than be told to slow down. `fit_to_deadline` makes a client less patient where
the call that it serves is about to end.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

from judges.ask import Ask, Question, Reply
from judges.errors import VerdictError
from rewards.scoring import current_call

# Seconds; no answer is waited for less long than this, unless the settings say so.
SHORTEST = 2.0

_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True)
class Paced:
    """Asks within so many requests, or tokens, or both, a minute; see `RateLimiter`.

    Tokens are guessed before each question, as a fourth of the question's characters and all of
    `max_tokens`; Bedrock too sets those aside of its quota (its user guide, "How tokens are
    counted"). The usage of each answer then takes the place of the guess, and says how much later
    guesses are worth. A request that came to no answer counts as guessed. Where a quota counts an
    output token several times, as Bedrock does for Claude, the limit is best set lower.

    All that are equal share one pace in a process; several processes must share out the limit
    among themselves. Requests that the Ask sends again on its own are not seen here. Raises
    ValueError for limits that are none; when called, TimeoutError at once where the wait would
    pass the call's deadline, and whatever the Ask raises.

    Attributes:
        ask: the Ask whose questions are spaced.
        requests_per_minute: the limit of requests; None where there is none.
        tokens_per_minute: the limit of tokens of input and output; None where there is none.
    """

    ask: Ask
    requests_per_minute: float | None = field(default=None, repr=False)
    tokens_per_minute: float | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        limits = {
            "requests_per_minute": self.requests_per_minute,
            "tokens_per_minute": self.tokens_per_minute,
        }
        if set(limits.values()) == {None}:
            raise ValueError(f"expected a limit: {' or '.join(limits)}")
        for name, limit in limits.items():
            if limit is not None and not 0 < limit < math.inf:
                raise ValueError(f"{name}: expected a finite number above 0, got {limit!r}")

    def __call__(self, question: Question) -> Reply:
        with _making:  # all that are equal share the one that the first of them makes
            pace = _limiter(self)
        turn = pace.wait(estimated_tokens(question), current_call.get().deadline)
        try:
            reply = self.ask(question)
        except VerdictError as error:
            if error.usage:
                used = sum(usage.input_tokens + usage.output_tokens for usage in error.usage)
                pace.settle(turn, used)
            raise
        pace.settle(turn, reply.input_tokens + reply.output_tokens)
        return reply


@dataclass(frozen=True)
class Reservation:
    """A request's leave to go: the tokens guessed for it, and those that were set aside."""

    guessed: float
    reserved: float


class RateLimiter:
    """Spaces requests evenly: one may go when all before it are worked off at the limit's rate.

    This is the generic cell rate algorithm in its form of virtual scheduling, with no tolerance
    for bursts (ITU-T I.371, annex A): for each limit, the time at which the next request is due
    moves on by what each request takes of a minute. Idle time is not saved up, so in any minute
    no more than the limit goes.

    `clock` is in seconds, and `sleep` waits for that many. Safe with many threads.
    """

    def __init__(
        self,
        requests_per_minute: float | None,
        tokens_per_minute: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._per_request = 60 / requests_per_minute if requests_per_minute else 0.0
        self._per_token = 60 / tokens_per_minute if tokens_per_minute else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._request_due = self._tokens_due = -math.inf
        self._guessed = self._used = 0.0

    def wait(self, guessed: float, deadline: float | None = None) -> Reservation:
        """Waits for this request's turn, behind all that came before it.

        Set aside are the guessed tokens times what guesses have been worth so far. Raises
        TimeoutError at once, and leaves the turn free, where it comes after the deadline, a
        moment of `clock`.
        """
        with self._lock:
            now = self._clock()
            start = max(now, self._request_due, self._tokens_due)
            if deadline is not None and start > deadline:
                raise TimeoutError(
                    f"its turn within the limits per minute comes in {start - now:.1f} s, and "
                    f"{deadline - now:.1f} s are left"
                )
            reserved = guessed * (self._used / self._guessed if self._guessed else 1.0)
            self._request_due = start + self._per_request
            self._tokens_due = start + reserved * self._per_token
        if start > now:
            self._sleep(start - now)
        return Reservation(guessed, reserved)

    def settle(self, turn: Reservation, used: float) -> None:
        """Puts what a request has used in the place of what was set aside for it."""
        with self._lock:
            self._tokens_due += (used - turn.reserved) * self._per_token
            self._guessed += turn.guessed
            self._used += used


_making = threading.Lock()


@cache
def _limiter(paced: Paced) -> RateLimiter:
    return RateLimiter(paced.requests_per_minute, paced.tokens_per_minute)


def estimated_tokens(question: Question) -> float:
    """A fourth of the characters that are sent, and as many tokens as may come back."""
    texts = (question.system, question.text, *(turn.content for turn in question.history))
    return sum(map(len, texts)) / _CHARACTERS_A_TOKEN + question.sampling.max_tokens


class TimeoutSettings(Protocol):
    """The settings of an Ask that say how long asking may take."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def attempts(self) -> int: ...

    @property
    def read_timeout(self) -> float: ...

    @property
    def worst_case(self) -> float: ...


_Settings = TypeVar("_Settings", bound=TimeoutSettings)


def fit_to_deadline(settings: _Settings, model: str) -> tuple[_Settings, float | None]:
    """The settings as they are, or as impatient as the deadline demands; and the seconds left.

    First attempts are given up, and then half of `read_timeout`, and half of that: in steps, since
    a client may be made for each. Raises TimeoutError where even one attempt with the shortest
    wait might end too late. Without a deadline the seconds are None.
    """
    deadline = current_call.get().deadline
    if deadline is None:
        return settings, None
    left = deadline - time.monotonic()
    for shorter in _shorter_settings(settings):
        if shorter.worst_case <= left:
            return shorter, left
    raise TimeoutError(
        f"asking {model} may take {shorter.worst_case:.1f} s at the least, and {left:.1f} s are "
        f"left: lower read_timeout ({settings.read_timeout:g}), or give the call more time"
    )


def _shorter_settings(settings: _Settings) -> Iterator[_Settings]:
    yield settings
    for attempts in range(settings.attempts - 1, 0, -1):
        yield replace(settings, attempts=attempts)
    wait = settings.read_timeout / 2
    while wait >= SHORTEST:
        yield replace(settings, attempts=1, read_timeout=wait)
        wait /= 2


def check_patience(settings: object, *seconds: str) -> None:
    """Raises ValueError, with the setting's name, for a count below 1 or seconds not above 0.

    The counts are `attempts` and `connections`.
    """
    for name in ("attempts", "connections"):
        number = getattr(settings, name)
        if type(number) is not int or number < 1:
            raise ValueError(f"{name}: expected a whole number of 1 or more, got {number!r}")
    for name in seconds:
        length = getattr(settings, name)
        if not 0 < length < math.inf:
            raise ValueError(f"{name}: expected seconds above 0, got {length!r}")
