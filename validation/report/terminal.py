"""The summary on the terminal: the verdict, what decided it, and the numbers."""

from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from validation.errors import printable_text
from validation.gate import explain, fail_level_text, smallest_sample_text, sort_by_verdict
from validation.report.as_json import find_changes
from validation.report.present import cost_in_words, unprobed_lines
from validation.report.sections import causes, weakened_lines
from validation.run import Validation

STYLES = {"PASS": "bold green", "FAIL": "bold red", "INCONCLUSIVE": "bold yellow"}
# Measurements worth a line on the terminal, beside those that the gate bounds.
HEADLINES = {
    "prompts",
    "samples",
    "within_prompt_accuracy",
    "auc_top_vs_bottom",
    "zero_variance_groups",
    "base_pass_rate",
    "advantage_efficiency",
    "length_correlation",
    "krippendorff_alpha",
    "within_prompt_agreement",
}

# Columns where no terminal wraps lines, so that a line can be searched for.
UNWRAPPED = 1000


def print_summary(
    validation: Validation, report: str | None, out: TextIO, more: str = "report.measurements"
) -> None:
    """Print to `out`; colours only where a terminal shows them, and a line a finding elsewhere.

    `more` says where all the measurements are.
    """
    console = Console(file=out, width=None if out.isatty() else UNWRAPPED, highlight=False)
    table = validation.table
    first, *others = [*causes(validation), ""]
    style = STYLES[validation.verdict]
    console.print(
        terminal_text(f"{validation.verdict_text}  ", style)
        + terminal_text(f"{validation.target.name} on {validation.dataset.path}", "bold")
        + terminal_text(f" ({len(table.rows)} samples of {table.prompt_count} prompts)")
        + terminal_text(f": {first}" if first else "", style)
        + terminal_text(smallest_sample_text(validation.findings))
    )
    for cause in filter(None, others):
        console.print(terminal_text(cause, style))
    for line in weakened_lines(validation):
        console.print(terminal_text(line))
    console.print(_findings_table(validation))
    console.print(terminal_text(f"gate: {validation.gate.source}; {fail_level_text()}"))
    console.print(_measurements_table(validation))
    console.print(terminal_text(f"{len(validation.measurements)} measurements in all: {more}"))
    if validation.cost is not None:
        console.print(terminal_text(f"cost: {cost_in_words(validation.cost)}"))
    if (changes := find_changes(validation)) is not None:
        console.print(terminal_text(f"since the report before: {changes.headline}"))
    for line in unprobed_lines(validation.trials):
        console.print(terminal_text(f"not probed: {line}"))
    for remark in validation.warnings:
        console.print(terminal_text(f"note: {remark}"))
    if report is not None:
        console.print(terminal_text(f"report: {report.rstrip('/')}/report.html"))


def terminal_text(text: str, style: str = "") -> Text:
    """The text for Rich, in which no reply can move the cursor or colour a line."""
    return Text(printable_text(text), style)


def _findings_table(validation: Validation) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for finding in sort_by_verdict(validation.findings):
        verdict = terminal_text(finding.verdict, STYLES[finding.verdict])
        overridden = "" if finding.override is None else f"OVERRIDDEN ({finding.override}): "
        table.add_row(
            verdict, terminal_text(finding.name), terminal_text(overridden + explain(finding))
        )
    return table


def _measurements_table(validation: Validation) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("measured")
    for heading in ("value", "95 % low", "high", "n"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for measured in validation.measurements:
        if measured.base in HEADLINES or measured.name in validation.gate.bounds:
            value = "undefined" if measured.value is None else _digits(measured.value)
            ends = ("" if end is None else _digits(end) for end in (measured.low, measured.high))
            low, high = ("", "") if measured.low == measured.high else ends
            cells = (measured.name, value, low, high, str(measured.n), measured.unit)
            table.add_row(*map(terminal_text, cells))
    return table


def _digits(value: float) -> str:
    """Four digits; an end that is nearly 0, as an interval's on the log odds, is 0."""
    return "0" if abs(value) < 0.00005 else f"{value:.4g}"
