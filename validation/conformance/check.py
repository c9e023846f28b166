"""One thing that a handler was held to, and what was seen."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["passed", "failed", "not checked"]


@dataclass(frozen=True)
class Check:
    """What was held to the contract, how that came out, what was seen, and what to do about it.

    `fix` says how to mend what failed. Of what was not checked, it says what it would take to
    check it, where a verdict needs that; without one, nothing is missing.
    """

    name: str
    outcome: Outcome
    says: str
    fix: str = ""

    @property
    def open(self) -> bool:
        """Whether something that a verdict needs could not be checked."""
        return self.outcome == "not checked" and bool(self.fix)


def passed(name: str, says: str) -> Check:
    return Check(name, "passed", says)


def failed(name: str, says: str, fix: str) -> Check:
    return Check(name, "failed", says, fix)


def unchecked(name: str, says: str, fix: str = "") -> Check:
    return Check(name, "not checked", says, fix)
