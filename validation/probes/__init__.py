"""Attacking a reward before a model does: what it pays that it should not."""

from validation.probes.findings import AttackResult, Example, Probing
from validation.probes.known import known_attacks
from validation.probes.learning import expected_learning
from validation.probes.probing import probe

__all__ = ["AttackResult", "Example", "Probing", "expected_learning", "known_attacks", "probe"]
