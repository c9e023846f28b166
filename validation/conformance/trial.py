"""Sending events to the endpoint under test, and judging what all of its replies have in common."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from rewards.types import AssayError, Sample
from rewards.wire import PLATFORMS, PlatformName, check_reply
from rewards.wire.event import read_refusal
from rewards.wire.rows import Row, RowForm, row_forms
from validation.errors import CallLimitError, InputError, OutageBreaker, outage_cause
from validation.scoring import UnscoredReply
from validation.targets.endpoint import (
    Endpoint,
    InvocationError,
    StartError,
    UnavailableError,
    current_meter,
)

# A number a sample, in their order; None where none can be read.
Scores = tuple[float | None, ...]
# From samples to the event that holds them.
EventWriter = Callable[[Sequence[Sample]], Any]
CheckOutcome = Literal["passed", "failed", "advice", "not checked"]


@dataclass(frozen=True)
class Check:
    """One rule of the contract, how the endpoint did, and what to do about it.

    Attributes:
        name: of the check, as docs/conform.md lists it.
        outcome: `passed`, `failed`, `not checked`; or `advice` for what would have failed if a page
            of the platform showed that such an event is sent.
        says: what was seen: the same for two equal runs, so it holds no times.
        fix: how to mend what failed. Of what was not checked, it says what it would take to check
            it, where a verdict needs that; without one, nothing is missing.
        times: seconds by what took them, which no two runs share.
        source: the page or the source that says so.
        title: what was seen, of a check that failed and of advice; else "".
    """

    name: str
    outcome: CheckOutcome
    says: str
    fix: str = ""
    times: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    title: str = ""

    @classmethod
    def of(cls, name: str, wrong: str, fix: str, right: str) -> Self:
        """A check that failed with what is `wrong`, or passed where that is ""."""
        return cls(name, "failed", wrong, fix) if wrong else cls(name, "passed", right)

    @property
    def says_with_times(self) -> str:
        """What a person reads: `… (a batch of 128: 0.013 s)`."""
        times = ", ".join(f"{what}: {seconds:.2g} s" for what, seconds in self.times.items())
        return f"{self.says} ({times})" if times else self.says

    @property
    def open(self) -> bool:
        """Whether something that a verdict needs could not be checked."""
        return self.outcome == "not checked" and bool(self.fix)


@dataclass(frozen=True)
class BatchResult:
    """What samples were answered with, in one event or in several.

    Attributes:
        samples: what was sent.
        scores: a score each; None where none can be read.
        entries: the entry of the reply for each sample; None where there is none.
        error: what was raised; "" where every event was answered.
        faults: what is illegal in the replies.
        seconds: what the slowest of the events took.
        size: bytes of the longest reply.
        origin: where the error was raised, as `file.py:12`; "" where that is unknown.
    """

    samples: tuple[Sample, ...]
    scores: Scores
    entries: tuple[Any, ...] = ()
    error: str = ""
    faults: tuple[str, ...] = ()
    seconds: float = 0.0
    size: int = 0
    origin: str = ""


class SampleLimitError(AssayError):
    """The samples that may still be sent are fewer than a check needs."""


@dataclass
class HandlerUnderTest:
    """An endpoint under test: what it may be sent, what it was sent, and what was wrong with it.

    Attributes:
        endpoint: what answers events.
        platform: whose contract it is held to.
        batch_size: samples that the recipe sends at once.
        tolerance: by how much a score may differ when it is asked again.
        limit: samples that may be sent in all; None for any number.
        events: events sent.
        sent: samples sent.
        unanswered: events that raised.
        faults: each fault of a reply, with what was sent.
        seen: all scores.
        earned: the scores of replies that were not empty.
        raised: documented events that got no score, once cases were found that get one.
        form: the form of rows that the endpoint was found to read; the platform's first until then.
    """

    endpoint: Endpoint
    platform: PlatformName
    batch_size: int = 128
    tolerance: float = 0.0
    limit: int | None = None
    events: int = 0
    sent: int = 0
    unanswered: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)
    earned: list[float] = field(default_factory=list)
    raised: list[UnscoredReply] = field(default_factory=list)
    _outage: OutageBreaker = field(default_factory=OutageBreaker, init=False, repr=False)

    def __post_init__(self) -> None:
        self.form: RowForm = row_forms(self.platform)[0]

    @property
    def max_batch(self) -> int:
        """The most samples in an event; a custom scorer is sent one."""
        return 1 if PLATFORMS[self.platform].default_batch == 1 else self.batch_size

    def plain_rows(self, samples: Sequence[Sample]) -> list[Row]:
        """The event in the form that the endpoint was found to read."""
        return [self.form.row(sample) for sample in samples]

    def ask(
        self,
        what: str,
        samples: Sequence[Sample],
        write: EventWriter | None = None,
        *,
        may_raise: bool = False,
    ) -> BatchResult:
        """Send the samples, and keep every fault of a reply and every error, with `what` was sent.

        Where the handler may raise, as without a reference, `may_raise` keeps no error.
        """
        answer = self.send(samples, write)
        for fault in answer.faults:
            self.faults.setdefault(fault, what)
        if answer.error and not may_raise and outage_cause("", answer.error) is None:
            alone = samples[0].response if len(samples) == 1 else ""
            error = answer.error.removesuffix(f" at {answer.origin}")
            prompt = str(samples[0].id)
            self.raised.append(UnscoredReply(prompt, alone, what, error, answer.origin))
        return answer

    def send(self, samples: Sequence[Sample], write: EventWriter | None = None) -> BatchResult:
        """Send the samples, in as many events as the platform would, and read the scores.

        Raises SampleLimitError before it would send more samples than it may, StartError or
        UnavailableError where no event can be answered at all, and InputError after twenty events
        in a row that ended in a fault of a provider or of access.
        """
        if self.limit is not None and self.sent + len(samples) > self.limit:
            more = f"it takes {len(samples)} more samples, and {self.limit} may be sent"
            raise SampleLimitError(more)
        parts = []
        for start in range(0, max(len(samples), 1), self.max_batch):
            part = samples[start : start + self.max_batch]
            parts.append(self._send_event(part, (write or self.plain_rows)(part)))
        return BatchResult(
            tuple(samples),
            tuple(score for part in parts for score in part.scores),
            tuple(entry for part in parts for entry in part.entries),
            next((part.error for part in parts if part.error), ""),
            tuple(fault for part in parts for fault in part.faults),
            max((part.seconds for part in parts), default=0.0),
            max((part.size for part in parts), default=0),
            next((part.origin for part in parts if part.error), ""),
        )

    def _send_event(self, samples: Sequence[Sample], event: Any) -> BatchResult:
        try:
            current_meter.get()(len(samples))
        except CallLimitError as error:
            raise SampleLimitError(str(error)) from error
        self.events += 1
        self.sent += len(samples)
        wire = json.dumps(event).encode()
        nothing: Scores = (None,) * len(samples)
        start = time.perf_counter()
        try:
            reply = self.endpoint.invoke(wire)
        except (StartError, UnavailableError):
            raise
        except InvocationError as error:
            return self._record_error(samples, error)
        self._outage.record_success()
        seconds = time.perf_counter() - start
        refusal = read_refusal(reply, self.platform)
        if refusal:
            self.unanswered += 1
            return BatchResult(tuple(samples), nothing, nothing, refusal)
        entries = _entries_of(reply, samples)
        scores = tuple(map(_entry_score, entries))
        for sample, score in zip(samples, scores, strict=True):
            if score is not None:
                self.seen.append(score)
                replied = sample.response or sample.messages[-1].tool_calls
                self.earned += [score] if replied else []
        expected = _with_expected_ids(samples, event, entries)
        faults = check_reply(reply, expected, self.platform)
        if any(rule_of(fault) is COUNT for fault in faults):  # it says which ids are missing
            faults = [fault for fault in faults if rule_of(fault) is not IDS]
        size = len(reply)
        return BatchResult(tuple(samples), scores, entries, "", tuple(faults), seconds, size)

    def _record_error(self, samples: Sequence[Sample], error: InvocationError) -> BatchResult:
        self.unanswered += 1
        if why := self._outage.record_failure(error.error_type, error.message):
            raise InputError(
                f"{why} events; this is a fault of the provider or of access, and none of the "
                "handler's: mend it and run again"
            ) from error
        text = " ".join(str(error).split())[:300] or type(error).__name__
        text += f" at {error.origin}" if error.origin else ""
        nothing: Scores = (None,) * len(samples)
        return BatchResult(tuple(samples), nothing, nothing, text, origin=error.origin)

    def agree(self, first: Scores, second: Scores) -> bool:
        """Whether the scores are the same, within the tolerance; NaN is the same as NaN."""
        return len(first) == len(second) and all(
            _is_same_score(a, b, self.tolerance) for a, b in zip(first, second, strict=True)
        )


def _entries_of(reply: bytes, samples: Sequence[Sample]) -> tuple[Any, ...]:
    """The entry for each sample: by its id where the ids tell them apart, else in order.

    It reads more than is legal (an envelope or none, a body that is no string, NaN), so that one
    fault of the reply does not hide what the others are.
    """
    decoded = _decode_json(reply)
    if isinstance(decoded, dict) and "body" in decoded:
        body = decoded["body"]
        decoded = _decode_json(body) if isinstance(body, str) else body
    entries = decoded if isinstance(decoded, list) else []
    found = [repr(entry.get("id")) for entry in entries if isinstance(entry, dict)]
    wanted = [repr(sample.id) for sample in samples]
    if len(set(wanted)) == len(wanted) == len(entries) and sorted(found) == sorted(wanted):
        return tuple(entries[found.index(identity)] for identity in wanted)
    return tuple((entries + [None] * len(samples))[: len(samples)])


def _decode_json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _entry_score(entry: object) -> float | None:
    """The score in an entry, from a numeric string or a boolean too."""
    value = entry.get("aggregate_reward_score") if isinstance(entry, dict) else None
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None


def _with_expected_ids(
    samples: Sequence[Sample], event: Any, entries: Sequence[Any]
) -> list[Sample]:
    """The samples with the ids to expect: a row that was sent without one may get any."""
    is_listed = isinstance(event, list) and len(event) == len(samples)
    rows = event if is_listed else [None] * len(samples)
    expected = []
    for sample, row, entry in zip(samples, rows, entries, strict=True):
        given = entry.get("id") if isinstance(entry, dict) else None
        nameless = isinstance(row, dict) and "id" not in row
        if nameless and isinstance(given, str | int | float) and not isinstance(given, bool):
            sample = replace(sample, id=given)
        expected.append(sample)
    return expected


def _is_same_score(first: float | None, second: float | None, tolerance: float) -> bool:
    if first is None or second is None:
        return first is second
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return first == second or abs(first - second) <= tolerance


def format_scores(scores: Scores) -> str:
    """The scores as a person reads them: at most six, four digits each."""
    numbers = ["none" if score is None else f"{score:.4g}" for score in scores[:6]]
    return ", ".join(numbers) + (", …" if len(scores) > 6 else "")


@dataclass(frozen=True)
class Rule:
    """A rule for replies: its name, the faults that break it, and how they are mended."""

    name: str
    about: re.Pattern[str]
    fix: str


COUNT = Rule(
    "reply: count",
    re.compile(r"entries, one a sample"),
    "Answer with one entry for each sample, in the event's order; never leave one out.",
)
IDS = Rule(
    "reply: ids",
    re.compile(r"^reply\[\d+\]\.id:|^reply: .*(?:missing for the sample|too many with the id)"),
    "Echo each sample's id as it came; give one that came without an id an id of its own.",
)
SCORES = Rule(
    "reply: scores",
    re.compile(r"^reply\[\d+\]\.aggregate_reward_score|is not a number of JSON"),
    "Answer with a finite number for each sample: no NaN, Infinity, null, text or bool. What "
    "cannot be scored raises.",
)
METRICS = Rule(
    "reply: metrics",
    re.compile(r"^reply\[\d+\]\.metrics_list"),
    'Give each metric a name of its own, a finite number and the type "Metric" or "Reward".',
)
# The rule of every fault that no other rule is about; each platform has a fix of its own.
FORM = Rule("reply: form", re.compile(""), "")


def rule_of(fault: str) -> Rule:
    """The rule that a fault breaks."""
    rules = (COUNT, IDS, SCORES, METRICS, FORM)
    return next(rule for rule in rules if rule.about.search(fault))


def check_replies(trial: HandlerUnderTest) -> Iterator[Check]:
    """Five checks, of every reply that the trial has seen."""
    answered = trial.events - trial.unanswered
    if not answered:
        yield Check(FORM.name, "not checked", "no event was answered")
        return
    for rule in (FORM, COUNT, IDS, SCORES, METRICS):
        faults = [fault for fault in trial.faults if rule_of(fault) is rule]
        if not faults:
            yield Check(rule.name, "passed", f"legal in {answered} replies")
            continue
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        says = f"{faults[0]}, for {trial.faults[faults[0]]}{more}"
        fix = rule.fix or PLATFORMS[trial.platform].reply_fix
        yield Check(rule.name, "failed", says, fix)
