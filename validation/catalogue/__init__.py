"""Every measurement by name: what it says, which way is better, and what would define it."""

from collections.abc import Mapping

from validation.catalogue.attacks import ATTACKS
from validation.catalogue.entry import About, Direction
from validation.catalogue.judges import JUDGES
from validation.catalogue.order import ORDER
from validation.catalogue.reasons import FAULTS, MOOT, REASONS, REMEDIES, Reason
from validation.catalogue.signal import SIGNAL
from validation.catalogue.supply import SUPPLY

__all__ = [
    "FAULTS",
    "MEASURES",
    "MOOT",
    "REASONS",
    "REMEDIES",
    "About",
    "Direction",
    "Reason",
    "about",
]

MEASURES: Mapping[str, About] = {**SUPPLY, **ORDER, **SIGNAL, **ATTACKS, **JUDGES}


def about(name: str) -> About:
    """The entry of a measurement; one of several, `NAME:which`, has that of NAME."""
    return MEASURES[name.partition(":")[0]]
