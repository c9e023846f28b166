"""A handler against its platform's contract: every check, in order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from rewards.wire import PlatformName
from validation.conformance.batches import (
    check_batching,
    check_event_size,
    check_full_batch,
    check_identity,
    check_range,
    check_repeatability,
)
from validation.conformance.cases import FoundCases, find_cases, find_in_examples, questions_of
from validation.conformance.failures import (
    DISCRIMINATION,
    GIVE_DATA,
    check_broken_row,
    check_depth,
    check_discrimination,
    check_empty_reply,
    check_length,
    check_letters,
    check_missing_reference,
)
from validation.conformance.ground import UNSTEADY, Baseline
from validation.conformance.preflight import (
    check_context,
    check_dialects,
    check_empty_batch,
    check_function,
    check_gold_turn,
    check_preflight,
    check_prompt,
)
from validation.conformance.trial import (
    COUNT,
    Check,
    HandlerUnderTest,
    SampleLimitError,
    check_replies,
    failed_check,
    passed_check,
    rule_of,
    skipped_check,
)
from validation.dataset import LabelledSample
from validation.targets.endpoint import Endpoint


@dataclass
class QuestionCount:
    """How many questions were put to models."""

    questions: int = 0


@contextmanager
def count_questions() -> Iterator[QuestionCount]:
    """While it lasts, this process's questions to models are counted, and asked as ever."""
    counted, before = QuestionCount(), current_asking.get()

    def asked(ask: Ask, question: Question) -> Reply:
        counted.questions += 1
        return before(ask, question)

    token = current_asking.set(asked)
    try:
        yield counted
    finally:
        current_asking.reset(token)


PROMPTS = 4
"""Prompts of the data that are tried, from all over it."""
REPLIES = 8
"""Replies of the data that are scored where right and wrong answers do not differ."""

PLAIN = "the plain event"

Step = tuple[str, Callable[[Baseline], Iterable[Check]]]


@dataclass(frozen=True)
class Conformance:
    """The checks in order, and what they took: events, samples in them, questions to models."""

    checks: tuple[Check, ...]
    events: int
    samples: int
    questions: int


def conform(
    endpoint: Endpoint,
    platform: PlatformName,
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
    trial = HandlerUnderTest(endpoint, platform, batch_size, tolerance, calls)
    return list(conformance(trial, rows, reward_range, timeout, max_tokens).checks)


def conformance(
    trial: HandlerUnderTest,
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
    with count_questions() as asked:
        load = partial(
            check_event_size, samples=[row.sample for row in rows], max_tokens=max_tokens
        )
        seconds = trial.endpoint.timeout if timeout is None else timeout
        steps: list[Step] = [
            *_STEPS,
            ("the largest event", load),
            ("the time of a batch", partial(check_full_batch, timeout=seconds)),
        ]
        held = list(_run_checks(trial, rows, asked, steps))
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
    ("an empty batch", check_empty_batch),
    ("a context that is none", check_context),
    ("a missing reference is no score", check_missing_reference),
    ("a broken row is no score", check_broken_row),
    ("an empty reply is no right answer", check_empty_reply),
    ("letters beyond ASCII", check_letters),
    ("deep metadata", check_depth),
    ("a very long reply", check_length),
)


def _find_in_data(trial: HandlerUnderTest, rows: Sequence[LabelledSample]) -> FoundCases:
    if not rows:
        return find_in_examples(trial)
    found = find_cases(trial, [[one] for one in questions_of(rows, PROMPTS)], PROMPTS)
    if not found.telling:
        replies = [row.sample for row in rows if row.sample.answered]
        trial.tried(replies[:REPLIES])
    return found


def _run_checks(
    trial: HandlerUnderTest,
    rows: Sequence[LabelledSample],
    asked: QuestionCount,
    steps: Iterable[Step],
) -> Iterator[Check]:
    """The check of the plain event first; the others need it answered."""
    try:
        found = _find_in_data(trial, rows)
        cases = found.telling or found.cases[:PROMPTS]
        if not cases:
            yield _no_case_check(found, bool(rows))
            return
        samples = tuple(sample for case in cases for sample in case.samples)
        base, again = trial.ask(PLAIN, samples), trial.tried(samples)
    except SampleLimitError as error:
        yield skipped_check(PLAIN, str(error), _MORE)
        return
    if base.error:
        yield failed_check(PLAIN, f"a batch raised: {base.error}", _READ)
        return
    yield passed_check(PLAIN, f"answered, in the form: {trial.form.name}")
    if any(rule_of(fault) is COUNT for fault in base.faults):
        yield skipped_check("every other check", "it takes an entry for each sample")
        return
    repeated = check_repeatability(Baseline(trial, cases, base), again)
    ground = Baseline(trial, cases, base, repeated.outcome == "passed", asked.questions > 0)
    yield repeated
    for name, step in steps:
        try:
            yield from step(ground)
        except SampleLimitError as error:
            yield skipped_check(name, str(error), _MORE)
    yield (
        check_discrimination(trial, found)
        if ground.steady
        else skipped_check(DISCRIMINATION, UNSTEADY)
    )


_MORE = "Let it send more samples: --calls"
_READ = "Read the event of your platform: a list of rows with `id`, `messages`, `reference_answer`."


def _no_case_check(found: FoundCases, has_rows: bool) -> Check:
    if not has_rows:
        return skipped_check(PLAIN, f"no example could be scored: {found.error}", GIVE_DATA)
    if not found.error:
        return skipped_check(PLAIN, "no row has a reference or a reply", GIVE_DATA)
    return failed_check(PLAIN, f"none of the rows was scored: {found.error}", _READ)
