"""Whether the reply calls the tools that it should, with the arguments that it should."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from rewards.structured import compare
from rewards.structured.json_reply import AnyOf, may_be_left_out
from rewards.structured.tool_calls import (
    ExpectedCall,
    Place,
    declared_schemas,
    reference_calls,
    reply_calls,
    unfit_calls,
)
from rewards.structured.written_calls import Schemas, called_name
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
    Where no call is expected only no call pays; a call that cannot be read is a call. Of a reply's
    calls the first 256 are looked at, and all are counted. `written` counts calls in the text where
    the message carries none, in the forms of `rewards.structured.written_calls`. Unless `partial`,
    what is not all right pays nothing.

    A reference may allow several values, arguments that may be left out, and several lists of calls
    (`docs/rewards.md`). Where the sample declares tools, a default of the tool's own schema may be
    given or left out, and null stands for an optional argument that is left out; the metrics count
    the calls of unknown tools and those that lack a required argument or give an undeclared one.
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
        options = reference_calls(sample.reference_answer)
        calls = reply_calls(sample, written=self.written)
        schemas = declared_schemas(sample.tools)
        metrics = {"calls": float(len(calls)), **unfit_calls(calls, sample.tools)}
        if unread := sum(not call.name for call in calls):
            metrics["unreadable_calls"] = float(unread)
        share, told = max(
            (self._compare_calls(calls, gold, schemas) for gold in options), key=lambda it: it[0]
        )
        value = share if self.partial or share == 1 else 0.0
        return Score(value, told, metrics=metrics)

    def _compare_calls(
        self, calls: Sequence[ToolCall], gold: Sequence[Place], schemas: Schemas
    ) -> tuple[float, str]:
        """The share that the calls earn of this list of expected ones, and what is wrong."""
        gains = [
            [max(self._gain(call, wanted, schemas) for wanted in place) for call in calls[:_MOST]]
            for place in gold
        ]
        pairs = compare.best_pairs_in_order(gains) if self.ordered else compare.best_pairs(gains)
        total = len(gold) + len(calls)
        share = round(2 * sum(gains[row][at] for row, at in pairs) / total, 12) if total else 1.0
        return share, "; ".join(islice(_differences(gains, pairs, gold, calls), 5))

    @cached_property
    def _compare(self) -> compare.JsonComparison:
        same = compare.SameLeaf(
            self.abs_tol, self.rel_tol, self.number_text, self.ignore_case, self.ignore_space
        )
        return compare.JsonComparison(same)

    @cached_property
    def _compare_loosely(self) -> compare.JsonComparison:
        return compare.JsonComparison(replace(self._compare.same, loose=True))

    def _gain(self, call: ToolCall, wanted: ExpectedCall, schemas: Schemas) -> float:
        """The gain of a pair, on 0..1; 1 for the same name and arguments only."""
        named = (wanted.name, wanted.name.replace(".", "_"))
        if call.name not in named and called_name(call.name) not in named:
            return 0.0
        if not isinstance(call.arguments, Mapping):
            return 0.0 if wanted.arguments else 0.5
        compared = self._compare_loosely if wanted.loose else self._compare
        given, gold = _without_defaults(call.arguments, wanted, schemas, compared)
        missing = sum(name not in given for name in gold)
        extra = sum(name not in gold for name in given)
        both = [compared(given[key], gold[key], _UNWEIGHTED) for key in gold if key in given]
        right = sum(it.right == it.wanted and not it.surplus for it in both)
        share = right / len(gold) if gold else 1.0
        earned = (0.0 if missing else self.for_complete) + (1 - self.for_complete) * share
        whole = len(gold) + 1
        if right == len(gold) and not extra:
            return 1.0
        return earned * whole / (whole + extra + missing)


def _without_defaults(
    given: Mapping[str, Any], wanted: ExpectedCall, schemas: Schemas, same: compare.JsonComparison
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The arguments given and wanted, without those that say no more than the tool's defaults."""
    schema = schemas.get(wanted.name, {})
    declared, required = schema.get("properties") or {}, schema.get("required") or ()
    if wanted.loose:  # BFCL says all that may be left out
        kept = {
            name: it
            for name, it in wanted.arguments.items()
            if name in given or name in required or not (isinstance(it, AnyOf) and it.optional)
        }
        return given, kept
    defaults = {
        name: it["default"]
        for name, it in declared.items()
        if isinstance(it, Mapping) and "default" in it
    } | dict(wanted.defaults)

    def is_default(name: str, value: Any, gold: Any) -> bool:
        if name in defaults:
            compared = same(value, gold, _UNWEIGHTED)
            if compared.right == compared.wanted and not compared.surplus:
                return True
        return value is None and name in declared and _may_be_null(name, declared[name], required)

    gold = {
        name: it
        for name, it in wanted.arguments.items()
        if name in given
        or not (
            name in wanted.optional
            or may_be_left_out(it)
            or (name in defaults and is_default(name, defaults[name], it))
        )
    }
    kept = {
        name: it
        for name, it in given.items()
        if name in gold or not is_default(name, it, defaults.get(name))
    }
    absent = {
        name for name in gold if name in kept and kept[name] is None and name in wanted.optional
    }
    return (
        {name: it for name, it in kept.items() if name not in absent},
        {name: it for name, it in gold.items() if name not in absent},
    )


def _may_be_null(name: str, declared: Any, required: Collection[str]) -> bool:
    kinds = declared.get("type") if isinstance(declared, Mapping) else None
    either = [*declared.get("anyOf", ()), {}] if isinstance(declared, Mapping) else []
    nullable = any(isinstance(it, Mapping) and it.get("type") == "null" for it in either)
    return name not in required or nullable or (isinstance(kinds, list) and "null" in kinds)


def _differences(
    gains: Sequence[Sequence[float]],
    pairs: Sequence[tuple[int, int]],
    gold: Sequence[Place],
    calls: Sequence[ToolCall],
) -> Iterator[str]:
    """What is wrong with the calls: those that differ, are missing, and are too many."""
    partner = dict(pairs)
    for row, (wanted, *_) in enumerate(gold):
        if row not in partner:
            yield f"no call like {wanted.name}({', '.join(map(str, wanted.arguments))})"
        elif gains[row][partner[row]] < 1:
            yield f"other arguments for {wanted.name}"
    taken = set(partner.values())
    yield from (
        f"not wanted: {call.name[:40] or 'a call that cannot be read'}"
        for at, call in enumerate(calls)
        if at not in taken
    )


# How far the reply's tool calls are the reference's, in any order.
tool_calls_match = ToolCallsMatch()
