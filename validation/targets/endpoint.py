"""What a trainer meets: an event goes in as bytes, and a reply comes out as bytes."""

import ctypes
import json
import math
import os
import re
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from logging import StreamHandler, getLogger
from pathlib import Path
from types import FrameType
from typing import Any, Protocol, TextIO

from rewards.types import AssayError


class InvocationError(AssayError):
    """The function answered with an error: its type, the function's own message, and its place.

    The place, as `file.py:12`, is "" where nobody says it.
    """

    def __init__(self, error_type: str, message: str, origin: str = "") -> None:
        super().__init__(error_type, message, origin)
        self.error_type = error_type
        self.message = message
        self.origin = origin

    def __str__(self) -> str:
        return f"{self.error_type}: {self.message}"


class StartError(InvocationError):
    """The function cannot be started, so that no event can ever be answered."""


class UnavailableError(InvocationError):
    """Nobody was there to take the event: what is asked again smaller fares no better."""


# Calls that did not end, after which no more are made: of a reward, and of a handler, whose batches
# are halved until the sample is alone.
MOST_HUNG, MOST_HUNG_EVENTS = 3, 12
# Seconds between two tries to end a call: code that swallows the first gets the next.
_AGAIN = 0.5
_KIT = tuple(str(Path(__file__).parents[2] / name) for name in ("rewards", "judges", "validation"))


class CallTimeoutError(BaseException):
    """A call that did not end in time, and the line where it was.

    It is no `Exception`, so that `except Exception` in the user's code does not take it for a
    fault of the reply.
    """


class CallLimiter:
    """Ends calls of the user's code that take too long, and makes no more after a few of them.

    In the main thread a signal ends a call, even one inside of a regular expression; in another
    thread an exception is put into it, which comes to pass when the next line of Python runs.
    """

    def __init__(self, seconds: float, most: int = MOST_HUNG) -> None:
        self.seconds = seconds
        self.most = most
        self.hung = 0
        self._began: float | None = None  # the call that a kept alarm watches
        self._alarm_set: float | None = None  # when it was, by the same clock; None: none is kept

    def call(self, function: Callable[..., Any], *args: object) -> Any:
        """What the function returns; raises CallTimeoutError where it does not end in time."""
        if self.hung >= self.most:
            raise CallTimeoutError(f"not called: {self.hung} calls before it did not end")
        try:
            if threading.current_thread() is threading.main_thread():
                if self._alarm_set is not None:
                    return self._call_with_kept_alarm(self._alarm_set, function, *args)
                return self._call_with_signal(function, *args)
            return self._call_with_timer(function, *args)
        except CallTimeoutError:
            self.hung += 1
            raise

    @contextmanager
    def keep_alarm(self) -> Iterator[None]:
        """While it lasts, calls in the main thread share an alarm, which costs short ones less.

        The alarm is set anew once a second, since the user's code may use it for itself.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def end_call(number: int, frame: FrameType | None) -> None:
            left = 0.0 if self._began is None else self._began + self.seconds - time.monotonic()
            if left > 0:  # it was set for an earlier call
                signal.setitimer(signal.ITIMER_REAL, left, _AGAIN)
            elif self._began is not None:
                raise CallTimeoutError(self._text(frame))

        before = signal.signal(signal.SIGALRM, end_call)
        self._alarm_set = -math.inf
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            self._alarm_set = None

    def _call_with_kept_alarm(
        self, alarm_set: float, function: Callable[..., Any], *args: object
    ) -> Any:
        self._began = began = time.monotonic()
        if began - alarm_set > 1.0:
            signal.setitimer(signal.ITIMER_REAL, self.seconds, _AGAIN)
            self._alarm_set = began
        try:
            return function(*args)
        finally:
            self._began = None

    def _call_with_signal(self, function: Callable[..., Any], *args: object) -> Any:
        def end_call(number: int, frame: FrameType | None) -> None:
            raise CallTimeoutError(self._text(frame))

        before = signal.signal(signal.SIGALRM, end_call)
        signal.setitimer(signal.ITIMER_REAL, self.seconds, _AGAIN)
        try:
            return function(*args)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _call_with_timer(self, function: Callable[..., Any], *args: object) -> Any:
        thread, ended, said = threading.get_ident(), threading.Event(), [""]

        def end_call() -> None:
            said[0] = self._text(sys._current_frames().get(thread))
            while not ended.is_set():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(CallTimeoutError)
                )
                ended.wait(_AGAIN)

        timer = threading.Timer(self.seconds, end_call)
        timer.daemon = True
        timer.start()
        try:
            return function(*args)
        except CallTimeoutError as error:
            raise CallTimeoutError(said[0]) from error
        finally:
            ended.set()
            timer.cancel()

    def _text(self, frame: FrameType | None) -> str:
        """The line of the user's code: the innermost one that is not of this kit."""
        innermost = frame
        while frame is not None and frame.f_code.co_filename.startswith(_KIT):
            frame = frame.f_back
        frame = frame or innermost
        place = "" if frame is None else f"; it was at {frame.f_code.co_filename}:{frame.f_lineno}"
        return f"no answer after {self.seconds:g} s{place}"


def count_nothing(replies: int) -> None:
    """A target that is asked outside a run is asked as often as one likes."""


# Told how many replies go to the target, before they do; a run's bill may refuse by an exception.
current_meter: ContextVar[Callable[[int], None]] = ContextVar("meter", default=count_nothing)


_LINE = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')


def traced_origin(answer: Mapping[str, Any]) -> str:
    """Where the function raised: the last line of its own in the `stackTrace` of Lambda's error."""
    lines = [_LINE.search(str(line)) for line in answer.get("stackTrace") or ()]
    places = [(found["file"], found["line"]) for found in lines if found]
    own = [it for it in places if "site-packages" not in it[0] and "/lib/python" not in it[0]]
    file, line = (own or places or [("", "")])[-1]
    return f"{file.removeprefix('/var/task/')}:{line}" if file else ""


class Endpoint(Protocol):
    """A handler in this process, a built artifact, or a deployed function."""

    @property
    def name(self) -> str:
        """As the user wrote it."""

    @property
    def timeout(self) -> float | None:
        """Seconds that the function has for one event; None where nobody says."""

    def invoke(self, event: bytes) -> bytes:
        """The reply as it stands on the wire; raises InvocationError where there is none."""


REQUEST_LIMIT = 6 * 1024 * 1024
# Bytes that Lambda takes and hands back when it is invoked synchronously.
RESPONSE_LIMIT = REQUEST_LIMIT + 100


def check_request_size(event: bytes) -> None:
    """Raises InvocationError for an event that Lambda would not take."""
    if len(event) > REQUEST_LIMIT:
        raise InvocationError(
            "RequestTooLargeException",
            f"Request must be smaller than {REQUEST_LIMIT} bytes for the InvokeFunction operation",
        )


def check_response_size(reply: bytes) -> None:
    """Raises InvocationError for a reply that Lambda would not hand back."""
    if len(reply) > RESPONSE_LIMIT:
        raise InvocationError(
            "Function.ResponseSizeTooLarge",
            f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)",
        )


def marshal_reply(reply: object) -> bytes:
    """What a handler answers as Lambda's runtime for Python puts it on the wire.

    Bytes are sent as they are; all else is JSON by the rules of awslambdaric and its simplejson:
    named tuples are objects, bytes inside are text, Decimals are numbers as they are written, and
    NaN is let through. Raises InvocationError for what these rules have no form for.
    """
    if isinstance(reply, bytes):
        return reply
    try:
        return json.dumps(_as_json(reply), ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        text = f"Unable to marshal response: {error}"
        raise InvocationError("Runtime.MarshalError", text) from error


def _as_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if callable(as_dict := getattr(value, "_asdict", None)):
        value = as_dict()
        if not isinstance(value, dict):
            raise TypeError(f"_asdict() must return a dict, not {type(value).__name__}")
    if isinstance(value, tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, dict):
        keys = (key.decode() if isinstance(key, bytes) else key for key in value)
        return {key: _as_json(held) for key, held in zip(keys, value.values(), strict=True)}
    return _plain_value(value)


def _plain_value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, Decimal):
        return math.nan if value.is_nan() else json.loads(str(value))
    return value


# Seconds that Lambda gives a function at most.
LONGEST_INVOCATION = 900.0


@dataclass(frozen=True)
class LocalLambdaContext:
    """The second argument of a handler, made anew for each event: its clock runs from then."""

    function_name: str = "SageMaker-local"
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:SageMaker-local"
    log_group_name: str = "/aws/lambda/SageMaker-local"
    log_stream_name: str = "local"
    identity: None = None
    client_context: None = None
    seconds: float = LONGEST_INVOCATION
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    began: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.began + self.seconds - time.monotonic()) * 1000))


# Samples alone that fail with one type of error, where none was scored, before that is all.
MOST_FAILURES = 3


class CircuitBreaker:
    """What one round of asking has met so far; `lost` is the error that ended it."""

    def __init__(self) -> None:
        self.lost: InvocationError | None = None
        self._answered = False
        self._failures: list[str] = []

    def record_answer(self) -> None:
        """Some event had an answer: from now on a failure is its own event's."""
        self._answered = True

    def record_failure(self, error: InvocationError) -> None:
        """An event that cannot be made smaller, or would not fare better, had none."""
        self._failures.append(error.error_type)
        if not self._answered and self._failures.count(error.error_type) >= MOST_FAILURES:
            self.lost = error


@cache
def _nowhere() -> TextIO:
    """It is never closed, since a logger that was made meanwhile keeps it."""
    return open(os.devnull, "w", encoding="utf-8")


@contextmanager
def mute_stdout() -> Iterator[None]:
    """While it lasts, what is printed on stdout is thrown away: a handler logs every event there.

    Down to the file descriptor, since libraries print from C; and Python's own stdout as well,
    which in a notebook is not that descriptor, and which our handlers' logger has kept.
    """
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(_nowhere().fileno(), 1)
    logs = [log for log in getLogger("assay").handlers if isinstance(log, StreamHandler)]
    streams = [log.setStream(_nowhere()) for log in logs]
    try:
        with redirect_stdout(_nowhere()):
            yield
    finally:
        if not sys.stdout.closed:
            sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        for log, stream in zip(logs, streams, strict=True):
            log.setStream(stream or _nowhere())
