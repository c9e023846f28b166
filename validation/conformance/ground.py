"""What the checks stand on: cases that the target scores, and its scores of them."""

from dataclasses import dataclass, replace

from rewards.types import Sample
from validation.conformance.cases import ScoredCase
from validation.conformance.trial import (
    BatchResult,
    HandlerUnderTest,
    Rule,
    Scores,
    format_scores,
    rule_of,
)


@dataclass(frozen=True)
class Baseline:
    """The trial, its cases, and the answer to all of their samples in the plain form.

    `steady` is whether the same event got the same scores again: where it did not, no difference
    between two events means anything. `asks_models` is whether models were asked in this process.
    """

    trial: HandlerUnderTest
    cases: tuple[ScoredCase, ...]
    base: BatchResult
    steady: bool = True
    asks_models: bool = False

    @property
    def samples(self) -> tuple[Sample, ...]:
        return self.base.samples

    @property
    def telling(self) -> tuple[ScoredCase, ...]:
        """The cases in which pay tells right from wrong; none of an unsteady target."""
        return tuple(case for case in self.cases if case.tells and self.steady)

    def fault(self, answer: BatchResult) -> str:
        """The first fault of a reply that breaks a rule which the plain event's did not break."""
        broken = {rule_of(fault).name for fault in self.base.faults}
        return next((fault for fault in answer.faults if rule_of(fault).name not in broken), "")

    def breaks(self, rule: Rule) -> bool:
        """Whether the reply to the plain event breaks this rule already."""
        return any(rule_of(fault) is rule for fault in self.base.faults)

    def differs(self, answer: BatchResult, expected: Scores) -> str:
        """How the answer is not the expected one, in words; "" where it is."""
        if answer.error:
            return f"raised: {answer.error}"
        if self.trial.agree(answer.scores, expected):
            return ""
        return f"{format_scores(answer.scores)} instead of {format_scores(expected)}"


def with_id(sample: Sample, what: str) -> Sample:
    """The sample under an id that no other event has had."""
    return replace(sample, id=what)


UNSTEADY = "nothing can be compared: the same event does not get the same scores twice"
