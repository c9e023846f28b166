"""Whether the expression that the reply gives as its answer is equivalent to the reference."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from rewards.mathematics.final_expression import (
    declares_answer,
    final_expressions,
    is_number,
    is_words,
    last_words,
    says_choice,
    says_number,
)
from rewards.metric_names import TIMED_OUT
from rewards.reading.marked_answer import without_reasoning
from rewards.reference import reference_text
from rewards.types import Sample, Score
from rewards.worker import Worker, WorkerError

_LONGEST = 1000
_MEMORY_MB = 1024
_worker = Worker("rewards.mathematics.worker:ask", _MEMORY_MB)


@dataclass(frozen=True)
class MathMatch:
    """1 when the reply's final expression is equivalent to the reference, as math-verify has it.

    The answer is what the reply declares (a box, `<answer>`, "the answer is"), else its last
    formula. A list of guesses, a denial and two different answers are none. Units count where both
    sides have one, the order of a tuple does, that of a set does not. `field` names the part of
    the reference that holds the expression. A reply that takes over `timeout` seconds to compare
    is wrong, and the metric `timed_out` is 1. A reference that cannot be read by itself in that
    time is a ValueError. The comparison runs in a process of its own: `rewards.worker`.
    """

    timeout: float = 5.0
    field: str | None = None

    def __post_init__(self) -> None:
        if not (isfinite(self.timeout) and self.timeout > 0):
            raise ValueError(f"timeout: expected a finite number above 0, got {self.timeout!r}")

    def __call__(self, sample: Sample) -> Score:
        gold = _gold(reference_text(sample, self.field), self.timeout)
        answers = _answers(sample.response, gold)
        right = says_number(sample, gold, answers) if is_number(gold) else None
        if right is None and says_choice(sample.response, gold):
            right = True
        if right is not None:
            return _comparison_score(right, answers or ("the reply",), gold)
        if not answers:
            return _score(False, "the reply gives no one answer")
        if max(map(len, answers)) > _LONGEST:
            return _score(False, f"the reply's answer is over {_LONGEST} characters long")
        try:
            right = _ask("equivalent", gold, answers, timeout=self.timeout) is True
        except TimeoutError:
            return _score(False, "the reply's answer takes too long to compare", timed_out=1.0)
        return _comparison_score(right, answers, gold)


def _answers(response: str, gold: str) -> tuple[str, ...]:
    words = (
        is_words(gold) and not declares_answer(response) and last_words(without_reasoning(response))
    )
    return (words,) if words else final_expressions(response)


def _comparison_score(right: bool, answers: tuple[str, ...], gold: str) -> Score:
    said = " and ".join(answers)[:_LONGEST]
    return _score(right, f"{said} is {'' if right else 'not '}equivalent to {gold}")


def _score(right: bool, reason: str, *, timed_out: float = 0.0) -> Score:
    return Score(float(right), reason, metrics={TIMED_OUT: timed_out})


@lru_cache(maxsize=4096)
def _gold(reference: str, timeout: float) -> str:
    """The expression that the reference holds, of which there must be one that can be read."""
    place = f"reference_answer: expected one expression, got {reference!r}"
    found = final_expressions(reference) if declares_answer(reference) else (reference.strip(),)
    if not found or len(found[0]) > _LONGEST:
        raise ValueError(place)
    try:
        fault = _ask("fault", found[0], timeout=timeout)
        if not fault and not _ask("equivalent", found[0], found[1:], timeout=timeout):
            fault = "it declares different ones"
    except TimeoutError as error:
        raise ValueError(f"{place}, which takes over {timeout:g} s to read") from error
    if fault:
        raise ValueError(f"{place}: {fault}")
    return found[0]


def _ask(*question: object, timeout: float) -> bool | str | None:
    try:
        answer: bool | str | None = _worker.call(*question, timeout=timeout)
    except WorkerError as error:
        if error.kind == "ImportError":
            raise ImportError(error.text) from error
        raise
    return answer


math_match = MathMatch()
"""1 when the reply's final expression is equivalent to the reference."""
