import pytest

from benchmarks.structured_cases import pay, read_cases

# A text for a number is one wrong argument of two, and partial credit is the documented default;
# the tests of one program need numpy, which the sandbox does not have.
OTHERWISE = {"wrong days type str", "np_allclose_test"}
# Programs that take seconds, or hundreds of megabytes.
SLOW = {"infinite", "slow_ok", "memory_300mb", "heavy_imports", "threading_stack_big", "mp_pool"}
CASES = [case for case in read_cases() if not {case["kind"], case.get("name")} & (OTHERWISE | SLOW)]


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['reward']}-{case.get('name') or case['kind']}"
)
def test_structured_rewards_pay_the_handed_cases(case):
    assert pay(case)[0] == case["pays"]
