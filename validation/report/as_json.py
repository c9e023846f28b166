"""report.json: the whole verdict, for a machine."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from validation.bill import Cost
from validation.conformance import Check
from validation.errors import printable_json
from validation.gate import Finding, explain
from validation.measurement import Measurement
from validation.metrics import find_metric
from validation.metrics.metric import FAIL_LEVEL
from validation.probes import AttackResult, Example, ProbeResult
from validation.report.changes import ReportChanges, find_date, report_changes
from validation.report.present import ENOUGH_AGREEMENT, judges_to_agree
from validation.run import Validation
from validation.scoring import UnscoredReply

# Refused golds and rewordings that are listed one by one.
MOST_EXAMPLES = 20


SCHEMA = 1
# Errors that are listed one by one; all of them are counted.
MOST_ERRORS = 100


def render_json(validation: Validation) -> str:
    """The report as standards-legal JSON, with a line end; undefined numbers are null."""
    text = json.dumps(validation_as_dict(validation), indent=2, allow_nan=False)
    return printable_json(text) + "\n"


def validation_as_dict(validation: Validation) -> dict[str, Any]:
    """The report's fields, as docs/report.md lists them."""
    changes, since = find_changes(validation), find_date(validation.predecessor)
    return {
        **_own_fields(validation),
        "changes": changes
        and {"since": since or None, "says": changes.headline, **asdict(changes)},
        "redacted": validation.is_redacted,
    }


def find_changes(validation: Validation) -> ReportChanges | None:
    """What the report says otherwise than the one before it; None where there is none."""
    before = validation.predecessor
    return None if before is None else report_changes(before, _own_fields(validation))


def _own_fields(validation: Validation) -> dict[str, Any]:
    trials, form = validation.trials, validation.form
    return {
        "schema": SCHEMA,
        "verdict": validation.verdict,
        "on_made_answers": validation.on_made_answers,
        "fail_level": FAIL_LEVEL,
        "target": validation.target.name,
        "dataset": validation.dataset.path,
        "measurements": [_measurement_as_dict(measured) for measured in validation.measurements],
        "findings": [_finding_as_dict(finding) for finding in validation.findings],
        "warnings": list(validation.warnings),
        "code": validation.target.code,
        "digest": validation.dataset.digest,
        "gate": validation.gate.source,
        "event_form": form and {"name": form.name, "page": form.page},
        "judges": [judge.name for judge in validation.table.raters],
        "errors": _errors_as_dict(validation),
        "cost": None if validation.cost is None else _cost_as_dict(validation.cost),
        "attacks": None if trials.probing is None else probing_as_dict(trials.probing),
        "contract": None if trials.checks is None else [*map(check_as_dict, trials.checks)],
        "agreement": _agreement_as_dict(validation),
        "unscored": unscored_as_dicts(trials.unscored_replies),
        "header": None if validation.header is None else validation.header.as_dict(),
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


def _fields(record: object, *names: str) -> dict[str, Any]:
    """The named fields of a record, in this order."""
    return {name: getattr(record, name) for name in names}


def _measurement_as_dict(measured: Measurement) -> dict[str, Any]:
    fields = _fields(measured, "name", "value", "low", "high", "n", "unit", "method")
    return {**fields, "reason": measured.why_undefined or None}


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
            **(
                {"steps": [*map(list, bound.steps)], "because": bound.because}
                if bound.steps
                else {}
            ),
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
                **_fields(model.usage, "model", "input_tokens", "output_tokens"),
                "dollars": model.dollars,
            }
            for model in cost.models
        ],
        **_fields(cost, "dollars", "questions", "unanswered", "paid"),
        "prices": _fields(cost, "as_of", "source"),
        "per_sample": [dict(vars(tokens)) for tokens in cost.per_sample],
    }


def unscored_as_dicts(replies: Sequence[UnscoredReply]) -> list[dict[str, Any]]:
    """The replies of the kit's own that have no score, at most so many as errors are listed."""
    names = ("prompt_id", "made", "fault", "origin", "reply")
    return [_fields(reply, *names) for reply in replies[:MOST_ERRORS]]


def probing_as_dict(probing: ProbeResult) -> dict[str, Any]:
    """Every attack, worst first, and what golds and rewordings were refused."""
    return {
        **_fields(probing, "prompts", "calls", "form", "wrong", "lazy"),
        "results": [_result_as_dict(result) for result in probing.results],
        "refused_golds": [*map(example_as_dict, probing.refused_golds[:MOST_EXAMPLES])],
        "refused_rewordings": [*map(example_as_dict, probing.refused_rewordings[:MOST_EXAMPLES])],
        "not_probed": list(probing.not_probed),
    }


def example_as_dict(example: Example) -> dict[str, Any]:
    fields = _fields(example, "prompt_id", "text", "made", "pay", "wrong", "gold")
    return {**fields, "fault": example.fault or None, "answer": example.answer}


def check_as_dict(check: Check) -> dict[str, Any]:
    fields = _fields(check, "name", "outcome", "says")
    said = {key: getattr(check, key) or None for key in ("fix", "title", "source")}
    return {**fields, **said}


def _result_as_dict(result: AttackResult) -> dict[str, Any]:
    excess, shown = result.counted_excess, result.shown_example
    return {
        "attack": result.name,
        "needs": result.needs,
        "ratio": excess.value,
        **_fields(excess, "low", "high"),
        "prompts": excess.n,
        "works": result.works.value,
        **_fields(result, "pay", "imitates", "mend", "faults", "abstentions"),
        "shown": None if shown is None else example_as_dict(shown),
    }
