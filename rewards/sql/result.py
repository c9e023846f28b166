"""The result of an untrusted query, from a database in memory that it cannot change or leave."""

import re
import sqlite3
import time
from collections.abc import Sequence
from itertools import pairwise
from math import isclose
from typing import Any

from rewards.extras import import_extra
from rewards.types import AssayError

Result = list[tuple[Any, ...]]
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_READING |= {sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_REFUSED_FUNCTIONS = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"} | {
    *("random", "randomblob"),  # a coin that is tossed often enough gives the gold's rows
    *("current_date", "current_time", "current_timestamp"),
}
_WORD = re.compile(
    r"""--[^\n]* | /\*.*?(?:\*/|\Z) | '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^\]]*\]
      | [A-Za-z_]\w* | [()]""",
    re.VERBOSE | re.DOTALL,
)
# Steps of sqlite's machine between two looks at the clock.
_STEPS = 500
# Bytes of a value: a function of two long ones takes long, and no clock is looked at in it.
_LONGEST_VALUE = 1 << 16
_MOST_BYTES = 64 << 20
_MOST_UNEVEN = 1000


def query_result(query: str, schema: str, *, timeout: float, most_rows: int) -> Result:
    """The rows of `query` on a new database that `schema` makes.

    Raises QueryError for what the query does wrong, and ValueError for a schema that fails.
    """
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        try:
            database.executescript(schema)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise ValueError(f"schema: {error}: {schema[:500]!r}") from error
        deadline = time.monotonic() + timeout
        database.execute("PRAGMA query_only = ON")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        database.set_progress_handler(lambda: time.monotonic() >= deadline, _STEPS)
        database.set_authorizer(_authorise)
        return _rows(database, query, most_rows)
    finally:
        database.close()


def _authorise(action: int, _: str | None, name: str | None, *place: str | None) -> int:
    function = (name or "").lower() if action == sqlite3.SQLITE_FUNCTION else ""
    refused = action not in _READING or function in _REFUSED_FUNCTIONS
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK


def _rows(database: sqlite3.Connection, query: str, most_rows: int) -> Result:
    rows: Result = []
    size = 0
    try:
        cursor = database.execute(query)
        if cursor.description is None:
            raise QueryError("it is no query that gives rows")
        for row in cursor:
            rows.append(row)
            size += sum(len(value) for value in row if isinstance(value, str | bytes))
            if len(rows) > most_rows or size > _MOST_BYTES:
                raise QueryError(f"it gives more than {most_rows} rows or {_MOST_BYTES} bytes")
    # ProgrammingError: two statements; Warning: the same, before Python 3.12
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError, MemoryError) as error:
        raise QueryError(f"the query fails: {error}") from error
    return rows


def is_same_result(got: Result, wanted: Result, *, ordered: bool, tolerance: float) -> bool:
    """Whether the rows are the same: in their order where it is `ordered`, else as a multiset."""
    if len(got) != len(wanted):
        return False
    if not ordered:
        return _is_same_multiset(got, wanted, tolerance)
    return all(_is_same_row(*rows, tolerance) for rows in zip(got, wanted, strict=True))


def _is_same_multiset(got: Result, wanted: Result, tolerance: float) -> bool:
    """Whether the rows agree in some order: once sorted, only near numbers may stand apart."""
    pairs = zip(sorted(got, key=_rank), sorted(wanted, key=_rank), strict=True)
    uneven = [(one, other) for one, other in pairs if not _is_same_row(one, other, tolerance)]
    if not uneven or len(uneven) > _MOST_UNEVEN:
        return not uneven
    left = [other for _, other in uneven]
    for one, _ in uneven:
        near = next((at for at, row in enumerate(left) if _is_same_row(one, row, tolerance)), None)
        if near is None:
            return False
        del left[near]
    return True


def _rank(row: Sequence[Any]) -> list[tuple[int, Any]]:
    return [_rank_of(value) for value in row]


def _rank_of(value: Any) -> tuple[int, Any]:
    if value is None:
        return 0, 0
    if isinstance(value, int | float):
        return 1, value
    return (2, value) if isinstance(value, str) else (3, value)


def _is_same_row(one: Sequence[Any], other: Sequence[Any], tolerance: float) -> bool:
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(_is_same_value(*pair, tolerance) for pair in pairs)


def _is_same_value(one: Any, other: Any, tolerance: float) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, int | float) and isinstance(other, int | float)
        return numbers and isclose(one, other, rel_tol=tolerance, abs_tol=tolerance / 1000)
    return type(one) is type(other) and bool(one == other)


def is_ordered(query: str) -> bool:
    """Whether its outermost query has an ORDER BY: outside all brackets, quotes and comments."""
    depth, words = 0, []
    for word in _WORD.findall(query):
        depth += (word == "(") - (word == ")")
        if depth == 0 and (word[0].isalpha() or word == ")"):
            words.append(word.lower())
    return ("order", "by") in pairwise(words)


def is_same_query(query: str, gold: str, dialect: str) -> bool | None:
    """Whether sqlglot's trees of both are equal after normalisation; None when `query` is no query.

    Case, quotes, aliases of tables and columns, comments, and the order of what AND, OR, =, <>, +
    and * join make no difference. Raises ValueError when `gold` is no single query.
    """
    wanted = _normal_tree(gold, dialect)
    if wanted is None:
        raise ValueError(f"reference_answer: expected one query in {dialect}, got {gold[:500]!r}")
    got = _normal_tree(query, dialect)
    return None if got is None else bool(got == wanted)


def _normal_tree(query: str, dialect: str) -> Any:
    sqlglot = import_extra("sqlglot", "sql")
    try:
        trees = [tree for tree in sqlglot.parse(query, dialect=dialect) if tree is not None]
        if len(trees) != 1 or not isinstance(trees[0], sqlglot.exp.Query):
            return None
        return _normalise(trees[0], dialect)
    except (sqlglot.errors.SqlglotError, RecursionError):
        return None


def _normalise(tree: Any, dialect: str) -> Any:
    normalize = import_extra("sqlglot.optimizer.normalize_identifiers", "sql").normalize_identifiers
    exp = import_extra("sqlglot", "sql").exp
    tree = normalize(tree, dialect=dialect)
    for node in list(tree.walk()):
        node.comments = None
        if isinstance(node, exp.Identifier):
            node.set("quoted", False)
            node.set("this", node.name.lower())
    _name_tables(tree, exp)
    _drop_names_of_results(tree, exp)
    return _sort_operands(tree, exp)


def _name_tables(tree: Any, exp: Any) -> None:
    """Each table by its own name, and columns without a table's where there is only one."""
    tables = list(tree.find_all(exp.Table))
    real = {table.alias_or_name: table.name for table in tables}
    if len(set(real.values())) != len(tables):
        return  # a table that is there twice cannot do without its aliases
    for table in tables:
        table.set("alias", None)
    for column in tree.find_all(exp.Column):
        if column.table in real:
            owner = exp.to_identifier(real[column.table]) if len(tables) > 1 else None
            column.set("table", owner)


def _drop_names_of_results(tree: Any, exp: Any) -> None:
    """The outermost columns without their aliases, which an ORDER BY may have used."""
    if not isinstance(tree, exp.Select):
        return
    meant = {entry.alias: entry.this for entry in tree.expressions if isinstance(entry, exp.Alias)}
    order = tree.args.get("order")
    for column in list(order.find_all(exp.Column)) if order else []:
        if not column.table and column.name in meant:
            column.replace(meant[column.name].copy())
    tree.set("expressions", [entry.unalias() for entry in tree.expressions])


def _sort_operands(tree: Any, exp: Any) -> Any:
    """The tree with what commutes in one order, inner before outer."""
    for node in reversed(list(tree.walk(bfs=True))):
        if isinstance(node, exp.And | exp.Or | exp.Add | exp.Mul):
            _sort_chain(node)
        elif isinstance(node, exp.EQ | exp.NEQ):
            first, second = sorted((node.this, node.expression), key=_sql_text)
            node.set("this", first)
            node.set("expression", second)
        elif isinstance(node, exp.GT | exp.GTE):
            flipped = exp.LT if isinstance(node, exp.GT) else exp.LTE
            node.replace(flipped(this=node.expression, expression=node.this))
    return tree


def _sort_chain(node: Any) -> None:
    if isinstance(node.parent, type(node)):
        return  # sorted with the whole chain
    operands = sorted((operand.copy() for operand in node.flatten()), key=_sql_text)
    whole = operands[0]
    for operand in operands[1:]:
        whole = type(node)(this=whole, expression=operand)
    node.set("this", whole.this)
    node.set("expression", whole.expression)


def _sql_text(node: Any) -> str:
    return str(node.sql())


class QueryError(AssayError):
    """The query fails, is not a single query that reads, or gives too much."""
