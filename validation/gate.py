"""Whether a reward may steer a run: bounds, and what the measurements make of them."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from validation.assumptions import RunAssumptions
from validation.errors import name_options
from validation.measurement import Measurement
from validation.metrics import find_metric
from validation.metrics.metric import BOUNDS_AT_ONCE, FAIL_LEVEL
from validation.statistics import intervals

Verdict = Literal["PASS", "FAIL", "INCONCLUSIVE"]

# The order in which findings are told.
WORST_FIRST: tuple[Verdict, ...] = ("FAIL", "INCONCLUSIVE", "PASS")

# What everything rests on that a model's replies are needed for.
MODEL_REPLIES = "model_replies"
# Gwet's AC2 and the share of the commonest rating from which low alpha is a paradox.
HIGH_AGREEMENT, CROWDED_SHARE = 0.8, 0.8


@dataclass(frozen=True)
class Bound:
    """Where a measurement passes, where it fails, and where it is only remarked on.

    Attributes:
        pass_at: The pessimistic end of the interval must reach it; None: what does not fail passes.
        fail_at: An optimistic end short of it fails; None is `pass_at`.
        warn_at: A value short of it is a remark; None remarks on nothing.
        provenance: Where the numbers come from; the report prints it.
        unless_graded: Whether it is asked for only where no quality is known, since then nothing
            but the judges speaks for the reward.
        if_callable: Whether it is asked for only of what can be asked about new replies: no
            attack can be tried on ratings that somebody gave before.
        steps: Where it passes by how often the model is right before training, as pairs of a pass
            rate and the `pass_at` from that rate on: the low end of `known_pass_rate` says which
            holds, and the first where it is not known. None of them: `pass_at` always holds.
        because: Why this step holds, in words; "" until one is chosen.
    """

    pass_at: float | None = None
    fail_at: float | None = None
    warn_at: float | None = None
    provenance: str = ""
    unless_graded: bool = False
    if_callable: bool = False
    steps: tuple[tuple[float, float], ...] = ()
    because: str = ""

    @property
    def decides(self) -> bool:
        return self.pass_at is not None or self.fail_at is not None or bool(self.steps)

    def step_for(self, rate: Measurement | None) -> "Bound":
        """The bound with the step that holds at this pass rate before training."""
        if not self.steps:
            return self
        low = None if rate is None else rate.low
        if rate is None or low is None:
            because = (
                "the strictest step, since it is not known how often the model is right before "
                "training: give each prompt graded replies of that model (assay sample draws them)"
            )
            return replace(self, pass_at=self.steps[0][1], because=because)
        held = [at for start, at in self.steps if low >= start]
        because = f"the step for a pass rate before training of {value_text(rate)}"
        return replace(self, pass_at=held[-1] if held else self.steps[0][1], because=because)

    @property
    def fails_at(self) -> float | None:
        """Where it fails: where it no longer passes, unless said otherwise."""
        return self.pass_at if self.fail_at is None else self.fail_at


@dataclass(frozen=True)
class Gate:
    """What a reward must show before it may steer a run.

    Attributes:
        bounds: By the name of their measurement, in the order of the file.
        declared: What the user says of the run.
        overrides: Reasons in writing, by a bound's name, to go on though it is not met.
        source: Where the gate was read, as a report says it: a preset, or the path of a file.
        made_answers: Whether a PASS on answers that were all made, of which none is a model's,
            is what is wanted; else such data are INCONCLUSIVE at best.
        digest: SHA-256 of the file; "" for a gate that was made in Python.
    """

    bounds: Mapping[str, Bound]
    declared: RunAssumptions = field(default_factory=RunAssumptions)
    overrides: Mapping[str, str] = field(default_factory=dict)
    source: str = "made in Python"
    made_answers: bool = False
    digest: str = ""

    def narrowed_to(self, names: Collection[str]) -> "Gate":
        """The gate with only the bounds of these measurements."""
        kept = {name: self.bounds[name] for name in self.bounds if name in names}
        return replace(self, bounds=kept)


@dataclass(frozen=True)
class Finding:
    """One bound held against its measurement.

    Attributes:
        name: The measurement's.
        verdict: PASS, FAIL or INCONCLUSIVE.
        bound: What the gate asks.
        measured: None where nothing of that name was measured.
        override: The reason somebody gave for going on all the same; the verdict stays.
        is_paradox: Whether agreement is low because the ratings crowd on one point.
        note: What else a reader needs, as which judge is at fault; "" where nothing is.
    """

    name: str
    verdict: Verdict
    bound: Bound
    measured: Measurement | None
    override: str | None = None
    is_paradox: bool = False
    note: str = ""


# What no gate decides on, and no reason in writing overrides: one such reply ends a job.
FIXED_BOUNDS: Mapping[str, Bound] = {
    "unscored_replies": Bound(pass_at=0.0, provenance="fixed: a job ends where its handler raises")
}


def check_bounds(measurements: Sequence[Measurement], gate: Gate) -> list[Finding]:
    """A finding for each bound that decides something, in the gate's order.

    Answers that were all made are a finding of their own, unless the gate wants them. A fixed bound
    comes first, and only where it is not met: no gate knows it.
    """
    measured = {measurement.name: measurement for measurement in measurements}
    accuracy, ratio = measured.get("within_prompt_accuracy"), measured.get("excess_pay_ratio")
    graded = accuracy is not None and accuracy.value is not None
    stored = ratio is not None and ratio.reason == "not_callable"
    moot = {measurement.name for measurement in measurements if measurement.is_moot}
    replies = measured.get(MODEL_REPLIES)
    found = [
        _check_bound(name, bound, measured, None)
        for name, bound in FIXED_BOUNDS.items()
        if name in measured and measured[name].value
    ]
    if replies is not None and replies.value == 0 and not gate.made_answers:
        found.append(Finding(MODEL_REPLIES, "INCONCLUSIVE", _MADE_ONLY, replies))
    for name, bound in gate.bounds.items():
        unasked = (bound.unless_graded and graded) or (bound.if_callable and stored)
        if bound.decides and not unasked and name not in (*moot, *FIXED_BOUNDS):
            stepped = bound.step_for(measured.get("known_pass_rate"))
            finding = _check_bound(name, stepped, measured, gate.overrides.get(name))
            found.append(_spare_noise(finding, measured) if stepped.steps else finding)
    return found


def _spare_noise(finding: Finding, measured: Mapping[str, Measurement]) -> Finding:
    """A PASS where repeated calls show that training would unlearn the attack that noise pays."""
    found, held = measured.get("attack_advantage"), finding.measured
    if finding.verdict != "INCONCLUSIVE" or found is None or held is None or found.high is None:
        return finding
    if held.unsettled or found.high >= 0 or found.n < found.trusted_from:
        return finding
    note = (
        "asked again, the reward pays its replies by noise: in groups as the model writes them the "
        f"worst attack has an advantage of {value_text(found)}, so training unlearns it"
    )
    return replace(finding, verdict="PASS", note=note)


_MADE_ONLY = Bound(
    pass_at=1,
    provenance="definition: what a policy writes is not known from answers that nobody's policy "
    "wrote; `made_answers = true` in the gate says that this is wanted",
)


def overall_verdict(findings: Sequence[Finding]) -> Verdict:
    """FAIL if any finding fails, else INCONCLUSIVE if any is, else PASS; overridden ones aside."""
    found = {finding.verdict for finding in findings if finding.override is None}
    return "FAIL" if "FAIL" in found else "INCONCLUSIVE" if "INCONCLUSIVE" in found else "PASS"


def sort_by_verdict(findings: Sequence[Finding]) -> list[Finding]:
    """The findings as every report lists them, in the gate's order within a verdict."""
    return sorted(findings, key=lambda finding: WORST_FIRST.index(finding.verdict))


def smallest_sample_text(findings: Sequence[Finding]) -> str:
    """`; the smallest n is 40 prompts, of gold_pay`, of the findings' estimates; "" without any."""
    counted = [f.measured for f in findings if f.measured is not None and f.override is None]
    of_prompts = [m for m in counted if m.unit == "prompts" and m.value is not None and m.n > 0]
    estimates = [m for m in of_prompts if not find_metric(m.name).is_supply]
    if not estimates:
        return ""
    least = min(estimates, key=lambda measured: measured.n)
    return f"; the smallest n is {least.n} prompts, of {least.name}"


def _check_bound(
    name: str, bound: Bound, measured: Mapping[str, Measurement], override: str | None
) -> Finding:
    found = _verdict(measured.get(name), bound)
    if found == "PASS":
        return Finding(name, found, bound, measured.get(name))
    paradox = name.startswith("krippendorff_alpha") and _range_is_restricted(measured)
    verdict = "INCONCLUSIVE" if paradox else found
    note = _judge_at_fault(measured) if name in _OF_AGREEMENT else ""
    return Finding(name, verdict, bound, measured.get(name), override, paradox, note)


_OF_AGREEMENT = {"krippendorff_alpha", "within_prompt_agreement", "preference_agreement"}


def _judge_at_fault(measured: Mapping[str, Measurement]) -> str:
    """The judge that quality, or people, tell to be the worst one; in words."""
    for name, by in (
        ("within_prompt_accuracy", "the known quality"),
        ("order_of_people", "people"),
    ):
        held = {m.which: m for m in measured.values() if m.base == name and m.which}
        values = {which: m.value for which, m in held.items() if m.value is not None}
        if len(values) < 2:
            continue
        worst = min(values, key=lambda which: values[which])
        others = [value for which, value in values.items() if which != worst]
        if values[worst] < min(others):
            return (
                f"by {by} the judge at fault is {worst}, which orders {values[worst]:.1%} of pairs "
                f"right; the next orders {min(others):.1%}"
            )
    return "neither quality nor people tell which judge is at fault: grade some of the replies"


def _range_is_restricted(measured: Mapping[str, Measurement]) -> bool:
    """High agreement beyond chance by AC2 on ratings of which most are the same.

    Alpha then is low for want of differences to agree on (Feinstein and Cicchetti 1990).
    """
    agreement, crowding = measured.get("gwet_ac2"), measured.get("rating_mode_rate")
    if agreement is None or crowding is None:
        return False
    is_high = (agreement.value or 0.0) >= HIGH_AGREEMENT
    return is_high and (crowding.value or 0.0) > CROWDED_SHARE


def reaches(name: str, value: float, bound: float) -> bool:
    """Whether a value is on the wanted side of a bound, or on it but for rounding."""
    slack = 1e-9 if find_metric(name).theme == "attacks" else 0.0
    if find_metric(name).direction == "at_least":
        return value >= bound - slack
    return value <= bound + slack


def interval_ends(measured: Measurement, level: float = 0.95) -> tuple[float, float] | None:
    """The interval's pessimistic and optimistic ends, or None where there is no interval."""
    ends = measured.ends_at(level)
    if ends is None or find_metric(measured.name).direction == "at_least":
        return ends
    return ends[::-1]


def _verdict(measured: Measurement | None, bound: Bound) -> Verdict:
    """PASS at 95 %; FAIL at the level at which many bounds at once fail by chance in 5 %."""
    if measured is None:
        return "INCONCLUSIVE"
    if measured.is_fault:
        return "FAIL"
    narrow, wide = interval_ends(measured), interval_ends(measured, FAIL_LEVEL)
    value = measured.value
    if narrow is None or wide is None or value is None or 2 * measured.n < measured.trusted_from:
        return "INCONCLUSIVE"
    fails_at, passes_at, name = bound.fails_at, bound.pass_at, measured.name
    if fails_at is not None and not reaches(name, wide[1], fails_at):
        is_open = find_metric(name).is_supply or measured.unproven
        return "INCONCLUSIVE" if is_open else "FAIL"
    if passes_at is not None and not reaches(name, narrow[0], passes_at):
        return "INCONCLUSIVE"
    if passes_at is None and find_metric(name).is_at_worst(value):
        return "INCONCLUSIVE"  # as where all groups are dead, though of too few prompts to fail
    trusted = measured.n >= measured.trusted_from and not measured.unsettled
    return "PASS" if trusted else "INCONCLUSIVE"


# More prompts than this are no advice.
MOST_PROMPTS_ADVISED = 100_000


def fail_level_text() -> str:
    """At which level a bound fails a reward, and why."""
    return (
        f"a bound passes at 95 % and fails at {FAIL_LEVEL:.2%}, so that up to {BOUNDS_AT_ONCE} "
        "bounds together fail a sound reward by chance in at most 5 % of runs"
    )


def explain(finding: Finding) -> str:
    """The number and its interval against the bound, and the next step unless it passes."""
    if finding.name == MODEL_REPLIES and finding.verdict == "INCONCLUSIVE":
        return f"on made answers only: {find_metric(MODEL_REPLIES).fix}"
    said = _explain_value(finding)
    return f"{said}; {finding.note}" if finding.note else said


def _explain_value(finding: Finding) -> str:
    measured, bound = finding.measured, finding.bound
    if measured is None:
        return "nothing of this name was measured; is the judge's name right?"
    if measured.reason is not None and not finding.is_paradox:
        return f"undefined, since {measured.why_undefined}: {measured.remedy}"
    metric, value, side = find_metric(measured.name), value_text(measured), _failing_side(measured)
    if finding.is_paradox:
        return f"{value} on a restricted range: {_PARADOX_ADVICE}"
    if finding.verdict == "PASS" and bound.pass_at is None:
        return f"{value} {_spared_text(measured, bound)}"
    if finding.verdict == "PASS":
        ends, passes_at = interval_ends(measured), bound.pass_at
        is_met = ends is None or passes_at is None or reaches(measured.name, ends[0], passes_at)
        return f"{value} {'clears' if is_met else 'may be above'} {passes_at:g}{_step_text(bound)}"
    if metric.is_supply:
        return f"{value} of {bound.fails_at:g}: {metric.fix}"
    if finding.verdict == "FAIL":
        return f"{value} is {side} {bound.fails_at:g}: {metric.fix}"
    return f"{value} does not settle it: {_settling_text(measured, bound)}"


def _spared_text(measured: Measurement, bound: Bound) -> str:
    """Why a bound that can only fail has not failed."""
    fails_at, side = bound.fails_at, _failing_side(measured)
    if fails_at is None or measured.value is None:
        return "decides nothing"
    if reaches(measured.name, measured.value, fails_at):
        return f"is fine: it fails only {side} {fails_at:g}"
    return f"is {side} {fails_at:g}, though not beyond doubt: {find_metric(measured.name).fix}"


def _step_text(bound: Bound) -> str:
    return f", {bound.because}" if bound.because else ""


_BY_PASS_RATE = (
    "a run may learn this attack before it learns to be right; mend the reward until the attack "
    "earns nothing, raise the pass rate by fine-tuning first, or train without dividing by the "
    "standard deviation"
)
_PARADOX_ADVICE = (
    "the judges agree, but nearly all their ratings are the same, which leaves alpha nothing to "
    "measure; have them rate replies from the whole range of quality, and keep the judges"
)


def warning_lines(measurements: Sequence[Measurement], gate: Gate) -> list[str]:
    """A line for each measurement past its `warn`: a remark, never a verdict.

    What is wanted near 0 is remarked on at either side of it.
    """
    lines = []
    for measured in measurements:
        warn_at = gate.bounds.get(measured.name, Bound()).warn_at
        if warn_at is None or measured.value is None:
            continue
        metric, value = find_metric(measured.name), measured.value
        if metric.below_zero and value < 0 and not reaches(measured.name, -value, warn_at):
            lines.append(f"{measured.name} is {value:.4g}, below {-warn_at:g}: {metric.below_zero}")
        elif not reaches(measured.name, value, warn_at):
            side = _failing_side(measured)
            lines.append(f"{measured.name} is {value:.4g}, {side} {warn_at:g}")
    return lines


def value_text(measured: Measurement) -> str:
    """The value, with its interval where it has one wider than a point."""
    if measured.value is None:
        return "undefined"
    if measured.low is None or measured.high is None:
        return f"{measured.value:.4g} (no interval)"
    if measured.low == measured.high:
        return f"{measured.value:.6g}"
    return f"{measured.value:.3f} (95 %: {measured.low:.3f} to {measured.high:.3f})"


def _failing_side(measured: Measurement) -> str:
    return "below" if find_metric(measured.name).direction == "at_least" else "above"


def _settling_text(measured: Measurement, bound: Bound) -> str:
    if measured.unsettled:
        return measured.unsettled
    if measured.unproven and _is_past_failing(measured, bound):
        return measured.unproven
    if bound.because and measured.value is not None and bound.pass_at is not None:
        if reaches(measured.name, measured.value, bound.pass_at):
            more = _settling_text(measured, replace(bound, because=""))
            return f"{more} ({name_options('raise --attacked')}){_step_text(bound)}"
        return f"it is above {bound.pass_at:g}{_step_text(bound)}; {_BY_PASS_RATE}"
    aim = _target_bound(measured, bound)
    if aim is None:
        fix = find_metric(measured.name).fix
        return (
            f"the value itself lies between pass and fail, so mend the reward, not the data: {fix}"
        )
    if measured.value == aim:
        return f"the value is {aim:g} itself, which no number of prompts clears"
    needed = max(_prompts_needed(measured, aim), measured.trusted_from)
    if needed > MOST_PROMPTS_ADVISED:
        return f"the value lies too near {aim:g} for any number of prompts to settle"
    return f"about {max(math.ceil(needed) - measured.n, 1)} more prompts like these would"


def _is_past_failing(measured: Measurement, bound: Bound) -> bool:
    value, fails_at = measured.value, bound.fails_at
    return not (value is None or fails_at is None or reaches(measured.name, value, fails_at))


def _target_bound(measured: Measurement, bound: Bound) -> float | None:
    """The end of the bound that the value is past, or None where it lies between the two."""
    value, passes, fails = measured.value, bound.pass_at, bound.fails_at
    if value is None:
        return None
    if passes is not None and reaches(measured.name, value, passes):
        return passes
    if fails is not None and (passes is None or not reaches(measured.name, value, fails)):
        return fails
    return None


def _prompts_needed(measured: Measurement, aim: float) -> float:
    """Prompts in all at which the interval would no longer hold `aim`."""
    value, ends = measured.value, measured.ends_at(0.95)
    if value is None or ends is None:
        return measured.trusted_from
    interval = intervals.ConfidenceInterval(*ends)
    needed = intervals.prompts_to_settle(value, interval, measured.n, aim)
    if find_metric(measured.name).is_agreement:
        logarithmic = intervals.prompts_to_settle_log(value, interval, measured.n, aim)
        needed = needed if math.isnan(logarithmic) else logarithmic
    return measured.trusted_from if math.isnan(needed) else needed
