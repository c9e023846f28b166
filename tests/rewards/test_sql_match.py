import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.sql_match import SqlMatch, sql_match
from tests.samples import reply

SCHEMA = """
CREATE TABLE t (a INTEGER, b TEXT, c REAL);
INSERT INTO t VALUES (1, 'x', 1.5), (2, 'y', NULL), (2, 'y', NULL), (3, NULL, 0.3);
"""


def scored(query, gold, schema=SCHEMA, reward=sql_match):
    return reward(reply(query, gold, **({"schema": schema} if schema else {})))


@pytest.mark.parametrize(
    ("query", "gold", "pays"),
    [
        ("SELECT a FROM t", "SELECT a FROM t", 1),
        ("```sql\nSELECT a FROM t;\n```", "SELECT a FROM t", 1),
        ("First\n```sql\nSELECT b FROM t\n```\nno:\n```sql\nSELECT a FROM t\n```",
         "SELECT a FROM t", 1),
        ("<think>```sql\nSELECT a FROM t\n```</think>SELECT b FROM t", "SELECT a FROM t", 0),
        ("SELECT a FROM t ORDER BY a DESC", "SELECT a FROM t", 1),
        ("SELECT a FROM t ORDER BY a DESC", "SELECT a FROM t ORDER BY a", 0),
        ("SELECT a FROM t", "SELECT a FROM (SELECT a FROM t ORDER BY a DESC)", 1),
        ("SELECT a FROM t ORDER BY a DESC", "SELECT a FROM t -- ORDER BY a", 1),
        ("SELECT DISTINCT a FROM t", "SELECT a FROM t", 0),
        ("SELECT c FROM t", "SELECT c FROM t WHERE c IS NULL OR c > 0", 1),
        ("SELECT a AS other FROM t", "SELECT a FROM t", 1),
        ("SELECT b, a FROM t", "SELECT a, b FROM t", 0),
        ("SELECT a, b FROM t", "SELECT a FROM t", 0),
        ("SELECT 1.0", "SELECT 1", 1),
        ("SELECT '1'", "SELECT 1", 0),
        ("SELECT NULL", "SELECT 0", 0),
        ("SELECT 0.1 + 0.2", "SELECT 0.3", 1),
        ("SELECT 0.31", "SELECT c FROM t WHERE a = 3", 0),
        ("WITH x AS (SELECT a FROM t) SELECT a FROM x /* all */ ;", "SELECT a FROM t", 1),
        ("SELECT 1; SELECT a FROM t", "SELECT a FROM t", 0),
        ("SELECT 1 WHERE 0", "SELECT a FROM t WHERE a > 9", 0),
        ("SELECT a FROM t WHERE a > 8", "SELECT a FROM t WHERE a > 9", 0),
        ("SELECT a FROM t WHERE b = 'X'", "SELECT a FROM t WHERE b = 'z'", 0),
        ("SELECT t.a FROM t WHERE 'z' = b", "SELECT a FROM t WHERE b = 'z'", 1),
        ("SELECT t.a FROM t WHERE 9 < a", "SELECT a FROM t WHERE a > 9", 1),
        ("SELECT 4", "SELECT COUNT(*) FROM t", 0),
        ("SELECT 4 FROM t LIMIT 1", "SELECT COUNT(*) FROM t", 0),
        ("SELECT 'x' FROM t LIMIT 1", "SELECT b FROM t WHERE a = 1", 0),
        ("SELECT 3 UNION SELECT a FROM t WHERE a > 99", "SELECT MAX(a) FROM t", 0),
        ("SELECT SUM(1) FROM t", "SELECT COUNT(*) FROM t", 1),
        ("SELECT a, b FROM t ORDER BY a DESC, b", "SELECT a, b FROM t ORDER BY a DESC", 1),
        ("SELECT c FROM t ORDER BY b DESC, c", "SELECT c FROM t ORDER BY b", 0),
        ("SELECT c FROM t ORDER BY b IS NULL, a DESC", "SELECT c FROM t ORDER BY b IS NULL", 1),
        ("SELECT c FROM t WHERE a > 1 ORDER BY c LIMIT 1", "SELECT c FROM t ORDER BY c LIMIT 1", 1),
        ("SELECT a FROM t WHERE a = 1", "SELECT a FROM t ORDER BY a DESC LIMIT 1", 0),
        ("```postgresql\nSELECT a FROM t\n```", "SELECT a FROM t", 1),
        ("```sql\nSELECT a FROM t\n```\nGives:\n```sql\n-- 1, 2\n```", "SELECT a FROM t", 1),
        ("<answer>SELECT a FROM t</answer>", "SELECT a FROM t", 1),
        ("SQL: SELECT a FROM t", "SELECT a FROM t", 1),
        ("Use `SELECT a FROM t` here.", "SELECT a FROM t", 1),
        ("Here it is:\n\nSELECT a FROM t;\n\nIt gives all.", "SELECT a FROM t", 1),
        ('{"sql": "SELECT a FROM t;;"}', "SELECT a FROM t", 1),
        ("SELECT 'x' FROM t WHERE a = 1", "SELECT b FROM t WHERE a = 1", 0),
    ],
)  # fmt: skip
def test_sql_match_compares_results(query, gold, pays):
    assert scored(query, gold).value == pays


@pytest.mark.parametrize(
    "query",
    [
        "",
        "I do not know.",
        "```python\nSELECT a FROM t\n```",
        "SELECT nothing FROM t",
        "INSERT INTO t VALUES (1, 'x', 1)",
        "INSERT INTO t VALUES (1, 'x', 1) RETURNING a",
        "DELETE FROM t",
        "DROP TABLE t",
        "CREATE TEMP TABLE u AS SELECT a FROM t",
        "ATTACH 'x.db' AS x",
        "VACUUM INTO 'x.db'",
        "PRAGMA query_only = OFF",
        "SELECT * FROM pragma_table_info('t')",
        "SELECT load_extension('x')",
        "SELECT writefile('x', 'y')",
        "SELECT zeroblob(1000000000)",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r",
        "SELECT a FROM t\0; DROP TABLE t",
        "SELECT '\ud800'",
    ],
)
def test_sql_match_pays_nothing_for_a_query_that_fails_writes_or_never_ends(query):
    assert scored(query, "SELECT a FROM t", reward=SqlMatch(timeout=0.2)).value == 0


def test_sql_match_marks_two_empty_results():
    assert scored("SELECT 1 WHERE 0", "SELECT 2 WHERE 0").metrics["empty_result"] == 1.0
    assert scored("SELECT 1", "SELECT 1").metrics["empty_result"] == 0.0


@pytest.mark.parametrize("gold", ["SELEC a", "DROP TABLE t", "SELECT 1; SELECT 2", "", None])
def test_sql_match_refuses_a_reference_that_is_no_query(gold):
    with pytest.raises(ValueError, match="reference_answer"):
        scored("SELECT a FROM t", gold)


def test_sql_match_refuses_a_schema_that_fails():
    with pytest.raises(ValueError, match="schema"):
        scored("SELECT 1", "SELECT 1", "CREATE TABEL t (a)")


def test_sql_match_takes_the_schema_as_a_setting():
    assert SqlMatch(schema=SCHEMA)(reply("SELECT a FROM t", "SELECT t.a FROM t")).value == 1


@pytest.mark.parametrize(
    ("query", "gold", "pays"),
    [
        ("select A from T", "SELECT a FROM t", 1),
        ('SELECT "a" FROM "t";', "SELECT a FROM t -- all", 1),
        ("SELECT x.a FROM t AS x", "SELECT a FROM t", 1),
        ("SELECT a AS b FROM t", "SELECT a FROM t", 1),
        ("SELECT a FROM t WHERE 1 < a AND b = 2", "SELECT a FROM t WHERE 2 = b AND a > 1", 1),
        ("SELECT a FROM t WHERE a=1 OR b=2 OR c=3", "SELECT a FROM t WHERE c=3 OR (a=1 OR b=2)", 1),
        ("SELECT p.x FROM p JOIN q ON p.i = q.i", "SELECT a.x FROM p a JOIN q b ON b.i = a.i", 1),
        ("SELECT count(*) AS n FROM t ORDER BY n", "SELECT COUNT(*) c FROM t ORDER BY c", 1),
        ("SELECT a FROM t, u WHERE t.i = u.i", "SELECT a FROM u INNER JOIN t ON u.i = t.i", 1),
        ("SELECT a FROM t LEFT OUTER JOIN u ON t.i=u.i",
         "SELECT a FROM t LEFT JOIN u ON t.i=u.i", 1),
        ("SELECT (a) FROM t WHERE ((x=1))", "SELECT a FROM t WHERE x=1", 1),
        ("SELECT COUNT(1) FROM t LIMIT 5 OFFSET 0", "SELECT COUNT(*) FROM t LIMIT 5", 1),
        ("SELECT a FROM t WHERE x IN (2, 1)", "SELECT a FROM t WHERE x IN (1, 2)", 1),
        ("SELECT a FROM t WHERE x BETWEEN 1 AND 2", "SELECT a FROM t WHERE x<=2 AND x>=1", 1),
        ("SELECT a FROM t WHERE x=1 AND (y=2 AND z=3)",
         "SELECT a FROM t WHERE x=1 AND y=2 AND z=3", 1),
        ("SELECT a FROM t GROUP BY a, b", "SELECT a FROM t GROUP BY b, a", 1),
        ("SELECT a FROM t WHERE x=1 OR x=2", "SELECT a FROM t WHERE x IN (1, 2)", 1),
        ("SELECT a FROM t WHERE NOT a LIKE 'x'", "SELECT a FROM t WHERE a NOT LIKE 'x'", 1),
        ("SELECT a FROM t UNION SELECT b FROM u", "SELECT b FROM u UNION SELECT a FROM t", 1),
        ("SELECT a FROM t EXCEPT SELECT b FROM u", "SELECT b FROM u EXCEPT SELECT a FROM t", 0),
        ("SELECT a FROM t LEFT JOIN u ON t.i=u.i", "SELECT a FROM t JOIN u ON t.i=u.i", 0),
        ("SELECT a FROM t WHERE (x=1 OR y=2) AND z=3",
         "SELECT a FROM t WHERE x=1 OR y=2 AND z=3", 0),
        ("SELECT a FROM t LIMIT 5 OFFSET 1", "SELECT a FROM t LIMIT 5", 0),
        ("SELECT (a+1)*2 FROM t", "SELECT a+1*2 FROM t", 0),
        ("SELECT a FROM t WHERE a < 1", "SELECT a FROM t WHERE a > 1", 0),
        ("SELECT a FROM t WHERE a = 1", "SELECT a FROM t WHERE a = 2", 0),
        ("SELECT a, b FROM t", "SELECT b, a FROM t", 0),
        ("SELECT x FROM (SELECT a AS x, b AS y FROM t)",
         "SELECT x FROM (SELECT a AS y, b AS x FROM t)", 0),
        ("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a)",
         "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = u.a)", 0),
        ("DROP TABLE t", "SELECT a FROM t", 0),
        ("SELECT a FROM t; SELECT 1", "SELECT a FROM t", 0),
        ("I do not know.", "SELECT a FROM t", 0),
    ],
)  # fmt: skip
def test_sql_match_without_a_schema_compares_trees(query, gold, pays):
    assert scored(query, gold, schema=None).value == pays


def test_sql_match_pays_only_where_all_databases_agree():
    other = SCHEMA + "INSERT INTO t VALUES (7, 'x', NULL);"
    gold, query = "SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE a = 1"
    assert sql_match(reply(query, gold, schemas=[SCHEMA])).value == 1
    score = sql_match(reply(query, gold, schemas=[SCHEMA, [other]]))
    assert (score.value, score.reason) == (0, "the result is another on database 2 of 2")
    with pytest.raises(ValueError, match="a list of schemas"):
        sql_match(reply(query, gold, schemas=SCHEMA))


def test_sql_match_runs_no_query_that_is_too_long():
    assert "above 20000" in scored("SELECT " + "(" * 200_000, "SELECT 1").reason


@given(st.text())
def test_sql_match_scores_any_reply_0_or_1(text):
    assert scored(text, "SELECT a FROM t").value in (0.0, 1.0)
    assert scored(text, "SELECT a FROM t", schema=None).value in (0.0, 1.0)


def test_sql_match_refuses_chance_and_the_clock():
    for query in ("select abs(random()) % 2", "select current_date is not null"):
        assert SqlMatch(schema="create table t(a)")(reply(query, "select 1")).value == 0.0


@pytest.mark.parametrize(
    ("query", "gold"),
    [("select 5000004", "select 5000000.0"), ("select 0.0000001", "select 0.0000009")],
)
def test_sql_match_compares_floats_to_nine_digits(query, gold):
    assert SqlMatch(schema="create table t(a)")(reply(query, gold)).value == 0.0
