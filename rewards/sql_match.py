"""Whether the query in the reply means what the reference's query means."""

import re
from dataclasses import dataclass, replace
from typing import Any

from rewards.answers.fences import code_blocks, reply_body
from rewards.reference import reference_text
from rewards.sql import result
from rewards.sql.tree import is_same_query
from rewards.structured.written_calls import json_value
from rewards.types import Sample, Score


@dataclass(frozen=True)
class SqlMatch:
    """1 when the reply's query gives the result that the reference's query gives.

    Both run in sqlite, each in a database in memory of its own that `schema` makes: SQL that
    creates and fills it, or the metadata's at `schema_field`; a list at `schemas_field` is several
    databases, all of which must agree. Rows are compared as tuples, so columns count in their order
    and not by name; rows as often as they come, and in their order only where the reference's query
    ends in an ORDER BY, which leaves rows with equal keys in any order. NULL equals NULL, 1 equals
    1.0, numbers agree within `tolerance`, and the text "1" is not the number 1.

    A query that reads no table where the reference's reads one is 0, and so is one that gives the
    same rows on altered data, on which the reference's gives others: it has the answer in it. Two
    empty results match where the queries agree on data on which the reference's gives rows; the
    metric `empty_result` marks them. A query that fails, writes, takes longer than `timeout`
    seconds or gives more than `most_rows` rows is 0, and so are two statements.

    Where there is no schema, the queries match when sqlglot's trees of them in `dialect` do after
    normalisation (extra "sql"). Queries longer than `longest` characters are 0.

    Raises ValueError for a schema or a reference that does not run, or is no query.

    Attributes:
        schema_field (str): The metadata field that holds the schema. Default "schema".
        schemas_field (str): The metadata field of several schemas. Default "schemas".
        schema (str or None): SQL that makes and fills the database; None reads the metadata.
        field (str or None): The part of the reference that holds the query; None finds it.
        dialect (str): The dialect of sqlglot where there is no schema. Default "sqlite".
        tolerance (float): How far two numbers may lie apart. Default 1e-9.
        timeout (float): Seconds that a query may take. Default 5.
        most_rows (int): Rows that a query may give. Default 100,000.
        longest (int): Characters of the longest query that is read. Default 20,000.
    """

    schema_field: str = "schema"
    schemas_field: str = "schemas"
    schema: str | None = None
    field: str | None = None
    dialect: str = "sqlite"
    tolerance: float = 1e-9
    timeout: float = 5.0
    most_rows: int = 100_000
    longest: int = 20_000

    def __call__(self, sample: Sample) -> Score:
        gold = reference_text(sample, self.field)
        schemas = self._schemas(sample)
        query = _query(sample.response)
        if not query:
            return Score(0.0, "no query in the reply")
        if len(query) > self.longest:
            return Score(0.0, f"a query of {len(query)} characters, above {self.longest}")
        if schemas:
            return self._by_result(query, gold, schemas)
        same = is_same_query(query, gold, self.dialect)
        if same is None:
            return Score(0.0, "the reply is no single query")
        return Score(float(same), f"the query is {'the same' if same else 'another'}")

    def _schemas(self, sample: Sample) -> list[str]:
        """The SQL that makes each database; none where there is no schema."""
        if self.schema is not None:
            return [self.schema]
        several: Any = sample.metadata.get(self.schemas_field)
        if several is None:
            one: Any = sample.metadata.get(self.schema_field)
            return [] if one is None else [_joined_sql(one, f"metadata.{self.schema_field}")]
        place = f"metadata.{self.schemas_field}"
        if not isinstance(several, list | tuple) or not several:
            raise ValueError(f"{place}: expected a list of schemas, got {several!r:.200}")
        return [_joined_sql(one, f"{place}[{at}]") for at, one in enumerate(several)]

    def _by_result(self, query: str, gold: str, schemas: list[str]) -> Score:
        score = Score(0.0)
        for number, schema in enumerate(schemas, start=1):
            score = self._on_database(query, gold, schema)
            if score.value < 1:
                where = f" on database {number} of {len(schemas)}" if len(schemas) > 1 else ""
                return replace(score, reason=score.reason + where)
        return score

    def _on_database(self, query: str, gold: str, schema: str) -> Score:
        with result.open_database(schema, self.timeout, self.most_rows) as database:
            try:
                wanted = database.rows(gold)
            except result.QueryError as error:
                raise ValueError(f"reference_answer: {error}: {gold[:500]!r}") from error
            try:
                got = database.rows(query)
            except result.QueryError as error:
                return Score(0.0, str(error))
            said = self._difference(database, query, gold, got, wanted)
        return Score(
            float(not said),
            said or "the result is the same",
            metrics={"rows": float(len(got)), "empty_result": float(not got and not wanted)},
        )

    def _difference(
        self,
        database: result.Database,
        query: str,
        gold: str,
        got: result.Result,
        wanted: result.Result,
    ) -> str:
        """Why the query does not mean what the gold means; "" where nothing says so."""
        same = (
            result.is_same_order(database, got, gold, wanted, self.tolerance)
            if result.is_ordered(gold)
            else result.is_same_result(got, wanted, ordered=False, tolerance=self.tolerance)
        )
        if not same:
            return "the result is another"
        if not got:
            agree = result.agree_where_rows_are(database, query, gold)
            if agree is None and " ".join(query.split()) != " ".join(gold.split()):
                return "both results are empty, which proves nothing; the databases need such rows"
            return "" if agree is not False else "both results are empty, but not on other data"
        return result.hard_coded(database, query, gold, got)


# 1 when the reply's query gives the result that the reference's query gives.
sql_match = SqlMatch()


def _joined_sql(schema: Any, place: str) -> str:
    if isinstance(schema, list | tuple):
        schema = ";\n".join(map(str, schema))
    if not isinstance(schema, str):
        raise ValueError(f"{place}: expected SQL, got {schema!r:.200}")
    return schema


# The names of SQL and of its dialects, which a fence may be marked with.
_DIALECTS = {
    *("sql", "sqlite", "sqlite3", "postgresql", "postgres", "psql", "pgsql", "mysql", "mariadb"),
    *("tsql", "t-sql", "mssql", "bigquery", "snowflake", "duckdb", "oracle", "plsql", "redshift"),
    *("spark", "sparksql", "spark-sql", "hive", "hiveql", "presto", "trino", "clickhouse"),
    *("databricks", "athena", "ansi", "db2", "teradata", "query"),
}
_COMMENT = re.compile(r"--[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_BEGINS = r"(?:SELECT|WITH|VALUES)\b"
_INLINE = re.compile(rf"`\s*({_BEGINS}[^`]+)`", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"^[ \t*#>_]*(?:(?:the\s+)?(?:final\s+)?(?:sql(?:\s+query)?|query|answer)\W*?:"
    r"|[^\n;]*:[ \t]*\n)"
    rf"[*_ \t]*\n?\s*({_BEGINS}.*)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
# Where prose begins after a query that stands without a fence.
_PROSE = re.compile(rf";[ \t]*\n\s*\n(?!\s*(?:{_BEGINS}|--|/\*)).*", re.IGNORECASE | re.DOTALL)
_NAMES = ("sql", "query", "sql_query", "SQL")


def _query(reply: str) -> str | None:
    """The last block of SQL that holds a query, else the query in backticks or after "SQL:", else
    the whole reply where it has no block. JSON may hold it, under one of `_NAMES`."""
    blocks = code_blocks(reply)
    marked = [it.content for it in blocks if it.language in _DIALECTS]
    fitting = marked or [it.content for it in blocks if it.language in ("", "json")]
    if blocks:
        held = [_named_query(it.strip()) for it in fitting]
        held = [it for it in held if _COMMENT.sub("", it).strip(" ;\n\t")]
        return _without_end(held[-1]) if held else None
    text = _named_query(reply_body(reply).strip())
    if not re.match(rf"{_BEGINS}|\(|--|/\*", text, re.IGNORECASE):
        announced = [found[1].strip() for found in _ANNOUNCED.finditer(text)]
        inline = [found[1].strip() for found in _INLINE.finditer(text)]
        text = next(iter([*announced, *reversed(inline)]), text)
    return _without_end(_PROSE.sub("", text))


def _named_query(text: str) -> str:
    value = json_value(text) if text.startswith("{") else None
    named = value if isinstance(value, dict) else {}
    return next((named[it] for it in _NAMES if isinstance(named.get(it), str)), text)


def _without_end(query: str) -> str:
    return query.rstrip("; \t\r\n")
