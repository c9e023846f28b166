"""The attacks and the contract as report.json has them."""

from typing import Any

from validation.conformance import Check
from validation.probes import AttackResult, Example, Probing

LISTED = 20
"""Refused golds and rewordings that are listed one by one."""


def probing_as_dict(probing: Probing) -> dict[str, Any]:
    """Every attack, worst first, and what golds and rewordings were refused."""
    return {
        "prompts": probing.prompts,
        "calls": probing.calls,
        "form": probing.form,
        "wrong": probing.wrong,
        "lazy": probing.lazy,
        "results": [_result(result) for result in probing.results],
        "refused_golds": [example_as_dict(shown) for shown in probing.refused_golds[:LISTED]],
        "refused_rewordings": [
            example_as_dict(shown) for shown in probing.refused_rewordings[:LISTED]
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


def _result(result: AttackResult) -> dict[str, Any]:
    return {
        "attack": result.name,
        "ratio": result.counted.value,
        "low": result.counted.low,
        "high": result.counted.high,
        "prompts": result.counted.n,
        "works": result.works.value,
        "pay": result.pay,
        "imitates": result.imitates,
        "mend": result.mend,
        "faults": result.faults,
        "abstentions": result.abstentions,
        "shown": None if result.shown is None else example_as_dict(result.shown),
    }
