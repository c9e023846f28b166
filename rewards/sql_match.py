"""Whether the query in the reply means what the reference's query means."""

from dataclasses import dataclass
from typing import Any

from rewards.answers.fences import fenced_blocks
from rewards.extract import code_block, without_reasoning
from rewards.reference import reference_text
from rewards.sql import result
from rewards.types import Sample, Score


@dataclass(frozen=True)
class SqlMatch:
    """1 when the reply's query gives the result that the reference's query gives.

    Both run in sqlite, each in a database in memory of its own that `schema` makes: SQL that
    creates and fills it, or the metadata's at `schema_field`. Rows are compared as tuples, so
    columns count in their order and not by name; rows in their order only where the reference's
    query ends in an ORDER BY, and as often as they come. NULL equals NULL, 1 equals 1.0, numbers
    agree within `tolerance`, and the text "1" is not the number 1. Two empty results match, and
    the metric `empty_result` says so. A query that fails, writes, takes longer than `timeout`
    seconds or gives more than `most_rows` rows is 0, and so are two statements.

    Where there is no schema, the queries match when sqlglot's trees of them in `dialect` do after
    normalisation (extra "sql"). Queries longer than `longest` characters are 0.

    Raises ValueError for a schema or a reference that does not run, or is no query.

    Attributes:
        schema_field (str): The metadata field that holds the schema. Default "schema".
        schema (str or None): SQL that makes and fills the database; None reads the metadata.
        field (str or None): The part of the reference that holds the query; None finds it.
        dialect (str): The dialect of sqlglot where there is no schema. Default "sqlite".
        tolerance (float): How far two numbers may lie apart. Default 1e-9.
        timeout (float): Seconds that a query may take. Default 5.
        most_rows (int): Rows that a query may give. Default 100,000.
        longest (int): Characters of the longest query that is read. Default 20,000.
    """

    schema_field: str = "schema"
    schema: str | None = None
    field: str | None = None
    dialect: str = "sqlite"
    tolerance: float = 1e-9
    timeout: float = 5.0
    most_rows: int = 100_000
    longest: int = 20_000

    def __call__(self, sample: Sample) -> Score:
        gold = reference_text(sample, self.field)
        schema = self._schema(sample)
        query = _query(sample.response)
        if not query:
            return Score(0.0, "no query in the reply")
        if len(query) > self.longest:
            return Score(0.0, f"a query of {len(query)} characters, above {self.longest}")
        if schema is not None:
            return self._by_result(query, gold, schema)
        same = result.is_same_query(query, gold, self.dialect)
        if same is None:
            return Score(0.0, "the reply is no single query")
        return Score(float(same), f"the query is {'the same' if same else 'another'}")

    def _schema(self, sample: Sample) -> str | None:
        if self.schema is not None:
            return self.schema
        schema: Any = sample.metadata.get(self.schema_field)
        if isinstance(schema, list | tuple):
            schema = ";\n".join(map(str, schema))
        if schema is not None and not isinstance(schema, str):
            raise ValueError(f"metadata.{self.schema_field}: expected SQL, got {schema!r}")
        return schema

    def _by_result(self, query: str, gold: str, schema: str) -> Score:
        try:
            wanted = self._result(gold, schema)
        except result.QueryError as error:
            raise ValueError(f"reference_answer: {error}: {gold[:500]!r}") from error
        try:
            got = self._result(query, schema)
        except result.QueryError as error:
            return Score(0.0, str(error))
        same = result.is_same_result(
            got, wanted, ordered=result.is_ordered(gold), tolerance=self.tolerance
        )
        return Score(
            float(same),
            f"the result is {'the same' if same else 'another'}",
            metrics={"rows": float(len(got)), "empty_result": float(not got and not wanted)},
        )

    def _result(self, query: str, schema: str) -> result.Result:
        return result.query_result(query, schema, timeout=self.timeout, most_rows=self.most_rows)


# 1 when the reply's query gives the result that the reference's query gives.
sql_match = SqlMatch()


def _query(reply: str) -> str | None:
    """What the last fence for SQL holds, else the whole reply where it has no fence."""
    text = without_reasoning(reply)
    fenced = code_block(text, "sql") or code_block(text, "sqlite")
    if fenced is not None or any(fenced_blocks(text)):
        return fenced and fenced.strip()
    return text.strip()
