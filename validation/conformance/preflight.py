"""What comes before a run: rows without a reply, an empty batch, a context that is none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rewards.types import Sample
from rewards.wire import Platform
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.dialects import Duty
from validation.conformance.ground import UNSTEADY, Ground
from validation.conformance.reading import leaking
from validation.conformance.rules import IDS
from validation.conformance.subjects import asked
from validation.conformance.trial import Trial
from validation.target import HandlerEndpoint

_DUTIES: Mapping[Platform, Duty] = {"nova": "must", "serverless-oss": "must"}
"""Whose preflight is known to send raw rows; the others' may be answered with an error."""

ROWS = 3
"""Rows that the preflight of SageMaker's SDK sends."""


def check_preflight(ground: Ground) -> Iterator[Check]:
    """Raw rows, without reply and id, whose questions hold the right answer."""
    name = "rows without a reply or an id"
    trial = ground.trial
    samples = _raw(ground)
    answer = trial.tried(samples, lambda part: _nameless(trial, part))
    if answer.error and _DUTIES.get(trial.platform) != "must":
        yield unchecked(name, f"not known to be sent here, and not read: {answer.error}")
        return
    wrong = f"raised: {answer.error}" if answer.error else ground.fault(answer)
    if not wrong and trial.at_once > 1 and not ground.breaks(IDS):
        wrong = _repeated(answer.entries)
    if not wrong:
        wrong = _paid(ground, answer.scores)
    if not wrong:
        yield passed(name, "answered, each with an id, and no user's turn is paid for")
        return
    fix = (
        "Answer a row whose last turn is not the assistant's with the lowest score, and one "
        "without an id with an id of its own: the SDK's preflight sends raw rows of the dataset."
    )
    yield failed(name, wrong, fix)


def _raw(ground: Ground) -> list[Sample]:
    """Questions, with the right answers in them where a case has one."""
    raw = [
        asked(leaking(case.samples[0], case.samples[0]))
        for case in ground.cases
        if not case.samples[0].messages[-1].tool_calls
    ] or [asked(ground.samples[0])]
    repeated = raw * ROWS
    return [replace(sample, id=f"row-{n}") for n, sample in enumerate(repeated[:ROWS])]


def _nameless(trial: Trial, samples: Sequence[Sample]) -> list[Any]:
    rows = trial.plain(samples)
    return [{key: value for key, value in row.items() if key != "id"} for row in rows]


def _repeated(entries: Sequence[Any]) -> str:
    ids = [repr(entry.get("id")) for entry in entries if isinstance(entry, dict)]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    return "" if twice is None or len(entries) < ROWS else f"the id {twice} is given twice"


def _paid(ground: Ground, scores: Sequence[float | None]) -> str:
    """The lowest pay of a right answer is what no question may earn."""
    if not ground.telling:
        return ""
    right = min(case.scores[0] or 0.0 for case in ground.telling)
    paid = [score for score in scores if score is not None and score >= right]
    return f"a row without a reply earned {paid[0]:.4g}, like a right answer" if paid else ""


def check_empty(ground: Ground) -> Iterator[Check]:
    """A batch of none is answered with none."""
    name = "an empty batch"
    answer = ground.trial.tried((), lambda part: [])
    wrong = f"raised: {answer.error}" if answer.error else ground.fault(answer)
    if wrong:
        yield failed(name, wrong, "Answer an event without samples with a reply without entries.")
        return
    yield passed(name, "answered with a reply without entries")


def check_context(ground: Ground) -> Iterator[Check]:
    """The context that the SDK hands over when it calls a handler itself: `{}`; and None."""
    name = "a context that is none"
    endpoint = ground.trial.endpoint
    if not isinstance(endpoint, HandlerEndpoint):
        yield unchecked(name, "a deployed function always has a real one")
        return
    if not ground.steady:
        yield unchecked(name, UNSTEADY)
        return
    for shown, context in _CONTEXTS.items():
        elsewhere = replace(ground.trial, endpoint=replace(endpoint, context=context))
        elsewhere.form = ground.trial.form
        difference = ground.differs(elsewhere.tried(ground.samples), ground.base.scores)
        if difference:
            fix = "Ask the context for its clock only where it has one: the SDK hands over {}."
            yield failed(name, f"with {shown}: {difference}", fix)
            return
    yield passed(name, "{} and None change no score")


_CONTEXTS: Mapping[str, Callable[[], object]] = {"{}": dict, "None": lambda: None}
