import json

from assay import validate
from tests.assay.command import answers
from tests.validation.data import write_rows
from validation.report.exports import render_sarif


def test_sarif_has_a_rule_for_each_bound_and_a_result_for_each_that_is_no_pass(tmp_path):
    write_rows(tmp_path / "data.jsonl", answers(24))
    report = validate(
        lambda sample: 1.0, tmp_path / "data.jsonl", gate="verifiable", skip=["probe", "conform"]
    )
    log = json.loads(render_sarif(report.validation))
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == {finding.name for finding in report.findings}
    bad = {
        finding.name: finding.verdict for finding in report.findings if finding.verdict != "PASS"
    }
    assert {result["ruleId"]: result["level"] for result in run["results"]} == {
        name: "error" if verdict == "FAIL" else "warning" for name, verdict in bad.items()
    }
    places = {
        location["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for location in result["locations"]
    }
    assert len(places) == 1
