import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.formulas.grammar import DEEPEST, parse_formula
from rewards.formulas.tokens import FormulaError
from rewards.formulas.tree import (
    CallNode,
    ChainNode,
    NameNode,
    NegationNode,
    Node,
    NumberNode,
    part_names,
)

LEAVES = st.one_of(
    st.floats(min_value=0, allow_nan=False, allow_infinity=False).map(NumberNode),
    st.sampled_from(["a", "b", "correct"]).map(NameNode),
)


def _chain(signs: str, operands: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    rest = st.lists(st.tuples(st.sampled_from(signs), operands), min_size=1, max_size=3)
    return st.builds(ChainNode, operands, rest.map(tuple))


def _larger(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def call(function: str, count: int) -> st.SearchStrategy[Node]:
        return st.builds(CallNode, st.just(function), st.tuples(*[nodes] * count))

    calls = [call("abs", 1), call("min", 2), call("max", 3), call("clip", 3)]
    return st.one_of(nodes.map(NegationNode), _chain("+-", nodes), _chain("*/", nodes), *calls)


TREES = st.recursive(LEAVES, _larger, max_leaves=12)


@given(TREES)
def test_a_tree_prints_as_the_text_that_parses_to_it(tree):
    assert parse_formula(str(tree), ["a", "b", "correct"]) == tree


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("0.7*correct+0.3*min(a,b)", "0.7 * correct + 0.3 * min(a, b)"),
        ("(a)", "a"),
        ("a-(b-correct)", "a - (b - correct)"),
        ("(a-b)-correct", "(a - b) - correct"),
        ("a*(b+1.50)", "a * (b + 1.5)"),
        ("-(a+b)", "-(a + b)"),
        ("--a", "--a"),
        (".5*1e3*2.", "0.5 * 1000 * 2"),
        ("a\n + b", "a + b"),
    ],
)
def test_it_prints_with_no_more_brackets_than_it_takes(text, printed):
    assert str(parse_formula(text, ["a", "b", "correct"])) == printed


def test_the_names_of_a_tree_are_those_at_any_depth():
    assert part_names(parse_formula("-a + min(b, 2 * c)", "abcd")) == {"a", "b", "c"}


ARGUMENTS = "expected a number, a name, a function, '-' or '(', got "


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", ARGUMENTS + "the end", 0),
        ("0.7*a +", ARGUMENTS + "the end", 7),
        ("a ** b", ARGUMENTS + "'*'", 3),
        ("a + $", ARGUMENTS + "'$'", 4),
        ("min()", ARGUMENTS + "')'", 4),
        ("a b", "expected an operator or the end, got 'b'", 2),
        ("a)", "expected an operator or the end, got ')'", 1),
        ("2a", "expected an operator or the end, got 'a'", 1),
        ("a.b", "expected an operator or the end, got '.'", 1),
        ("a[0]", "expected an operator or the end, got '['", 1),
        ("(a", "expected an operator or ')', got the end", 2),
        ("min(a", "expected an operator, ',' or ')', got the end", 5),
        ("min a", "expected '(', got 'a'", 4),
        (
            "a + x",
            "expected one of the parts (a, b) or functions (abs, clip, max, min), got 'x'",
            4,
        ),
        ("1 + 1e999", "expected a finite number, got '1e999'", 4),
        ("a + min(b)", "expected min to have 2 or more, got 1 arguments", 4),
        ("clip(a, b)", "expected clip to have 3, got 2 arguments", 0),
        ("abs(a, b)", "expected abs to have 1, got 2 arguments", 0),
        ("__import__('os')", "expected one of the parts", 0),
    ],
)
def test_a_text_that_is_no_formula_is_refused_at_the_place(text, message, place):
    with pytest.raises(FormulaError) as error:
        parse_formula(text, ["a", "b"])
    said, shown, caret = str(error.value).split("\n")
    assert said.startswith(f"formula: {message}")
    assert shown == f"  {text}"
    assert caret == "  " + " " * place + "^"


@pytest.mark.parametrize("opening", ["(", "-", "abs(", "min(a, -("])
def test_nesting_is_bounded(opening):
    with pytest.raises(FormulaError, match=f"no more than {DEEPEST} things inside each other"):
        parse_formula(opening * 10_000, ["a"])


def test_length_is_not_bounded():
    assert parse_formula("a" + " + a" * 10_000, ["a"]) == ChainNode(
        NameNode("a"), (("+", NameNode("a")),) * 10_000
    )
