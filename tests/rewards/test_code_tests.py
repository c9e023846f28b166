from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards import Score, score_all
from rewards.code_tests import CodeTests, code_tests
from tests.rewards.code.coding import ADD, ONE, QUICK, WRONG, scored, value
from tests.samples import reply

NODE = CodeTests(command=("node", "{file}"), language="javascript")


@pytest.mark.parametrize(
    "tests",
    [
        "assert add(1, 2) == 3",
        "x = add(1, 2)\nassert x == 3 and add(0, 0) == 0",
        ONE,
        "def check(candidate):\n    assert candidate(1, 2) == 3\ncheck(add)",
        "from solution import add\ndef test_it():\n    assert add(1, 2) == 3",
        [{"call": "add(1, 2)", "output": 3}],
        {"test_list": ONE, "test_setup_code": ""},
        {"test": "def check(candidate):\n    assert candidate(1, 2) == 3", "entry_point": "add"},
        {"inputs": [[1, 2], [[1], [2]]], "outputs": [3, [1, 2]], "fn_name": "add"},
        '["assert add(1, 2) == 3"]',
        "assert math.isclose(add(1, 2), 3)",
        "assert abs(add(1, 2) - 3) < 1e-9 and add(1, 2) in {3} and not add(0, 0)",
        [{"input": "1\n2", "output": "3", "testtype": "functional"}],
    ],
)
def test_code_tests_pays_right_code_and_not_wrong_code_in_every_shape_of_tests(tests):
    assert value(ADD, tests, CodeTests(entry_point="add")) == 1.0
    assert value(WRONG, tests, CodeTests(entry_point="add")) == 0.0


def test_code_tests_pays_the_share_of_tests_that_pass():
    # of 1+2=3, 2+2=4 and 1+1=5, two are right
    tests = ["assert add(1,2) == 3", "assert add(2,2) == 4", "assert add(1,1) == 5"]
    assert value(ADD, tests) == pytest.approx(2 / 3)


def test_code_tests_takes_each_statement_of_a_check_function_for_a_test():
    tests = (
        "def check(candidate):\n    assert candidate(1, 2) == 3\n    assert candidate(1, 1) == 5"
    )
    assert value(ADD, tests, entry_point="add") == 0.5


@pytest.mark.parametrize(
    ("code", "tests"),
    [
        ("class Solution:\n    def two(self, n): return [0, n]", "assert Solution().two(1)==[0,1]"),
        ("def up(n):\n    yield from range(n)", "assert list(up(3)) == [0, 1, 2]"),
        ("def order(x):\n    x.sort()", "x = [3, 1]\norder(x)\nassert x == [1, 3]"),
        ("def f(n):\n    return (n, {1: {2}}, b'x', None, 1j, 2 ** 20000)",
         "assert f(1) == (1, {1: {2}}, b'x', None, 1j, 2 ** 20000)"),
        ("def f():\n    raise KeyError('x')",
         "try:\n    f()\n    assert False\nexcept KeyError:\n    pass"),
        ("def sum(a, b):\n    return a + b", ["assert sum(1, 2) == 3"]),
        ("class P:\n    def __init__(self, x): self.x = x", "p = P(2)\np.x = 5\nassert p.x == 5"),
    ],
)  # fmt: skip
def test_code_tests_see_what_honest_code_gives_back(code, tests):
    assert value(code, tests) == 1.0


@pytest.mark.parametrize("text", ["", "add is a + b", "```js\nadd\n```", "```python\n\n```"])
def test_code_tests_pay_nothing_without_code(text):
    assert code_tests(reply(text, ONE)).value == 0.0


def test_code_tests_lets_a_late_test_cost_no_other():
    code = "def add(a, b):\n    while a == 7: pass\n    return a + b"
    tests = ["assert add(1, 1) == 2", "assert add(7, 0) == 7", "assert add(2, 2) == 4"]
    assert value(code, tests, QUICK) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("code", "output", "pays"),
    [
        ("print(int(input()) * 2)", "8\n", 1.0),
        ("print('8  ')\nprint()", "8", 1.0),
        ("print(9)", "8", 0.0),
        ("print(8)\nexit()", "8", 1.0),
        ("print(8)\nraise ValueError", "8", 0.0),
        ("import threading\nthreading.Thread(target=lambda: print(8)).start()", "8", 1.0),
        ("if __name__ == '__main__':\n    print(8)", "8", 1.0),
        ("while True: print('x' * 10000)", "8", 0.0),
        ("while True: pass", "8", 0.0),
    ],
)
def test_code_tests_grades_a_program_by_what_it_writes(code, output, pays):
    assert value(code, [{"input": "4\n", "output": output}], CodeTests(timeout=1.0)) == pays


def test_code_tests_takes_near_numbers_where_a_tolerance_is_set():
    tests = [{"input": "", "output": "0.3333 a"}]
    assert value("print(1 / 3, 'a')", tests) == 0.0
    assert value("print(1 / 3, 'a')", tests, CodeTests(tolerance=1e-3)) == 1.0


def test_code_tests_grade_any_command_by_stdin_and_stdout():
    code = "const n = require('fs').readFileSync(0, 'utf8'); console.log(2 * n)"
    tests = [{"input": "4", "output": "8"}, {"input": "5", "output": "11"}]
    assert value(code, tests, NODE, "js") == 0.5


def test_code_tests_refuses_a_command_that_is_not_there():
    with pytest.raises(FileNotFoundError, match="no-such-command"):
        value("x", [{"input": "", "output": ""}], CodeTests(command=("no-such-command",)))


@pytest.mark.parametrize(
    "tests",
    [None, "", [], 3, "x = add(1", "x = 1", {"other": 1, "more": 2}, ["assert 1 == 1"],
     [{"input": "1"}], "import nosuchmodule\nassert add(1, 2) == 3",
     "import sys\nassert add(sys, 1) == 3", {"inputs": [], "outputs": []}],
)  # fmt: skip
def test_code_tests_refuses_tests_that_cannot_be_run(tests):
    with pytest.raises(ValueError, match=r"reference_answer"):
        value(ADD, tests)


def test_code_tests_work_in_many_threads_at_once():
    samples = [reply(f"```python\n{code}\n```", ONE) for code in (ADD, WRONG) * 12]
    with ThreadPoolExecutor(8) as executor:
        scores = list(score_all(code_tests, samples, executor))
    values = [score.value for score in scores if isinstance(score, Score)]
    assert values == [1.0, 0.0] * 12


def test_code_tests_runs_no_code_that_is_too_long():
    assert "above 65536" in scored("x = 1\n" * 40_000, ONE).reason


@settings(max_examples=25)
@given(st.text())
def test_code_tests_score_any_reply_between_0_and_1(text):
    assert 0.0 <= value(text, ONE, QUICK) <= 1.0


def test_code_tests_takes_a_reply_that_is_all_code_without_a_fence():
    assert code_tests(reply("def f(x):\n    return x + 1", ["assert f(1) == 2"])).value == 1
    assert code_tests(reply("Define f(x) as x + 1.", ["assert f(1) == 2"])).value == 0
