"""How an SQL query is written otherwise, and how it is got wrong."""

import re
from collections.abc import Iterator

from rewards.sql.result import QueryError, is_ordered, result_of, same_result
from validation.ladder.gold import Gold
from validation.ladder.rung import Answer
from validation.ladder.sql_text import Clause, clauses, in_case, masked, squeezed

_OPERATOR = re.compile(r"<>|!=|<=|>=|=|<|>")
_TURNED = {"=": "<>", "<>": "=", "!=": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}
_AGGREGATES = {"COUNT": "MAX", "SUM": "MIN", "AVG": "SUM", "MAX": "MIN", "MIN": "MAX"}
_AGGREGATE = re.compile(r"\b(COUNT|SUM|AVG|MAX|MIN)(?=\s*\()(\s*\(\s*\*\s*\))?", re.IGNORECASE)
_CONNECTIVE = re.compile(r"\b(AND|OR)\b", re.IGNORECASE)
_DIRECTION = re.compile(r"\b(ASC|DESC)\b", re.IGNORECASE)
_LITERAL = re.compile(r"'([^']+)'|(?<![\w.])(\d+)(?![\w.])")
_NAMING = ("SELECT", "WHERE", "GROUP BY", "HAVING", "ORDER BY")
_NAME = re.compile(r"[A-Za-z_][\w.]*")


def reworded(gold: Gold, form: str) -> Iterator[Answer]:
    """The same query with other space, and its keywords in another case."""
    yield Answer("semicolon", "with a semicolon", f"{gold.text};", 1)
    yield Answer("lower_case", "keywords in small letters", in_case(gold.text, str.lower), 1)
    yield Answer("upper_case", "keywords in capitals", in_case(gold.text, str.upper), 1)
    yield Answer("one_line", "on one line", squeezed(gold.text), 1)


def same(text: str, gold: Gold) -> bool:
    """Whether both are one query but for space and case, or give one result in its database."""
    if in_case(squeezed(text.rstrip("; \n")), str.upper) == in_case(squeezed(gold.text), str.upper):
        return True
    schema = gold.sample.metadata.get("schema")
    if isinstance(schema, list | tuple):
        schema = ";\n".join(map(str, schema))
    return isinstance(schema, str) and _same_result(text, gold.text, schema)


def altered(gold: Gold) -> Iterator[Answer]:
    """The query with one clause, column, operator or value wrong each time."""
    query = gold.text
    parts = clauses(query)
    by_name = {part.name: part for part in reversed(parts)}
    where = by_name.get("WHERE")
    if where:
        dropped = query[: where.start].rstrip() + " " + query[where.end :]
        yield Answer("dropped_where", "the WHERE was left out", dropped.strip())
        yield from _conditions(query, where)
    if "SELECT" in by_name:
        yield from _columns(query, by_name["SELECT"])
    yield from _ends(query, by_name)
    words = query.split(" ")
    yield Answer("truncated", "cut off in the middle", " ".join(words[: len(words) // 2]))


def another(gold: Gold) -> str:
    """A query that selects nothing of it."""
    return "SELECT NULL AS nothing"


def _same_result(text: str, query: str, schema: str) -> bool:
    try:
        wanted = result_of(query, schema, timeout=2.0, most_rows=10_000)
        got = result_of(text, schema, timeout=2.0, most_rows=10_000)
    except (QueryError, ValueError):  # the gold itself may not run: then nobody can tell
        return False
    return same_result(got, wanted, ordered=is_ordered(query), tolerance=1e-9)


def _conditions(query: str, where: Clause) -> Iterator[Answer]:
    plain = masked(query)
    operator = _OPERATOR.search(plain, where.start, where.end)
    if operator:
        turned = _TURNED[operator[0]]
        yield Answer("operator", f"{operator[0]} became {turned}", _put(query, operator, turned))
    joint = _CONNECTIVE.search(plain, where.start, where.end)
    if joint and "BETWEEN" not in plain[where.start : joint.start()].upper():
        turned = "OR" if joint[0].upper() == "AND" else "AND"
        yield Answer("connective", f"{joint[0]} became {turned}", _put(query, joint, turned))
    literal = _LITERAL.search(query, where.start, where.end)
    if literal:
        new = f"'{literal[1]}_'" if literal[1] else str(int(literal[2]) + 1)
        yield Answer("literal", f"{literal[0]} became {new}", _put(query, literal, new))


def _columns(query: str, select: Clause) -> Iterator[Answer]:
    plain = masked(query)
    inside = plain[select.body : select.end]
    aggregate = _AGGREGATE.search(plain, select.body, select.end)
    if aggregate:
        turned = "1 + COUNT" if aggregate[2] else _AGGREGATES[aggregate[1].upper()]
        made = f"{aggregate[1]} became {turned}"
        yield Answer("aggregate", made, _put(query, aggregate, turned + (aggregate[2] or "")))
    last = select.last_comma(plain)
    if last is not None:
        dropped = query[:last].rstrip() + " " + query[select.end :]
        yield Answer("dropped_column", "the last column was left out", dropped.strip())
    name = _NAME.search(inside.split(",")[0].replace("DISTINCT", " " * 8))
    others = _columns_named(query)
    if name and not aggregate:
        new = next((word for word in others if word.lower() != name[0].lower()), "NULL")
        start = select.body + name.start()
        changed = query[:start] + new + query[start + len(name[0]) :]
        yield Answer("column", f"the column {name[0]} became {new}", changed)


def _columns_named(query: str) -> list[str]:
    """What may be columns: the names in the conditions, groups and order."""
    plain = masked(query)
    parts = [part for part in clauses(query) if part.name in _NAMING]
    names = [name for part in parts for name in _NAME.findall(plain[part.body : part.end])]
    return [name for name in names if in_case(name, str.swapcase) == name]


def _ends(query: str, by_name: dict[str, Clause]) -> Iterator[Answer]:
    plain = masked(query)
    order, limit = by_name.get("ORDER BY"), by_name.get("LIMIT")
    if order:
        direction = _DIRECTION.search(plain, order.start, order.end)
        if direction:
            turned = "ASC" if direction[0].upper() == "DESC" else "DESC"
            yield Answer("order", f"{direction[0]} became {turned}", _put(query, direction, turned))
        else:
            end = order.start + len(query[order.start : order.end].rstrip())
            yield Answer("order", "turned to DESC", f"{query[:end]} DESC{query[end:]}")
    number = re.compile(r"\d+").search(plain, limit.start, limit.end) if limit else None
    if number:
        new = str(int(number[0]) + 1)
        yield Answer("limit", f"LIMIT {number[0]} became {new}", _put(query, number, new))


def _put(query: str, found: re.Match[str], new: str) -> str:
    return query[: found.start()] + new + query[found.end() :]
