"""Finding what a target can score, and whether it tells a right answer from a wrong one there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from rewards.types import Sample
from validation.conformance.answer import Scores
from validation.conformance.examples import SHAPES, examples
from validation.conformance.rows import forms
from validation.conformance.subjects import Pair, Subject, subject
from validation.conformance.trial import SpentError, Trial

WANTED = 4
"""Examples that are enough, once the target tells right from wrong in them."""


@dataclass(frozen=True)
class Case:
    """A right answer and a wrong one to the same question, or one reply, and their scores."""

    samples: tuple[Sample, ...]
    scores: Scores

    @property
    def gap(self) -> float | None:
        """By how much the right answer is paid more; None where either has no finite score."""
        numbers = [score for score in self.scores if score is not None and isfinite(score)]
        return numbers[0] - numbers[1] if len(numbers) == 2 else None

    @property
    def tells(self) -> bool:
        return (self.gap or 0.0) > 0.0


@dataclass(frozen=True)
class Found:
    """The cases that got an answer, and the first error that came instead of one."""

    cases: tuple[Case, ...] = ()
    error: str = ""

    @property
    def telling(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.tells)


def found_in_examples(trial: Trial) -> Found:
    """Cases among our own examples, in the first form and shape of reference that it understands.

    The trial is left with that form as its plain one.
    """
    fallback, fallback_form = Found(), trial.form
    for form in forms(trial.platform):
        trial.form = form
        for shape in SHAPES[:1] if trial.platform == "scorer" else SHAPES:
            found = found_in(trial, _subjects(shape), WANTED)
            if found.telling:
                return found
            if not fallback.cases:
                fallback, fallback_form = found, form
    trial.form = fallback_form
    return fallback


def _subjects(shape: str) -> Iterator[list[Subject]]:
    """Two questions of a kind: where the first is not understood, nor is the second."""
    for first, second in examples(shape):
        made = (subject(first, second), subject(second, first))
        yield [one for one in made if one is not None]


def found_in(trial: Trial, groups: Iterable[Iterable[Subject]], wanted: int) -> Found:
    """Cases among the subjects, until so many are told apart; one that is not ends its group.

    Raises SpentError where no more samples may be sent before there is any.
    """
    found = Found()
    try:
        for group in groups:
            for one in group:
                tried = _tried(trial, one)
                found = Found(found.cases + tried.cases, found.error or tried.error)
                if len(found.telling) >= wanted:
                    return found
                if not tried.telling:
                    break
    except SpentError:
        if not found.cases:
            raise
    return found


def _tried(trial: Trial, one: Subject) -> Found:
    """The pair of answers that is told apart best: the first if that one is, else any other."""
    first = _asked(trial, one, one.pairs[:1])
    if first.telling or len(one.pairs) == 1:
        return first
    rest = _asked(trial, one, one.pairs[1:])
    cases = (*first.cases, *rest.cases)
    best = max(
        cases, key=lambda case: -float("inf") if case.gap is None else case.gap, default=None
    )
    return Found((best,) if best else (), first.error or rest.error)


def _asked(trial: Trial, one: Subject, pairs: Sequence[Pair]) -> Found:
    groups = [_samples(one, n, pair) for n, pair in enumerate(pairs)]
    answer = trial.ask("right and wrong answers", [sample for group in groups for sample in group])
    if answer.error:
        return Found(error=answer.error)
    scores = iter(answer.scores)
    return Found(tuple(Case(group, tuple(next(scores) for _ in group)) for group in groups))


def _samples(one: Subject, n: int, pair: Pair) -> tuple[Sample, ...]:
    right, wrong = pair
    if wrong is None:
        return (one.answered(right, f"reply-{n}"),)
    return one.answered(right, f"right-{n}"), one.answered(wrong, f"wrong-{n}")
