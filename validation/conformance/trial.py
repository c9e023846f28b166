"""Sending events to the endpoint under test, and keeping what all of its replies had in common."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rewards.types import Sample
from rewards.wire import Platform, check_reply
from validation.conformance.answer import Answer, Scores, agree, entries_of, number
from validation.conformance.rows import Form, Row, forms
from validation.conformance.rules import told_once
from validation.endpoint import Endpoint, InvocationError, StartError, UnavailableError

Write = Callable[[Sequence[Sample]], Any]
"""From samples to the event that holds them."""


class SpentError(Exception):
    """The samples that may still be sent are fewer than a check needs."""


@dataclass
class Trial:
    """An endpoint under test: what it may be sent, what it was sent, and what was wrong with it.

    `batch_size` is what the recipe sends at once, `limit` how many samples may be sent in all.
    `seen` are all of the scores, `earned` those of replies that said something.
    """

    endpoint: Endpoint
    platform: Platform
    batch_size: int = 128
    tolerance: float = 0.0
    limit: int | None = None
    events: int = 0
    sent: int = 0
    unanswered: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)
    earned: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.form: Form = forms(self.platform)[0]

    @property
    def at_once(self) -> int:
        """The most samples in an event; a custom scorer is sent one."""
        return 1 if self.platform == "scorer" else self.batch_size

    def plain(self, samples: Sequence[Sample]) -> list[Row]:
        """The event in the form that the endpoint was found to read."""
        return [self.form.row(sample) for sample in samples]

    def ask(self, what: str, samples: Sequence[Sample], write: Write | None = None) -> Answer:
        """What `tried` says; and every fault of a reply is kept, with `what` was sent."""
        answer = self.tried(samples, write)
        for fault in answer.faults:
            self.faults.setdefault(fault, what)
        return answer

    def tried(self, samples: Sequence[Sample], write: Write | None = None) -> Answer:
        """Send the samples, in as many events as the platform would, and read the scores.

        Raises SpentError before it would send more samples than it may, and StartError or
        UnavailableError where no event can be answered at all.
        """
        if self.limit is not None and self.sent + len(samples) > self.limit:
            raise SpentError(f"it takes {len(samples)} more samples, and {self.limit} may be sent")
        parts = list(self._parts(samples, write or self.plain))
        return Answer(
            tuple(samples),
            tuple(score for part in parts for score in part.scores),
            tuple(entry for part in parts for entry in part.entries),
            next((part.error for part in parts if part.error), ""),
            tuple(fault for part in parts for fault in part.faults),
            max((part.seconds for part in parts), default=0.0),
            max((part.size for part in parts), default=0),
        )

    def _parts(self, samples: Sequence[Sample], write: Write) -> Iterator[Answer]:
        for start in range(0, max(len(samples), 1), self.at_once):
            part = samples[start : start + self.at_once]
            yield self._sent(part, write(part))

    def _sent(self, samples: Sequence[Sample], event: Any) -> Answer:
        self.events += 1
        self.sent += len(samples)
        wire = json.dumps(event).encode()
        start = time.perf_counter()
        try:
            reply = self.endpoint.invoke(wire)
        except (StartError, UnavailableError):
            raise
        except InvocationError as error:
            self.unanswered += 1
            nothing: Scores = (None,) * len(samples)
            return Answer(tuple(samples), nothing, nothing, error=_said(error))
        seconds = time.perf_counter() - start
        entries = entries_of(reply, samples)
        faults = told_once(check_reply(reply, _named(samples, event, entries), self.platform))
        scores = tuple(map(number, entries))
        self.seen += [score for score in scores if score is not None]
        said = [bool(sample.response or sample.messages[-1].tool_calls) for sample in samples]
        pairs = zip(scores, said, strict=True)
        self.earned += [score for score, replied in pairs if replied and score is not None]
        return Answer(tuple(samples), scores, entries, "", faults, seconds, len(reply))

    def agree(self, first: Scores, second: Scores) -> bool:
        return agree(first, second, self.tolerance)


def _said(error: InvocationError) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def _named(samples: Sequence[Sample], event: Any, entries: Sequence[Any]) -> list[Sample]:
    """The samples with the ids to expect: one that was sent without may be called anything."""
    rows = event if isinstance(event, list) and len(event) == len(samples) else []
    nameless = {n for n, row in enumerate(rows) if isinstance(row, dict) and "id" not in row}
    return [
        replace(sample, id=_own_id(entries[n], sample)) if n in nameless else sample
        for n, sample in enumerate(samples)
    ]


def _own_id(entry: Any, sample: Sample) -> str | int | float:
    given = entry.get("id") if isinstance(entry, dict) else None
    if isinstance(given, str | int | float) and not isinstance(given, bool):
        return given
    return sample.id
