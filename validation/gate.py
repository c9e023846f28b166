"""Whether a reward may steer a run: bounds, and what the measurements make of them."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from validation.assumptions import RunAssumptions
from validation.measurement import Measurement
from validation.metrics import find_metric
from validation.statistics import intervals

Verdict = Literal["PASS", "FAIL", "INCONCLUSIVE"]

# The order in which findings are told.
WORST_FIRST: tuple[Verdict, ...] = ("FAIL", "INCONCLUSIVE", "PASS")

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
    """

    bounds: Mapping[str, Bound]
    declared: RunAssumptions = field(default_factory=RunAssumptions)
    overrides: Mapping[str, str] = field(default_factory=dict)
    source: str = "made in Python"

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
    """

    name: str
    verdict: Verdict
    bound: Bound
    measured: Measurement | None
    override: str | None = None
    is_paradox: bool = False


def check_bounds(measurements: Sequence[Measurement], gate: Gate) -> list[Finding]:
    """A finding for each bound that decides something, in the gate's order."""
    measured = {measurement.name: measurement for measurement in measurements}
    accuracy = measured.get("within_prompt_accuracy")
    graded = accuracy is not None and accuracy.value is not None
    moot = {measurement.name for measurement in measurements if measurement.is_moot}
    rate = measured.get("known_pass_rate")
    return [
        _check_bound(name, bound.step_for(rate), measured, gate.overrides.get(name))
        for name, bound in gate.bounds.items()
        if bound.decides and not (bound.unless_graded and graded) and name not in moot
    ]


def overall_verdict(findings: Sequence[Finding]) -> Verdict:
    """FAIL if any finding fails, else INCONCLUSIVE if any is, else PASS; overridden ones aside."""
    found = {finding.verdict for finding in findings if finding.override is None}
    return "FAIL" if "FAIL" in found else "INCONCLUSIVE" if "INCONCLUSIVE" in found else "PASS"


def sort_by_verdict(findings: Sequence[Finding]) -> list[Finding]:
    """The findings as every report lists them, in the gate's order within a verdict."""
    return sorted(findings, key=lambda finding: WORST_FIRST.index(finding.verdict))


def _check_bound(
    name: str, bound: Bound, measured: Mapping[str, Measurement], override: str | None
) -> Finding:
    found = _verdict(measured.get(name), bound)
    if found == "PASS":
        return Finding(name, found, bound, measured.get(name))
    paradox = name.startswith("krippendorff_alpha") and _range_is_restricted(measured)
    verdict = "INCONCLUSIVE" if paradox else found
    return Finding(name, verdict, bound, measured.get(name), override, paradox)


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


def interval_ends(measured: Measurement) -> tuple[float, float] | None:
    """The interval's pessimistic and optimistic ends, or None where there is no interval."""
    if measured.low is None or measured.high is None:
        return None
    if find_metric(measured.name).direction == "at_least":
        return measured.low, measured.high
    return measured.high, measured.low


def _verdict(measured: Measurement | None, bound: Bound) -> Verdict:
    if measured is None:
        return "INCONCLUSIVE"
    if measured.is_fault:
        return "FAIL"
    interval = interval_ends(measured)
    if interval is None or 2 * measured.n < measured.trusted_from:
        return "INCONCLUSIVE"
    pessimistic, optimistic = interval
    if bound.fails_at is not None and not reaches(measured.name, optimistic, bound.fails_at):
        return "INCONCLUSIVE" if find_metric(measured.name).is_supply else "FAIL"
    if bound.pass_at is not None and not reaches(measured.name, pessimistic, bound.pass_at):
        return "INCONCLUSIVE"
    trusted = measured.n >= measured.trusted_from and not measured.unsettled
    return "PASS" if trusted else "INCONCLUSIVE"


# More prompts than this are no advice.
MOST_PROMPTS_ADVISED = 100_000


def explain(finding: Finding) -> str:
    """The number and its interval against the bound, and the next step unless it passes."""
    measured, bound = finding.measured, finding.bound
    if measured is None:
        return "nothing of this name was measured; is the judge's name right?"
    if measured.reason is not None and not finding.is_paradox:
        return f"undefined, since {measured.why_undefined}: {measured.remedy}"
    metric, value, side = find_metric(measured.name), value_text(measured), _failing_side(measured)
    if finding.is_paradox:
        return f"{value} on a restricted range: {_PARADOX_ADVICE}"
    if finding.verdict == "PASS":
        if bound.pass_at is None:
            return f"{value} is fine: it fails only {side} {bound.fails_at:g}"
        return f"{value} clears {bound.pass_at:g}{_step_text(bound)}"
    if metric.is_supply:
        return f"{value} of {bound.fails_at:g}: {metric.fix}"
    if finding.verdict == "FAIL":
        return f"{value} is {side} {bound.fails_at:g}: {metric.fix}"
    return f"{value} does not settle it: {_settling_text(measured, bound)}"


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
    """A line for each measurement past its `warn`: a remark, never a verdict."""
    lines = []
    for measured in measurements:
        warn_at = gate.bounds.get(measured.name, Bound()).warn_at
        if warn_at is None or measured.value is None:
            continue
        if not reaches(measured.name, measured.value, warn_at):
            side = _failing_side(measured)
            lines.append(f"{measured.name} is {measured.value:.4g}, {side} {warn_at:g}")
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
    if bound.because:
        return f"it is above {bound.pass_at:g}{_step_text(bound)}; {_BY_PASS_RATE}"
    aim = _target_bound(measured, bound)
    if aim is None:
        return "the value itself lies between pass and fail, so mend the reward, not the data"
    if measured.value == aim:
        return f"the value is {aim:g} itself, which no number of prompts clears"
    needed = max(_prompts_needed(measured, aim), measured.trusted_from)
    if needed > MOST_PROMPTS_ADVISED:
        return f"the value lies too near {aim:g} for any number of prompts to settle"
    return f"about {max(math.ceil(needed) - measured.n, 1)} more prompts like these would"


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
    value, low, high = measured.value, measured.low, measured.high
    if value is None or low is None or high is None:
        return measured.trusted_from
    interval = intervals.ConfidenceInterval(low, high)
    needed = intervals.prompts_to_settle(value, interval, measured.n, aim)
    if find_metric(measured.name).is_agreement:
        logarithmic = intervals.prompts_to_settle_log(value, interval, measured.n, aim)
        needed = needed if math.isnan(logarithmic) else logarithmic
    return measured.trusted_from if math.isnan(needed) else needed
