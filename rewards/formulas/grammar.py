"""The grammar of formulas: text becomes a tree of numbers, names, arithmetic and four functions.

sum  = term (("+" | "-") term)*
term = unit (("*" | "/") unit)*
unit = "-" unit | number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
"""

import math
from collections.abc import Callable, Collection

from rewards.formulas.tokens import FormulaError, tokenize
from rewards.formulas.tree import CallNode, ChainNode, NameNode, NegationNode, Node, NumberNode

ARITIES = {"abs": (1, 1.0), "clip": (3, 3.0), "max": (2, math.inf), "min": (2, math.inf)}
"""The functions, and the fewest and the most arguments of each."""

DEEPEST = 50
"""How deep brackets, functions and signs may be nested."""


def parse_formula(text: str, names: Collection[str]) -> Node:
    """The tree of a formula over these names.

    Raises FormulaError, with the place and what was expected there, for anything else.
    """
    reading = _Parser(text, names)
    tree = reading.sum()
    if reading.token.kind != "end":
        raise reading.error("an operator or the end")
    return tree


class _Parser:
    """How far the reading has come, and one method for each rule of the grammar."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self._text, self._names = text, names
        self._rest = iter(tokenize(text))
        self.token = next(self._rest)
        self._depth = 0

    def error(self, expected: str) -> FormulaError:
        got = repr(self.token.text) if self.token.text else "the end"
        return FormulaError(expected, got, self._text, self.token.start)

    def sum(self) -> Node:
        return self._chain("+-", self._term)

    def _term(self) -> Node:
        return self._chain("*/", self._unit)

    def _chain(self, signs: str, operand: Callable[[], Node]) -> Node:
        first = operand()
        rest: list[tuple[str, Node]] = []
        while self.token.kind == "sign" and self.token.text in signs:
            rest.append((self._step(), operand()))
        return ChainNode(first, tuple(rest)) if rest else first

    def _unit(self) -> Node:
        if self._depth == DEEPEST:
            raise self.error(f"no more than {DEEPEST} things inside each other")
        self._depth += 1
        unit = self._unnested_unit()
        self._depth -= 1
        return unit

    def _unnested_unit(self) -> Node:
        if self.token.kind == "number":
            return self._number()
        if self.token.kind == "name":
            return self._call() if self.token.text in ARITIES else self._name()
        if self.token.text == "-":
            self._step()
            return NegationNode(self._unit())
        if self.token.text == "(":
            self._step()
            inner = self.sum()
            self._expect(")", "an operator or ')'")
            return inner
        raise self.error("a number, a name, a function, '-' or '('")

    def _number(self) -> NumberNode:
        value = float(self.token.text)
        if not math.isfinite(value):
            raise self.error("a finite number")
        self._step()
        return NumberNode(value)

    def _name(self) -> NameNode:
        if self.token.text not in self._names:
            known = ", ".join(self._names) or "no name"
            raise self.error(f"one of the parts ({known}) or functions ({', '.join(ARITIES)})")
        return NameNode(self._step())

    def _call(self) -> CallNode:
        called = self.token
        self._step()
        self._expect("(", "'('")
        arguments = [self.sum()]
        while self.token.text == ",":
            self._step()
            arguments.append(self.sum())
        self._expect(")", "an operator, ',' or ')'")
        fewest, most = ARITIES[called.text]
        if not fewest <= len(arguments) <= most:
            wanted = f"{fewest} or more" if most > fewest else f"{fewest}"
            expected, got = f"{called.text} to have {wanted}", f"{len(arguments)} arguments"
            raise FormulaError(expected, got, self._text, called.start)
        return CallNode(called.text, tuple(arguments))

    def _expect(self, sign: str, expected: str) -> None:
        if self.token.text != sign:
            raise self.error(expected)
        self._step()

    def _step(self) -> str:
        """Goes on to the next token; returns the text of the one before."""
        passed = self.token.text
        self.token = next(self._rest)
        return passed
