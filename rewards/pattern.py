"""Whether a regular expression is found in the reply, in bounded time."""

import re
from dataclasses import dataclass
from math import isfinite

from rewards.answers.marks import without_reasoning
from rewards.types import Sample
from rewards.worker import Worker


@dataclass(frozen=True)
class Pattern:
    """1 when `regex` is found in the reply after its reasoning; with `whole`, when all of it fits.

    White space around the reply is no part of it. Flags are written inside, as in "(?i)yes".
    `in_reasoning` looks at the reasoning too. Python cannot interrupt a search, so it happens in
    a process of its own, which is stopped after `timeout` seconds: TimeoutError, since a regex
    that takes exponential time is a fault of the setting and not of the reply. Raises ValueError
    for a regex that Python cannot compile.

    Attributes:
        regex (str): The regular expression, with its flags inside.
        whole (bool): Whether all of the reply must fit. Default False.
        in_reasoning (bool): Whether the reasoning is looked at too. Default False.
        timeout (float): Seconds that a search may take; above 0. Default 1.
    """

    regex: str
    whole: bool = False
    in_reasoning: bool = False
    timeout: float = 1.0

    def __post_init__(self) -> None:
        try:
            re.compile(self.regex)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"regex: {error}, in {self.regex!r}") from error
        if not (isfinite(self.timeout) and self.timeout > 0):
            raise ValueError(f"timeout: expected seconds above 0, got {self.timeout!r}")

    def __call__(self, sample: Sample) -> bool:
        reply = sample.response if self.in_reasoning else without_reasoning(sample.response)
        kind = "fullmatch" if self.whole else "search"
        try:
            found: bool = _worker.call(kind, self.regex, reply.strip(), timeout=self.timeout)
        except TimeoutError as error:
            raise TimeoutError(
                f"regex: {self.regex!r} took over {self.timeout} s on a reply of "
                f"{len(reply)} characters"
            ) from error
        return found


def is_found(kind: str, regex: str, text: str) -> bool:
    """What the other process is asked: whether `re`'s function of that name finds the regex."""
    look = re.fullmatch if kind == "fullmatch" else re.search
    return look(regex, text) is not None


_worker = Worker("rewards.pattern:is_found")
