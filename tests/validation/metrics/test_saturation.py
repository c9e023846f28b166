import pytest

from tests.validation.metrics.taken import measured, scored

NAMES = ("ceiling_rate", "floor_rate", "mode_rate", "distinct_values", "entropy_bits")


def test_crowding_is_seen_at_the_ends_on_one_value_and_in_bits():
    # of 0, 0.5, 0.5, 1: a quarter at each end, half at 0.5; 2/4 + 2/4 + 1/2 = 1.5 bits
    found = measured(scored([(0, 0.5, 0.5, 1)] * 30))
    assert [found[name].value for name in NAMES] == pytest.approx([0.25, 0.25, 0.5, 3, 1.5])
    assert found["mode_rate"].method.startswith("share at 0.5, held fixed")


def test_a_constant_between_the_ends_is_seen_as_one_value():
    found = measured(scored([(0.8, 0.8)] * 30))
    assert [found[name].value for name in NAMES] == [0, 0, 1, 1, 0]
    assert (found["distinct_values"].low, found["distinct_values"].high) == (1, 1)


def test_values_are_told_apart_at_nine_decimals():
    found = measured(scored([(0.1 + 0.2, 0.3)] * 30))
    assert found["distinct_values"].value == 1


def test_saturation_is_undefined_without_scores():
    found = measured(scored([(None, None)]))
    assert {found[name].reason for name in NAMES} == {"no_scores"}
