"""How many calls a probe may make, and what they are kept for."""

from dataclasses import dataclass

from validation.probes.asking import Asked

CALLS, CALLS_TO_MODELS = 20_000, 3_000
_SLOW = 0.01
"""Seconds a call, from which a target is spared as one that asks a model is."""
_PATIENCE, _LEAST = 45.0, 1_500
"""Seconds that calls of a slow target may take in all, and the fewest that are made of it."""
_LAZY = 25
"""Answers that a lazy policy may give, each of which the screened prompts are told."""
_FOR_SCREENING = 0.5
"""The share of the calls that screening may take at most."""


@dataclass(frozen=True)
class Budget:
    """`calls` in all; so many prompts are `screened`, and a `search` may take so many calls.

    `beside` are the calls that a prompt takes beside the attacks: gold, wrongs, rewordings. They
    are spent on `only` these attacks, where any are named.
    """

    calls: int
    screened: int
    search: int
    beside: int = 15
    only: frozenset[str] = frozenset()

    def left(self, ask: Asked) -> int:
        """The calls left to be made."""
        return max(self.calls - ask.calls, 0)

    def for_the_rest(self, ask: Asked, screened: int) -> int:
        """The calls left for other prompts, beside what the lazy answers to those screened take."""
        return max(self.left(ask) - (_LAZY + self.beside) * screened, 0)

    def for_screening(self, ask: Asked) -> int:
        """The calls left for screening."""
        return max(int(self.calls * _FOR_SCREENING) - ask.calls, 0)


def budget_of(ask: Asked, calls: int | None, only: frozenset[str]) -> Budget:
    """By what was seen of the first calls: whether they cost tokens, or time."""
    dear = ask.tokens > 0 or (ask.calls > 0 and ask.pace > _SLOW)
    default, screened, search = (CALLS_TO_MODELS, 8, 40) if dear else (CALLS, 24, 300)
    if dear and not ask.tokens:
        default = min(default, max(_LEAST, int(_PATIENCE / ask.pace)))
    most = default if calls is None else calls
    return Budget(most, max(min(screened, most // 150), 1), search, only=only)
