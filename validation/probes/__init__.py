"""Attacking a reward before a model does: what it pays that it should not."""

from validation.probes.findings import (
    NEXT_TO_NOTHING,
    PAID,
    AttackResult,
    Example,
    ProbeResult,
)
from validation.probes.measured import expected_learning
from validation.probes.probing import most_calls, probe
from validation.probes.rungs import known_attacks

__all__ = [
    "NEXT_TO_NOTHING",
    "PAID",
    "AttackResult",
    "Example",
    "ProbeResult",
    "expected_learning",
    "known_attacks",
    "most_calls",
    "probe",
]
