"""The result of an untrusted query, from a database in memory that it cannot change or leave."""

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby, pairwise
from math import isclose
from typing import Any, NamedTuple

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
_LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w.\"])-?\d+(?:\.\d+)?(?![\w\"])")
# Columns that are altered one at a time, two queries each.
_MOST_COLUMNS = 40
_MOST_LITERALS = 6


def query_result(query: str, schema: str, *, timeout: float, most_rows: int) -> Result:
    """The rows of `query` on a new database that `schema` makes.

    Raises QueryError for what the query does wrong, and ValueError for a schema that fails.
    """
    with open_database(schema, timeout, most_rows) as database:
        return database.rows(query)


class Database:
    """A database in memory that `schema` has made, in which queries can only read.

    `read` says whether the last query looked into a table.
    """

    def __init__(self, connection: sqlite3.Connection, timeout: float, most_rows: int) -> None:
        self.connection, self.timeout, self.most_rows = connection, timeout, most_rows
        self.read = False

    def rows(self, query: str) -> Result:
        """The rows of the query. Raises QueryError for what it does wrong."""
        deadline = time.monotonic() + self.timeout
        self.read = False
        self.connection.execute("PRAGMA query_only = ON")
        self.connection.set_progress_handler(lambda: time.monotonic() >= deadline, _STEPS)
        self.connection.set_authorizer(self._authorise)
        try:
            return _rows(self.connection, query, self.most_rows)
        finally:
            self.connection.set_authorizer(None)
            self.connection.set_progress_handler(None, 0)

    def columns(self, query: str) -> list[str]:
        """The names of the columns that the query gives. Raises QueryError."""
        try:
            described = self.connection.execute(query).description
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise QueryError(f"the query fails: {error}") from error
        return [column[0] for column in described or ()]

    def _authorise(self, action: int, _: str | None, name: str | None, *place: str | None) -> int:
        self.read = self.read or action == sqlite3.SQLITE_READ
        return _authorise(action, _, name, *place)

    def rows_if(self, changes: Sequence[str], query: str) -> Result | None:
        """The rows that the query would give if these statements had changed the data.

        A statement that a table refuses changes nothing. None where the query then fails.
        """
        self.connection.execute("PRAGMA query_only = OFF")
        self.connection.execute("SAVEPOINT altered")
        try:
            for change in changes:
                with suppress(sqlite3.Error):
                    self.connection.execute(change)
            return self.rows(query)
        except QueryError:
            return None
        finally:
            self.connection.execute("PRAGMA query_only = OFF")
            self.connection.execute("ROLLBACK TO altered")
            self.connection.execute("RELEASE altered")

    def tables(self) -> dict[str, list[str]]:
        """The columns of each table, with quotes around all names."""
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        names = [name for (name,) in self.connection.execute(named)]
        return {
            _quote(name): [
                _quote(row[1])
                for row in self.connection.execute(f"PRAGMA table_info({_quote(name)})")
            ]
            for name in names
        }


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def open_database(schema: str, timeout: float, most_rows: int) -> Iterator[Database]:
    """A new database in memory. Raises ValueError for a schema that fails."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        try:
            connection.executescript(schema)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise ValueError(f"schema: {error}: {schema[:500]!r}") from error
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        yield Database(connection, timeout, most_rows)
    finally:
        connection.close()


def hard_coded(database: Database, query: str, gold: str, rows: Result) -> str:
    """Why the query cannot have its `rows` from the data, as the gold has; "" where it may.

    A query that looks into no table has not, nor has one that gives the same rows on data on which
    the gold gives others: none, half of them, other values, or as many rows with other values
    where one column alone is altered, which is what a literal beside a table comes to.
    """
    database.rows(gold)
    if not database.read:
        return ""
    database.rows(query)
    if not database.read:
        return "the query reads no table"
    tables = database.tables()
    updates = [_update(table, column) for table, columns in tables.items() for column in columns]
    whole = (
        [f"DELETE FROM {table}" for table in tables],
        [f"DELETE FROM {table} WHERE rowid % 2" for table in tables],
        updates,
    )
    for changes in (*whole, *([one] for one in updates[:_MOST_COLUMNS])):
        expected = database.rows_if(changes, gold)
        if expected is None or (len(changes) == 1 and len(expected) != len(rows)):
            continue
        told = not is_same_result(expected, rows, ordered=False, tolerance=1e-9)
        if told and database.rows_if(changes, query) == rows:
            return "the query gives the same rows whatever the data are"
    return ""


def _update(table: str, column: str) -> str:
    return (
        f"UPDATE {table} SET {column} = CASE typeof({column})"
        f" WHEN 'integer' THEN {column} + 1000003"
        f" WHEN 'real' THEN {column} * 1.5 + 7 WHEN 'text' THEN {column} || '~' ELSE {column} END"
    )


def agree_where_rows_are(database: Database, query: str, gold: str) -> bool | None:
    """Whether two queries that give no rows agree on data on which the gold gives some.

    The values that the queries compare with are written into every column for that. None where
    the gold gives rows on none of these data.
    """
    tables = database.tables()
    places = [(table, column) for table, columns in tables.items() for column in columns]
    texts = (gold, query[: len(gold) * 4])
    found_values = (value[0] for text in texts for value in _LITERAL.finditer(text))
    wanted = list(dict.fromkeys(found_values))[:_MOST_LITERALS]
    near = [f"({value}) + {step}" for value in wanted if value[0] != "'" for step in (1, -1)]
    found: bool | None = None
    for value in [*wanted, *near]:
        changes = [f"UPDATE {table} SET {column} = {value}" for table, column in places]
        expected = database.rows_if(changes, gold)
        if expected is not None and database.rows_if(changes, query) != expected:
            return False
        found = found or bool(expected) or None
    return found


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


def is_same_order(
    database: Database, got: Result, gold: str, wanted: Result, tolerance: float
) -> bool:
    """Whether the rows come in the order of the gold's ORDER BY, which leaves ties open.

    Rows whose keys are equal may come in any order, and where a LIMIT cuts through such rows it may
    keep others of them.
    """
    if is_same_result(got, wanted, ordered=True, tolerance=tolerance):
        return True
    keyed = _keyed_rows(database, gold, len(wanted[0]) if wanted else 0)
    if keyed is None or len(got) != len(wanted):
        return False
    at = 0
    for _, group in groupby(keyed, key=lambda pair: pair[0]):
        tied = [row for _, row in group]
        here = got[at : at + len(tied)]
        at += len(here)
        if len(here) == len(tied):
            if not _is_same_multiset(here, tied, tolerance):
                return False
        elif not _is_part(here, tied, tolerance):
            return False
    return at == len(got)


def _is_part(some: Result, rows: Result, tolerance: float) -> bool:
    left = list(rows)
    for row in some:
        at = next((at for at, it in enumerate(left) if _is_same_row(row, it, tolerance)), None)
        if at is None:
            return False
        del left[at]
    return True


def _keyed_rows(database: Database, gold: str, width: int) -> list[tuple[Any, Any]] | None:
    """The gold's rows without its LIMIT, each with the values that it is ordered by.

    None where these cannot be asked for: after an OFFSET, and in a compound or a DISTINCT query
    that is ordered by what it does not give.
    """
    clauses = _clauses(gold)
    if clauses is None or clauses.has_offset:
        return None
    names = _column_names(database, gold)
    keys, extra = list[int](), list[str]()
    for term in clauses.terms:
        bare = term.strip('`"[]').lower()
        if term.isdigit():
            keys.append(int(term) - 1)
        elif bare in names:
            keys.append(names.index(bare))
        else:
            keys.append(width + len(extra))
            extra.append(term)
    if extra and clauses.is_closed:
        return None
    asked = "".join(f", ({term})" for term in extra)
    try:
        rows = database.rows(clauses.head + asked + clauses.tail)
    except QueryError:
        return None
    if any(len(row) <= max(keys) for row in rows):
        return None
    return [(tuple(row[key] for key in keys), row[:width]) for row in rows]


class _Clauses(NamedTuple):
    """A query up to its FROM and after it without a LIMIT, and the terms of its ORDER BY."""

    head: str
    tail: str
    terms: list[str]
    has_offset: bool
    is_closed: bool


def _clauses(gold: str) -> _Clauses | None:
    depth, places = 0, dict[str, int]()
    commas = list[int]()
    words = list(_WORD_OR_COMMA.finditer(gold))
    for word in words:
        text = word[0].lower()
        depth += (text == "(") - (text == ")")
        if depth == 0 and text == "," and "order" in places:
            commas.append(word.start())
        elif depth == 0 and text not in places:
            places[text] = word.start()
    if "order" not in places or "from" not in places:
        return None
    limit = places.get("limit", len(gold.rstrip().rstrip(";")))
    start = re.compile(r"order\s+by", re.IGNORECASE).match(gold, places["order"])
    if start is None or limit < start.end():
        return None
    cuts = [start.end(), *(at for at in commas if at < limit), limit]
    terms = [gold[one:two].strip(", \n\t") for one, two in pairwise(cuts)]
    compound = any(word in places for word in ("union", "intersect", "except", "distinct", "with"))
    after = [at for at in commas if at > limit]
    head = places["from"]
    return _Clauses(
        *(gold[:head], " " + gold[head:limit], [_DIRECTION.sub("", term) for term in terms]),
        *("offset" in places or bool(after), compound),
    )


_WORD_OR_COMMA = re.compile(_WORD.pattern + " | ,", re.VERBOSE | re.DOTALL)
_DIRECTION = re.compile(
    r"(?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*;?\s*\Z", re.IGNORECASE
)


def _column_names(database: Database, query: str) -> list[str]:
    try:
        return [name.lower() for name in database.columns(query)]
    except QueryError:
        return []


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


class QueryError(AssayError):
    """The query fails, is not a single query that reads, or gives too much."""
