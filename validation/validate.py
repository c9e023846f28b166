"""The main job: score, measure, check."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from rewards.types import Reward
from validation.cost import Cost
from validation.dataset import Dataset
from validation.declared import Declared
from validation.errors import InputError
from validation.gate import Finding, Gate, Verdict, check, whole_verdict
from validation.measurement import Measurement
from validation.measures import measure
from validation.on_a_ladder import remark_on, with_order_of
from validation.scoring import ScoreTable, Watch, score_table, unwatched
from validation.target import Target
from validation.trials import Trials, remarks
from validation.why import warnings

UNTRIED = Trials()


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
    trials: Trials = UNTRIED

    @property
    def verdict(self) -> Verdict:
        return whole_verdict(self.findings)


def validate(
    target: Target,
    dataset: Dataset,
    judges: Mapping[str, Reward],
    gate: Gate,
    executor: Executor | None = None,
    watch: Watch = unwatched,
    *,
    repeats: int = 1,
    trials: Trials = UNTRIED,
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
        measurements = with_order_of(measurements, ladder, target, gate.declared, executor, watch)
    measurements += trials.measurements(measurements)
    findings = check(measurements, gate)
    said = (*warnings(measurements, gate), *remarks(measurements), *remark_on(dataset, ladder))
    return Validation(
        target, dataset, gate, table, tuple(measurements), tuple(findings), said, trials=trials
    )


def _check_declared(declared: Declared, raters: Sequence[str]) -> None:
    """A slip in a name would otherwise be a scale that is not there."""
    unknown = ({*declared.rating_scales} | declared.humans) - {*raters}
    if unknown:
        known = ", ".join(raters) or "none"
        raise InputError(f"gate: ratings.{min(unknown)}: no such rater; there are: {known}")
