"""Whether the reply calls the tools that it should, with the arguments that it should."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from rewards.structured import compare
from rewards.structured.tool_calls import reference_calls, reply_calls, unfit_calls
from rewards.types import Sample, Score, ToolCall

_MOST = 256
_UNWEIGHTED = compare.weights_by_path({})


@dataclass(frozen=True)
class ToolCallsMatch:
    """How far the reply's tool calls are the reference's: 1 for exactly those, with no others.

    A pair of calls with one name gains the share of the arguments that are right, of which
    `for_complete` (of 1) is kept for giving every argument, right or wrong. Both shares shrink
    with each argument that is missing or not wanted, so dropping an argument always pays less
    than giving it, and a call without its only argument gains nothing. An argument is right when
    all of it is the same JSON, as `rewards.structured.compare` says; arguments that are no object
    are one wrong argument.

    Calls are paired so that they gain the most, in their order only where `ordered`, and the
    score is 2 x gain / (calls expected + calls made) (Dice 1945): extra and missing calls cost.
    Where no call is expected only no call pays. Of a reply's calls the first 256 are looked at,
    and all are counted. `written` counts calls in the text where the message carries none: see
    `rewards.structured.tool_calls`. Unless `partial`, what is not all right pays nothing.

    Where the sample declares tools, the metrics count the calls of unknown tools and those that
    lack a required argument or give an undeclared one; the score is by the reference alone.
    Raises ValueError for a reference that is no list of calls.

    Attributes:
        ordered (bool): Whether calls are paired only in their order. Default False.
        partial (bool): Whether some right arguments earn something. Default True.
        for_complete (float): The share, between 0 and 1, for giving every argument. Default 0.2.
        abs_tol, rel_tol (float): Tolerances of numbers; 0 or more. Default 0.
        number_text (bool): Whether a text may stand for a number. Default False.
        ignore_case, ignore_space (bool): Whether these do not matter in texts. Default False.
        written (bool): Whether calls in the text of the reply count. Default True.
    """

    ordered: bool = False
    partial: bool = True
    for_complete: float = 0.2
    abs_tol: float = 0.0
    rel_tol: float = 0.0
    number_text: bool = False
    ignore_case: bool = False
    ignore_space: bool = False
    written: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.for_complete < 1:
            raise ValueError(
                f"for_complete: expected a share between 0 and 1, got {self.for_complete!r}"
            )
        _ = self._compare  # raises for a tolerance that is none

    def __call__(self, sample: Sample) -> Score:
        gold = reference_calls(sample.reference_answer)
        calls = reply_calls(sample, written=self.written)
        metrics = {"calls": len(calls), **unfit_calls(calls, sample.tools)}
        gains = [[self._gain(call, wanted) for call in calls[:_MOST]] for wanted in gold]
        pairs = compare.best_pairs_in_order(gains) if self.ordered else compare.best_pairs(gains)
        total = len(gold) + len(calls)
        share = round(2 * sum(gains[row][at] for row, at in pairs) / total, 12) if total else 1.0
        value = share if self.partial or share == 1 else 0.0
        told = islice(_differences(gains, pairs, gold, calls), 5)
        return Score(value, "; ".join(told), metrics=metrics)

    @cached_property
    def _compare(self) -> compare.JsonComparison:
        same = compare.SameLeaf(
            self.abs_tol, self.rel_tol, self.number_text, self.ignore_case, self.ignore_space
        )
        return compare.JsonComparison(same)

    def _gain(self, call: ToolCall, wanted: ToolCall) -> float:
        """The gain of a pair, on 0..1; 1 for the same name and arguments only."""
        if call.name != wanted.name:
            return 0.0
        given, gold = call.arguments, wanted.arguments
        if not isinstance(given, Mapping):
            return 0.0 if gold else 0.5
        missing = sum(name not in given for name in gold)
        extra = sum(name not in gold for name in given)
        both = [self._compare(given[key], gold[key], _UNWEIGHTED) for key in gold if key in given]
        right = sum(it.right == it.wanted and not it.surplus for it in both)
        share = right / len(gold) if gold else 1.0
        earned = (0.0 if missing else self.for_complete) + (1 - self.for_complete) * share
        whole = len(gold) + 1
        if right == len(gold) and not extra:
            return 1.0
        return earned * whole / (whole + extra + missing)


def _differences(
    gains: Sequence[Sequence[float]],
    pairs: Sequence[tuple[int, int]],
    gold: Sequence[ToolCall],
    calls: Sequence[ToolCall],
) -> Iterator[str]:
    """What is wrong with the calls: those that differ, are missing, and are too many."""
    partner = dict(pairs)
    for row, wanted in enumerate(gold):
        if row not in partner:
            yield f"no call like {wanted.name}({', '.join(map(str, wanted.arguments))})"
        elif gains[row][partner[row]] < 1:
            yield f"other arguments for {wanted.name}"
    taken = set(partner.values())
    yield from (
        f"not wanted: {call.name[:40] or 'a call without a name'}"
        for at, call in enumerate(calls)
        if at not in taken
    )


# How far the reply's tool calls are the reference's, in any order.
tool_calls_match = ToolCallsMatch()
