import pytest

from rewards.answers.final_expression import final_expressions


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("\\boxed{x^2}", ("x^2",)),
        ("First $x$, then \\boxed{x^2}. Again: \\boxed{x^2}", ("x^2",)),
        ("\\boxed{2} and \\boxed{3}", ("2, 3",)),
        ("\\boxed{2} so \\boxed{3}", ("2", "3")),
        ("<answer>(1, 2]</answer>", ("(1, 2]",)),
        ("The answer is $x + 1$.", ("x + 1",)),
        ("The answer is x + 1 because it is.", ("x + 1",)),
        ("The answer is not $x + 1$.", ()),
        ("The answer is not $x + 1$. It is $x$.", ("x",)),
        ("We get $x = 2$ or $x = 3$.", ("x = 2 \\text{ or } x = 3",)),
        ("Thus x \\in (-\\infty, 2]", ("x \\in (-\\infty, 2]",)),
        ("It takes $5$ hours.", ("5\\text{ hours}",)),
        ("Is it $x$?", ()),
        ("It is at least $x$.", ()),
        ("$x$\n$y$", ()),
        ("Maybe $x$. Perhaps $y$.", ()),
        ("It costs $5 and then $6 more.", ()),
        ("<think>\\boxed{1}</think>\\boxed{2}", ("2",)),
        ("<think>\\boxed{1}", ()),
        ("Monday", ("Monday",)),
        ("", ()),
    ],
)
def test_final_expressions_chooses_those_of_the_answer(text, expressions):
    assert final_expressions(text) == expressions


def test_final_expressions_is_empty_for_too_many_answers():
    assert final_expressions(" so ".join(f"\\boxed{{{n}}}" for n in range(9))) == ()
