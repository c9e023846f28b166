"""The words of a formula, and what is said where one is not as expected."""

import re
from dataclasses import dataclass

from rewards.types import AssayError

_TOKEN = re.compile(
    r"""(?P<number> (?:[0-9]+\.?[0-9]*|\.[0-9]+) (?:[eE][-+]?[0-9]+)? )
      | (?P<name> [^\W\d]\w* )
      | (?P<sign> \S )""",
    re.VERBOSE,
)


class FormulaError(AssayError, ValueError):
    """A formula that cannot be read: what was expected, and where."""

    def __init__(self, expected: str, got: str, text: str, start: int) -> None:
        line = text.replace("\n", " ")
        super().__init__(f"formula: expected {expected}, got {got}\n  {line}\n  {' ' * start}^")


@dataclass(frozen=True)
class Token:
    """A word of a formula: a number, a name, a sign (any other character), or its end."""

    kind: str
    text: str
    start: int


def tokenize(text: str) -> list[Token]:
    """The words of a formula, in order; the last is its end."""
    found = [Token(it.lastgroup or "", it[0], it.start()) for it in _TOKEN.finditer(text)]
    return [*found, Token("end", "", len(text))]
