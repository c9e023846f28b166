"""SQL queries: paraphrases and perturbations of one.

The changes are made in the text, not in a parsed tree: the rest of the query stays as it was
written, and no parser has to be installed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rewards.sql.result import QueryError, is_ordered, is_same_result, query_result
from validation.ladder.gold import AnswerVariant, GoldAnswer, MakeAnswers, Perturber
from validation.ladder.perturbation import (
    PARTIAL,
    ROWS,
    SHARE,
    SLIP,
    Perturbation,
    make_all,
)

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
_SPACE = re.compile(r"\s+")
_OPERATOR = re.compile(r"<>|!=|<=|>=|=|<|>")
_OPPOSITES = {"=": "<>", "<>": "=", "!=": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}
_AGGREGATES = {"COUNT": "MAX", "SUM": "MIN", "AVG": "SUM", "MAX": "MIN", "MIN": "MAX"}
_AGGREGATE = re.compile(r"\b(COUNT|SUM|AVG|MAX|MIN)(?=\s*\()(\s*\(\s*\*\s*\))?", re.IGNORECASE)
_CONNECTIVE = re.compile(r"\b(AND|OR)\b", re.IGNORECASE)
_DIRECTION = re.compile(r"\b(ASC|DESC)\b", re.IGNORECASE)
_LITERAL = re.compile(r"'([^']+)'|(?<![\w.])(\d+)(?![\w.])")
_NAMING = ("SELECT", "WHERE", "GROUP BY", "HAVING", "ORDER BY")
_NAME = re.compile(r"[A-Za-z_][\w.]*")


@dataclass(frozen=True)
class Clause:
    """A clause from its keyword at `start`, behind which its `body` begins, to its `end`."""

    name: str
    start: int
    body: int
    end: int

    def last_comma(self, plain: str) -> int | None:
        """The place of its last comma outside brackets."""
        depth, last = 0, None
        for at in range(self.body, self.end):
            depth += {"(": 1, ")": -1}.get(plain[at], 0)
            if plain[at] == "," and not depth:
                last = at
        return last


def query_paraphrases(gold: GoldAnswer, form: str) -> Iterator[AnswerVariant]:
    """The same query with other space, and its keywords in another case."""
    query = gold.text
    lower, upper = (recase_keywords(query, case) for case in (str.lower, str.upper))
    yield AnswerVariant("semicolon", "with a semicolon", f"{query};", 1)
    yield AnswerVariant("lower_case", "keywords in small letters", lower, 1)
    yield AnswerVariant("upper_case", "keywords in capitals", upper, 1)
    yield AnswerVariant("one_line", "on one line", collapse_space(query), 1)


def is_same_query(text: str, gold: GoldAnswer) -> bool:
    """Whether both are one query but for space and case, or give one result in its database."""
    texts = (text.rstrip("; \n"), gold.text)
    mine, theirs = (recase_keywords(collapse_space(query), str.upper) for query in texts)
    if mine == theirs:
        return True
    schema = gold.sample.metadata.get("schema")
    if isinstance(schema, list | tuple):
        schema = ";\n".join(map(str, schema))
    return isinstance(schema, str) and _gives_same_result(text, gold.text, schema)


def query_perturbations(gold: GoldAnswer) -> Iterator[AnswerVariant]:
    """The query with one wrong clause, column, operator or value each time."""
    yield from make_all(SQL_PERTURBATIONS, gold)


def _clause_changes(gold: GoldAnswer) -> Iterator[AnswerVariant]:
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
    """A query that selects none of the gold's rows."""
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
        yield _substitution("operator", query, operator, _OPPOSITES[operator[0]])
    joint = _CONNECTIVE.search(plain, where.start, where.end)
    if joint and "BETWEEN" not in plain[where.start : joint.start()].upper():
        other = "OR" if joint[0].upper() == "AND" else "AND"
        yield _substitution("connective", query, joint, other)
    literal = _LITERAL.search(query, where.start, where.end)
    if literal:
        new = f"'{literal[1]}_'" if literal[1] else str(int(literal[2]) + 1)
        yield _substitution("literal", query, literal, new)


def _column_changes(query: str, select: Clause) -> Iterator[AnswerVariant]:
    plain = mask_quotes(query)
    inside = plain[select.body : select.end]
    aggregate = _AGGREGATE.search(plain, select.body, select.end)
    if aggregate:
        other = "1 + COUNT" if aggregate[2] else _AGGREGATES[aggregate[1].upper()]
        text = _substitute(query, aggregate, other + (aggregate[2] or ""))
        yield AnswerVariant("aggregate", f"{aggregate[1]} became {other}", text)
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
    """The names that may be columns: those in conditions, groups and order."""
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
            other = "ASC" if direction[0].upper() == "DESC" else "DESC"
            yield _substitution("order", query, direction, other)
        else:
            end = order.start + len(query[order.start : order.end].rstrip())
            yield AnswerVariant("order", "turned to DESC", f"{query[:end]} DESC{query[end:]}")
    number = re.compile(r"\d+").search(plain, limit.start, limit.end) if limit else None
    if number:
        new = str(int(number[0]) + 1)
        text = _substitute(query, number, new)
        yield AnswerVariant("limit", f"LIMIT {number[0]} became {new}", text)


def _substitution(name: str, query: str, found: re.Match[str], new: str) -> AnswerVariant:
    return AnswerVariant(name, f"{found[0]} became {new}", _substitute(query, found, new))


def _substitute(query: str, found: re.Match[str], new: str) -> str:
    return query[: found.start()] + new + query[found.end() :]


_STOPS = "a model that stops too early"
SQL_PERTURBATIONS: tuple[Perturbation[MakeAnswers], ...] = (
    *(
        Perturbation(name, "sql", _clause_changes, PARTIAL, says, SLIP, ROWS)
        for name, says in (
            ("dropped_where", "without the WHERE"),
            ("operator", "another comparison, > as <="),
            ("connective", "AND as OR, or the reverse"),
            ("literal", "another value, 30 as 31"),
            ("column", "another column"),
            ("dropped_column", "one column less"),
            ("aggregate", "another aggregate, MAX as MIN"),
            ("order", "the other way round"),
            ("limit", "LIMIT one more"),
        )
    ),
    Perturbation("truncated", "sql", _clause_changes, PARTIAL, "the first half", _STOPS, SHARE),
)
QUERY = Perturber(query_paraphrases, query_perturbations, wrong_query, is_same_query)


def mask_quotes(query: str) -> str:
    """The query with every quoted or commented character replaced by a mark."""
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
    return _replace_unquoted(_KEYWORDS, query, case)


def collapse_space(query: str) -> str:
    """The query on one line; as it is where a comment needs its line's end."""
    return query if "--" in query else _replace_unquoted(_SPACE, query, lambda _: " ").strip()


def _replace_unquoted(pattern: re.Pattern[str], query: str, new: Callable[[str], str]) -> str:
    """The query with each match replaced that is neither quoted nor in a comment."""
    out, end = "", 0
    for found in pattern.finditer(mask_quotes(query)):
        out += query[end : found.start()] + new(found[0])
        end = found.end()
    return out + query[end:]
