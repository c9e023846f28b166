"""The queries that are saved, and the one that is drawn, ask for what is logged."""

import re
from collections.abc import Iterator

import pytest

from tests.lambda_handlers.spoken import spoken
from tests.template.stack import GROUPS, OFF, dashboard, stack

FAULTY = """
from lambda_handlers.adapter import reward_handler
from rewards.types import Score, Usage
from tests.lambda_handlers.events import Context, event

def said(sample):
    return Score(float(sample.response), usage=(Usage("nova", 10, 2),))

reward_handler(said, on_error=0.0)(event("0.25", "0.75", "words"), Context(60))
"""


@pytest.fixture(scope="module")
def emitted() -> set[str]:
    """Every field of the lines that a handler logs, `a.b` for one inside another."""
    lines = [line for line in spoken(FAULTY).lines if "_aws" not in line]
    assert {"scored", "not scored"} <= {line["message"] for line in lines}
    return {name for line in lines for name in _fields(line, "")}


def _fields(value: object, prefix: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value[:1]:
            yield from _fields(item, prefix)
    if isinstance(value, dict):
        for name, item in value.items():
            yield f"{prefix}{name}"
            yield from _fields(item, f"{prefix}{name}.")


def queries() -> dict[str, str]:
    saved = {
        query["Name"]: query["QueryString"]
        for query in stack(OFF).of("Logs::QueryDefinition").values()
        if "/ArithmeticFunction/" in query["Name"]
    }
    drawn = {
        widget["properties"]["title"]: widget["properties"]["query"]
        for widget in dashboard()
        if widget["type"] == "log"
    }
    return saved | drawn


# What a query says that is no field: its language, and the names that it gives.
LANGUAGE = frozenset(
    {"fields", "filter", "parse", "stats", "sort", "limit", "unnest", "into", "as", "by", "desc"}
    | {"sum", "count", "latest", "bin", "jsonparse", "source", "message"}
)


@pytest.mark.parametrize(
    "name",
    [
        "assay/ArithmeticFunction/reward histogram",
        "assay/ArithmeticFunction/faults by cause",
        "assay/ArithmeticFunction/slow batches",
        "assay/ArithmeticFunction/tokens by model",
        "How many samples earned how much",
    ],
)
def test_every_field_of_a_query_is_one_that_is_logged(name, emitted):
    query = re.sub(r"'[^']*'|\"[^\"]*\"|@\w+|\b\d+\w*", " ", queries()[name])
    given = set(re.findall(r"\b(?:as|into) (\w+)", query))
    lists = dict(re.findall(r"unnest line\.(\w+) into (\w+)", query))
    inside = {alias: field for field, alias in lists.items()}
    for word in re.findall(r"[\w.]+", query):
        head, _, rest = word.partition(".")
        known = f"{inside[head]}.{rest}" if head in inside and rest else word
        known = known.removeprefix("line.")
        assert word in given or word.lower() in LANGUAGE or known in emitted, word


def test_template_has_five_queries():
    assert len(queries()) == 5


def test_a_query_reads_the_log_of_its_function_and_every_function_has_all_of_them():
    made = stack(OFF)
    read: dict[str, set[str]] = {}
    for query in made.of("Logs::QueryDefinition").values():
        name, kind = query["Name"].removeprefix("assay/").split("/")
        assert query["LogGroupNames"] == [f"{GROUPS}/{name}"]
        read.setdefault(name, set()).add(kind)
    kinds = {"reward histogram", "faults by cause", "slow batches", "tokens by model"}
    assert read == dict.fromkeys(made.of("Lambda::Function"), kinds)


def test_histogram_of_the_dashboard_reads_the_logs_of_all_functions():
    groups = {group["LogGroupName"] for group in stack(OFF).of("Logs::LogGroup").values()}
    drawn = queries()["How many samples earned how much"]
    assert set(re.findall(r"SOURCE '([^']+)'", drawn)) == groups
