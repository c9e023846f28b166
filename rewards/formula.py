"""A reward that is a formula over named parts.

The text is parsed with Python's own grammar into a tree, the nodes of the tree are checked against
a list of what a formula may hold, and the tree is worked out here: nothing is run as Python.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from keyword import iskeyword

from rewards.parts import PartError, aggregate, as_call, check_rewards, score_parts, total_usage
from rewards.types import AssayError, Reward, Sample, Score

# How deep brackets, functions and signs may be nested.
DEEPEST = 50
# The functions of a formula, each with the fewest and the most arguments that it takes.
_FUNCTIONS: Mapping[str, tuple[Callable[..., float], int, float]] = {
    "abs": (abs, 1, 1),
    "clip": (lambda value, low, high: min(max(value, low), high), 3, 3),
    "max": (max, 2, math.inf),
    "min": (min, 2, math.inf),
}
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
# What Python reads and no formula holds: it is refused before the text is parsed.
_NO_WORD = re.compile(r"\*\*|//|[^\w\s.+\-*/(),]")


@dataclass(frozen=True, repr=False)
class Formula:
    """What the formula makes of its parts' scores; see `formula`.

    Attributes:
        text: the formula, with one space for any white space.
        parts: the rewards by the names that stand for their values in the text.
    """

    text: str
    parts: Mapping[str, Reward]

    def __call__(self, sample: Sample) -> Score | None:
        spoken = dict(score_parts(self.parts, sample))
        if len(spoken) < len(self.parts):
            return None
        values = {name: part.value for name, part in spoken.items()}
        try:
            value = _evaluate(_parse(self.text), self.text, values)
        except ArithmeticError as error:
            where = ", ".join(f"{name}={part!r}" for name, part in values.items())
            raise PartError(f"{error} at {where}", total_usage(spoken.values())) from error
        return aggregate(value, spoken)

    def __repr__(self) -> str:
        return as_call("formula", self.text, **self.parts)


def formula(text: str, /, **parts: Reward) -> Formula:
    """The value of a formula such as `0.7*correct + 0.3*min(style, brief)`.

    It may hold numbers, the parts' names, `+ - * /`, brackets, and `min`, `max`, `abs` and
    `clip(x, low, high)`, with Python's own precedence. Every part is asked, and when one of them
    abstains, so does the whole. A division by zero, or a number past any float, is a fault.

    Raises FormulaError (a ValueError) with the place for a text that is no formula or names no
    part; ValueError for a part that the formula leaves out or that has the name of a function or a
    keyword of Python; TypeError for what is not a reward.
    """
    check_rewards(parts)
    for name in parts:
        if name in _FUNCTIONS or iskeyword(name):
            kind = "function" if name in _FUNCTIONS else "keyword of Python"
            raise ValueError(f"part {name!r}: expected another name than that of a {kind}")
    text = " ".join(text.split())
    tree = _parse(text)
    _check(tree, text, parts)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in parts:
        if name not in names:
            raise ValueError(f"part {name!r}: expected it in the formula {text!r}")
    return Formula(text, parts)


@lru_cache(maxsize=256)
def _parse(text: str) -> ast.expr:
    """The tree of any arithmetic in Python's grammar; FormulaError for another text."""
    foreign = _NO_WORD.search(text)
    if foreign:
        signs = "numbers, names, + - * /, commas and brackets"
        raise FormulaError(f"only {signs}", text, foreign.start(), repr(foreign[0]))
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, RecursionError, MemoryError) as error:
        if not isinstance(error, SyntaxError) or "nested" in error.msg:
            shorter = f"no more than {DEEPEST} things inside each other, and a shorter text"
            raise FormulaError(shorter, text[:100], 0, f"{len(text)} characters") from error
        at = error.offset - 1 if error.offset else len(text)
        raise FormulaError(f"arithmetic that Python reads ({error.msg})", text, at) from error


class FormulaError(AssayError, ValueError):
    """A formula that cannot be read: what was expected, what is there, and where."""

    def __init__(self, expected: str, text: str, start: int, got: str = "") -> None:
        found = re.compile(r"\w+|\S").match(text, start)
        got = got or (repr(found[0]) if found else "the end")
        super().__init__(f"formula: expected {expected}, got {got}\n  {text}\n  {' ' * start}^")


def _check(node: ast.expr, text: str, parts: Mapping[str, Reward], depth: int = 0) -> None:
    """FormulaError for a tree that holds anything but what a formula may hold."""
    while isinstance(node, ast.BinOp):  # the left side of a long sum is nested in no bracket
        _check(node.right, text, parts, depth + 1)
        node = node.left
    start = len(text.encode()[: node.col_offset].decode())
    if depth == DEEPEST:
        raise FormulaError(f"no more than {DEEPEST} things inside each other", text, start, "more")
    for inner in _operands(node, text, start, parts):
        _check(inner, text, parts, depth + 1)


def _operands(
    node: ast.expr, text: str, start: int, parts: Mapping[str, Reward]
) -> Iterator[ast.expr]:
    """What stands inside one sign, function, number or name that a formula may hold."""
    source = _source(text, node)
    match node:
        case ast.Name(name) if name in parts:
            return
        case ast.Constant() if _NUMBER.fullmatch(source):
            if not math.isfinite(float(source)):
                raise FormulaError("a finite number", text, start, source)
        case ast.UnaryOp(ast.USub(), inner):
            yield inner
        case ast.Call(ast.Name(name), inners, []) if name in _FUNCTIONS:
            _, fewest, most = _FUNCTIONS[name]
            if not fewest <= len(inners) <= most:
                wanted = f"{fewest} or more" if most > fewest else f"{fewest}"
                got = f"{len(inners)} arguments"
                raise FormulaError(f"{name} to have {wanted}", text, start, got)
            yield from inners
        case _:
            known = f"the parts ({', '.join(parts)}) or functions ({', '.join(_FUNCTIONS)})"
            raise FormulaError(f"a number, '-' or one of {known}", text, start, repr(source))


def _source(text: str, node: ast.expr) -> str:
    return text.encode()[node.col_offset : node.end_col_offset].decode()


def _evaluate(node: ast.expr, text: str, values: Mapping[str, float]) -> float:
    """The value of a checked tree in floating point, whose names stand for finite numbers.

    Raises ArithmeticError, with the operation, for a division by zero or a number past any float.
    """
    chain: list[ast.BinOp] = []
    while isinstance(node, ast.BinOp):
        chain.append(node)
        node = node.left
    match node:
        case ast.Name(name):
            total = values[name]
        case ast.UnaryOp(operand=inner):
            total = -_evaluate(inner, text, values)
        case ast.Call(ast.Name(name), inners):
            total = _FUNCTIONS[name][0](*(_evaluate(it, text, values) for it in inners))
        case _:
            total = float(_source(text, node))
    for step in reversed(chain):
        right = _evaluate(step.right, text, values)
        if right == 0 and isinstance(step.op, ast.Div):
            raise ZeroDivisionError(f"division by zero in {_source(text, step)}")
        total = _OPERATORS[type(step.op)](total, right)
        if not math.isfinite(total):
            raise OverflowError(f"a number past any float in {_source(text, step)}")
    return total
