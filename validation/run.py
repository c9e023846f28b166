"""Data without quality: what order they lack is measured on answers made of their references."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from rewards.types import Reward
from validation.assumptions import RunAssumptions
from validation.bill import Cost
from validation.conformance import Check
from validation.dataset import Dataset
from validation.errors import InputError
from validation.gate import Finding, Gate, Verdict, check_bounds, overall_verdict, warning_lines
from validation.ladder import ladder_dataset
from validation.measurement import Measurement, Reason
from validation.metrics import find_metric, measure
from validation.metrics.attacks import CONFORMANCE
from validation.metrics.metric import Estimate, Undefined
from validation.probes import ProbeResult
from validation.probes.measured import expected_learning
from validation.scoring import ScoreTable, Watch, pass_through, score_table
from validation.targets.target import Target

ORDER_GAPS = ("no_quality", "no_pairs")


def add_synthetic_quality(dataset: Dataset, form: str) -> tuple[Dataset, Dataset | None]:
    """The data to score, and graded answers made of their references where they know no quality.

    Data without any reply are scored on those answers alone. `form` is the one that the reward
    was seen to pay best, "" where none was.
    """
    if _is_graded(dataset):
        return dataset, None
    ladder = ladder_dataset(dataset, form or None)
    if not ladder.rows:
        return dataset, None
    answered = any(row.sample.answered for row in dataset.rows)
    return dataset if answered else ladder, ladder


def _is_graded(dataset: Dataset) -> bool:
    return len({row.quality for row in dataset.rows} - {None}) > 1


def ladder_remarks(dataset: Dataset, ladder: Dataset | None) -> tuple[str, ...]:
    """What a reader has to know of measurements on the ladder."""
    if ladder is None:
        return ()
    made = f"{len(ladder.rows)} answers made of the references, from right to worthless"
    if dataset is ladder:
        return (
            f"the data hold no replies: everything was measured on {made}, so what is said of "
            "groups, of the ceiling and of the base pass rate is not of your model",
        )
    return (f"the data know no quality: order was measured on {made}",)


def measure_order_on_ladder(
    measurements: Sequence[Measurement],
    ladder: Dataset,
    target: Target,
    declared: RunAssumptions,
    executor: Executor | None,
    watch: Watch,
) -> list[Measurement]:
    """The measurements, with those of order that lacked quality taken on the ladder instead."""
    table = score_table(ladder, target, {}, executor, watch)
    taken = {measured.name: measured for measured in measure(table, declared)}
    return [
        _mark_as_synthetic(taken[measured.name]) if _needs_ladder(measured, taken) else measured
        for measured in measurements
    ]


def _needs_ladder(measured: Measurement, taken: Mapping[str, Measurement]) -> bool:
    """Answers of ours that all score alike may be in a form that the reward does not read."""
    of_order = not measured.which and find_metric(measured.name).theme in ("order", "bias")
    if measured.reason not in ORDER_GAPS or not of_order:
        return False
    return not taken[measured.name].is_fault


def _mark_as_synthetic(measured: Measurement) -> Measurement:
    return replace(measured, method=f"{measured.method}, on a ladder made of the references")


ATTACK_MEASUREMENTS = ("gold_pay", "excess_pay_ratio", "lazy_policy", "false_refusal")
"""What only attacks can measure."""

RISKY_RATIO = 1.5
"""Times the base pass rate from which an attack's pay is worth a remark (see docs/attacks.md)."""


@dataclass(frozen=True)
class CheckResults:
    """What came of attacking the target, and of holding it to the contract.

    None where that was not tried, or the target cannot be; its measurements are then undefined,
    and a gate that asks for them is not passed. `unchecked` is why there are no checks.
    """

    probing: ProbeResult | None = None
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
            return [
                find_metric(name).report(Undefined("skipped", method="attacks"))
                for name in ATTACK_MEASUREMENTS
            ]
        attacked = {measurement.name: measurement for measurement in self.probing.measurements}
        learning = expected_learning(named["advantage_efficiency"], attacked["excess_pay_ratio"])
        return [*attacked.values(), learning]

    def _conformance(self) -> Measurement:
        if self.checks is None:
            return CONFORMANCE.report(Undefined(self.unchecked))
        failed = sum(check.outcome == "failed" for check in self.checks)
        tried = sum(check.outcome != "not checked" for check in self.checks)
        return CONFORMANCE.report(Estimate(failed, tried))


def attack_remarks(measured: Sequence[Measurement]) -> list[str]:
    """Where an attack is paid more than the base model's own successes can hold out against."""
    named = {measurement.name: measurement for measurement in measured}
    ratio, base = named.get("excess_pay_ratio"), named.get("base_pass_rate")
    if ratio is None or base is None or ratio.high is None or base.value is None:
        return []
    if ratio.high <= RISKY_RATIO * base.value:
        return []
    return [
        f"the worst attack may earn {ratio.high:.3f} of gold's pay, "
        f"more than {RISKY_RATIO:g} times the base pass rate of {base.value:.3f}: the rarer right "
        "answers are, the less an attack has to pay to win"
    ]


NO_CHECKS = CheckResults()


@dataclass(frozen=True)
class Validation:
    """Everything a report says: what was tested on what, the numbers, and what they come to."""

    target: Target
    dataset: Dataset
    gate: Gate
    table: ScoreTable
    measurements: tuple[Measurement, ...]
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    cost: Cost | None = None
    trials: CheckResults = NO_CHECKS

    @property
    def verdict(self) -> Verdict:
        return overall_verdict(self.findings)


def validate(
    target: Target,
    dataset: Dataset,
    judges: Mapping[str, Reward],
    gate: Gate,
    executor: Executor | None = None,
    watch: Watch = pass_through,
    *,
    repeats: int = 1,
    trials: CheckResults = NO_CHECKS,
    ladder: Dataset | None = None,
) -> Validation:
    """Score the dataset with the target and the judges, measure the scores, hold them to the gate.

    `trials` are what came of attacking the target and of holding it to its platform's contract.
    On a `ladder`, graded answers made of the references, order is measured that the data know no
    quality for.

    With `repeats` above 1 everybody is asked so often, which shows how far they agree with
    themselves; the first answers are the ones that count.

    Raises InputError where the target, the judges and the data do not fit together.
    """
    table = score_table(dataset, target, judges, executor, watch, repeats=repeats)
    _check_declared(gate.declared, [judge.name for judge in table.judges])
    measurements = measure(table, gate.declared)
    if ladder is not None and ladder is not dataset:
        measurements = measure_order_on_ladder(
            measurements, ladder, target, gate.declared, executor, watch
        )
    measurements += trials.measurements(measurements)
    findings = check_bounds(measurements, gate)
    said = (
        *warning_lines(measurements, gate),
        *attack_remarks(measurements),
        *ladder_remarks(dataset, ladder),
    )
    return Validation(
        target, dataset, gate, table, tuple(measurements), tuple(findings), said, trials=trials
    )


def _check_declared(declared: RunAssumptions, raters: Sequence[str]) -> None:
    """A slip in a name would otherwise be a scale that is not there."""
    unknown = ({*declared.rating_scales} | declared.humans) - {*raters}
    if unknown:
        known = ", ".join(raters) or "none"
        raise InputError(f"gate: ratings.{min(unknown)}: no such rater; there are: {known}")
