"""Whether a reward may steer a run: bounds, and what the measurements make of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from validation.catalogue import FAULTS, MOOT, about
from validation.declared import Declared
from validation.measurement import Measurement

Verdict = Literal["PASS", "FAIL", "INCONCLUSIVE"]

WORST_FIRST: tuple[Verdict, ...] = ("FAIL", "INCONCLUSIVE", "PASS")
"""The order in which findings are told."""

AGREES, CROWDED = 0.8, 0.8
"""Gwet's AC2 and the share of the commonest rating from which low alpha is a paradox."""


@dataclass(frozen=True)
class Bound:
    """Where a measurement passes, where it fails, and where it is only remarked on.

    `provenance` says where the numbers come from. A bound `unless_graded` is asked for only where
    no quality is known, since then nothing but the judges speaks for the reward.
    """

    pass_at: float | None = None
    fail_at: float | None = None
    warn_at: float | None = None
    provenance: str = ""
    unless_graded: bool = False

    @property
    def decides(self) -> bool:
        return self.pass_at is not None or self.fail_at is not None

    @property
    def fails(self) -> float | None:
        """Where it fails: where it no longer passes, unless said otherwise."""
        return self.pass_at if self.fail_at is None else self.fail_at


@dataclass(frozen=True)
class Gate:
    """Bounds by the name of their measurement, and what the user declares of the run.

    `overrides` are reasons, in writing and by the bound's name, to go on though it is not met.
    """

    bounds: Mapping[str, Bound]
    declared: Declared = field(default_factory=Declared)
    overrides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One bound held against its measurement, which is None when nothing of that name was taken.

    `override` is the reason somebody gave for going on all the same; the verdict stays what it is.
    `is_paradox` marks agreement that is low because the ratings crowd on one point.
    """

    name: str
    verdict: Verdict
    bound: Bound
    measured: Measurement | None
    override: str | None = None
    is_paradox: bool = False


def check(measurements: Sequence[Measurement], gate: Gate) -> list[Finding]:
    """A finding for each bound that decides something, in the gate's order."""
    measured = {measurement.name: measurement for measurement in measurements}
    graded = _is_graded(measured)
    return [
        _finding(name, bound, measured, gate.overrides.get(name))
        for name, bound in gate.bounds.items()
        if bound.decides and not (bound.unless_graded and graded) and not _is_moot(name, measured)
    ]


def whole_verdict(findings: Sequence[Finding]) -> Verdict:
    """FAIL if any finding fails, else INCONCLUSIVE if any is, else PASS; overridden ones aside."""
    found = {finding.verdict for finding in findings if finding.override is None}
    return "FAIL" if "FAIL" in found else "INCONCLUSIVE" if "INCONCLUSIVE" in found else "PASS"


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """The findings as every report lists them, in the gate's order within a verdict."""
    return sorted(findings, key=lambda finding: WORST_FIRST.index(finding.verdict))


def _is_graded(measured: Mapping[str, Measurement]) -> bool:
    accuracy = measured.get("within_prompt_accuracy")
    return accuracy is not None and accuracy.value is not None


def _is_moot(name: str, measured: Mapping[str, Measurement]) -> bool:
    return name in measured and measured[name].reason in MOOT


def _finding(
    name: str, bound: Bound, measured: Mapping[str, Measurement], override: str | None
) -> Finding:
    found = _verdict(measured.get(name), bound)
    if found == "PASS":
        return Finding(name, found, bound, measured.get(name))
    paradox = name.startswith("krippendorff_alpha") and _range_is_restricted(measured)
    if paradox:
        found = "INCONCLUSIVE"
    return Finding(name, found, bound, measured.get(name), override, paradox)


def _range_is_restricted(measured: Mapping[str, Measurement]) -> bool:
    """High agreement beyond chance by AC2 on ratings of which most are the same.

    Alpha then is low for want of differences to agree on (Feinstein and Cicchetti 1990).
    """
    agreement, crowding = measured.get("gwet_ac2"), measured.get("rating_mode_rate")
    return bool(
        agreement
        and crowding
        and (agreement.value or 0.0) >= AGREES
        and (crowding.value or 0.0) > CROWDED
    )


def reaches(name: str, value: float, bound: float) -> bool:
    """Whether a value is on the wanted side of a bound, or on it."""
    return value >= bound if about(name).direction == "at_least" else value <= bound


def ends(measured: Measurement) -> tuple[float, float] | None:
    """The interval's pessimistic and optimistic ends, or None where there is no interval."""
    if measured.low is None or measured.high is None:
        return None
    if about(measured.name).direction == "at_least":
        return measured.low, measured.high
    return measured.high, measured.low


def _verdict(measured: Measurement | None, bound: Bound) -> Verdict:
    if measured is None:
        return "INCONCLUSIVE"
    if measured.reason in FAULTS:
        return "FAIL"
    interval = ends(measured)
    if interval is None or 2 * measured.n < measured.trusted_from:
        return "INCONCLUSIVE"
    pessimistic, optimistic = interval
    if bound.fails is not None and not reaches(measured.name, optimistic, bound.fails):
        return "INCONCLUSIVE" if about(measured.name).is_supply else "FAIL"
    if bound.pass_at is not None and not reaches(measured.name, pessimistic, bound.pass_at):
        return "INCONCLUSIVE"
    return "PASS" if measured.n >= measured.trusted_from else "INCONCLUSIVE"
