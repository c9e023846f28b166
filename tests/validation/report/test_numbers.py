import math

import pytest

from validation.report.present import decimals, number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.12345, "0.123"),
        (1, "1"),
        (0.0, "0"),
        (12345.0, "12,345"),
        (-0.5, "-0.500"),
        (2.5e-7, "< 0.001"),
    ],
)
def test_a_whole_number_has_no_decimals_and_others_have_three(value, shown):
    assert number(value) == shown


def test_a_share_that_is_nearly_0_or_1_does_not_look_it():
    assert [decimals(v) for v in (0.0001, 0.99996)] == ["< 0.001", "> 0.999"]
    assert [decimals(v) for v in (0.0, 1.0, 1e-17)] == ["0.000", "1.000", "0.000"]


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_number_that_is_none_is_undefined(value):
    assert number(value) == decimals(value) == "undefined"


def test_the_very_large_and_the_very_small_keep_their_size():
    assert [number(v) for v in (1e300, -1e-6, 2e6)] == ["1e+300", "-1e-06", "2,000,000"]
