import pytest

from tests.validation.measurements import exact_measurement, undefined_measurement
from validation.checks import ATTACK_MEASUREMENTS, CheckResults, attack_remarks
from validation.conformance import Check
from validation.measurement import Measurement
from validation.probes import ProbeResult


def measured(name, value, low, high):
    return Measurement(name, value, low, high, 60, "prompts", "")


EFFICIENCY = measured("advantage_efficiency", 0.8, 0.7, 0.9)
RATIO = measured("excess_pay_ratio", 0.25, 0.2, 0.3)
CHECKS = (
    Check("ids", "failed", "swapped", "echo them"),
    Check("count", "passed", "3 of 3"),
    Check("time", "not checked", "no timeout is known"),
)


def by_name(measurements):
    return {measurement.name: measurement for measurement in measurements}


def test_skipped_checks_are_undefined_and_say_so():
    found = by_name(CheckResults().measurements([EFFICIENCY]))
    assert {*found} == {*ATTACK_MEASUREMENTS, "conformance"}
    assert {measurement.reason for measurement in found.values()} == {"skipped"}


def test_checks_that_failed_are_counted_of_those_that_were_made():
    found = by_name(CheckResults(checks=CHECKS).measurements([EFFICIENCY]))["conformance"]
    assert (found.value, found.low, found.high, found.n) == (1, 1, 1, 2)


def test_a_target_without_a_handler_has_no_conformance_for_that_reason():
    found = by_name(CheckResults(unchecked="not_callable").measurements([EFFICIENCY]))
    assert found["conformance"].reason == "not_callable"


def test_expected_learning_is_what_the_order_gives_less_what_is_gamed():
    found = by_name(CheckResults(ProbeResult(measurements=(RATIO,))).measurements([EFFICIENCY]))
    # 0.8 x (1 - 0.25), from 0.7 x 0.7 to 0.9 x 0.8
    learning = found["expected_learning"]
    assert (learning.value, learning.low, learning.high) == pytest.approx((0.6, 0.49, 0.72))


@pytest.mark.parametrize(("base", "said"), [(0.19, 1), (0.2, 0)])
def test_an_attack_that_earns_more_than_one_and_a_half_pass_rates_is_remarked_on(base, said):
    # the ratio's upper end is 0.3
    rate = exact_measurement("base_pass_rate", base, 60, "prompts", "")
    assert len(attack_remarks([RATIO, rate])) == said


def test_remark_on_attacks_needs_a_ratio_and_a_pass_rate():
    none = undefined_measurement("base_pass_rate", "no_quality", 0, "prompts", "")
    assert attack_remarks([RATIO, none]) == attack_remarks([RATIO]) == []
