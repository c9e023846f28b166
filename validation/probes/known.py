"""The names of all attacks."""

from validation.probes.attacks import ATTACKS
from validation.probes.rung_words import RUNGS


def known_attacks() -> frozenset[str]:
    """Those of ours and those that are rungs of the ladder; "combined" is made of two of them."""
    return frozenset(ATTACKS) | frozenset(RUNGS)
