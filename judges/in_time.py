"""How patiently a question can be asked before the call's deadline."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from rewards.scoring import current_call

SHORTEST = 2.0
"""Seconds; no answer is waited for less long than this, unless the settings say so."""


class Patient(Protocol):
    """The settings of an Ask that say how long asking may take."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def attempts(self) -> int: ...

    @property
    def read_timeout(self) -> float: ...

    @property
    def worst_case(self) -> float: ...


_Patient = TypeVar("_Patient", bound=Patient)


def in_time(settings: _Patient, model: str) -> tuple[_Patient, float | None]:
    """The settings as they are, or as impatient as the deadline demands; and the seconds left.

    First attempts are given up, and then half of `read_timeout`, and half of that: in steps, since
    a client may be made for each. Raises TimeoutError where even one attempt with the shortest
    wait might end too late. Without a deadline the seconds are None.
    """
    deadline = current_call.get().deadline
    if deadline is None:
        return settings, None
    left = deadline - time.monotonic()
    for shorter in _ever_shorter(settings):
        if shorter.worst_case <= left:
            return shorter, left
    raise TimeoutError(
        f"asking {model} may take {shorter.worst_case:.1f} s at the least, and {left:.1f} s are "
        f"left: lower read_timeout ({settings.read_timeout:g}), or give the call more time"
    )


def _ever_shorter(settings: _Patient) -> Iterator[_Patient]:
    yield settings
    for attempts in range(settings.attempts - 1, 0, -1):
        yield replace(settings, attempts=attempts)
    wait = settings.read_timeout / 2
    while wait >= SHORTEST:
        yield replace(settings, attempts=1, read_timeout=wait)
        wait /= 2
