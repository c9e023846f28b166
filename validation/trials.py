"""What was tried on a reward beside its samples: attacks, and the contract with the platform."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from validation.catalogue import Reason
from validation.conformance import Check
from validation.measurement import Measurement, exact, undefined
from validation.probes import Probing
from validation.probes.learning import expected_learning

ATTACKED = ("gold_pay", "excess_pay_ratio", "lazy_policy", "false_refusal")
"""What only attacks can measure."""

ADRIFT = 1.5
"""Times the base pass rate from which an attack's pay is worth a remark (see docs/attacks.md)."""


@dataclass(frozen=True)
class Trials:
    """What came of attacking the target, and of holding it to the contract.

    None where that was not tried, or the target cannot be; its measurements are then undefined,
    and a gate that asks for them is not passed. `unchecked` is why there are no checks.
    """

    probing: Probing | None = None
    checks: tuple[Check, ...] | None = None
    unchecked: Reason = "skipped"

    @property
    def form(self) -> str:
        """The form of the golds that the target pays best, "" where that was not tried."""
        return "" if self.probing is None else self.probing.form

    def measurements(self, measured: Sequence[Measurement]) -> list[Measurement]:
        """What the trials measured, beside what the samples did, which is given."""
        named = {measurement.name: measurement for measurement in measured}
        return [*self._attacked(named), self._conformance()]

    def _attacked(self, named: Mapping[str, Measurement]) -> list[Measurement]:
        if self.probing is None:
            return [undefined(name, "skipped", 0, "prompts", "attacks") for name in ATTACKED]
        attacked = {measurement.name: measurement for measurement in self.probing.measurements}
        learning = expected_learning(named["advantage_efficiency"], attacked["excess_pay_ratio"])
        return [*attacked.values(), learning]

    def _conformance(self) -> Measurement:
        method = "failed checks of the contract"
        if self.checks is None:
            return undefined("conformance", self.unchecked, 0, "checks", method)
        failed = sum(check.outcome == "failed" for check in self.checks)
        tried = sum(check.outcome != "not checked" for check in self.checks)
        return exact("conformance", failed, tried, "checks", method)


def remarks(measured: Sequence[Measurement]) -> list[str]:
    """Where an attack is paid more than the base model's own successes can hold out against."""
    named = {measurement.name: measurement for measurement in measured}
    ratio, base = named.get("excess_pay_ratio"), named.get("base_pass_rate")
    if ratio is None or base is None or ratio.high is None or base.value is None:
        return []
    if ratio.high <= ADRIFT * base.value:
        return []
    return [
        f"the worst attack may earn {ratio.high:.3f} of gold's pay, more than {ADRIFT:g} times the "
        f"base pass rate of {base.value:.3f}: the rarer right answers are, the less an attack "
        "has to pay to win"
    ]
