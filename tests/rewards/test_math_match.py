import json
import math
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.math_match import MathMatch, math_match
from tests.samples import reply

PAIRS = [
    json.loads(line)
    for line in Path(__file__).with_name("math_pairs.jsonl").read_text("utf-8").splitlines()
]
FREEZES = "9^{9^{9^9}}"


def pays(gold, text):
    return math_match(reply(text, gold)).value == 1


def test_the_corpus_pays_at_most_1_in_100_falsely_and_refuses_at_most_3():
    paid = [pays(pair["gold"], pair["reply"]) for pair in PAIRS]
    wrong = [(pair, now) for pair, now in zip(PAIRS, paid, strict=True) if not pair["right"]]
    right = [(pair, now) for pair, now in zip(PAIRS, paid, strict=True) if pair["right"]]
    false_pay = [pair for pair, now in wrong if now]
    false_refusal = [pair for pair, now in right if not now]
    print(
        f"{len(PAIRS)} pairs: false pay {len(false_pay) / len(wrong):.2%}, "
        f"false refusal {len(false_refusal) / len(right):.2%}",
        *(f"{pair['gold']} | {pair['reply']} | {pair['why']}" for pair in false_pay),
        *(f"{pair['gold']} | {pair['reply']} | {pair['why']}" for pair in false_refusal),
        sep="\n",
    )
    assert min(len(wrong), len(right)) >= 100
    assert len(false_pay) <= 0.01 * len(wrong)
    assert len(false_refusal) <= 0.03 * len(right)


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        ("A", "A"),
        ("A", "The answer is (A)."),
        ("5 feet", "5 ft"),
        ("x=5", "5"),
        ("5", "\\boxed{x = 5}"),
        ("1/2", "0.5"),
        ("\\{1,2\\}", "\\boxed{\\{2, 1\\}}"),
        ("[1,2)", "$1 \\le x < 2$"),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "$\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}$"),
        ("2x+y=3", "$y = 3-2x$"),
        ("75\\%", "0.75"),
        ("30^\\circ", "30 degrees"),
        ("2\\pm\\sqrt{3}", "$2-\\sqrt3$ and $2+\\sqrt3$"),
        ("\\frac{1}{3}", "0.333333"),
        ("\\frac{3}{4}", "<think>\\boxed{1}</think>\\(\\frac{3}{4}\\)"),
        ("The answer is $\\sqrt{2}$.", "<answer>sqrt(2)</answer>"),
        ("\\boxed{\\sqrt{2}}", "2^{1/2}"),
    ],
)
def test_math_match_pays_what_is_the_same(gold, text):
    assert pays(gold, text)


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        ("A", "B"),
        ("A", "A or B"),
        ("5 feet", "5 meters"),
        ("x=5", "y=5"),
        ("\\{1,2\\}", "(1, 2)"),
        ("(1,2)", "(2, 1)"),
        ("[1,2)", "(1, 2]"),
        ("\\sqrt{2}", "The answer is not $\\sqrt{2}$."),
        ("\\sqrt{2}", "$\\sqrt{2}$, $\\sqrt{3}$ or $2$"),
        ("\\sqrt{2}", "\\boxed{\\sqrt{3}} and then again \\boxed{\\sqrt{2}}"),
        ("\\sqrt{2}", "<think>The answer is $\\sqrt{2}$."),
        ("10^{-20}", "2 \\cdot 10^{-20}"),
        ("0.0000001", "0.0000002"),
        ("\\frac{1}{3}", "0.33"),
        ("\\pi", "3.14"),
        ("5", "\\boxed{x + 2 = 5}"),
        ("a", "A"),
        ("5", "\\frac{1}{0}"),
        ("5", ""),
    ],
)
def test_math_match_pays_nothing_for_what_is_not_the_same(gold, text):
    assert not pays(gold, text)


def test_equivalence_is_asked_of_the_answer_and_not_of_the_gold():
    # math-verify takes a value for an assignment in the gold, but no equation for its right side
    assert pays("x = 5", "5")
    assert not pays("2x + y = 5", "5")


@pytest.mark.parametrize("text", [f"\\boxed{{{FREEZES}}}", f"The answer is ${FREEZES}$."])
def test_math_match_ends_a_comparison_that_would_freeze_and_the_next_one_works(text):
    rewards = [MathMatch(timeout=1), MathMatch(timeout=30)] * 2
    samples = [reply(text, "\\sqrt{2}"), reply("$2^{1/2}$", "\\sqrt{2}")] * 2
    with ThreadPoolExecutor(2) as threads:
        late, right, *again = threads.map(lambda reward, sample: reward(sample), rewards, samples)
    assert (late.value, late.metrics) == (0, {"timed_out": 1})
    assert (right.value, right.metrics) == (1, {"timed_out": 0})
    assert again == [late, right]


def test_a_gold_that_would_freeze_the_comparison_is_a_fault():
    with pytest.raises(ValueError, match=r"reference_answer: expected one expression, got .* 1 s"):
        MathMatch(timeout=1)(reply("5", FREEZES))


@pytest.mark.parametrize("gold", ["\\frac{1}{", "\\boxed{1} \\boxed{2}", ".", "$$", "x" * 2000])
def test_a_gold_that_is_no_expression_is_a_fault(gold):
    with pytest.raises(ValueError, match="reference_answer: expected one expression, got "):
        math_match(reply("5", gold))


def test_a_field_may_hold_the_gold():
    assert MathMatch(field="root")(reply("$\\sqrt{2}$", {"root": "\\sqrt{2}", "n": 5})).value == 1


@pytest.mark.parametrize("timeout", [0, -1, math.inf, math.nan])
def test_a_timeout_is_a_number_of_seconds(timeout):
    with pytest.raises(ValueError, match="timeout: expected a finite number above 0, got"):
        MathMatch(timeout=timeout)


def test_the_reason_says_what_was_compared():
    assert math_match(reply("$x^2$", "x^3")).reason == "x^2 is not equivalent to x^3"


def test_math_match_never_imports_sympy_into_this_process(monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy", None)  # to import it raises from here on
    assert pays("\\sqrt{8}", "$2\\sqrt{2} + 0$")


MARKED = st.lists(
    st.sampled_from(
        [
            *("\\boxed{", "\\frac{", "\\sqrt{", "\\text{", "\\begin{pmatrix}", "\\left(", "{", "}"),
            *("(", ")", "[", "]", "\\{", "\\}", "|", "$", "$$", "\\(", "\\)", "&", "\\\\", "\\"),
            *("1", "2", "x", "y", "0", "=", "<", "\\le ", "+", "-", "/", "^", "_", ",", ":", "%"),
            *("\\pi", "\\infty", "\\cup ", "\\pm ", "!", "i", "\\circ", "\\overline{", "\\in "),
            *(
                " ",
                "\n",
                "The answer is ",
                " or ",
                " and ",
                "not ",
                " feet",
                "sin ",
                "\N{SQUARE ROOT}",
            ),
        ]
    ),
    max_size=14,
).map("".join)
GOLDS = st.sampled_from(["\\sqrt{2}", "(1,2]", "\\{1, x\\}", "x=1", "5 feet", "C", "50\\%", "x<2"])


@settings(max_examples=60)
@given(st.text() | MARKED, GOLDS)
def test_math_match_scores_any_text_0_or_1_and_the_same_twice(text, gold):
    once = math_match(reply(text, gold))
    assert once.value in (0, 1)
    assert math_match(reply(text, gold)) == once


@pytest.mark.parametrize(
    "junk",
    [
        "$",
        "\\boxed{",
        "x ",
        "$x$ or ",
        "\\(",
        "\\[",
        "(",
        "{",
        "is ",
        "-",
        "1, ",
        ". ",
        "= ",
        "\\",
        "$$",
    ],
)
def test_a_long_reply_full_of_marks_has_its_last_formula(junk):
    long = junk * (200_000 // len(junk)) + "\n\nThe answer is $2^{1/2}$."
    assert pays("\\sqrt{2}", long)
