"""Whether the target reads every form of an event that its platform sends, and never the gold."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rewards.types import Message, Sample
from validation.conformance.answer import Answer
from validation.conformance.cases import Case
from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.dialects import Dialect, dialects
from validation.conformance.ground import UNSTEADY, Ground
from validation.conformance.subjects import asked
from validation.conformance.trial import Trial


def check_dialects(ground: Ground) -> Iterator[Check]:
    """One check for each dialect that the platform sends, and one for all of the others."""
    if not ground.steady:
        yield unchecked("every form of event", UNSTEADY)
        return
    trial = ground.trial
    noted: dict[str, bool] = {}
    for dialect in dialects(trial.platform, trial.form):
        duty = dialect.duties.get(trial.platform)
        if duty is None:
            read = _compared(ground, dialect, ground.cases[0].samples)
            if read is not None:
                noted[dialect.name] = not read
            continue
        difference = _compared(ground, dialect, ground.samples)
        if difference is not None:
            yield _judged(dialect, duty, difference)
    yield _others(noted)


def _judged(dialect: Dialect, duty: str, difference: str) -> Check:
    name = f"event: {dialect.name}"
    if not difference:
        return passed(name, "the same scores")
    if duty == "may raise" and difference.startswith("raised"):
        return unchecked(name, f"not read: {difference}")
    return failed(name, difference, dialect.fix)


def _others(noted: dict[str, bool]) -> Check:
    read = ", ".join(name for name, is_read in noted.items() if is_read) or "none"
    unread = ", ".join(name for name, is_read in noted.items() if not is_read) or "none"
    says = f"not known to be sent here; read alike: {read}; not: {unread}"
    return unchecked("event: other forms", says)


def _compared(ground: Ground, dialect: Dialect, samples: Sequence[Sample]) -> str | None:
    """How the scores differ from those of the plain form; None where this one looks no different.

    A batch is compared with the same batch, and one sample with itself alone.
    """
    trial = ground.trial
    groups = [[sample] for sample in samples[:2]] if dialect.alone else [list(samples)]
    differences = []
    for group in groups:
        if dialect.write(group[: trial.at_once], trial.form) is None:
            return None
        answer = _written(trial, dialect, group)
        differences.append(ground.differs(answer, _plain(ground, group).scores))
    return next(filter(None, differences), "")


def _written(trial: Trial, dialect: Dialect, group: Sequence[Sample]) -> Answer:
    """What the group is answered in this dialect; what nobody owes it counts for nothing."""

    def write(part: Sequence[Sample]) -> Any:
        return dialect.write(part, trial.form)

    if trial.platform in dialect.duties:
        return trial.ask(dialect.name, group, write)
    return trial.tried(group, write)


def _plain(ground: Ground, group: Sequence[Sample]) -> Answer:
    if tuple(group) == ground.samples:
        return ground.base
    return ground.trial.ask("the plain form", group)


def check_gold_turn(ground: Ground) -> Iterator[Check]:
    """The model's turn is the last one, whatever assistant's turn the dataset left before it."""
    name = "the last turn is graded"
    cases = [case for case in ground.telling if not _calls(case)]
    if not (cases and ground.steady and ground.trial.form.turns):
        yield unchecked(name, "no case of text whose right answer earns more than its wrong one")
        return
    samples = [_after(sample, case) for case in cases for sample in case.samples]
    expected = tuple(score for case in cases for score in case.scores)
    answer = ground.trial.ask("another assistant turn before the reply", samples)
    alone = ground.trial.ask("the plain form", [s for case in cases for s in case.samples])
    expected = expected if alone.error else alone.scores
    difference = ground.differs(answer, expected)
    if not difference:
        yield passed(name, "an assistant turn before the reply changes no score")
        return
    fix = "Grade the last assistant turn alone: the one before it may be the dataset's gold."
    yield failed(name, f"with an assistant turn before the reply: {difference}", fix)


def _calls(case: Case) -> bool:
    return any(sample.messages[-1].tool_calls for sample in case.samples)


def _after(sample: Sample, case: Case) -> Sample:
    """The sample with the other answer of its case as a turn before its own."""
    other = next(one for one in case.samples if one is not sample)
    turns = (*sample.messages[:-1], other.messages[-1], sample.messages[-1])
    return replace(sample, messages=turns)


def check_prompt(ground: Ground) -> Iterator[Check]:
    """A wrong answer is not paid for the right one that its prompt happens to hold."""
    name = "the prompt is not graded"
    cases = [case for case in ground.telling if not _calls(case)]
    if not cases:
        yield unchecked(name, "no case of text whose right answer earns more than its wrong one")
        return
    leaked = [leaking(case.samples[1], case.samples[0]) for case in cases]
    answer = ground.trial.ask("the right answer in the prompt", leaked)
    if answer.error:
        yield unchecked(name, f"raised: {answer.error}")
        return
    pairs = zip(cases, answer.scores, strict=True)
    paid = [case for case, score in pairs if score is not None and score >= (case.scores[0] or 0.0)]
    if not paid:
        yield passed(name, "a right answer in the user's turn is not paid for")
        return
    says = f"{len(paid)} of {len(cases)} wrong answers are paid as right ones, which the user gave"
    yield failed(name, says, "Read the answer from the last assistant turn, and from no other.")


def leaking(wrong: Sample, right: Sample) -> Sample:
    """The wrong sample, the right answer in the last turn before its reply."""
    question = asked(wrong)
    last = question.messages[-1]
    told = Message(last.role, f"{last.content}\n\n{right.response}")
    reply = wrong.messages[len(question.messages) :]
    return replace(wrong, messages=(*question.messages[:-1], told, *reply))
