import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards import ScoringError, formula, score
from rewards.formula import DEEPEST, FormulaError
from rewards.scoring import describe
from rewards.types import Sample, Score, Usage
from tests.rewards.parts import full, half, paid, silent, zero
from tests.samples import reply

SAMPLE = reply("hello")
VALUES = {"a": 0.25, "b": -1.5, "c": 3.0}


def clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


FUNCTIONS = {"abs": abs, "clip": clip, "max": max, "min": min}


def constant(value: float):
    def said(sample: Sample) -> float:
        return value

    return said


def spaced(parts: tuple[str, ...]) -> str:
    return " ".join(parts)


SIGNS = st.sampled_from("+-*/")
LEAVES = st.floats(0, 1000).map(lambda n: repr(round(n, 3))) | st.sampled_from("abc")


def larger(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts of the grammar, brackets only where they are drawn, so that precedence matters."""
    return st.one_of(
        st.tuples(texts, SIGNS, texts).map(spaced),
        st.tuples(texts, SIGNS, texts, SIGNS, texts).map(spaced),
        texts.map("({})".format),
        texts.map("-{}".format),
        texts.map("abs({})".format),
        st.tuples(texts, texts).map(lambda of: f"min({', '.join(of)})"),
        st.tuples(texts, texts, texts).map(lambda of: f"max({', '.join(of)})"),
        st.tuples(texts, texts, texts).map(lambda of: f"clip({', '.join(of)})"),
    )


TEXTS = st.recursive(LEAVES, larger, max_leaves=15)


@given(TEXTS)
def test_a_formula_comes_to_what_python_makes_of_it(text):
    text = f"{text} + 0*a + 0*b + 0*c"  # every part is to be named
    made = formula(text, **{name: constant(value) for name, value in VALUES.items()})
    try:
        expected = eval(text, {**FUNCTIONS, **VALUES})
    except ZeroDivisionError:
        with pytest.raises(ScoringError, match="division by zero"):
            score(made, SAMPLE)
        return
    whole = score(made, SAMPLE)
    assert whole is not None
    assert whole.value == expected


def test_a_formula_shows_its_parts():
    made = formula("0.7*correct + 0.3*min(style, brief)", correct=full, style=half, brief=full)
    # 0.7 * 1 + 0.3 * 0.5
    assert score(made, SAMPLE) == Score(
        0.85, parts={"correct": Score(1.0), "style": Score(0.5), "brief": Score(1.0)}
    )


def test_formula_abstains_when_a_part_does():
    assert score(formula("a + b", a=full, b=silent), SAMPLE) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a / b", r"division by zero in a / b at a=1\.0, b=0\.0"),
        ("a / (b - b)", r"division by zero in a / \(b - b\)"),
        ("clip(a * 1e308 * 10 + b, 0, 1)", "a number past any float in a \\* 1e308 \\* 10"),
    ],
)
def test_formula_that_comes_to_no_number_is_a_fault_and_keeps_its_bill(text, message):
    with pytest.raises(ScoringError, match=message) as fault:
        score(formula(text, a=paid(1), b=paid(0)), SAMPLE)
    assert fault.value.usage == (Usage("nova", 20, 4),)


@pytest.mark.parametrize(
    ("text", "parts", "message"),
    [
        ("a", {"a": full, "b": zero}, "part 'b': expected it in the formula 'a'"),
        ("a + c", {"a": full}, r"one of the parts \(a\) or functions"),
        ("min(1, 2)", {"min": full}, "part 'min': expected another name than that of a function"),
        ("1 + in", {"in": full}, "part 'in': expected another name than that of a keyword"),
    ],
)
def test_a_formula_names_its_parts_and_no_others(text, parts, message):
    with pytest.raises(ValueError, match=message):
        formula(text, **parts)


def test_a_part_may_be_called_text():
    whole = score(formula("2 * text", text=half), SAMPLE)
    assert whole is not None
    assert whole.value == 1.0


ANYTHING = "a number, '-' or one of the parts (a, b) or functions (abs, clip, max, min), got "


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "arithmetic that Python reads", 0),
        ("0.7*a +", "arithmetic that Python reads (invalid syntax), got the end", 7),
        ("min(a", "arithmetic that Python reads", 3),
        ("a b", "arithmetic that Python reads (invalid syntax), got 'b'", 2),
        ("a)", "arithmetic that Python reads", 1),
        ("min a", "arithmetic that Python reads (invalid syntax), got 'a'", 4),
        ("a ** b", "only numbers, names, + - * /, commas and brackets, got '**'", 2),
        ("a // b", "only numbers, names, + - * /, commas and brackets, got '//'", 2),
        ("a + $", "only numbers, names, + - * /, commas and brackets, got '$'", 4),
        ("a[0]", "only numbers, names, + - * /, commas and brackets, got '['", 1),
        ("__import__('os')", 'only numbers, names, + - * /, commas and brackets, got "\'"', 11),
        ("(lambda: a)()", "only numbers, names, + - * /, commas and brackets, got ':'", 7),
        ("a.b", ANYTHING + "'a.b'", 0),
        ("b + a.real", ANYTHING + "'a.real'", 4),
        ("a + x", ANYTHING + "'x'", 4),
        ("a + ü", ANYTHING + "'ü'", 4),
        ("eval(a)", ANYTHING + "'eval(a)'", 0),
        ("a(b)", ANYTHING + "'a(b)'", 0),
        ("min", ANYTHING + "'min'", 0),
        ("max(*a, b)", ANYTHING + "'*a'", 4),
        ("+a", ANYTHING + "'+a'", 0),
        ("a, b", ANYTHING + "'a, b'", 0),
        ("not a", ANYTHING + "'not a'", 0),
        ("a if b else a", ANYTHING + "'a if b else a'", 0),
        ("a and b", ANYTHING + "'a and b'", 0),
        ("a + True", ANYTHING + "'True'", 4),
        ("a + 1_000", ANYTHING + "'1_000'", 4),
        ("a + 0x10", ANYTHING + "'0x10'", 4),
        ("a + 1j", ANYTHING + "'1j'", 4),
        ("1 + 1e999", "a finite number, got 1e999", 4),
        ("1 + 1" + 400 * "0", "a finite number, got 1000", 4),
        ("a + min(b)", "min to have 2 or more, got 1 arguments", 4),
        ("min()", "min to have 2 or more, got 0 arguments", 0),
        ("clip(a, b)", "clip to have 3, got 2 arguments", 0),
        ("abs(a, b)", "abs to have 1, got 2 arguments", 0),
    ],
)
def test_a_formula_refuses_another_text_at_the_place(text, message, place):
    with pytest.raises(FormulaError) as error:
        formula(text, a=full, b=full)
    said, shown, caret = str(error.value).split("\n")
    assert said.startswith(f"formula: expected {message}")
    assert shown == f"  {text}"
    assert caret == "  " + " " * place + "^"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "-" * 100 + "a",
        "-" * 10_000 + "a",
        "abs(" * 100 + "a" + ")" * 100,
        "abs(" * 10_000,
        "min(a, -(" * 50 + "a" + "))" * 50,
        "a - (" * 100 + "a" + ")" * 100,
    ],
)
def test_a_formula_refuses_deep_nesting(text):
    with pytest.raises(FormulaError, match=f"no more than {DEEPEST} things inside each other"):
        formula(text, a=full)


def test_a_formula_may_be_a_sum_of_a_thousand_terms():
    whole = score(formula("a" + " + a" * 1000, a=full), SAMPLE)
    assert whole is not None
    assert whole.value == 1001


def test_a_formula_prints_as_the_code_that_makes_it_on_one_line():
    assert repr(formula("a\n +  2*b", a=full, b=half)) == (
        f"formula('a + 2*b', a={describe(full)}, b={describe(half)})"
    )
