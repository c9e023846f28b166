"""What the checks stand on: cases that the target scores, and its scores of them."""

from dataclasses import dataclass, replace

from rewards.types import Sample
from validation.conformance.answer import Answer, Scores, shown
from validation.conformance.cases import Case
from validation.conformance.rules import Rule, rule_of
from validation.conformance.trial import Trial


@dataclass(frozen=True)
class Ground:
    """The trial, its cases, and the answer to all of their samples in the plain form.

    `steady` is whether the same event got the same scores again: where it did not, no difference
    between two events means anything. `asks_models` is whether models were asked in this process.
    """

    trial: Trial
    cases: tuple[Case, ...]
    base: Answer
    steady: bool = True
    asks_models: bool = False

    @property
    def samples(self) -> tuple[Sample, ...]:
        return self.base.samples

    @property
    def telling(self) -> tuple[Case, ...]:
        """The cases in which pay tells right from wrong; none of an unsteady target."""
        return tuple(case for case in self.cases if case.tells and self.steady)

    def fault(self, answer: Answer) -> str:
        """The first fault of a reply that breaks a rule which the plain event's did not break."""
        broken = {rule_of(fault).name for fault in self.base.faults}
        return next((fault for fault in answer.faults if rule_of(fault).name not in broken), "")

    def breaks(self, rule: Rule) -> bool:
        """Whether the reply to the plain event breaks this rule already."""
        return any(rule_of(fault) is rule for fault in self.base.faults)

    def differs(self, answer: Answer, expected: Scores) -> str:
        """How the answer is not the expected one, in words; "" where it is."""
        if answer.error:
            return f"raised: {answer.error}"
        if self.trial.agree(answer.scores, expected):
            return ""
        return f"{shown(answer.scores)} instead of {shown(expected)}"


def fresh(sample: Sample, what: str) -> Sample:
    """The sample under an id that no other event has had."""
    return replace(sample, id=what)


UNSTEADY = "nothing can be compared: the same event does not get the same scores twice"
