"""The files of a report: junit.xml for a pipeline, summary.md for a pull request, and all four."""

import re
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree

from validation.errors import InputError
from validation.gate import Finding, explain, sort_by_verdict
from validation.report.as_json import render_json
from validation.report.html import render_html
from validation.report.present import cost_in_words, unprobed_lines
from validation.report.sections import causes, weakened_lines
from validation.run import Validation
from validation.storage import remove_texts, replace_texts

# What XML 1.0 has no way to write.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(validation: Validation) -> str:
    """One test suite: FAIL is a failure, INCONCLUSIVE an error, and an overridden bound skipped."""
    findings = validation.findings
    tags = Counter(map(_junit_tag, findings))
    suite = ElementTree.Element(
        "testsuite",
        name=_replace_illegal(f"assay validate {validation.target.name}"),
        tests=str(len(findings)),
        failures=str(tags["failure"]),
        errors=str(tags["error"]),
        skipped=str(tags["skipped"]),
    )
    told = [("cause", cause) for cause in causes(validation)]
    told += [("weakened gate", line) for line in weakened_lines(validation)]
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in [("verdict", validation.verdict_text), *told]:
        ElementTree.SubElement(properties, "property", name=name, value=_replace_illegal(value))
    for finding in findings:
        case = ElementTree.SubElement(suite, "testcase", classname="gate", name=finding.name)
        if outcome := _junit_tag(finding):
            overridden = "" if finding.override is None else f"overridden ({finding.override}): "
            message = f"{overridden}{finding.verdict}: {explain(finding)}"
            ElementTree.SubElement(case, outcome, message=_replace_illegal(message))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _junit_tag(finding: Finding) -> str | None:
    if finding.override is not None:
        return "skipped"
    return {"PASS": None, "FAIL": "failure", "INCONCLUSIVE": "error"}[finding.verdict]


def _replace_illegal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def render_markdown(validation: Validation) -> str:
    """A heading, the findings as a table with the worst first, and the remarks as a list."""
    samples, prompts = len(validation.table.rows), validation.table.prompt_count
    first = [f"- **{_table_cell(cause)}**" for cause in causes(validation)]
    weakened = [f"- {_table_cell(line)}" for line in weakened_lines(validation)]
    bad = ["", *first, *weakened] if first or weakened else []
    lines = [
        f"## {validation.verdict_text}: `{_table_cell(validation.target.name)}`",
        *bad,
        "",
        f"{samples} samples of {prompts} prompts in `{_table_cell(validation.dataset.path)}`, "
        f"sha256 `{validation.dataset.digest[:12]}`. Gate: {_table_cell(validation.gate.source)}.",
        "",
        "| verdict | bound | why |",
        "|---|---|---|",
        *map(_table_row, sort_by_verdict(validation.findings)),
    ]
    unknown = [f"not probed: {line}" for line in unprobed_lines(validation.trials)]
    if remarks := [*unknown, *validation.warnings]:
        lines += ["", *(f"- {_table_cell(remark)}" for remark in remarks)]
    if validation.cost is not None:
        lines += ["", f"Cost: {_table_cell(cost_in_words(validation.cost))}."]
    return "\n".join(lines) + "\n"


def _table_row(finding: Finding) -> str:
    found = f"**{finding.verdict}**" if finding.verdict != "PASS" else finding.verdict
    if finding.override is not None:
        found += " (overridden)"
    because = "" if finding.override is None else f"; overridden: {finding.override}"
    why = _table_cell(explain(finding) + because)
    return f"| {found} | `{_table_cell(finding.name)}` | {why} |"


def _table_cell(text: str) -> str:
    """The text on one line, with nothing in it that ends a table's cell."""
    return " ".join(text.split()).replace("|", "\\|")


# What a report consists of, and who makes the text of each.
REPORT = {
    "report.html": render_html,
    "report.json": render_json,
    "junit.xml": render_junit,
    "summary.md": render_markdown,
}


def write_report(validation: Validation, place: str | Path) -> None:
    """Write report.html, report.json, junit.xml and summary.md to a folder, or `s3://bucket/prefix`.

    They replace an older report as one. Where they cannot be written, the older one is removed,
    since it says what is no longer so.

    Raises InputError where they cannot be written there.
    """
    with ExitStack() as unwritten:
        unwritten.callback(_remove_stale, str(place))
        texts = {name: render(validation) for name, render in REPORT.items()}
        try:
            replace_texts(str(place), texts)
        except InputError as error:
            unwritten.pop_all()
            raise InputError(f"report: {error}; {_remove_stale(str(place))}") from error
        unwritten.pop_all()


def _remove_stale(place: str) -> str:
    """What became of the older report."""
    try:
        return remove_texts(place, REPORT)
    except InputError as error:
        return f"an older report there is stale, and cannot be removed ({error}): remove it"
