"""How far a JSON value agrees with another: the leaves that are right, missing and too many."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import islice
from math import isfinite
from typing import Any

from rewards.answers.plain_text import normalize_text
from rewards.structured.json_reply import AnyOf, inner_values, may_be_left_out

# What each pair gains: a row for each member of one group, a column for each of the other.
Gains = Sequence[Sequence[float]]
# Places in the first group and in the second, each in one pair at most.
Pairs = list[tuple[int, int]]
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,299})(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3}){1,100}(?:\.\d{1,300})?")
# The white space and marks that BFCL's checker takes out of texts (bfcl-eval 2026.3.23).
_LOOSE = re.compile(r"[ ,./\-_*^]")
_BUDGET = 20_000
_STEPS = 300_000
_TOLD = 5


@dataclass(frozen=True)
class SameLeaf:
    """Whether two values are the same: of one JSON type and equal, 1 and 1.0 among them.

    A number is near enough at `max(abs_tol, rel_tol * |gold|)`, with a billionth to spare since
    few decimals are exact. `number_text` reads "18" as 18 and "1,000" as 1000, on both sides. Texts
    compare in Unicode's composed form (NFC) and without white space around them; `ignore_case` and
    `ignore_space` compare them without case, or with any white space as one space, and `loose` as
    BFCL does: without case, spaces and `,./-_*^`. Where digits may be `grouped`, "1,000" is 1000,
    which JSON cannot write as a number.
    """

    abs_tol: float = 0.0
    rel_tol: float = 0.0
    number_text: bool = False
    ignore_case: bool = False
    ignore_space: bool = False
    loose: bool = False
    grouped: bool = False

    def __post_init__(self) -> None:
        for name in ("abs_tol", "rel_tol"):
            given = getattr(self, name)
            if not (isfinite(given) and given >= 0):
                raise ValueError(f"{name}: expected a finite number of 0 or more, got {given!r}")

    @property
    def exact(self) -> bool:
        """Whether no tolerance is given, so that sameness carries over from pair to pair."""
        return not (self.abs_tol or self.rel_tol)

    def __call__(self, value: Any, gold: Any) -> bool:
        if self.grouped and _is_number(gold) and isinstance(value, str):
            digits = value.strip()
            value = float(digits.replace(",", "")) if _THOUSANDS.fullmatch(digits) else value
        if self.key(value) == self.key(gold):
            return True
        if self.exact:
            return False
        number, wanted = self.key(value)[1], self.key(gold)[1]
        if not (_is_number(number) and _is_number(wanted)):
            return False
        try:
            apart, allowed = abs(number - wanted), max(self.abs_tol, self.rel_tol * abs(wanted))
        except OverflowError:  # a whole number past any float
            return False
        return bool(apart <= allowed * (1 + 1e-9))

    def key(self, value: Any) -> tuple[str, Any]:
        """A key that is equal for two leaves that are the same, apart from tolerances."""
        if not isinstance(value, str):
            return ("number" if _is_number(value) else "constant", value)
        if self.number_text:
            digits = value.strip()
            digits = digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits
            if _NUMBER.fullmatch(digits) and isfinite(float(digits)):
                return "number", float(digits)
        if self.loose:
            return "text", _LOOSE.sub("", value).lower().replace("'", '"')
        case, space = self.ignore_case, self.ignore_space
        if case or space or not value.isascii() or value != value.strip():
            value = normalize_text(value, unicode="NFC", ignore_case=case, ignore_inner_space=space)
        return "text", value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(slots=True)
class _PathStep:
    """One step of the paths that weights were given for, and those that go on from it."""

    weight: float | None = None
    after: dict[str, "_PathStep"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a value at some path weighs, and the paths that go on from there."""

    weight: float
    open: tuple[_PathStep, ...] = ()

    def at(self, name: str) -> "Weights":
        """The weights of what is inside, under the name of a field or as an item of a list."""
        if not self.open:
            return self
        steps = [step.after[key] for step in self.open for key in (name, "*") if key in step.after]
        given = next((step.weight for step in steps if step.weight is not None), self.weight)
        return Weights(given, tuple(steps))


@dataclass(frozen=True, slots=True)
class JsonAgreement:
    """The weight of the leaves that are right, of all that were wanted, and of those too many.

    `told` are the first paths that differ, and how.
    """

    right: float = 0.0
    wanted: float = 0.0
    surplus: float = 0.0
    told: tuple[str, ...] = ()

    def __add__(self, other: "JsonAgreement") -> "JsonAgreement":
        return JsonAgreement(
            self.right + other.right,
            self.wanted + other.wanted,
            self.surplus + other.surplus,
            (self.told + other.told)[:_TOLD] if self.told or other.told else (),
        )


@dataclass(frozen=True)
class JsonComparison:
    """Compares a value with the gold; both are at most `json_reply.DEEPEST` deep.

    A leaf is a text, a number, a constant, or an empty list or object. Where a list or object
    stands in place of something else, the gold's leaves are missing and nothing is too many.

    Attributes:
        same: whether two leaves are the same.
        ordered: whether lists are compared item by item, instead of in the pairs that gain most.
    """

    same: SameLeaf
    ordered: bool = True

    def __call__(self, value: Any, gold: Any, weights: Weights) -> JsonAgreement:
        pairing = None if self.ordered else Pairing(self.same)
        return _Comparison(self.same, pairing).compare(value, gold, weights, "")


class Pairing:
    """Pairs the items of lists in the course of one comparison.

    Equal items go first, where no tolerance is given. The rest are paired as gains the most
    together, exactly, as long as that is at most `_BUDGET` comparisons of leaves in the whole
    comparison (lists of 140 leaves each) and 64 items; beyond it the items that share the rarest
    leaf are paired first, which is near the best and takes linear time. What is left pairs in
    order.
    """

    def __init__(self, same: SameLeaf) -> None:
        self._same = same
        self._left = _BUDGET

    def __call__(
        self, value: Sequence[Any], gold: Sequence[Any], gain: Callable[[int, int], float]
    ) -> Pairs:
        """The pairs (place in gold, place in value); `gain` says what such a pair adds."""
        pairs = self._equal_pairs(value, gold) if self._same.exact else []
        rows, columns = _unpaired_places(pairs, len(gold), len(value))
        if self._can_afford([gold[row] for row in rows], [value[column] for column in columns]):
            gains = [[gain(row, column) for column in columns] for row in rows]
            pairs += [(rows[row], columns[column]) for row, column in best_pairs(gains)]
        else:
            pairs += self._by_rarest_leaf(value, gold, rows, columns)
        return pairs + list(zip(*_unpaired_places(pairs, len(gold), len(value)), strict=False))

    def _equal_pairs(self, value: Sequence[Any], gold: Sequence[Any]) -> Pairs:
        places = defaultdict[Hashable, list[int]](list)
        for column in reversed(range(len(value))):
            places[self._key(value[column])].append(column)
        found = ((row, places.get(self._key(wanted))) for row, wanted in enumerate(gold))
        return [(row, columns.pop()) for row, columns in found if columns]

    def _key(self, value: Any) -> Hashable:
        if isinstance(value, dict):
            return "object", frozenset((name, self._key(it)) for name, it in value.items())
        if isinstance(value, list):
            return "list", frozenset(Counter(map(self._key, value)).items())
        return self._same.key(value)

    def _can_afford(self, gold: list[Any], value: list[Any]) -> bool:
        short, long = sorted((len(gold), len(value)))
        cost = leaf_count(gold) * leaf_count(value)
        if cost > self._left or short * short * long > _STEPS:
            return False
        self._left -= cost
        return True

    def _by_rarest_leaf(
        self, value: Sequence[Any], gold: Sequence[Any], rows: list[int], columns: list[int]
    ) -> Pairs:
        holders, wanted = self._holders(value, columns), self._holders(gold, rows)
        shared = [leaf for leaf in wanted if leaf in holders]
        shared.sort(key=lambda leaf: len(wanted[leaf]) + len(holders[leaf]))
        pairs, rows_left, columns_left = [], set(rows), set(columns)
        for leaf in shared:
            free_rows = [row for row in wanted[leaf] if row in rows_left]
            free_columns = [column for column in holders[leaf] if column in columns_left]
            for row, column in zip(free_rows, free_columns, strict=False):
                pairs.append((row, column))
                rows_left.discard(row)
                columns_left.discard(column)
        return pairs

    def _holders(self, items: Sequence[Any], places: list[int]) -> dict[Hashable, list[int]]:
        """The places whose item holds each leaf, by where in the item it stands."""
        found = defaultdict[Hashable, dict[int, None]](dict)
        for place in places:
            for leaf in self._leaves(items[place], ()):
                found[leaf][place] = None
        return {leaf: list(held) for leaf, held in found.items()}

    def _leaves(self, value: Any, path: tuple[str, ...]) -> Iterator[Hashable]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from self._leaves(inner, (*path, name))
        elif isinstance(value, list):
            for inner in value:
                yield from self._leaves(inner, (*path, "*"))
        else:
            yield path, self._same.key(value)


@dataclass(frozen=True)
class _Comparison:
    """One comparison, with the budget that is left for pairing."""

    same: SameLeaf
    pairing: Pairing | None

    def compare(self, value: Any, gold: Any, weights: Weights, path: str) -> JsonAgreement:
        if isinstance(gold, AnyOf):
            found = [self.compare(value, choice, weights, path) for choice in gold.choices]
            return max(found, key=lambda it: it.right / (it.wanted + it.surplus or 1.0))
        if isinstance(gold, dict) and gold and isinstance(value, dict):
            partners = {name: (name, value[name]) for name in gold if name in value}
            return self._members(value, gold, partners, weights, path)
        if isinstance(gold, list) and gold and isinstance(value, list):
            pairs = self._pairs(value, gold, weights)
            partners = {str(row): (str(column), value[column]) for row, column in pairs}
            return self._members(value, gold, partners, weights, path)
        if isinstance(gold, dict | list):
            if type(value) is not type(gold):
                return _missing_agreement(gold, weights, path)
            return self._members(value, gold, {}, weights, path)
        right = not isinstance(value, dict | list) and self.same(value, gold)
        if right or not weights.weight:
            return JsonAgreement(weights.weight, weights.weight)
        differ = f"expected {_describe_value(gold)}, got {_describe_value(value)}"
        return JsonAgreement(0.0, weights.weight, 0.0, (f"{path or 'the value'}: {differ}",))

    def _pairs(self, value: list[Any], gold: list[Any], weights: Weights) -> Pairs:
        """The pairs (place in gold, place in value)."""
        if self.pairing is None:
            return list(zip(range(len(gold)), range(len(value)), strict=False))

        def gain(row: int, column: int) -> float:
            """The right leaves count first, and then how few are too many."""
            pair = self.compare(value[column], gold[row], weights.at(str(row)), "")
            return pair.right + 1e-6 * pair.right / (1 + pair.surplus)

        return self.pairing(value, gold, gain)

    def _members(
        self,
        value: Any,
        gold: Any,
        partners: Mapping[str, tuple[str, Any]],
        weights: Weights,
        path: str,
    ) -> JsonAgreement:
        """The agreement of two objects or lists; `partners` are compared, by the gold's names."""
        total = _NOTHING if gold else JsonAgreement(weights.weight, weights.weight)
        for name, wanted in named_entries(gold):
            inside, place = weights.at(name), _join_path(path, name)
            if name not in partners and isinstance(gold, dict) and may_be_left_out(wanted):
                continue
            if name in partners:
                total += self.compare(partners[name][1], wanted, inside, place)
            else:
                total += _missing_agreement(wanted, inside, place)
        if not total.wanted and gold and all(map(may_be_left_out, inner_values([gold]))):
            total += JsonAgreement(weights.weight, weights.weight)
        taken = {name for name, _ in partners.values()}
        extra = [
            (name, weight_of(given, weights.at(name)))
            for name, given in named_entries(value)
            if name not in taken
        ]
        told = (f"{_join_path(path, name)}: not wanted" for name, weight in extra if weight)
        surplus = sum(weight for _, weight in extra)
        return total + JsonAgreement(0.0, 0.0, surplus, tuple(islice(told, _TOLD)))


def _missing_agreement(gold: Any, weights: Weights, path: str) -> JsonAgreement:
    wanted = weight_of(gold, weights)
    return JsonAgreement(0.0, wanted, 0.0, (f"{path or 'the value'}: missing",) if wanted else ())


def _describe_value(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return f"{value!r:.40}"


def _join_path(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def weights_by_path(given: Mapping[str, float]) -> Weights:
    """The weights that paths like `items.*.price` give; `*` is any one name, or any item of a list.

    A weight holds for all that is inside the value, until a longer path says otherwise; a name
    goes before a `*`. What no path names weighs 1, and what weighs 0 does not count. Raises
    ValueError for an empty step, and for a weight that is negative or not finite.
    """
    root = _PathStep()
    for path, weight in given.items():
        if not all(path.split(".")):
            raise ValueError(f"weights: expected a path like 'items.*.price', got {path!r}")
        if isinstance(weight, bool) or not (isfinite(weight) and weight >= 0):
            raise ValueError(f"weights: {path}: expected a finite weight of 0 or more: {weight!r}")
        step = root
        for name in path.split("."):
            step = step.after.setdefault(name, _PathStep())
        step.weight = weight
    return Weights(1.0, (root,) if given else ())


def unmatched_path(given: Mapping[str, float], gold: Any) -> str | None:
    """The first path with a weight that stands nowhere in the gold; None where all do.

    What weighs nothing may name what only replies have; a path ends well at an empty list or null.
    """
    return next(
        (path for path, it in given.items() if it and not _has(gold, path.split("."))), None
    )


def _has(value: Any, steps: Sequence[str]) -> bool:
    if isinstance(value, AnyOf):
        return any(_has(choice, steps) for choice in value.choices)
    if not steps or value is None or value == []:
        return True
    return any(
        _has(inner, steps[1:]) for name, inner in named_entries(value) if steps[0] in ("*", name)
    )


def best_pairs(gains: Gains) -> Pairs:
    """The pairs (row, column) of the greatest total gain, each row and column in one at most.

    Gains are finite and not negative; a pair that gains nothing is left out. Exact, by shortest
    augmenting paths (Kuhn 1955; Jonker and Volgenant 1987): n rows and m columns take n² m steps,
    and m is at most n², since a row needs no more than its n best columns. Ties go to the first.
    """
    if not gains or not gains[0]:
        return []
    if len(gains) > len(gains[0]):
        flipped = best_pairs([list(column) for column in zip(*gains, strict=True)])
        return sorted((row, column) for column, row in flipped)
    columns = _columns_to_keep(gains)
    costs = [[-row[column] for column in columns] for row in gains]
    row_price, column_price = [0.0] * len(costs), [0.0] * len(columns)
    owner = [-1] * len(columns)
    for row in range(len(costs)):
        _augment(costs, row, row_price, column_price, owner)
    pairs = ((row, columns[at]) for at, row in enumerate(owner) if row >= 0)
    return sorted((row, column) for row, column in pairs if gains[row][column] > 0)


def _columns_to_keep(gains: Gains) -> list[int]:
    count, width = len(gains), len(gains[0])
    if width <= count * 2:
        return list(range(width))
    kept = set[int]()
    for row in gains:
        ranked = ((gain, -column) for column, gain in enumerate(row))
        kept.update(-column for _, column in nlargest(count, ranked))
    return sorted(kept)


def _augment(
    costs: Sequence[Sequence[float]],
    first: int,
    row_price: list[float],
    column_price: list[float],
    owner: list[int],
) -> None:
    """Gives row `first` a column, along the cheapest path of columns changing hands."""
    width = len(owner)
    distance, before = [float("inf")] * width, [-1] * width
    left, done = list(range(width)), list[int]()
    row, last, reach = first, -1, 0.0
    while row >= 0:
        paid, costs_here = reach - row_price[row], costs[row]
        for column in left:
            through = paid + costs_here[column] - column_price[column]
            if through < distance[column]:
                distance[column], before[column] = through, last
        last = min(left, key=distance.__getitem__)
        reach = distance[last]
        left.remove(last)
        done.append(last)
        row = owner[last]
    row_price[first] += reach
    for column in done[:-1]:
        row_price[owner[column]] += reach - distance[column]
        column_price[column] -= reach - distance[column]
    while last >= 0:
        previous = before[last]
        owner[last] = first if previous < 0 else owner[previous]
        last = previous


def best_pairs_in_order(gains: Gains) -> Pairs:
    """The same where no two pairs may cross: rows and columns both rise. Takes n m steps."""
    rows, columns = len(gains), len(gains[0]) if gains else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in reversed(range(rows)):
        here, below = best[row], best[row + 1]
        for column in reversed(range(columns)):
            paired = gains[row][column] + below[column + 1]
            here[column] = max(paired, below[column], here[column + 1])
    pairs: Pairs = []
    row = column = 0
    while row < rows and column < columns:
        if best[row][column] == best[row + 1][column]:
            row += 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            pairs.append((row, column))
            row, column = row + 1, column + 1
    return pairs


def weight_of(value: Any, weights: Weights) -> float:
    """What all the leaves of the value weigh: texts, numbers, constants, and what is empty."""
    if isinstance(value, AnyOf):
        return weight_of(value.choices[0], weights)
    if not isinstance(value, dict | list):
        return weights.weight
    if not weights.open:
        return weights.weight * leaf_count(value)
    inside = named_entries(value)
    return sum(weight_of(it, weights.at(name)) for name, it in inside) if inside else weights.weight


def leaf_count(value: Any) -> int:
    """How many leaves the value has; an empty list or object is one."""
    count, level = 0, [value]
    while level:
        count += sum(not (isinstance(it, dict | list) and it) for it in level)
        level = inner_values(level)
    return count


def named_entries(value: Any) -> list[tuple[str, Any]]:
    """What a list or object holds, by name or position; a leaf holds nothing."""
    if isinstance(value, dict):
        return list(value.items())
    return [(str(at), it) for at, it in enumerate(value)] if isinstance(value, list) else []


_NOTHING = JsonAgreement()


def _unpaired_places(pairs: Pairs, rows: int, columns: int) -> tuple[list[int], list[int]]:
    taken_rows, taken_columns = {row for row, _ in pairs}, {column for _, column in pairs}
    free_columns = [column for column in range(columns) if column not in taken_columns]
    return [row for row in range(rows) if row not in taken_rows], free_columns
