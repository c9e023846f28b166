import json
from pathlib import Path

import pytest

from tests.rewards.code.coding import value

# Programs that are right, and programs that are not, by the conventions of data sets.
CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("conventions.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_code_tests_pays_right_programs_alone_by_the_conventions_of_data_sets(case):
    assert value(case["code"], case["tests"]) == case["pays"]


def test_code_tests_pays_all_or_nothing_where_the_row_says_so():
    row = {
        "code": "def turn(s):\n    return s[::-1]",
        "test_cases": [
            {"input": "ab", "expected_output": "ba"},
            {"input": "a", "expected_output": "a"},
        ],
    }
    assert value("def turn(s): return s", row) == 0.5
    assert value("def turn(s): return s", {**row, "all_tests_pass": True}) == 0.0


def test_code_tests_refuses_examples_that_the_gold_fails():
    row = {"code": "def f(s): return s", "test_cases": [{"input": "a", "expected_output": "b"}]}
    with pytest.raises(ValueError, match="the gold's f passes"):
        value("def f(s): return 'b'", row)
