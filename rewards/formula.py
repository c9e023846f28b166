"""A reward that is a formula over named parts."""

from collections.abc import Mapping
from dataclasses import dataclass

from rewards.formulas.grammar import ARITIES, parse_formula
from rewards.formulas.tree import Node, part_names
from rewards.formulas.value import evaluate
from rewards.parts import PartError, aggregate, as_call, check_rewards, score_parts, total_usage
from rewards.types import Reward, Sample, Score


@dataclass(frozen=True, repr=False)
class Formula:
    """What the formula makes of its parts' scores; see `formula`."""

    tree: Node
    parts: Mapping[str, Reward]

    def __call__(self, sample: Sample) -> Score | None:
        spoken = dict(score_parts(self.parts, sample))
        if len(spoken) < len(self.parts):
            return None
        values = {name: part.value for name, part in spoken.items()}
        try:
            value = evaluate(self.tree, values)
        except ArithmeticError as error:
            where = ", ".join(f"{name}={part!r}" for name, part in values.items())
            raise PartError(f"{error} at {where}", total_usage(spoken.values())) from error
        return aggregate(value, spoken)

    def __repr__(self) -> str:
        return as_call("formula", str(self.tree), **self.parts)


def formula(text: str, /, **parts: Reward) -> Formula:
    """The value of a formula such as `0.7*correct + 0.3*min(style, brief)`.

    It may hold numbers, the parts' names, `+ - * /`, brackets, and `min`, `max`, `abs` and
    `clip(x, low, high)`, with Python's own precedence. Every part is asked, and when one of them
    abstains, so does the whole. A division by zero, or a number past any float, is a fault.

    Raises FormulaError (a ValueError) with the place for a text that is no formula or names no
    part; ValueError for a part that the formula leaves out or that has a function's name;
    TypeError for what is not a reward.
    """
    check_rewards(parts)
    tree = parse_formula(text, parts)
    for name in parts:
        if name in ARITIES:
            raise ValueError(f"part {name!r}: expected another name than that of a function")
        if name not in part_names(tree):
            raise ValueError(f"part {name!r}: expected it in the formula {text!r}")
    return Formula(tree, parts)
