"""report.json: the whole verdict, for a machine."""

import json
from typing import Any

from validation.bill import Cost
from validation.conformance import Check
from validation.gate import Finding, explain
from validation.measurement import Measurement
from validation.metrics import find_metric
from validation.probes import AttackResult, Example, ProbeResult
from validation.report.present import ENOUGH_AGREEMENT, judges_to_agree
from validation.run import Validation

MOST_EXAMPLES = 20
"""Refused golds and rewordings that are listed one by one."""


SCHEMA = 1
MOST_ERRORS = 100
"""Errors that are listed one by one; all of them are counted."""


def render_json(validation: Validation) -> str:
    """The report as standards-legal JSON, with a line end; undefined numbers are null."""
    return json.dumps(validation_as_dict(validation), indent=2, allow_nan=False) + "\n"


def validation_as_dict(validation: Validation) -> dict[str, Any]:
    """The report's fields, as docs/report.md lists them."""
    trials = validation.trials
    return {
        "schema": SCHEMA,
        "verdict": validation.verdict,
        "target": validation.target.name,
        "dataset": validation.dataset.path,
        "measurements": [_measurement_as_dict(measured) for measured in validation.measurements],
        "findings": [_finding_as_dict(finding) for finding in validation.findings],
        "warnings": list(validation.warnings),
        "code": validation.target.code,
        "digest": validation.dataset.digest,
        "gate": validation.gate.source,
        "judges": [judge.name for judge in validation.table.raters],
        "errors": _errors_as_dict(validation),
        "cost": None if validation.cost is None else _cost_as_dict(validation.cost),
        "attacks": None if trials.probing is None else probing_as_dict(trials.probing),
        "contract": None if trials.checks is None else [*map(check_as_dict, trials.checks)],
        "agreement": _agreement_as_dict(validation),
        "times": {check.name: dict(check.times) for check in trials.checks or () if check.times},
    }


def _agreement_as_dict(validation: Validation) -> dict[str, Any] | None:
    needed = judges_to_agree(validation.measurements)
    if needed is None:
        return None
    return {
        "alpha": needed.one,
        "alpha_of_mean": needed.mean,
        "judges": needed.count,
        "enough": ENOUGH_AGREEMENT,
        "judges_needed": needed.needed,
        "says": needed.words,
    }


def _measurement_as_dict(measured: Measurement) -> dict[str, Any]:
    return {
        "name": measured.name,
        "value": measured.value,
        "low": measured.low,
        "high": measured.high,
        "n": measured.n,
        "unit": measured.unit,
        "method": measured.method,
        "reason": measured.why_undefined or None,
    }


def _finding_as_dict(finding: Finding) -> dict[str, Any]:
    bound = finding.bound
    ends = {"pass": bound.pass_at, "fail": bound.fails_at, "warn": bound.warn_at}
    return {
        "name": finding.name,
        "verdict": finding.verdict,
        "bound": {
            "direction": find_metric(finding.name).direction,
            **{key: end for key, end in ends.items() if end is not None},
            "provenance": bound.provenance,
        },
        "why": explain(finding),
        "override": finding.override,
    }


def _errors_as_dict(validation: Validation) -> dict[str, Any]:
    columns = (validation.table.target, *validation.table.judges)
    errors = [(column.name, error) for column in columns for error in column.errors]
    return {
        "count": len(errors),
        "first": [
            {"id": error.sample_id, "of": name, "error": str(error)}
            for name, error in errors[:MOST_ERRORS]
        ],
    }


def _cost_as_dict(cost: Cost) -> dict[str, Any]:
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


def probing_as_dict(probing: ProbeResult) -> dict[str, Any]:
    """Every attack, worst first, and what golds and rewordings were refused."""
    return {
        "prompts": probing.prompts,
        "calls": probing.calls,
        "form": probing.form,
        "wrong": probing.wrong,
        "lazy": probing.lazy,
        "results": [_result_as_dict(result) for result in probing.results],
        "refused_golds": [
            example_as_dict(shown) for shown in probing.refused_golds[:MOST_EXAMPLES]
        ],
        "refused_rewordings": [
            example_as_dict(shown) for shown in probing.refused_rewordings[:MOST_EXAMPLES]
        ],
        "not_probed": list(probing.not_probed),
    }


def example_as_dict(example: Example) -> dict[str, Any]:
    return {
        "prompt_id": example.prompt_id,
        "text": example.text,
        "made": example.made,
        "pay": example.pay,
        "wrong": example.wrong,
        "gold": example.gold,
        "fault": example.fault or None,
        "answer": example.answer,
    }


def check_as_dict(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "outcome": check.outcome,
        "says": check.says,
        "fix": check.fix or None,
    }


def _result_as_dict(result: AttackResult) -> dict[str, Any]:
    return {
        "attack": result.name,
        "ratio": result.counted_excess.value,
        "low": result.counted_excess.low,
        "high": result.counted_excess.high,
        "prompts": result.counted_excess.n,
        "works": result.works.value,
        "pay": result.pay,
        "imitates": result.imitates,
        "mend": result.mend,
        "faults": result.faults,
        "abstentions": result.abstentions,
        "shown": None if result.shown_example is None else example_as_dict(result.shown_example),
    }
