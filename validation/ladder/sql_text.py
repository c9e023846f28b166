"""The clauses of an SQL query, found in its text."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|/\*.*?\*/", re.DOTALL)
_CLAUSE = re.compile(
    r"\b(SELECT|FROM|WHERE|GROUP\s+BY|HAVING|ORDER\s+BY|LIMIT|UNION|INTERSECT|EXCEPT)\b|[();]",
    re.IGNORECASE,
)
_KEYWORDS = re.compile(
    r"\b(?:SELECT|FROM|WHERE|GROUP|BY|HAVING|ORDER|LIMIT|UNION|ALL|INTERSECT|EXCEPT|AND|OR|NOT|IN|AS"
    r"|ON|JOIN|LEFT|RIGHT|INNER|OUTER|DISTINCT|ASC|DESC|COUNT|SUM|AVG|MIN|MAX|BETWEEN|LIKE|IS|NULL"
    r"|CASE|WHEN|THEN|ELSE|END|WITH)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """A clause from its keyword at `start`, behind which its `body` begins, to its `end`."""

    name: str
    start: int
    body: int
    end: int

    def last_comma(self, plain: str) -> int | None:
        """Where the last comma outside brackets stands in it."""
        depth, last = 0, None
        for at in range(self.body, self.end):
            depth += {"(": 1, ")": -1}.get(plain[at], 0)
            if plain[at] == "," and not depth:
                last = at
        return last


def masked(query: str) -> str:
    """The query with all that is quoted or a comment blotted out, place for place."""
    return _QUOTED.sub(lambda found: "\ue000" * len(found[0]), query)


def clauses(query: str) -> list[Clause]:
    """The clauses in the order in which they end, those of subqueries among them."""
    plain = masked(query)
    found: list[tuple[int, Clause]] = []
    opened: list[tuple[str, int, int] | None] = [None]
    for token in [*_CLAUSE.finditer(plain), None]:
        mark = token[0] if token else ";"
        at = token.start() if token else len(plain)
        if mark == "(":
            opened.append(None)
            continue
        last = opened[-1]
        if last is not None:
            found.append((last[1], Clause(last[0], last[1], last[2], at)))
        opened[-1] = None
        if mark == ")":
            if len(opened) > 1:
                opened.pop()
        elif token and mark != ";":
            opened[-1] = (" ".join(mark.upper().split()), at, token.end())
    return [clause for _, clause in sorted(found, key=lambda pair: pair[0])]


def in_case(query: str, case: Callable[[str], str]) -> str:
    """The query with its keywords in this case."""
    plain = masked(query)
    out, end = "", 0
    for word in _KEYWORDS.finditer(plain):
        out += query[end : word.start()] + case(word[0])
        end = word.end()
    return out + query[end:]


def squeezed(query: str) -> str:
    """The query with one space for white space; as it is where it has comments to their lines."""
    plain = masked(query)
    if "--" in query:
        return query
    out, end = "", 0
    for space in re.finditer(r"\s+", plain):
        out += query[end : space.start()] + " "
        end = space.end()
    return (out + query[end:]).strip()
