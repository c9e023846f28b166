import pytest

from rewards.types import Message
from tests.validation.measurements import exact_measurement
from validation.checks import ATTACK_MEASUREMENTS, CheckResults, attack_remarks
from validation.conformance import Check
from validation.measurement import Measurement
from validation.probes import AttackResult, Example, ProbeResult


def measured(name, value, low, high):
    return Measurement(name, value, low, high, 60, "prompts", "")


EFFICIENCY = measured("advantage_efficiency", 0.8, 0.7, 0.9)
RATIO = measured("excess_pay_ratio", 0.25, 0.2, 0.3)
NOTHING = measured("partial_pay_ratio", 0.0, 0.0, 0.0)
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
    found = by_name(
        CheckResults(ProbeResult(measurements=(RATIO, NOTHING))).measurements([EFFICIENCY])
    )
    # 0.8 x (1 - 0.25), from 0.7 x 0.7 to 0.9 x 0.8
    learning = found["expected_learning"]
    assert (learning.value, learning.low, learning.high) == pytest.approx((0.6, 0.49, 0.72))


def result(needs, ratio=1.0, worth=0.0):
    excess = exact_measurement("excess_pay_ratio:denial", ratio, 60, "prompts", "")
    works = exact_measurement("attack_works:denial", 0.9, 60, "prompts", "")
    shown = Example("p1", "9 * 2?", Message("assistant", "not\n18"), "denied", 1.0)
    return AttackResult(
        "denial", "", "read it", needs, excess, works, example=shown, worths={"p1": worth}
    )


def test_false_pay_is_remarked_on_with_its_text_and_its_rate():
    (said,) = attack_remarks(CheckResults(ProbeResult(results=(result("gold"),))))
    assert said == (
        "this reward pays replies whose final claim is wrong: denial, on 90 % of 60 prompts: "
        "'not 18'. To mend it, read it"
    )


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((result("partial"),), 1),
        ((result("partial"), result("gold")), 2),
        ((result("free"),), 0),  # a finding decides on it
        ((result("free", ratio=0.04),), 0),  # next to nothing
        ((result("gold", ratio=0.5),), 0),
        ((result("gold", worth=1.0),), 0),  # right, and paid more than the gold
        ((), 0),
    ],
)
def test_attack_remarks_are_of_paid_replies_that_need_the_answer(results, said):
    assert len(attack_remarks(CheckResults(ProbeResult(results=results)))) == said


def test_free_pay_below_every_bound_is_remarked_on_with_each_attack_and_its_share():
    (said,) = attack_remarks(CheckResults(ProbeResult(results=(result("free", ratio=0.39),))))
    assert said == (
        "replies that need no answer are paid a part of the gold's pay: denial 0.39. "
        "To mend it, read it"
    )


def test_attack_remarks_need_a_probe():
    assert attack_remarks(CheckResults()) == []
