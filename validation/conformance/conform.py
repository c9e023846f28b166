"""A handler against its platform's contract: every check, in order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rewards.wire import Platform
from validation.conformance.asks import Asked, counted_asks
from validation.conformance.batches import check_again, check_batching, check_identity
from validation.conformance.cases import Found, found_in, found_in_examples
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.failures import (
    check_broken_row,
    check_empty_reply,
    check_missing_reference,
)
from validation.conformance.ground import UNSTEADY, Ground
from validation.conformance.limits import check_range
from validation.conformance.load import check_batch, check_event_size
from validation.conformance.naming import check_function
from validation.conformance.preflight import check_context, check_empty, check_preflight
from validation.conformance.reading import check_dialects, check_gold_turn, check_prompt
from validation.conformance.reply import check_replies
from validation.conformance.rules import COUNT, rule_of
from validation.conformance.subjects import subjects_of
from validation.conformance.telling import GIVE_DATA, TELLING, check_telling
from validation.conformance.texts import check_depth, check_length, check_letters
from validation.conformance.trial import SpentError, Trial
from validation.dataset import LabelledSample
from validation.endpoint import Endpoint

PROMPTS = 4
"""Prompts of the data that are tried, from all over it."""
REPLIES = 8
"""Replies of the data that are scored where right and wrong answers do not differ."""

PLAIN = "the plain event"

Step = tuple[str, Callable[[Ground], Iterable[Check]]]


@dataclass(frozen=True)
class Conformance:
    """The checks in order, and what they took: events, samples in them, questions to models."""

    checks: tuple[Check, ...]
    events: int
    samples: int
    questions: int


def conform(
    endpoint: Endpoint,
    platform: Platform,
    *,
    rows: Sequence[LabelledSample] = (),
    reward_range: tuple[float, float] | None = None,
    batch_size: int = 128,
    timeout: float | None = None,
    tolerance: float = 0.0,
    max_tokens: int | None = None,
    calls: int | None = None,
) -> list[Check]:
    """The checks of `conformance`, alone."""
    trial = Trial(endpoint, platform, batch_size, tolerance, calls)
    return list(conformance(trial, rows, reward_range, timeout, max_tokens).checks)


def conformance(
    trial: Trial,
    rows: Sequence[LabelledSample] = (),
    reward_range: tuple[float, float] | None = None,
    timeout: float | None = None,
    max_tokens: int | None = None,
) -> Conformance:
    """Hold the trial's endpoint to the contract of its platform.

    It is tried on `rows`: on references said as replies, or on replies; without rows, on examples
    of our own. `timeout` is in seconds, the endpoint's own where it is None. Models that the
    endpoint asks in this process are asked as ever: some fifteen questions, and each of them again
    in most of the events, which a store of answers makes free.

    Raises StartError or UnavailableError where no event can be answered at all.
    """
    with counted_asks() as asked:
        load = partial(
            check_event_size, samples=[row.sample for row in rows], max_tokens=max_tokens
        )
        seconds = trial.endpoint.timeout if timeout is None else timeout
        steps: list[Step] = [
            *_STEPS,
            ("the largest event", load),
            ("the time of a batch", partial(check_batch, timeout=seconds)),
        ]
        held = list(_held(trial, rows, asked, steps))
    named = check_function(trial.endpoint, trial.platform)
    ranged = check_range(trial, reward_range)
    checks = (*held[:1], *check_replies(trial), *held[1:], ranged, *named)
    return Conformance(checks, trial.events, trial.sent, asked.questions)


_STEPS: tuple[Step, ...] = (
    ("order and batch do not matter", check_batching),
    ("nothing is remembered", check_identity),
    ("every form of event", check_dialects),
    ("the last turn is graded", check_gold_turn),
    ("the prompt is not graded", check_prompt),
    ("rows without a reply or an id", check_preflight),
    ("an empty batch", check_empty),
    ("a context that is none", check_context),
    ("a missing reference is no score", check_missing_reference),
    ("a broken row is no score", check_broken_row),
    ("an empty reply is no right answer", check_empty_reply),
    ("letters beyond ASCII", check_letters),
    ("deep metadata", check_depth),
    ("a very long reply", check_length),
)


def _found(trial: Trial, rows: Sequence[LabelledSample]) -> Found:
    if not rows:
        return found_in_examples(trial)
    found = found_in(trial, [[one] for one in subjects_of(rows, PROMPTS)], PROMPTS)
    if not found.telling:
        replies = [row.sample for row in rows if row.sample.answered]
        trial.tried(replies[:REPLIES])
    return found


def _held(
    trial: Trial, rows: Sequence[LabelledSample], asked: Asked, steps: Iterable[Step]
) -> Iterator[Check]:
    """The check of the plain event first; the others need it answered."""
    try:
        found = _found(trial, rows)
        cases = found.telling or found.cases[:PROMPTS]
        if not cases:
            yield _unscored(found, bool(rows))
            return
        samples = tuple(sample for case in cases for sample in case.samples)
        base, again = trial.ask(PLAIN, samples), trial.tried(samples)
    except SpentError as error:
        yield unchecked(PLAIN, str(error), _MORE)
        return
    if base.error:
        yield failed(PLAIN, f"a batch raised: {base.error}", _READ)
        return
    yield passed(PLAIN, f"answered, in the form: {trial.form.name}")
    if any(rule_of(fault) is COUNT for fault in base.faults):
        yield unchecked("every other check", "it takes an entry for each sample")
        return
    repeated = check_again(Ground(trial, cases, base), again)
    ground = Ground(trial, cases, base, repeated.outcome == "passed", asked.questions > 0)
    yield repeated
    for name, step in steps:
        try:
            yield from step(ground)
        except SpentError as error:
            yield unchecked(name, str(error), _MORE)
    yield check_telling(trial, found) if ground.steady else unchecked(TELLING, UNSTEADY)


_MORE = "Let it send more samples: --calls"
_READ = "Read the event of your platform: a list of rows with `id`, `messages`, `reference_answer`."


def _unscored(found: Found, has_rows: bool) -> Check:
    if not has_rows:
        return unchecked(PLAIN, f"no example could be scored: {found.error}", GIVE_DATA)
    if not found.error:
        return unchecked(PLAIN, "no row has a reference or a reply", GIVE_DATA)
    return failed(PLAIN, f"none of the rows was scored: {found.error}", _READ)
