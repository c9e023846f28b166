"""What the Python API returns: a verdict, its findings, the numbers, and ways to show them."""

import math
from dataclasses import asdict, dataclass, replace
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

from rewards.wire import PlatformName
from validation.bill import Bill
from validation.comparison import Answer, ColumnComparison
from validation.conformance import Conformance
from validation.gate import Finding, Verdict, explain, overall_verdict, sort_by_verdict
from validation.measurement import Measurement
from validation.probes import ProbeResult
from validation.report.as_json import probing_as_dict, unscored_as_dicts, validation_as_dict
from validation.report.changes import read_predecessor
from validation.run import Validation

COLOURS = {"PASS": "#1a7f37", "FAIL": "#cf222e", "INCONCLUSIVE": "#9a6700"}


@dataclass(frozen=True, repr=False)
class Report:
    """What `validate` found. A notebook shows a summary of it, and `print` the terminal's.

    Attributes:
        validation: Everything behind the report: the target, the data, the gate and the scores.
    """

    validation: Validation

    @property
    def verdict(self) -> Verdict:
        """PASS, FAIL or INCONCLUSIVE."""
        return self.validation.verdict

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Each bound of the gate held against its measurement, in the gate's order."""
        return self.validation.findings

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Each number with its 95 % interval."""
        return self.validation.measurements

    @property
    def warnings(self) -> tuple[str, ...]:
        """Remarks, which decide nothing."""
        return self.validation.warnings

    def to_dict(self) -> dict[str, Any]:
        """The content of report.json, as docs/report.md lists it."""
        return validation_as_dict(self.validation)

    def to_html(self) -> str:
        """The content of report.html: one page that needs nothing else."""
        from validation.report.html import render_html

        return render_html(self.validation)

    def redact(self) -> "Report":
        """The report without prompts, replies, references, and whatever may quote one."""
        from validation.report.redaction import redact_validation

        return Report(redact_validation(self.validation))

    def follow(self, place: str | Path) -> "Report":
        """The report that says what changed since the one at a place, if there is one."""
        return Report(replace(self.validation, predecessor=read_predecessor(str(place))))

    def save(self, place: str | Path) -> None:
        """Write report.html, report.json, junit.xml and summary.md to a folder or to s3://.

        Raises InputError where they cannot be written there.
        """
        from validation.report.exports import write_report

        write_report(self.validation, place)

    def __str__(self) -> str:
        from validation.report.terminal import print_summary

        text = StringIO()
        print_summary(self.validation, None, text)
        return text.getvalue()

    def __repr__(self) -> str:
        target, data = self.validation.target.name, self.validation.dataset.path
        return f"<Report: {self.verdict}, {target} on {data}>"

    def _repr_html_(self) -> str:
        """The verdict and the findings, the worst first, as a notebook shows them."""
        rows = "".join(
            f'<tr><td style="color:{COLOURS[finding.verdict]}">{finding.verdict}</td>'
            f'<td style="text-align:left">{escape(finding.name)}</td>'
            f'<td style="text-align:left">{escape(explain(finding))}</td></tr>'
            for finding in sort_by_verdict(self.findings)
        )
        remarks = "".join(f"<li>{escape(warning)}</li>" for warning in self.warnings)
        table, target = self.validation.table, self.validation.target.name
        return (
            f'<div><b style="color:{COLOURS[self.verdict]}">{self.verdict}</b> '
            f"{escape(target)} on {escape(self.validation.dataset.path)}, "
            f"{len(table.rows)} samples of {table.prompt_count} prompts"
            f"<table>{rows}</table><ul>{remarks}</ul></div>"
        )


@dataclass(frozen=True, repr=False)
class AttackReport:
    """What `probe` found.

    Attributes:
        target: The name of what was attacked.
        data: Where the prompts come from.
        probing: Every attack with what it earns, the worst first.
        findings: The bounds on attacks of the gate, held against what was measured.
        bill: What models were asked, and what was paid.
        remarks: The form of the rows that were sent, and other documented ones that do not fit.
    """

    target: str
    data: str
    probing: ProbeResult
    findings: tuple[Finding, ...]
    bill: Bill
    remarks: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return overall_verdict(self.findings)

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """What all attacks together come to; the single ones are in `probing`."""
        return tuple(m for m in self.probing.measurements if ":" not in m.name)

    def to_dict(self) -> dict[str, Any]:
        """What `assay probe --json` prints."""
        measured = [asdict(measurement) for measurement in self.measurements]
        said = {
            **probing_as_dict(self.probing),
            "unscored": unscored_as_dicts(self.probing.unscored),
            "remarks": list(self.remarks),
        }
        return {"measurements": measured, **said}

    def __repr__(self) -> str:
        return f"<AttackReport: {self.verdict}, {self.target} on {self.data}>"


@dataclass(frozen=True, repr=False)
class ContractReport:
    """What `conform` found.

    Attributes:
        target: The name of what was held to the contract.
        platform: Whose contract it is.
        conformance: Every check in order, and what they took.
        findings: The gate's bound on failed checks, held against their number.
        bill: What models were asked, and what was paid.
    """

    target: str
    platform: PlatformName
    conformance: Conformance
    findings: tuple[Finding, ...]
    bill: Bill

    @property
    def verdict(self) -> Verdict:
        """FAIL where too many checks failed; INCONCLUSIVE where one that matters was not made."""
        found = overall_verdict(self.findings)
        is_open = any(check.open for check in self.conformance.checks)
        return "INCONCLUSIVE" if found == "PASS" and is_open else found

    def to_dict(self) -> dict[str, Any]:
        """What `assay conform --json` prints."""
        return {"target": self.target, "platform": self.platform, **asdict(self.conformance)}

    def __repr__(self) -> str:
        return f"<ContractReport: {self.verdict}, {self.target} on {self.platform}>"


@dataclass(frozen=True, repr=False)
class ComparisonReport:
    """What `compare` found. `print` shows the terminal's text.

    Attributes:
        comparison: Every number, the rows that moved most, and the reasons.
        data: Where the rows come from.
        bill: What models were asked, and what was paid.
        remarks: The form of the rows that were sent to a handler.
    """

    comparison: ColumnComparison
    data: str
    bill: Bill
    remarks: tuple[str, ...] = ()

    @property
    def drop_in(self) -> Answer:
        """YES, NO or UNKNOWN: may B stand where A stood?"""
        return self.comparison.drop_in

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """alignment, same_order, rank_correlation and accuracy_difference."""
        return self.comparison.measurements

    def to_dict(self) -> dict[str, Any]:
        """What `assay compare --json` prints: no NaN, and numbers in full."""
        (a, b), (of_a, of_b) = self.comparison.names, self.comparison.spans
        return {
            **asdict(self.comparison),
            "names": {"a": a, "b": b},
            "spans": {"a": _finite_or_none(of_a), "b": _finite_or_none(of_b)},
            "data": self.data,
        }

    def __str__(self) -> str:
        found = self.comparison
        (a, b), (of_a, of_b) = found.names, found.spans
        lines = [
            f"{found.drop_in}: {_DROP_IN[found.drop_in]}, on {found.samples} replies to "
            f"{found.prompts} prompts of {self.data}",
            f"  A is {a}, which pays {of_a[0]:g} to {of_a[1]:g}",
            f"  B is {b}, which pays {of_b[0]:g} to {of_b[1]:g}",
            f"  both give the same score to {found.equal} of {found.samples} replies",
            *(f"  because {why}" for why in found.why),
            found.better,
        ]
        for measured in found.measurements:
            if measured.value is not None and measured.low is not None:
                ends = f"{measured.value:.3f} ({measured.low:.3f} to {measured.high:.3f})"
                lines.append(f"  {measured.name}: {ends}, {measured.n} {measured.unit}")
        if found.moved:
            lines.append("rows that moved most, in standard deviations of their prompt:")
        for row in found.moved:
            quality = "" if row.quality is None else f", quality {row.quality:g}"
            opening = repr(row.reply[:80] + ("…" if len(row.reply) > 80 else ""))
            lines.append(
                f"  {row.moved:+.2f}  {row.id}: A {row.a:g}, B {row.b:g}{quality}: {opening}"
            )
        return "\n".join(lines)

    def __repr__(self) -> str:
        a, b = self.comparison.names
        return f"<ComparisonReport: {self.drop_in}, {b} for {a} on {self.data}>"


_DROP_IN = {
    "YES": "B may stand where A stood",
    "NO": "B may not stand where A stood",
    "UNKNOWN": "these rows cannot tell whether B may stand where A stood",
}


def _finite_or_none(ends: tuple[float, float]) -> list[float | None]:
    return [end if math.isfinite(end) else None for end in ends]
