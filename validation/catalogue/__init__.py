"""Every measurement by name: what it says, which way is better, and what would define it."""

from collections.abc import Mapping

from validation.catalogue.reasons import (
    ATTACKS,
    FAULTS,
    JUDGES,
    MOOT,
    ORDER,
    REASONS,
    REMEDIES,
    SIGNAL,
    SUPPLY,
    CatalogueEntry,
    Direction,
    Reason,
)

__all__ = [
    "FAULTS",
    "MEASURES",
    "MOOT",
    "REASONS",
    "REMEDIES",
    "CatalogueEntry",
    "Direction",
    "Reason",
    "catalogue_entry",
]

MEASURES: Mapping[str, CatalogueEntry] = {**SUPPLY, **ORDER, **SIGNAL, **ATTACKS, **JUDGES}


def catalogue_entry(name: str) -> CatalogueEntry:
    """The entry of a measurement; one of several, `NAME:which`, has that of NAME."""
    return MEASURES[name.partition(":")[0]]
