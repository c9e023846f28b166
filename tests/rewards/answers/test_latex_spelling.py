import pytest

from rewards.answers.latex_spelling import latex_spelling


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("\\left( 1, 2 \\right]", "( 1, 2 ]"),
        ("\\dfrac{1}{2}", "\\frac{1}{2}"),
        ("$x \\leqslant 5$", "x \\le 5"),
        ("sqrt(x+1)", "\\sqrt{x+1}"),
        ("2^(n+1)", "2^{n+1}"),
        ("2^10", "2^{10}"),
        ("x**2", "x^{2}"),
        ("x\N{SUPERSCRIPT TWO}", "x^{2}"),
        ("\N{SQUARE ROOT}3", "\\sqrt{3}"),
        ("2\N{GREEK SMALL LETTER PI}", "2\\pi"),
        ("1,234,567", "1234567"),
        ("1{,}234", "1234"),
        ("(1,234)", "(1,234)"),
        ("1 1/2", "\\frac{3}{2}"),
        ("-2\\frac{1}{3}", "-\\frac{7}{3}"),  # 2 1/3 is 7/3
        ("0.1\\overline{6}", "\\frac{1}{6}"),
        ("1.5e-3", "1.5\\cdot 10^{-3}"),
        ("30^\\circ", "30\\text{ degrees}"),
        ("\\begin{bmatrix}1&2\\\\ 3&4\\end{bmatrix}", "\\begin{pmatrix}1&2\\\\ 3&4\\end{pmatrix}"),
    ],
)
def test_latex_spelling_gives_a_formula_one_spelling(written, spelled):
    assert latex_spelling(written) == spelled


@pytest.mark.parametrize("text", ["\\frac{3}{4}", "x^{2}+1", "\\{1, 2\\}", "no solution", "x_1"])
def test_latex_spelling_leaves_what_is_spelled_so(text):
    assert latex_spelling(text) == text
