"""Driving a function as the run will: batches, at once, and what Lambda makes of them.

recipe ──▶ DriveRate ─┐
rows ──▶ events ──────┴──▶ drive_function ──▶ TimedCall, TimedCall, … ──▶ LoadReport
"""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from typing import Literal

import numpy as np

from rewards.wire import WireError, read_reply
from rewards.wire.event import read_refusal
from validation.dataset import Dataset
from validation.errors import InputError, name_options
from validation.options import RunOptions
from validation.recipes.finding import FunctionLimits, RunPlan
from validation.targets.deployed import THROTTLED, deployed_function
from validation.targets.endpoint import Endpoint, InvocationError, mute_stdout
from validation.targets.open import LambdaSpec, TargetLike, open_target, parse_target_spec
from validation.targets.target import EncodedSample, EndpointTarget, encode_sample, write_event

# Where a recipe says nothing of them, as Nova's keys have it.
_SAMPLES, _AT_ONCE, _LOCAL_BATCHES = 128, 12, 12
_TOO_LARGE = ("RequestTooLargeException", "Function.ResponseSizeTooLarge")
# An attempt that did not end: by Lambda, by the runtime here, and by the client.
_TIMED_OUT = ("Sandbox.Timedout", "ReadTimeoutError", "CallTimeoutError")

Held = Literal["holds", "fails", "unknown"]


@dataclass(frozen=True)
class DriveRate:
    """What is asked at once.

    Attributes:
        samples: samples of a batch.
        at_once: calls under way at the same time.
    """

    samples: int
    at_once: int


@dataclass(frozen=True)
class TimedCall:
    """One call: its seconds, and the type and text of its error; "" where it was answered."""

    seconds: float
    error: str = ""
    text: str = ""


@dataclass(frozen=True)
class LoadCheck:
    """One question of a load: whether it holds, and the figures."""

    name: str
    held: Held
    says: str


@dataclass(frozen=True)
class LoadReport:
    """What a load came to.

    Attributes:
        function: what was driven.
        is_local: whether it ran on this machine.
        rate: samples a batch, and calls at once.
        calls: every call in the order in which it was sent.
        seconds: of the whole.
        limits: what Lambda holds the function to; None on this machine or where nobody may see it.
    """

    function: str
    is_local: bool
    rate: DriveRate
    calls: tuple[TimedCall, ...]
    seconds: float
    limits: FunctionLimits | None

    @property
    def percentiles(self) -> dict[str, float]:
        """p50, p95 and p99 of the seconds of the calls that were answered; empty where none was."""
        answered = [call.seconds for call in self.calls if not call.error]
        if not answered:
            return {}
        values = np.quantile(answered, [0.5, 0.95, 0.99])
        return dict(zip(("p50", "p95", "p99"), map(float, values), strict=True))

    @property
    def checks(self) -> list[LoadCheck]:
        """Latency, timeouts, throttles, sizes and errors."""
        kinds = Counter(_kind(call) for call in self.calls)
        return [
            self._latency(kinds["timeout"]),
            self._throttles(kinds["throttle"]),
            LoadCheck(
                "size",
                "fails" if kinds["size"] else "holds",
                f"{kinds['size']} of {len(self.calls)} calls above the 6 MB of Lambda",
            ),
            LoadCheck("errors", "fails" if kinds["error"] else "holds", self._error_text()),
        ]

    @property
    def verdict(self) -> Literal["PASS", "FAIL", "INCONCLUSIVE"]:
        """FAIL where a check fails; INCONCLUSIVE where one is unknown, as on this machine."""
        found = {check.held for check in self.checks}
        return "FAIL" if "fails" in found else "INCONCLUSIVE" if "unknown" in found else "PASS"

    def _latency(self, timeouts: int) -> LoadCheck:
        spread = ", ".join(f"{name} {value:.3g} s" for name, value in self.percentiles.items())
        says = f"{spread or 'no call was answered'}; {timeouts} calls ran out of time"
        if self.limits is not None:
            says += f"; its timeout is {self.limits.timeout:g} s"
        longest = self.percentiles.get("p99")
        if timeouts or (self.limits and longest is not None and longest > self.limits.timeout):
            return LoadCheck("latency", "fails", says)
        if self.limits is None or longest is None:
            more = (
                "" if self.limits else f"; its timeout is not known ({name_options('--timeout')})"
            )
            return LoadCheck("latency", "unknown", says + more)
        return LoadCheck("latency", "holds", says)

    def _throttles(self, throttles: int) -> LoadCheck:
        says = f"{throttles} of {len(self.calls)} calls throttled, {self.rate.at_once} at once"
        if self.is_local:
            return LoadCheck("throttles", "unknown", "a run on this machine has no quotas")
        if self.limits is not None:
            most = self.limits.reserved
            quota = self.limits.account if most is None else most
            if quota is not None:
                says += f"; it may have {quota}"
                if quota < self.rate.at_once:
                    return LoadCheck("throttles", "fails", says)
        return LoadCheck("throttles", "fails" if throttles else "holds", says)

    def _error_text(self) -> str:
        said = Counter(f"{c.error}: {c.text[:160]}" for c in self.calls if _kind(c) == "error")
        if not said:
            return f"none in {len(self.calls)} calls"
        return "; ".join(f"{count} times {text}" for text, count in said.most_common(3))


def _kind(call: TimedCall) -> str:
    if not call.error:
        return "answer"
    if call.error in THROTTLED:
        return "throttle"
    if call.error in _TIMED_OUT or "Task timed out" in call.text:
        return "timeout"
    return "size" if call.error in _TOO_LARGE else "error"


def find_rate(plan: RunPlan, at_once: int | None = None) -> DriveRate:
    """The batch and the concurrency that the recipe asks for; `at_once` stands above it."""
    samples, asked = plan.number("batch_to_function"), plan.number("concurrency")
    workers = plan.number("rollout_workers")
    most = max(asked or _AT_ONCE, 64 * workers if workers else 0)
    return DriveRate(int(samples or _SAMPLES), at_once or int(most))


def drive_function(
    given: TargetLike,
    dataset: Dataset,
    rate: DriveRate,
    batches: int | None,
    options: RunOptions,
    timeout: float | None = None,
) -> LoadReport:
    """Send so many batches of the rows, which are repeated where they are too few.

    A local function gets one event at a time, as each of Lambda's environments does: several in one
    process would wait for each other, as they do not on Lambda. A deployed one is asked once for
    each batch, so that no retry hides a throttle.

    Raises InputError where the function cannot be opened or started, and for a rating.
    """
    is_deployed = isinstance(given, str) and isinstance(parse_target_spec(given), LambdaSpec)
    count = batches or (4 * rate.at_once if is_deployed else _LOCAL_BATCHES)
    samples = cycle([encode_sample(row.sample) for row in dataset.rows])
    events = [[*islice(samples, rate.samples)] for _ in range(count)]
    if isinstance(given, str) and is_deployed:
        function = deployed_function(given, rate.at_once, attempts=1)
        limits = None
        if function.timeout is not None:
            limits = FunctionLimits(function.timeout, *function.read_concurrency())
        target = EndpointTarget(given, function, options.platform or "nova", rate.samples)
        return _send_batches(target, given, events, rate, limits, is_local=False)
    limits = None if timeout is None else FunctionLimits(timeout)
    with (
        open_target(given, dataset, replace(options, batch_size=rate.samples)) as opened,
        mute_stdout(),
    ):
        local = opened.as_endpoint_target(options)
        if local is None:
            raise InputError(f"{opened.name}: a rating answers no events, and has no load")
        return _send_batches(
            local, opened.name, events, replace(rate, at_once=1), limits, is_local=True
        )


def _send_batches(
    target: EndpointTarget,
    name: str,
    events: Sequence[Sequence[EncodedSample]],
    rate: DriveRate,
    limits: FunctionLimits | None,
    *,
    is_local: bool,
) -> LoadReport:
    begun = time.perf_counter()
    if is_local:  # in this thread, where a signal can end a call that hangs
        calls = [_call(target, batch) for batch in events]
    else:
        with ThreadPoolExecutor(rate.at_once) as pool:
            calls = [*pool.map(partial(_call, target), events)]
    spent = time.perf_counter() - begun
    return LoadReport(name, is_local, rate, tuple(calls), spent, limits)


def _call(target: EndpointTarget, batch: Sequence[EncodedSample]) -> TimedCall:
    endpoint: Endpoint = target.endpoint
    event = write_event(batch)
    begun = time.perf_counter()
    try:
        reply = endpoint.invoke(event)
    except InvocationError as error:
        return TimedCall(time.perf_counter() - begun, error.error_type, error.message)
    seconds = time.perf_counter() - begun
    try:
        if refusal := read_refusal(reply, target.platform):
            return TimedCall(seconds, "Refused", refusal)
        read_reply(reply, [one.sample for one in batch], target.platform)
    except WireError as error:
        return TimedCall(seconds, type(error).__name__, str(error))
    return TimedCall(seconds)
