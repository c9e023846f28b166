from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.answers.declared_answer import only_word_number
from rewards.answers.numbers import Number, number_spans, read_number, word_number


def values(text: str) -> list[Fraction | None]:
    """What the numbers of `text` are worth, None for a lookalike."""
    found = [read_number(span).number for span in number_spans(text)]
    return [number.value if number else None for number in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18.00", "18"),
        (".5", "1/2"),
        ("5.", "5"),
        ("1,234,567.5", "2469135/2"),
        ("1 000", "1000"),
        ("1'000", "1000"),
        ("1_000", "1000"),
        ("1,00,000", "100000"),
        ("1{,}000", "1000"),
        (r"1\,000", "1000"),
        ("1.234,50", "2469/2"),
        ("12,5", "25/2"),
        ("-$5", "-5"),
        ("$-5", "-5"),
        ("= - 3", "-3"),
        ("negative 5", "-5"),
        ("1e3", "1000"),
        ("1.5E-4", "3/20000"),
        ("5 * 10^3", "5000"),
        (r"5 \times 10^{-3}", "1/200"),
        ("3*10⁻²", "3/100"),
        ("3/4", "3/4"),
        (r"-\frac{3}{4}", "-3/4"),
        (r"\dfrac34", "3/4"),
        ("1 1/2", "3/2"),
        ("1½", "3/2"),
        (r"2\frac{1}{2}", "5/2"),
        ("$1.5 million", "1500000"),
        ("$5k", "5000"),
        ("5K", "5000"),
        ("2.5M", "2500000"),
        ("3B", "3000000000"),
        ("5 m", "5"),
        ("5m", "5"),
        ("2 dozen", "24"),
        ("...18", "18"),
        ("18 m^2", "18"),
        (r"18^\circ", "18"),
    ],
)
def test_read_number_reads_a_number_exactly(text, value):
    assert values(text)[0] == Fraction(value)


@pytest.mark.parametrize(
    "text",
    [
        "2nd",
        "10:30",
        "2024-05-18",
        "5/6/2024",
        "1.2.3",
        "3x",
        "2^10",
        r"3\sqrt{2}",
        "2π",
        "5/0",
        "±3",
        "1e999999999",
        "Step 3",
        "1" * 5000,
        "half of 3",
        "twice 3",
        r"\log(3)",
        "the square root of 3",
        "3 squared",
        "3 ± 1",
        "3‰",
        "2.5x3",
        r"\frac{1}{0}",
        r"\frac{x}{2}",
    ],
)
def test_read_number_is_none_for_a_lookalike(text):
    assert set(values(text)) == {None}


@pytest.mark.parametrize("text", ["R2", "x1", "m2", "v1", "H2O", "a_1b", "no digits at all"])
def test_number_spans_passes_over_digits_inside_a_name(text):
    assert values(text) == []


@pytest.mark.parametrize("text", ["10-5", "16 - 5", "- 5 apples", "(3)-5", "10 minus 5"])
def test_read_number_takes_no_dash_that_subtracts_or_lists_for_a_sign(text):
    assert values(text)[-1] == 5


def test_number_of_percent_agrees_with_its_number_and_its_share():
    written = [read_number(span).number for span in number_spans(r"75% 75 % 75\% 75 percent")]
    assert written == [Number(Fraction(75), percent=True)] * 4
    assert all(Number(Fraction(75), True).agrees_with(Number(Fraction(x))) for x in ("75", "3/4"))
    assert not Number(Fraction(75), True).agrees_with(Number(Fraction(3, 4), True))


def test_read_number_begins_at_the_sign_or_the_currency():
    found = read_number(number_spans("It is -$1,000 in all")[0])
    assert (found.start, found.end) == (6, 13)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("eighteen", 18),
        ("twenty-five", 25),
        ("one hundred and five", 105),
        ("minus three", -3),
        ("two thousand three hundred", 2300),
        ("two million", 2000000),
        ("one half", Fraction(1, 2)),
        ("three quarters", Fraction(3, 4)),
    ],
)
def test_word_number_reads_a_spelled_number(text, value):
    assert word_number(text, 0, len(text)) == Number(Fraction(value))


@pytest.mark.parametrize("text", ["one of them", "none", "oneself", "the", "twenty third"])
def test_word_number_is_none_for_words_that_name_no_number(text):
    assert word_number(text, 0, len(text)) is None


@pytest.mark.parametrize(
    "text", ["There are five apples.", "Five, so five.", "The first one has five."]
)
def test_only_word_number_reads_the_only_number_that_prose_spells_out(text):
    assert only_word_number(text, 0) == Number(Fraction(5))


@pytest.mark.parametrize(
    "text", ["five or six", "not five", "at least five", "Is it five?", "no one"]
)
def test_only_word_number_is_none_where_words_settle_on_no_number(text):
    assert only_word_number(text, 0) is None


@given(st.text(alphabet="0123456789.,-+/ e%$½^{}\\_'fracx:", max_size=60))
def test_number_reader_takes_any_text(text):
    for span in number_spans(text):
        found = read_number(span)
        assert 0 <= found.start < found.end <= len(text)
