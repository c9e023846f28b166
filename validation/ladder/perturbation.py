"""What a perturbation is: one record for each way in which a reply or an answer is made worse.

    rungs of the ladder    numbers, words, objects, queries, programs, ladder   make(gold, …)
    attacks of the probe   validation.probes.attacks                            make(case)

`ladder`, `probe` and `conform` read the same records, and the tables in docs/attacks.md and
docs/ladder.md are written from them by `python -m tests.perturbation_tables`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, ParamSpec, TypeVar

M = TypeVar("M", covariant=True)
P = ParamSpec("P")
T = TypeVar("T")

# What a policy must know to write a reply: the prompt alone, a part of the answer, or all of it.
Needs = Literal["free", "partial", "gold"]
FREE: Needs = "free"
PARTIAL: Needs = "partial"
GOLD: Needs = "gold"

# What mends a reward that pays a rung of the ladder.
WHOLE = "compare the whole answer with the reference, within a tolerance that the task allows"
FINAL = "read the final answer alone, and nothing that is denied or taken back"
RUN = "test programs on more inputs, in a process that the program cannot reach"
ROWS = "run the query, on tables in which every clause of the gold makes a difference"
FIELD = "go through the fields of the reference, and let what is missing or too many cost"
SENSE = "ask a judge whether the facts are the reference's; shared words do not tell"
REASONS = "nothing, where answers alone count; else let a judge read the reasoning"
SHARE = "pay nothing for a reply without a final answer, and for a part its share at most"
# What a policy does that is like a rung.
SLIP, CARELESS, GUESS = "a careless slip", "a careless copy", "a guess"
LEAVES_OUT, MAKES_UP = "a model that leaves out", "a model that makes up"


@dataclass(frozen=True)
class Perturbation(Generic[M]):
    """One way to make a right reply or answer worse.

    Attributes:
        name: what it is called on the command line, in reports and in the docs.
        kind: the kinds of reference that it is made of, or the class of attacks it belongs to.
        make: makes it; what several records share makes the replies of all of them.
        needs: what a policy must know to write it; only what is free is a shortcut.
        says: how it is made.
        imitates: what a policy does that is like it.
        fix: what mends a reward that pays it.
        quality: what the reply is worth, in words.
    """

    name: str
    kind: str
    make: M
    needs: Needs
    says: str
    imitates: str
    fix: str
    quality: str = "0"


def make_all(
    table: Sequence[Perturbation[Callable[P, Iterable[T]]]], *given: P.args, **named: P.kwargs
) -> Iterator[T]:
    """What all records of a table make, in its order; what several share is called once."""
    for make in dict.fromkeys(record.make for record in table):
        yield from make(*given, **named)
