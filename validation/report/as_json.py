"""report.json: the whole verdict, for a machine."""

import json
from typing import Any

from validation.catalogue import REASONS, about
from validation.cost import Cost
from validation.gate import Bound, Finding
from validation.measurement import Measurement
from validation.report.trials_as_dict import check_as_dict, probing_as_dict
from validation.validate import Validation
from validation.why import why

SCHEMA = 1
LISTED = 100
"""Errors that are listed one by one; all of them are counted."""


def render_json(validation: Validation) -> str:
    """The report as standards-legal JSON, with a line end; undefined numbers are null."""
    return json.dumps(as_dict(validation), indent=2, allow_nan=False) + "\n"


def as_dict(validation: Validation) -> dict[str, Any]:
    """The report's fields, as docs/report.md lists them."""
    trials = validation.trials
    return {
        "schema": SCHEMA,
        "verdict": validation.verdict,
        "target": validation.target.name,
        "dataset": validation.dataset.path,
        "measurements": [_measurement(measured) for measured in validation.measurements],
        "findings": [_finding(finding) for finding in validation.findings],
        "warnings": list(validation.warnings),
        "code": validation.target.code,
        "digest": validation.dataset.digest,
        "judges": [judge.name for judge in validation.table.raters],
        "errors": _errors(validation),
        "cost": None if validation.cost is None else _cost(validation.cost),
        "attacks": None if trials.probing is None else probing_as_dict(trials.probing),
        "contract": None if trials.checks is None else [*map(check_as_dict, trials.checks)],
    }


def _measurement(measured: Measurement) -> dict[str, Any]:
    return {
        "name": measured.name,
        "value": measured.value,
        "low": measured.low,
        "high": measured.high,
        "n": measured.n,
        "unit": measured.unit,
        "method": measured.method,
        "reason": REASONS[measured.reason] if measured.reason else None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.name,
        "verdict": finding.verdict,
        "bound": _bound(finding.name, finding.bound),
        "why": why(finding),
        "override": finding.override,
    }


def _bound(name: str, bound: Bound) -> dict[str, Any]:
    ends = {"pass": bound.pass_at, "fail": bound.fails, "warn": bound.warn_at}
    said = {key: end for key, end in ends.items() if end is not None}
    return {"direction": about(name).direction, **said, "provenance": bound.provenance}


def _errors(validation: Validation) -> dict[str, Any]:
    columns = (validation.table.target, *validation.table.judges)
    errors = [(column.name, error) for column in columns for error in column.errors]
    return {
        "count": len(errors),
        "first": [
            {"id": error.sample_id, "of": name, "error": str(error)}
            for name, error in errors[:LISTED]
        ],
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "models": [
            {
                "model": model.usage.model,
                "input_tokens": model.usage.input_tokens,
                "output_tokens": model.usage.output_tokens,
                "dollars": model.dollars,
            }
            for model in cost.models
        ],
        "dollars": cost.dollars,
        "questions": cost.questions,
        "unanswered": cost.unanswered,
        "paid": cost.paid,
        "prices": {"as_of": cost.as_of, "source": cost.source},
    }
