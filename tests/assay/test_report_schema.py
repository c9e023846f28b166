"""Every report is what docs/report.schema.json says it is."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.assay.command import assay

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
JUDGES = ("--judge", "grade=mine.py:second", "--judge", "other=mine.py:nearly")


@pytest.mark.parametrize("target", ["grade", "inverted", "constant", "fails_on_some", "fails"])
@pytest.mark.parametrize("options", [(), JUDGES, (*JUDGES, "--gate", "strict", "--repeats", "2")])
def test_a_report_fits_its_schema(folder, target, options):
    ran = assay("validate", f"mine.py:{target}", "data.jsonl", "--json", *options, cwd=folder)
    faults = jsonschema.Draft202012Validator(SCHEMA).iter_errors(json.loads(ran.out))
    assert [fault.message for fault in faults] == []


def test_the_schema_refuses_an_undefined_number_without_a_reason(folder):
    ran = assay("validate", "mine.py:grade", "data.jsonl", "--json", cwd=folder)
    report = json.loads(ran.out)
    undefined = next(m for m in report["measurements"] if m["value"] is None)
    undefined["reason"] = None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, SCHEMA)
