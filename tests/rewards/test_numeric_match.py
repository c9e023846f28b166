import json
import math
from fractions import Fraction
from pathlib import Path
from time import thread_time
from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.numeric_match import NumericMatch, numeric_match
from rewards.types import Message, Sample
from tests.samples import reply, shared

PAIRS = [
    json.loads(line)
    for line in Path(__file__).with_name("numeric_pairs.jsonl").read_text("utf-8").splitlines()
]
STYLES = (
    *("{}", "A: {}", "**Answer:** {}", "#### {}", "$\\boxed{{{}}}$", "The answer is {}."),
    *("It is {} eggs.", "9 of 16, so\n\n**{}**", "### Final Answer\n\n{}", "<answer>{}</answer>"),
)


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if "known_miss" not in pair], ids=lambda pair: pair["why"]
)
def test_numeric_match_pays_what_a_careful_person_would(pair):
    assert numeric_match(reply(pair["reply"], pair["gold"])) is pair["pays"]


def test_the_corpus_pays_at_most_1_in_100_falsely_and_refuses_at_most_3():
    paid = [numeric_match(reply(pair["reply"], pair["gold"])) for pair in PAIRS]
    wrong = [now for pair, now in zip(PAIRS, paid, strict=True) if not pair["pays"]]
    right = [now for pair, now in zip(PAIRS, paid, strict=True) if pair["pays"]]
    false_pay, false_refusal = sum(wrong) / len(wrong), 1 - sum(right) / len(right)
    print(f"{len(PAIRS)} pairs: false pay {false_pay:.2%}, false refusal {false_refusal:.2%}")
    assert len(PAIRS) >= 200
    assert false_pay <= 0.01
    assert false_refusal <= 0.03


def test_numeric_match_agrees_with_every_known_grade_of_real_solutions():
    rows = [json.loads(line) for line in shared("gsm8k_rollouts.jsonl").open(encoding="utf-8")]
    samples = [
        Sample(
            row["id"], tuple(Message(**turn) for turn in row["messages"]), row["reference_answer"]
        )
        for row in rows
    ]
    assert len(rows) == 2640
    assert [numeric_match(sample) for sample in samples] == [row["quality"] == 1 for row in rows]


@pytest.mark.parametrize(
    ("settings", "answer", "pays"),
    [
        ({}, "99", False),
        ({"abs_tol": 1.0}, "99", True),
        ({"abs_tol": 1.0}, "98.9", False),
        ({"rel_tol": 0.01}, "101", True),
        ({"rel_tol": 0.01}, "101.01", False),
        ({"rel_tol": 0.01, "abs_tol": 2.0}, "102", True),
        ({"rel_tol": 0.01}, "100.5%", True),
    ],
)
def test_a_number_within_either_tolerance_is_right(settings, answer, pays):
    assert NumericMatch(**settings)(reply(answer, "100")) is pays


@pytest.mark.parametrize("tolerance", [-0.1, math.nan, math.inf])
@pytest.mark.parametrize("name", ["rel_tol", "abs_tol"])
def test_a_tolerance_that_is_negative_or_not_finite_is_refused(name, tolerance):
    with pytest.raises(ValueError, match=f"{name}: expected a finite number of 0 or more"):
        NumericMatch(**{name: tolerance})


@pytest.mark.parametrize("gold", ["none", "5 or 18", "not 42", "A: 18\nA: 20", "3x", "10:30"])
def test_a_gold_without_one_number_is_a_fault_that_shows_it(gold):
    with pytest.raises(ValueError, match="reference_answer: expected one number, got ") as fault:
        numeric_match(reply("18", gold))
    assert repr(gold) in str(fault.value)


@pytest.mark.parametrize(
    "gold", [18, 18.0, {"answer": "18", "solution": "9 * 2"}, '{"answer": "18"}', {"text": "18"}]
)
def test_the_gold_is_read_in_any_of_its_shapes(gold):
    assert numeric_match(reply("18", gold)) is True


def test_a_field_may_hold_the_gold():
    assert NumericMatch(field="eggs")(reply("18", {"eggs": 18, "ducks": 5})) is True


@given(st.text())
def test_numeric_match_gives_any_text_the_same_bool_twice(text):
    paid = numeric_match(reply(text, "18"))
    assert type(paid) is bool
    assert numeric_match(reply(text, "18")) is paid


MARKED = st.lists(
    st.sampled_from(
        [
            "18",
            "5",
            ".",
            ",",
            "-",
            " ",
            "\n",
            "not ",
            "or ",
            "Answer: ",
            "A: ",
            "answer is ",
            "####",
            "\\boxed{",
            "}",
            "{",
            "\\frac{",
            "1/2",
            "½",
            "%",
            "$",
            "=",
            "e9",
            "^",
            "<think>",
            "eighteen",
        ]
    ),
    max_size=30,
).map("".join)


@given(MARKED)
def test_numeric_match_fails_on_no_mixture_of_marks(text):
    assert numeric_match(reply(text, "18")) in (True, False)


@given(st.sampled_from(PAIRS), st.sampled_from(PAIRS), st.integers(0, 80), st.integers(0, 80))
def test_numeric_match_fails_on_no_reply_cut_short_or_run_into_another(one, other, end, start):
    text = one["reply"][:end] + other["reply"][start:]
    assert numeric_match(reply(text, "18")) in (True, False)


@given(st.integers(-(10**12), 10**12), st.sampled_from(STYLES), st.sampled_from(["", "$"]))
def test_an_integer_is_read_back_in_any_style(number, style, currency):
    written = f"{'-' if number < 0 else ''}{currency}{abs(number):,}"
    assert numeric_match(reply(style.format(written), number)) is True


@given(st.decimals(-(10**6), 10**6, places=2), st.sampled_from(STYLES))
def test_a_decimal_is_read_back_in_any_style(number, style):
    assert numeric_match(reply(style.format(f"{number:,.2f}"), str(Fraction(number)))) is True


@given(st.integers(-999, 999), st.integers(1, 999), st.sampled_from(STYLES))
def test_a_fraction_is_read_back_in_any_style(above, below, style):
    gold = f"{above}/{below}"
    assert numeric_match(reply(style.format(gold), gold)) is True
    latex = f"{'-' if above < 0 else ''}\\frac{{{abs(above)}}}{{{below}}}"
    assert numeric_match(reply(style.format(latex), gold)) is True


@pytest.mark.parametrize("junk", ["1, ", "\\boxed{", "- ", "[(", "\\", "not 1 or ", "A: 1\n", "½"])
def test_a_long_reply_full_of_marks_still_has_its_answer(junk):
    assert numeric_match(reply(f"{junk * (200_000 // len(junk))}\n", "123456")) is False


@pytest.mark.parametrize(
    "junk",
    [
        "18 ",
        "(",
        "\\",
        "-",
        "> ",
        " ",
        "\n",
        "not ",
        "half of ",
        "more than ",
        "five ",
        "Is it 18? ",
        "18x",
    ],
)
def test_a_reply_of_200_kb_takes_under_a_fifth_of_a_second(junk):
    long = reply(junk * (200_000 // len(junk)), "123456")
    # of this thread's own time, and once: a machine that is busy slows down some of the runs
    runs = (timeit(lambda: numeric_match(long), timer=thread_time, number=1) for _ in range(20))
    assert any(seconds < 0.2 for seconds in runs)
