import re

import pytest

from rewards.answers.plain_text import Expression

WORD = r"(\w)(\w*)"


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("sub", (r"\2", "Ab cd")),
        ("split", ("Ab-cd",)),
        ("findall", ("Ab cd",)),
    ],
)
def test_expression_does_what_the_compiled_pattern_does(method, arguments):
    expected = getattr(re.compile(WORD), method)(*arguments)
    assert getattr(Expression(WORD), method)(*arguments) == expected


@pytest.mark.parametrize("method", ["search", "match", "fullmatch"])
@pytest.mark.parametrize("text", ["Ab", "-", "Ab cd"])
def test_expression_finds_what_the_compiled_pattern_finds(method, text):
    expected = getattr(re.compile(WORD), method)(text)
    found = getattr(Expression(WORD), method)(text)
    assert (found and found.span()) == (expected and expected.span())


def test_expression_walks_through_all_that_it_finds_from_a_place_on():
    assert [found[0] for found in Expression(WORD).finditer("Ab cd ef", 3)] == ["cd", "ef"]


def test_expression_heeds_its_flags():
    assert Expression("A B", re.VERBOSE | re.IGNORECASE).search("xab")


def test_expression_is_compiled_when_it_is_first_used():
    broken = Expression("(")
    with pytest.raises(re.error):
        broken.search("")
