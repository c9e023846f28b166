"""The tree of a formula. A node prints as the text that parses to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NumberNode:
    value: float

    def __str__(self) -> str:
        return repr(self.value).removesuffix(".0")


@dataclass(frozen=True)
class NameNode:
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class NegationNode:
    of: "Node"

    def __str__(self) -> str:
        return f"-{_with_brackets(self.of, 3)}"


@dataclass(frozen=True)
class ChainNode:
    """Operands of one rank, from left to right: `a - b + c` or `a * b / c`."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]

    @property
    def rank(self) -> int:
        return 1 if self.rest[0][0] in "+-" else 2

    def __str__(self) -> str:
        rest = (f" {sign} {_with_brackets(node, self.rank + 1)}" for sign, node in self.rest)
        return _with_brackets(self.first, self.rank + 1) + "".join(rest)


@dataclass(frozen=True)
class CallNode:
    function: str
    arguments: tuple["Node", ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


Node = NumberNode | NameNode | NegationNode | ChainNode | CallNode


def _with_brackets(node: Node, rank: int) -> str:
    return f"({node})" if isinstance(node, ChainNode) and node.rank < rank else str(node)


def part_names(node: Node) -> set[str]:
    """The names in a tree."""
    match node:
        case NumberNode():
            return set()
        case NameNode(name):
            return {name}
        case NegationNode(of):
            return part_names(of)
        case ChainNode(first, rest):
            return part_names(first).union(*(part_names(operand) for _, operand in rest))
        case CallNode(_, arguments):
            return set().union(*map(part_names, arguments))
