"""summary.md: the verdict as a pull request shows it."""

from validation.gate import Finding, worst_first
from validation.report.attack_words import headline, unprobed
from validation.report.cost_words import in_words
from validation.validate import Validation
from validation.why import why


def render_markdown(validation: Validation) -> str:
    """A heading, the findings as a table with the worst first, and the remarks as a list."""
    samples, prompts = len(validation.table.rows), validation.table.prompt_count
    lines = [
        f"## {validation.verdict}: `{_cell(validation.target.name)}`",
        "",
        f"{samples} samples of {prompts} prompts in `{_cell(validation.dataset.path)}`, "
        f"sha256 `{validation.dataset.digest[:12]}`.",
        *_paid(validation),
        "",
        "| verdict | bound | why |",
        "|---|---|---|",
        *map(_row, worst_first(validation.findings)),
    ]
    unknown = [f"not probed: {line}" for line in unprobed(validation.trials)]
    if remarks := [*unknown, *validation.warnings]:
        lines += ["", *(f"- {_cell(remark)}" for remark in remarks)]
    if validation.cost is not None:
        lines += ["", f"Cost: {_cell(in_words(validation.cost))}."]
    return "\n".join(lines) + "\n"


def _paid(validation: Validation) -> list[str]:
    said = headline(validation.trials)
    return [] if said is None else ["", f"**A bad reply is paid:** {_cell(said)}."]


def _row(finding: Finding) -> str:
    found = f"**{finding.verdict}**" if finding.verdict != "PASS" else finding.verdict
    if finding.override is not None:
        found += " (overridden)"
    because = "" if finding.override is None else f"; overridden: {finding.override}"
    return f"| {found} | `{_cell(finding.name)}` | {_cell(why(finding) + because)} |"


def _cell(text: str) -> str:
    """On one line, and with nothing in it that ends a table's cell."""
    return " ".join(text.split()).replace("|", "\\|")
