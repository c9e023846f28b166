"""How an SQL query is written otherwise, and how it is got wrong."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rewards.sql.result import QueryError, is_ordered, is_same_result, query_result
from validation.ladder.gold import AnswerVariant, GoldAnswer

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


def mask_quotes(query: str) -> str:
    """The query with all that is quoted or a comment blotted out, place for place."""
    return _QUOTED.sub(lambda found: "\ue000" * len(found[0]), query)


def clauses(query: str) -> list[Clause]:
    """The clauses in the order in which they end, those of subqueries among them."""
    plain = mask_quotes(query)
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


def recase_keywords(query: str, case: Callable[[str], str]) -> str:
    """The query with its keywords in this case."""
    plain = mask_quotes(query)
    out, end = "", 0
    for word in _KEYWORDS.finditer(plain):
        out += query[end : word.start()] + case(word[0])
        end = word.end()
    return out + query[end:]


def collapse_space(query: str) -> str:
    """The query with one space for white space; as it is where it has comments to their lines."""
    plain = mask_quotes(query)
    if "--" in query:
        return query
    out, end = "", 0
    for space in re.finditer(r"\s+", plain):
        out += query[end : space.start()] + " "
        end = space.end()
    return (out + query[end:]).strip()


_OPERATOR = re.compile(r"<>|!=|<=|>=|=|<|>")
_TURNED = {"=": "<>", "<>": "=", "!=": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}
_AGGREGATES = {"COUNT": "MAX", "SUM": "MIN", "AVG": "SUM", "MAX": "MIN", "MIN": "MAX"}
_AGGREGATE = re.compile(r"\b(COUNT|SUM|AVG|MAX|MIN)(?=\s*\()(\s*\(\s*\*\s*\))?", re.IGNORECASE)
_CONNECTIVE = re.compile(r"\b(AND|OR)\b", re.IGNORECASE)
_DIRECTION = re.compile(r"\b(ASC|DESC)\b", re.IGNORECASE)
_LITERAL = re.compile(r"'([^']+)'|(?<![\w.])(\d+)(?![\w.])")
_NAMING = ("SELECT", "WHERE", "GROUP BY", "HAVING", "ORDER BY")
_NAME = re.compile(r"[A-Za-z_][\w.]*")


def query_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same query with other space, and its keywords in another case."""
    yield AnswerVariant("semicolon", "with a semicolon", f"{gold.text};", 1)
    yield AnswerVariant(
        "lower_case", "keywords in small letters", recase_keywords(gold.text, str.lower), 1
    )
    yield AnswerVariant(
        "upper_case", "keywords in capitals", recase_keywords(gold.text, str.upper), 1
    )
    yield AnswerVariant("one_line", "on one line", collapse_space(gold.text), 1)


def is_same_query(text: str, gold: GoldAnswer) -> bool:
    """Whether both are one query but for space and case, or give one result in its database."""
    if recase_keywords(collapse_space(text.rstrip("; \n")), str.upper) == recase_keywords(
        collapse_space(gold.text), str.upper
    ):
        return True
    schema = gold.sample.metadata.get("schema")
    if isinstance(schema, list | tuple):
        schema = ";\n".join(map(str, schema))
    return isinstance(schema, str) and _gives_same_result(text, gold.text, schema)


def query_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The query with one clause, column, operator or value wrong each time."""
    query = gold.text
    parts = clauses(query)
    by_name = {part.name: part for part in reversed(parts)}
    where = by_name.get("WHERE")
    if where:
        dropped = query[: where.start].rstrip() + " " + query[where.end :]
        yield AnswerVariant("dropped_where", "the WHERE was left out", dropped.strip())
        yield from _condition_changes(query, where)
    if "SELECT" in by_name:
        yield from _column_changes(query, by_name["SELECT"])
    yield from _order_and_limit_changes(query, by_name)
    words = query.split(" ")
    yield AnswerVariant("truncated", "cut off in the middle", " ".join(words[: len(words) // 2]))


def wrong_query(gold: GoldAnswer) -> str:
    """A query that selects nothing of it."""
    return "SELECT NULL AS nothing"


def _gives_same_result(text: str, query: str, schema: str) -> bool:
    try:
        wanted = query_result(query, schema, timeout=2.0, most_rows=10_000)
        got = query_result(text, schema, timeout=2.0, most_rows=10_000)
    except (QueryError, ValueError):  # the gold itself may not run: then nobody can tell
        return False
    return is_same_result(got, wanted, ordered=is_ordered(query), tolerance=1e-9)


def _condition_changes(query: str, where: Clause) -> Iterator[AnswerVariant]:
    plain = mask_quotes(query)
    operator = _OPERATOR.search(plain, where.start, where.end)
    if operator:
        turned = _TURNED[operator[0]]
        yield AnswerVariant(
            "operator", f"{operator[0]} became {turned}", _substitute(query, operator, turned)
        )
    joint = _CONNECTIVE.search(plain, where.start, where.end)
    if joint and "BETWEEN" not in plain[where.start : joint.start()].upper():
        turned = "OR" if joint[0].upper() == "AND" else "AND"
        yield AnswerVariant(
            "connective", f"{joint[0]} became {turned}", _substitute(query, joint, turned)
        )
    literal = _LITERAL.search(query, where.start, where.end)
    if literal:
        new = f"'{literal[1]}_'" if literal[1] else str(int(literal[2]) + 1)
        yield AnswerVariant(
            "literal", f"{literal[0]} became {new}", _substitute(query, literal, new)
        )


def _column_changes(query: str, select: Clause) -> Iterator[AnswerVariant]:
    plain = mask_quotes(query)
    inside = plain[select.body : select.end]
    aggregate = _AGGREGATE.search(plain, select.body, select.end)
    if aggregate:
        turned = "1 + COUNT" if aggregate[2] else _AGGREGATES[aggregate[1].upper()]
        made = f"{aggregate[1]} became {turned}"
        yield AnswerVariant(
            "aggregate", made, _substitute(query, aggregate, turned + (aggregate[2] or ""))
        )
    last = select.last_comma(plain)
    if last is not None:
        dropped = query[:last].rstrip() + " " + query[select.end :]
        yield AnswerVariant("dropped_column", "the last column was left out", dropped.strip())
    name = _NAME.search(inside.split(",")[0].replace("DISTINCT", " " * 8))
    others = _named_columns(query)
    if name and not aggregate:
        new = next((word for word in others if word.lower() != name[0].lower()), "NULL")
        start = select.body + name.start()
        changed = query[:start] + new + query[start + len(name[0]) :]
        yield AnswerVariant("column", f"the column {name[0]} became {new}", changed)


def _named_columns(query: str) -> list[str]:
    """What may be columns: the names in the conditions, groups and order."""
    plain = mask_quotes(query)
    parts = [part for part in clauses(query) if part.name in _NAMING]
    names = [name for part in parts for name in _NAME.findall(plain[part.body : part.end])]
    return [name for name in names if recase_keywords(name, str.swapcase) == name]


def _order_and_limit_changes(query: str, by_name: dict[str, Clause]) -> Iterator[AnswerVariant]:
    plain = mask_quotes(query)
    order, limit = by_name.get("ORDER BY"), by_name.get("LIMIT")
    if order:
        direction = _DIRECTION.search(plain, order.start, order.end)
        if direction:
            turned = "ASC" if direction[0].upper() == "DESC" else "DESC"
            yield AnswerVariant(
                "order", f"{direction[0]} became {turned}", _substitute(query, direction, turned)
            )
        else:
            end = order.start + len(query[order.start : order.end].rstrip())
            yield AnswerVariant("order", "turned to DESC", f"{query[:end]} DESC{query[end:]}")
    number = re.compile(r"\d+").search(plain, limit.start, limit.end) if limit else None
    if number:
        new = str(int(number[0]) + 1)
        yield AnswerVariant(
            "limit", f"LIMIT {number[0]} became {new}", _substitute(query, number, new)
        )


def _substitute(query: str, found: re.Match[str], new: str) -> str:
    return query[: found.start()] + new + query[found.end() :]
