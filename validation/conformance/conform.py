"""Holding a handler to its platform's contract: every check, in order.

    rows of the data, or examples of ours ─▶ find_cases ─▶ Baseline: cases and their scores
                                                             │
        the same event again ─▶ order, batch and ids ─▶ forms of events ─▶ rows as preflight
        sends them ─▶ missing, broken, empty, strange, deep, long ─▶ the largest batch
                                                             │
    Conformance(checks) ◀─ the rules that every reply was held to, and the range of scores

Every event goes through one HandlerUnderTest, which counts and times it and keeps its faults.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from rewards.wire import PlatformName
from validation.conformance import batches, cases, failures, preflight
from validation.conformance.cases import Baseline, FoundCases
from validation.conformance.duties import cite
from validation.conformance.failing_model import FAILING_MODEL, check_failing_model
from validation.conformance.trial import (
    COUNT,
    Check,
    HandlerUnderTest,
    SampleLimitError,
    check_replies,
    rule_of,
)
from validation.dataset import LabelledSample
from validation.errors import name_options
from validation.scoring import UnscoredReply
from validation.targets.endpoint import Endpoint

# Prompts of the data that are tried, from all over it.
PROMPTS = 4
# Replies of the data that are scored where right and wrong answers do not differ.
REPLIES = 8
PLAIN = "the plain event"
_MORE = f"Let it send more samples ({name_options('--calls')})"
_READ = "Read the event of your platform: a list of rows with `id`, `messages`, `reference_answer`."

# What is checked, as its first check is named; and what checks it.
# How often the plain event is sent again at most, to tell noise from a breach of the contract.
_REPEATS = 20
Step = tuple[str, Callable[[Baseline, str], Check | Iterable[Check]]]
_STEPS: tuple[Step, ...] = (
    ("order and batch do not matter", batches.check_batching),
    ("nothing is remembered", batches.check_identity),
    ("every form of event", preflight.check_dialects),
    ("the last turn is graded", preflight.check_gold_turn),
    ("the prompt is not graded", preflight.check_prompt),
    ("rows without a reply or an id", preflight.check_preflight),
    ("an empty batch", preflight.check_empty_batch),
    ("a context that is none", preflight.check_context),
    ("a missing reference is no score", failures.check_missing_reference),
    ("a broken row is no score", failures.check_broken_row),
    ("an empty reply is no right answer", failures.check_empty_reply),
    ("letters beyond ASCII", failures.check_letters),
    ("deep metadata", failures.check_depth),
    ("a very long reply", failures.check_length),
)


@dataclass(frozen=True)
class Conformance:
    """The checks in order, and what they took.

    Attributes:
        checks: the checks.
        events: events that were sent.
        samples: samples in them.
        questions: questions that this process put to models.
        raised: documented events that got no score.
    """

    checks: tuple[Check, ...]
    events: int
    samples: int
    questions: int
    raised: tuple[UnscoredReply, ...] = ()


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
    skip: Collection[str] = (),
) -> list[Check]:
    """The checks of `conformance`, alone."""
    trial = HandlerUnderTest(endpoint, platform, batch_size, tolerance, calls)
    return list(conformance(trial, rows, reward_range, timeout, max_tokens, skip).checks)


def conformance(
    trial: HandlerUnderTest,
    rows: Sequence[LabelledSample] = (),
    reward_range: tuple[float, float] | None = None,
    timeout: float | None = None,
    max_tokens: int | None = None,
    skip: Collection[str] = (),
) -> Conformance:
    """Hold the trial's endpoint to the contract of its platform.

    It is tried on `rows`: on their references said as replies, or on their replies; without rows,
    on examples of our own. `timeout` is in seconds, the endpoint's own where it is None; `skip` may
    hold "failing-model", which takes a process of its own. Models
    that the endpoint asks in this process are asked as ever: some fifteen questions, and each of
    them again in most of the events, which a store of answers makes free.

    Raises StartError or UnavailableError where no event can be answered at all.
    """
    with count_questions() as asked:
        samples = [row.sample for row in rows]
        load = partial(batches.check_event_size, samples=samples, max_tokens=max_tokens)
        seconds = trial.endpoint.timeout if timeout is None else timeout
        full = partial(batches.check_full_batch, timeout=seconds)
        more: tuple[Step, ...] = (("the largest event", load), ("the time of a batch", full))
        if "failing-model" not in skip:
            more = (*more, (FAILING_MODEL, check_failing_model))
        held = list(_run_checks(trial, rows, asked, (*_STEPS, *more)))
    named = preflight.check_function(trial.endpoint, trial.platform)
    ranged = batches.check_range(trial, reward_range)
    made = (*held[:1], *check_replies(trial), *held[1:], ranged, *named)
    checks = tuple(cite(check, trial.platform) for check in made)
    raised = tuple(trial.raised)
    return Conformance(checks, trial.events, trial.sent, asked.questions, raised)


@dataclass
class QuestionCount:
    """How many questions were put to models."""

    questions: int = 0


@contextmanager
def count_questions() -> Iterator[QuestionCount]:
    """While it lasts, this process's questions to models are counted, and asked as ever."""
    counted, before = QuestionCount(), current_asking.get()

    def ask_and_count(ask: Ask, question: Question) -> Reply:
        counted.questions += 1
        return before(ask, question)

    token = current_asking.set(ask_and_count)
    try:
        yield counted
    finally:
        current_asking.reset(token)


def _run_checks(
    trial: HandlerUnderTest,
    rows: Sequence[LabelledSample],
    asked: QuestionCount,
    steps: Iterable[Step],
) -> Iterator[Check]:
    """The check of the plain event first; the others need it answered."""
    try:
        found = _find_cases(trial, rows)
        is_lost = bool(rows and found.error and not found.discriminating_cases)
        if is_lost:
            yield _no_form_check(found)
            found = cases.find_in_examples(trial)
        trial.raised.clear()  # until here, forms and examples were tried that it need not read
        scored = found.discriminating_cases or (() if is_lost else found.cases[:PROMPTS])
        if not scored:
            yield from () if is_lost else (_no_case_check(found, bool(rows)),)
            return
        samples = tuple(sample for case in scored for sample in case.samples)
        result, again = trial.ask(PLAIN, samples), trial.send(samples)
    except SampleLimitError as error:
        trial.raised.clear()  # of forms and examples that it need not read
        yield Check(PLAIN, "not checked", str(error), _MORE)
        return
    if result.error:
        yield Check(PLAIN, "failed", f"a batch raised: {result.error}", _READ)
        return
    form = trial.form
    says = f"answered in the form {form.name!r}, on which all checks rest"
    if not is_lost:
        yield Check(PLAIN, "passed", says, source=form.page)
    if any(rule_of(fault) is COUNT for fault in result.faults):
        yield Check("every other check", "not checked", "it takes an entry for each sample")
        return
    repeated = batches.check_repeatability(Baseline(trial, scored, result), again)
    steady = repeated.outcome == "passed"
    baseline = Baseline(trial, scored, result, steady, asked.questions > 0)
    made, noise = _run_steps(baseline, steps)
    yield noise or repeated
    yield from made
    unsteady = Check(failures.DISCRIMINATION, "not checked", cases.UNSTEADY)
    yield failures.check_discrimination(trial, found) if steady and not noise else unsteady


def _run_steps(baseline: Baseline, steps: Iterable[Step]) -> tuple[list[Check], Check | None]:
    """The checks, and the check that showed noise after one had failed; None where none did.

    A reward that is rarely noisy gets the same scores twice by luck. So where the first check
    fails, the plain event is sent again until its scores differ, and the check is made once more.
    """
    checks: list[Check] = []
    noise, is_sure = None, not baseline.steady
    for name, step in steps:
        made = _run_step(baseline, name, step)
        if not is_sure and any(check.outcome in ("failed", "advice") for check in made):
            noise, is_sure = _find_noise(baseline), True
            if noise:
                baseline = replace(baseline, steady=False)
                made = _run_step(baseline, name, step)
        checks += made
    return checks, noise


def _run_step(
    baseline: Baseline, name: str, step: Callable[[Baseline, str], Check | Iterable[Check]]
) -> list[Check]:
    made: list[Check] = []
    try:
        found = step(baseline, name)
        made.extend([found] if isinstance(found, Check) else found)
    except SampleLimitError as error:
        made.append(Check(name, "not checked", str(error), _MORE))
    return made


def _find_noise(baseline: Baseline) -> Check | None:
    """The check of sameness, made until it fails; None where it never does."""
    try:
        for _ in range(_REPEATS):
            check = batches.check_repeatability(baseline, baseline.trial.send(baseline.samples))
            if check.outcome == "failed":
                return check
    except SampleLimitError:
        return None
    return None


def _find_cases(trial: HandlerUnderTest, rows: Sequence[LabelledSample]) -> FoundCases:
    if not rows:
        return cases.find_in_examples(trial)
    found = cases.find_in_rows(trial, rows, PROMPTS)
    if not found.discriminating_cases:
        trial.send([row.sample for row in rows if row.sample.answered][:REPLIES])
    return found


def _no_form_check(found: FoundCases) -> Check:
    """The rows raise as they stand, and in no other documented form are right answers paid more."""
    other = "; in another form right and wrong answers earn the same" if found.cases else ""
    says = f"the rows of the data raise: {found.error}{other}"
    return Check(PLAIN, "failed", says, _READ)


def _no_case_check(found: FoundCases, has_rows: bool) -> Check:
    none = "no row has a reference or a reply"
    says = none if has_rows else f"no example could be scored: {found.error}"
    return Check(PLAIN, "not checked", says, failures.GIVE_DATA)
