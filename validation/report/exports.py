"""The files of a report: junit.xml and report.sarif for pipelines, summary.md for people."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from validation.errors import InputError
from validation.gate import Finding, explain, sort_by_verdict
from validation.report.as_json import find_changes, render_json
from validation.report.changes import read_predecessor
from validation.report.html import render_html
from validation.report.present import cost_in_words, unprobed_lines
from validation.report.sections import causes, weakened_lines
from validation.run import Validation
from validation.storage import remove_texts, replace_texts

_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

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
    if (changes := find_changes(validation)) is not None:
        lines += ["", f"Since the report before: {_table_cell(changes.headline)}."]
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


def render_sarif(validation: Validation) -> str:
    """SARIF 2.1.0 (OASIS 2020): a rule for each bound, and a result for each that is no PASS.

    A result stands at the first file of the reward, or at the data where no file of the user's is
    known. FAIL is an error, INCONCLUSIVE a warning, and an overridden bound is suppressed.
    """
    findings = sort_by_verdict(validation.findings)
    place = {"physicalLocation": {"artifactLocation": {"uri": _judged_file(validation)}}}
    results = [_sarif_result(f, place) for f in findings if f.verdict != "PASS"]
    rules = [
        {"id": finding.name, "shortDescription": {"text": finding.name.replace("_", " ")}}
        for finding in sorted(findings, key=lambda finding: finding.name)
    ]
    driver = {"name": "assay", "semanticVersion": version("rft-assay"), "rules": rules}
    run = {"tool": {"driver": driver}, "results": results}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _judged_file(validation: Validation) -> str:
    target = {} if validation.header is None else validation.header.target
    paths: Mapping[str, str] = target.get("paths") or {}
    return quote(next(iter(paths.values()), validation.dataset.path))


def _sarif_result(finding: Finding, place: Mapping[str, Any]) -> dict[str, Any]:
    result = {
        "ruleId": finding.name,
        "level": "error" if finding.verdict == "FAIL" else "warning",
        "message": {"text": f"{finding.verdict}: {explain(finding)}"},
        "locations": [place],
        "partialFingerprints": {"bound/v1": finding.name},
    }
    if finding.override is not None:
        said = {"kind": "external", "justification": finding.override}
        result["suppressions"] = [said]
    return result


# What a report consists of, and who makes the text of each.
REPORT = {
    "report.html": render_html,
    "report.json": render_json,
    "junit.xml": render_junit,
    "report.sarif": render_sarif,
    "summary.md": render_markdown,
}


def write_report(validation: Validation, place: str | Path) -> None:
    """Write the files of `REPORT` to a folder, or under `s3://bucket/prefix`.

    They replace an older report as one, and say what changed since it. Where they cannot be
    written, the older one is removed, since it says what is no longer so.

    Raises InputError where they cannot be written there.
    """
    if validation.predecessor is None:
        validation = replace(validation, predecessor=read_predecessor(str(place)))
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
