import pytest

from benchmarks.structured_cases import pay, read_cases

# A text for a number is one wrong argument of two, and partial credit is the documented default.
PARTIAL = ["wrong days type str"]
CASES = [case for case in read_cases() if case["kind"] not in PARTIAL]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["reward"] != "code_tests"],
    ids=lambda case: f"{case['reward']}-{case['kind']}",
)
def test_structured_rewards_pay_the_handed_cases(case):
    assert pay(case)[0] == case["pays"]
