import pytest

from rewards.numeric_match import NumericMatch, numeric_match
from tests.samples import reply


@pytest.mark.parametrize(
    ("unit", "gold", "answer", "pays"),
    [
        ("m", "5", "500 cm", True),
        ("m", "5", "The length is 500 centimeters.", True),
        ("m", "5", "5", True),
        ("m", "5", "5 m", True),
        ("m", "5", "5 feet", False),
        ("m", "5", "5 kg", False),
        ("m", "5 m", "0.005 km", True),
        ("m", "500 cm", "5 m", True),
        ("m", "5", "$\\boxed{5\\text{ m}}$", True),
        ("m", "5", "\\boxed{500\\,\\mathrm{cm}}", True),
        ("m", "5", "5 in total", True),
        ("m", "5", "It is 5 in.", False),
        ("ft", "5", "60 inches", True),
        ("inch", "60", "5 ft", True),
        ("hour", "1.5", "90 minutes", True),
        ("hour", "1.5", "90", False),
        ("m/s", "10", "36 km/h", True),
        ("km/h", "60", "60 mph", False),
        ("m/s", "10", "10 meters per second", True),
        ("m^2", "12", "12 square meters", True),
        ("m^2", "12", "12 m", False),
        ("cm**2", "120000", "12 m\N{SUPERSCRIPT TWO}", True),
        ("kg", "2", "2000 g", True),
        ("degC", "25", "77 \N{DEGREE SIGN}F", True),
        ("m", "5", "5 apples", True),
        ("m", "5", "5%", False),
        ("m", "5", "no idea", False),
        ("m", "5", "500 cm = 5 m. The answer is 5.", True),
        ("m", "5", "<think>5 feet</think>5 m", True),
    ],
)
def test_numeric_match_converts_to_the_unit_that_was_asked_for(unit, gold, answer, pays):
    assert NumericMatch(unit=unit)(reply(answer, gold)) is pays


def test_numeric_match_converts_exactly():
    assert NumericMatch(unit="inch")(reply("2.54 cm", "1")) is True
    assert NumericMatch(unit="inch")(reply("2.54001 cm", "1")) is False
    assert NumericMatch(unit="inch", rel_tol=1e-4)(reply("2.54001 cm", "1")) is True


def test_numeric_match_ignores_words_behind_a_number_without_a_unit():
    assert numeric_match(reply("5 feet", "5")) is True


@pytest.mark.parametrize("unit", ["no such unit", "", "5 +"])
def test_numeric_match_refuses_an_unknown_unit(unit):
    with pytest.raises(ValueError, match="unit: expected the name of a unit that pint knows, got"):
        NumericMatch(unit=unit)(reply("5 m", "5"))


def test_numeric_match_refuses_a_gold_that_measures_something_else():
    with pytest.raises(ValueError, match="reference_answer: expected a number in m, got '5 kg'"):
        NumericMatch(unit="m")(reply("5 m", "5 kg"))
