"""Whether every reply was legal: its form, and its entries' count, ids, scores and metrics."""

from collections.abc import Iterator

from validation.conformance.check import Check, failed, passed, unchecked
from validation.conformance.rules import COUNT, FORM, IDS, METRICS, SCORES, Rule, fix_of, rule_of
from validation.conformance.trial import Trial


def check_replies(trial: Trial) -> Iterator[Check]:
    """Five checks, of every reply that the trial has seen."""
    if trial.events == trial.unanswered:
        yield unchecked(FORM.name, "no event was answered")
        return
    for rule in (FORM, COUNT, IDS, SCORES, METRICS):
        yield _check(rule, trial)


def _check(rule: Rule, trial: Trial) -> Check:
    faults = [fault for fault in trial.faults if rule_of(fault) is rule]
    if not faults:
        return passed(rule.name, f"legal in {trial.events - trial.unanswered} replies")
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    says = f"{faults[0]}, for {trial.faults[faults[0]]}{more}"
    return failed(rule.name, says, fix_of(rule, trial.platform))
