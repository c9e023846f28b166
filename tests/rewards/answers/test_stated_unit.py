import pytest

from rewards.answers.numbers import number_spans, read_number
from rewards.answers.units import stated_unit
from rewards.numeric_match import numeric_match
from tests.samples import reply


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 feet", "feet"),
        ("5 m", "m"),
        ("5 square feet of floor", "square feet"),
        ("5 miles per hour", "miles per hour"),
        ("5 in total", ""),
        ("5 a day", ""),
        ("5 apples", ""),
        ("5.", ""),
        ("5 degrees", ""),
    ],
)
def test_stated_unit_is_the_longest_known_name_behind_the_number(text, unit):
    number = read_number(number_spans(text)[0]).number
    assert number is not None
    assert stated_unit(number, text) == unit


@pytest.mark.parametrize(
    ("said", "gold", "paid"),
    [
        ("5 feet", "5 meters", 0),
        ("The pole is 5 ft long.", "5 meters", 0),
        ("5 meters", "5 metres", 1),
        ("5 m", "5 meters", 1),
        ("500 cm", "5 meters", 1),
        ("5", "5 meters", 1),
        ("5 in total", "5 meters", 1),
        ("5 feet", "5", 1),
        ("300 minutes", "5 hours", 1),
        ("5 minutes", "5 hours", 0),
        ("60 mph", "60 miles per hour", 1),
        ("5 kg", "5 meters", 0),
        ("18 cents", "18 dollars", 0),
        ("18 dollars", "18 dollars", 1),
        ("$18", "18 dollars", 1),
        ("5 people walk 5 meters", "5 meters", 1),
    ],
)
def test_numeric_match_compares_units_where_both_sides_give_one(said, gold, paid):
    assert numeric_match(reply(said, gold)) == paid


@pytest.mark.parametrize(
    ("said", "gold", "paid"),
    [
        ("60 mph", "60 km/h", 0),
        ("60 kg", "60 km/h", 0),
        ("60 km/h", "60 km/h", 1),
        ("60", "60 km/h", 1),
        ("9.8 m/s^2", "9.8 m/s²", 1),
        ("5 N", "5 kg", 0),
        ("5 kWh", "5 kW", 0),
        ("10 m", "10 m/s", 0),
        ("€42", "$42", 0),
        ("$42", "$42", 1),
        ("42 dollars", "$42", 1),
        ("1 h", "3600 s", 1),
    ],
)
def test_numeric_match_compares_rates_powers_and_currencies(said, gold, paid):
    assert numeric_match(reply(said, gold)) == paid
