"""The main job: from a target, data and a gate to everything that a report says.

    target ──▶ attacks, contract ─────────────▶ CheckResults ──┐
    data ────▶ ladder, where no quality is known ──┐           ├──▶ Measurements ──▶ Findings
    target, judges ──▶ scores of the data and of it ──▶ table ─┘        gate ──────────┘

What models are asked is remembered and billed (`bill.py`); the run is logged as an attempt on
these data, and a PASS is confirmed on held-out data where they are given (`attempts.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from rewards.types import Reward
from rewards.wire.rows import RowForm
from validation import synthetic_quality
from validation.attempts import open_log, record_choice, record_confirmation
from validation.bill import Bill, Cost, Progress, cost_of, open_bill, show_nothing
from validation.checks import (
    ATTACKED_PROMPTS,
    NO_CHECKS,
    CheckResults,
    attack_remarks,
    contract_calls,
    handler_under_test,
    noise_remarks,
    run_checks,
)
from validation.code_identity import version_of
from validation.dataset import Dataset
from validation.errors import InputError, outage_cause
from validation.event_form import FORM, choose_form, form_calls
from validation.forecast import Announce, announce_nothing, find_judges, forecast, served_reward
from validation.gate import Finding, Gate, Verdict, check_bounds, overall_verdict, warning_lines
from validation.measurement import Measurement
from validation.metrics import measure
from validation.options import DEFAULT_OPTIONS, RunOptions
from validation.probes import most_calls
from validation.provenance import Provenance, check_same_function, record_provenance
from validation.remarks import data_remarks
from validation.scoring import ScoreTable, Watch, pass_through, score_table, unscored_rows
from validation.targets.open import TargetLike, open_target
from validation.targets.target import Target


@dataclass(frozen=True)
class Validation:
    """Everything a report says: what was tested on what, the numbers, and what they come to.

    Attributes:
        target: What was tested.
        dataset: The rows that it was scored on; answers of ours where the data hold no replies.
        gate: The bounds that the measurements were held to.
        table: The scores of the target and the judges.
        measurements: Each number with its interval.
        findings: Each bound of the gate held against its measurement.
        warnings: Remarks, which decide nothing.
        cost: What the models behind the scores cost; None where none was asked.
        trials: What attacks and the contract came to.
        form: The form of rows that the verdict rests on; None for a target that takes no events.
        header: What was judged, by what; None for a measurement that no run made.
        predecessor: The report.json that this one replaces; None where there is none.
        is_redacted: Whether prompts, replies, references and what may quote them are left out.
    """

    target: Target
    dataset: Dataset
    gate: Gate
    table: ScoreTable
    measurements: tuple[Measurement, ...]
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    cost: Cost | None = None
    trials: CheckResults = NO_CHECKS
    form: RowForm | None = None
    header: Provenance | None = None
    predecessor: Mapping[str, Any] | None = None
    is_redacted: bool = False

    @property
    def verdict(self) -> Verdict:
        return overall_verdict(self.findings)

    @property
    def on_made_answers(self) -> bool:
        """Whether no reply is a model's: all were made, out of references or by hand."""
        return not any(row.sample.answered and row.made is None for row in self.table.rows)

    @property
    def verdict_text(self) -> str:
        """The verdict, which says so where it is a PASS on made answers, or by a weakened gate."""
        made = " on made answers" if self.has_made_pass else ""
        weak = self.header is not None and self.header.weakened.weaker and self.verdict == "PASS"
        return f"{self.verdict}{made}{' by a weakened gate' if weak else ''}"

    @property
    def has_made_pass(self) -> bool:
        return self.verdict == "PASS" and self.on_made_answers


@dataclass(frozen=True)
class Plan:
    """What is done to the data, once to choose a reward and once to confirm it.

    Attributes:
        target: A TARGET as on the command line, or a reward or a handler itself.
        gate: Bounds to hold the measurements to.
        judges: Rewards by name that rate the same replies.
        options: How the target, the judges and their models are asked.
        repeats: Times that everybody is asked; the first answers count, the others show how far
            each agrees with itself.
        skip: Stages to leave out: "probe" or "conform".
        attacked: Prompts to attack the reward on, at most.
        progress: Shows outcomes as they come.
        announce: Told what will be asked, before anything is.
    """

    target: TargetLike
    gate: Gate
    judges: Mapping[str, Reward] = field(default_factory=dict)
    options: RunOptions = DEFAULT_OPTIONS
    repeats: int = 1
    skip: Collection[str] = ()
    attacked: int = ATTACKED_PROMPTS
    progress: Progress = show_nothing
    announce: Announce = announce_nothing


def run_validation(plan: Plan, data: Dataset, held_out: Dataset | None = None) -> Validation:
    """All that `assay validate` does, but for writing the report.

    With `held_out` data, a PASS is validated once more on them, and that verdict counts.

    Raises InputError where the target, the judges and the data do not fit together, where the
    limit of the cost stopped the asking, and where the log of attempts cannot be written.
    """
    open_log()  # before anything is paid for
    with open_bill(plan.options) as bill, plan.options.thread_pool() as executor:
        done = _validate_once(plan, data, bill, executor)
        version = version_of(done.target)
        done = _add_remark(done, record_choice(done.dataset, version))
        if held_out is None:
            return done
        if done.verdict != "PASS":
            unused = f"not confirmed: {held_out.path} stays unused until these data give a PASS"
            return _add_remark(done, unused)
        again = _validate_once(plan, held_out, bill, executor, confirming=True)
    record_confirmation(held_out, version_of(again.target))
    remark = f"confirmed on prompts never used, after a {done.verdict} on {done.dataset.path}"
    return _add_remark(again, remark)


def _add_remark(validation: Validation, remark: str | None) -> Validation:
    return replace(validation, warnings=(*validation.warnings, *([remark] if remark else [])))


def _validate_once(
    plan: Plan, data: Dataset, bill: Bill, executor: Executor | None, confirming: bool = False
) -> Validation:
    gate, watch = plan.gate, partial(bill.watch, plan.progress)
    with open_target(plan.target, data, plan.options) as opened:
        _refuse_own_judges(opened, plan.judges)
        bill.check_opaque(opened)
        calls = _announce(plan, opened, data, bill)
        header = record_provenance(opened, data, gate, plan.judges, plan.options, bill.prices)
        choice = choose_form(opened, data, executor, calls)
        target, calls = choice.target, None if calls is None else calls - bill.sent
        checks = run_checks(
            *(target, data, gate.declared, plan.options, executor, watch, plan.skip, plan.attacked),
            calls=calls,
            confirming=confirming,
        )
        bill.kept_back = 0
        done = measure_and_gate(
            target, data, plan.judges, gate, executor, watch, repeats=plan.repeats, checks=checks
        )
        check_same_function(opened, header)
    bill.check_limit()
    check_outages(done.table, done.findings)
    warnings = (*choice.remarks, *done.warnings)
    return replace(
        done, cost=cost_of(done.table, bill), warnings=warnings, form=choice.form, header=header
    )


def check_outages(table: ScoreTable, findings: Sequence[Finding]) -> None:
    """Raises InputError where a reward fails for nothing but scores that an outage has cost."""
    failed = {finding.name for finding in findings if finding.verdict == "FAIL"}
    lost = [
        cause
        for column in table.columns
        for error in column.errors
        if (cause := outage_cause(error.cause_type, error.cause_text)) is not None
    ]
    if lost and failed == {"scored_share"}:
        raise InputError(
            f"{lost[0]}: {len(lost)} scores are missing for faults of the provider or of access, "
            "and nothing else fails: run the same command again, since what was answered is kept"
        )


def _announce(plan: Plan, target: Target, data: Dataset, bill: Bill) -> int | None:
    """Say what will be asked; how many calls attacks and the contract may take, None for any.

    Raises InputError where scoring the data alone takes more calls than are allowed.
    """
    rows, ladder = synthetic_quality.add_synthetic_quality(data, "")
    again = 0 if ladder is None or ladder is rows else len(ladder.rows)
    scored = len(rows.rows) * plan.repeats + again
    stages, handler = {FORM: form_calls(target, data)}, handler_under_test(target, plan.options)
    judged = next(find_judges(served_reward(target)), None) is not None
    if "probe" not in plan.skip and target.scores_new_replies:
        stages["in attacks"] = most_calls(data, plan.attacked, bill.calls, judged)
    if "conform" not in plan.skip and handler is not None:
        stages["in the checks of the contract"] = contract_calls(handler.max_batch)
    sure = forecast(
        *(target, scored, stages, rows, bill, plan.judges),
        judged=len(rows.rows) * plan.repeats,
        fresh=plan.options.fresh or not Path(plan.options.answers).exists(),
    )
    plan.announce(replace(sure, data=data))
    questions = sum(model.questions[0] for model in sure.models)
    bill.check_calls(scored, questions)
    bill.kept_back = scored
    spare = [] if bill.most_calls is None else [bill.most_calls - scored]
    if bill.calls is not None and sure.share:
        spare.append(int((bill.calls - questions) / sure.share))
    return min(spare, default=None)


def _refuse_own_judges(target: Target, judges: Mapping[str, Reward]) -> None:
    """Raises InputError where the reward under test is named as a judge of itself."""
    for name, judge in judges.items():
        if target.reward is not None and (judge is target.reward or judge == target.reward):
            raise InputError(
                f"judge {name!r} is the reward under test itself, and would agree with itself; "
                "name judges that do not depend on it"
            )


def measure_and_gate(
    target: Target,
    data: Dataset,
    judges: Mapping[str, Reward],
    gate: Gate,
    executor: Executor | None = None,
    watch: Watch = pass_through,
    *,
    repeats: int = 1,
    checks: CheckResults = NO_CHECKS,
) -> Validation:
    """Score the data with an open target and the judges, measure, and hold it to the gate.

    This is the part of a run that neither attacks nor writes anything: without `checks`, a gate
    that asks for what they measure is not passed. Order that the data know no quality for is
    measured on answers made of their references.

    Raises InputError where the target, the judges and the data do not fit together.
    """
    rows, ladder = synthetic_quality.add_synthetic_quality(data, checks.form)
    table = score_table(rows, target, judges, executor, watch, repeats=repeats)
    raters = [judge.name for judge in table.judges]
    if unknown := ({*gate.declared.rating_scales} | gate.declared.humans) - {*raters}:
        known = ", ".join(raters) or "none"  # a slip in a name would be a scale that is not there
        raise InputError(f"gate: ratings.{min(unknown)}: no such rater; there are: {known}")
    measurements = measure(table, gate.declared)
    made = [table]
    if ladder is not None and ladder is not rows:
        made.append(score_table(ladder, target, {}, executor, watch))
        measurements = synthetic_quality.measure_order_on_ladder(
            measurements, made[-1], gate.declared
        )
    raised = [one for of in made for one in unscored_rows(of.rows, of.target.outcomes)]
    checks = replace(checks, raised=(*checks.raised, *raised))
    measurements += checks.measurements(measurements, table)
    findings = check_bounds(measurements, gate)
    remarks = (
        *warning_lines(measurements, gate),
        *attack_remarks(checks),
        *noise_remarks(checks),
        *data_remarks(table, measurements, gate),
        *synthetic_quality.ladder_remarks(rows, ladder),
    )
    return Validation(
        target, rows, gate, table, tuple(measurements), tuple(findings), remarks, trials=checks
    )
