"""What a formula comes to, in floating point and from left to right, as Python does it."""

import math
import operator
from collections.abc import Callable, Mapping

from rewards.formulas.tree import CallNode, ChainNode, NameNode, NegationNode, Node, NumberNode


def evaluate(node: Node, values: Mapping[str, float]) -> float:
    """The value of a tree whose names stand for finite numbers.

    Raises ArithmeticError, with the formula, for a division by zero or a number past any float.
    """
    match node:
        case NumberNode(value):
            return value
        case NameNode(name):
            return values[name]
        case NegationNode(of):
            return -evaluate(of, values)
        case ChainNode():
            return _evaluate_chain(node, values)
        case CallNode(function, arguments):
            return _FUNCTIONS[function](*(evaluate(it, values) for it in arguments))


def _evaluate_chain(chain: ChainNode, values: Mapping[str, float]) -> float:
    total = evaluate(chain.first, values)
    for sign, operand in chain.rest:
        right = evaluate(operand, values)
        if sign == "/" and right == 0:
            raise ZeroDivisionError(f"division by zero in {chain}")
        total = _OPERATORS[sign](total, right)
        if not math.isfinite(total):
            raise OverflowError(f"a number past any float in {chain}")
    return total


def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


_OPERATORS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "abs": abs,
    "clip": _clip,
    "max": max,
    "min": min,
}
