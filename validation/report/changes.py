"""What changed from one report.json to the next: the verdict, the findings and the numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validation.errors import InputError, name_unusable_file
from validation.probes import PAID
from validation.report.present import decimals
from validation.storage import is_s3, read_object

# What the header says of the inputs, by the words for it here.
_INPUTS = {
    "the reward": "digest_of_target",
    "the data": "data",
    "the gate": "gate",
    "the judges": "judges",
    "the prices": "prices",
    "the packages": "versions",
}


@dataclass(frozen=True)
class FindingChange:
    """A bound whose finding is another one now.

    Attributes:
        name: of the bound.
        before: its verdict in the older report; None where that had no such bound.
        after: its verdict in the newer one; None where that has no such bound.
        why: what the newer report says of it, or the older one where it is gone.
    """

    name: str
    before: str | None
    after: str | None
    why: str


@dataclass(frozen=True)
class MeasurementChange:
    """A number that is another one now.

    Attributes:
        name: of the measurement.
        before: value and the ends of its 95 % interval in the older report.
        after: the same in the newer one.
        is_apart: whether the two intervals share no number, so that chance is no explanation.
    """

    name: str
    before: tuple[float | None, float | None, float | None]
    after: tuple[float | None, float | None, float | None]
    is_apart: bool

    @property
    def says(self) -> str:
        """`within_prompt_accuracy 0.71 (0.64 to 0.77) → 0.83 (0.77 to 0.88), intervals apart`."""
        apart = ", intervals apart" if self.is_apart else ""
        return f"{self.name} {interval_text(self.before)} → {interval_text(self.after)}{apart}"


@dataclass(frozen=True)
class ReportChanges:
    """What the newer of two reports says otherwise.

    Attributes:
        verdicts: the older and the newer verdict.
        targets: what the older and the newer one judged, by name.
        inputs: what was judged or judged by that is not the same: "the data", "the gate".
        findings: bounds whose verdict changed, came or went, what fails now first.
        measurements: numbers that moved, those whose intervals are apart first.
        paid: attacks that the newer report finds over-paid and the older one did not.
    """

    verdicts: tuple[str, str]
    targets: tuple[str, str]
    inputs: tuple[str, ...]
    findings: tuple[FindingChange, ...]
    measurements: tuple[MeasurementChange, ...]
    paid: tuple[str, ...] = ()

    @property
    def worse(self) -> tuple[str, ...]:
        """What the newer report holds against the reward and the older one did not, in words."""
        failing = [f"{one.name} fails: {one.why}" for one in self.findings if one.after == "FAIL"]
        paid = [f"a bad reply is paid that was not: {name}" for name in self.paid]
        lost = [f"the verdict was PASS and is {self.verdicts[1]}"]
        return (*(lost if self.verdicts[0] == "PASS" != self.verdicts[1] else ()), *failing, *paid)

    @property
    def headline(self) -> str:
        """`FAIL → PASS: 2 findings changed, 3 numbers moved apart; changed: the reward`."""
        before, after = self.verdicts
        apart = sum(change.is_apart for change in self.measurements)
        verdict = before if before == after else f"{before} → {after}"
        said = f"{verdict}: {_count(len(self.findings), 'finding')} changed, "
        said += f"{_count(apart, 'number')} moved beyond chance"
        return said + (f"; changed: {', '.join(self.inputs)}" if self.inputs else "")


def read_any_report(path: str | Path) -> dict[str, Any]:
    """A report.json, or that in a report's folder or s3:// prefix, of any version.

    Raises InputError where it cannot be read or is no report of `assay validate`.
    """
    if is_s3(str(path)):
        address = (
            str(path) if str(path).endswith(".json") else f"{path}".rstrip("/") + "/report.json"
        )
        return _parse_report(read_object(address).decode("utf-8", "replace"), address)
    place = Path(path)
    place = place / "report.json" if place.is_dir() else place
    with name_unusable_file(place):
        text = place.read_text("utf-8")
    return _parse_report(text, str(place))


def _parse_report(text: str, place: str) -> dict[str, Any]:
    try:
        report = dict(json.loads(text))
        usable = isinstance(report["verdict"], str) and {"findings", "measurements"} <= set(report)
    except (ValueError, TypeError, KeyError):
        usable = False
    if not usable:
        raise InputError(f"{place}: expected a report.json that assay validate has written")
    return report


def read_predecessor(place: str) -> dict[str, Any] | None:
    """The report.json that a folder or `s3://bucket/prefix` holds; None where none can be read."""
    try:
        return read_any_report(place)
    except InputError:
        return None  # it is replaced, whatever it is


def find_date(report: Mapping[str, Any] | None) -> str:
    """When the run of a report began, as ISO 8601; "" where it does not say."""
    header = (report or {}).get("header") or {}
    return str(header.get("date", ""))


def report_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> ReportChanges:
    """What the report `new` says otherwise than `old`, both as report.json holds them."""
    return ReportChanges(
        (old["verdict"], new["verdict"]),
        (str(old.get("target", "")), str(new.get("target", ""))),
        _changed_inputs(old, new),
        _changed_findings(old, new),
        _changed_measurements(old, new),
        tuple(sorted(_paid_attacks(new) - _paid_attacks(old))),
    )


def _paid_attacks(report: Mapping[str, Any]) -> set[str]:
    """The attacks whose bad replies earn at least half of what sets the gold apart."""
    results = (report.get("attacks") or {}).get("results", ())
    return {result["attack"] for result in results if (result.get("ratio") or 0) >= PAID}


def _changed_inputs(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    headers = old.get("header"), new.get("header")
    if not all(headers):
        return ("the data",) if old.get("digest") != new.get("digest") else ()
    before, after = (
        {**header, "digest_of_target": _code_of(header)} for header in headers if header
    )
    return tuple(says for says, key in _INPUTS.items() if before.get(key) != after.get(key))


def _code_of(header: Mapping[str, Any]) -> object:
    """Digests of the reward's code, without the places where its files stand."""
    target = header.get("target") or {}
    return {key: value for key, value in target.items() if key not in ("paths", "name")}


def _changed_findings(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FindingChange, ...]:
    before = {finding["name"]: finding for finding in old["findings"]}
    after = {finding["name"]: finding for finding in new["findings"]}
    changes = [
        FindingChange(
            name,
            before[name]["verdict"] if name in before else None,
            after[name]["verdict"] if name in after else None,
            str((after.get(name) or before[name]).get("why", "")),
        )
        for name in dict.fromkeys((*after, *before))
    ]
    order = {"FAIL": 0, "INCONCLUSIVE": 1, "PASS": 2, None: 3}
    changed = [change for change in changes if change.before != change.after]
    return tuple(sorted(changed, key=lambda change: order.get(change.after, 3)))


def _changed_measurements(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[MeasurementChange, ...]:
    before = {measured["name"]: measured for measured in old["measurements"]}
    changes = []
    for measured in new["measurements"]:
        earlier = before.get(measured["name"])
        if earlier is not None and earlier["value"] != measured["value"]:
            ends = _ends_of(earlier), _ends_of(measured)
            changes.append(MeasurementChange(measured["name"], *ends, _are_apart(*ends)))
    return tuple(sorted(changes, key=lambda change: not change.is_apart))


_Ends = tuple[float | None, float | None, float | None]


def _ends_of(measured: Mapping[str, Any]) -> _Ends:
    return measured["value"], measured["low"], measured["high"]


def _are_apart(before: _Ends, after: _Ends) -> bool:
    (_, low, high), (_, new_low, new_high) = before, after
    if low is None or high is None or new_low is None or new_high is None:
        return False
    return high < new_low or new_high < low


def interval_text(ends: _Ends) -> str:
    """`0.830 (0.770 to 0.880)`, of a value and the ends of its interval."""
    value, low, high = ends
    if value is None:
        return "unknown"
    if low is None or high is None or low == high:
        return decimals(value)
    return f"{decimals(value)} ({decimals(low)} to {decimals(high)})"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
