import pytest

from rewards.answers.math_shape import (
    AnswerCollection,
    MathFormula,
    MathInterval,
    WordAnswer,
    read_shape,
)

ONE, TWO = MathFormula("1"), MathFormula("2")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("x = 5", MathFormula("5", name="x")),
        ("f(x) = 2x", MathFormula("2x", name="f(x)")),
        ("5 feet", MathFormula("5", unit="ft")),
        ("5\\text{ cm}^2", MathFormula("5", unit="cm2")),
        ("12 square feet", MathFormula("12", unit="ft2")),
        ("60 miles per hour", MathFormula("60", unit="mi/h")),
        ("5 apples", MathFormula("5")),
        ("75\\%", MathFormula("75", percent=True)),
        ("2ab", MathFormula("2ab")),
        ("no solution", WordAnswer("no solution")),
        ("\\text{(C)}", WordAnswer("C")),
        ("[1, 2)", MathInterval(ONE, TWO, "[)")),
        ("1 \\le x < 2", MathInterval(ONE, TWO, "[)", "x")),
        ("2 > x", MathInterval(MathFormula("-\\infty"), TWO, "()", "x")),
        ("|x| < 2", MathInterval(MathFormula("-2"), TWO, "()", "x")),
        ("x > 1 and x < 2", MathInterval(ONE, TWO, "()", "x")),
        ("\\{1, 2\\}", AnswerCollection("set", (ONE, TWO))),
        ("1 and 2", AnswerCollection("list", (ONE, TWO))),
        ("x = 1 or x = 2", AnswerCollection("list", (ONE, TWO))),
        ("(1, 2, 1)", AnswerCollection("tuple", (ONE, TWO, ONE))),
        ("\\pm 1", AnswerCollection("list", (MathFormula("+ 1"), MathFormula("- 1")))),
        (
            "[1,2] \\cup [2,2]",
            AnswerCollection("union", (MathInterval(ONE, TWO, "[]"), MathInterval(TWO, TWO, "[]"))),
        ),
    ],
)
def test_read_shape_tells_the_kind_of_an_answer(text, shape):
    assert read_shape(text) == shape
