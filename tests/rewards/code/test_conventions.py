import json
from pathlib import Path

import pytest

from rewards.code.cases import code_row
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


ROWS = [
    {"task_id": "HumanEval/0", "prompt": "def f(x):\n    pass", "entry_point": "f",
     "test": "def check(candidate):\n    assert candidate(1) == 2"},
    {"task_id": 2, "text": "Add one.", "test_list": ["assert f(1) == 2"], "test_setup_code": ""},
    {"problem_id": 3, "question": "Add one.", "input_output":
     '{"fn_name": "f", "inputs": [[1]], "outputs": [2]}', "starter_code": ""},
    {"question_id": "a", "question_content": "Add one.", "private_test_cases": "",
     "public_test_cases": '[{"input": "1", "output": "2", "testtype": "functional"}]',
     "metadata": '{"func_name": "f"}'},
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=["HumanEval", "MBPP", "APPS", "LiveCodeBench"])
def test_code_row_makes_a_row_that_pays_right_code_alone(row):
    made = code_row(row)
    assert made["id"]
    assert [value(f"def f(x): return x + {n}", made["reference_answer"]) for n in (1, 2)] == [1, 0]


def test_code_row_refuses_a_row_without_tests():
    with pytest.raises(ValueError, match="tests as one of"):
        code_row({"prompt": "Add one."})
