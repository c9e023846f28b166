"""Hints of expressions: a text without any of them cannot match, whatever else stands in it."""

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

import pytest

import rewards.answers
from rewards.answers.plain_text import Expression, prose

# The parser that `re.compile` uses.
_parse = import_module("re._parser").parse


def _hinted() -> Iterator[Any]:
    for module in pkgutil.iter_modules(rewards.answers.__path__):
        names = vars(import_module(f"rewards.answers.{module.name}"))
        for name, value in names.items():
            if isinstance(value, Expression) and value.hints:
                yield pytest.param(value, id=f"{module.name}.{name}")


def _shortest(tree: Iterable[Any]) -> set[str]:
    """The texts that the parsed expression cannot do without; NUL stands for whatever else."""
    texts = {""}
    for operation, value in tree:
        parts = _parts(str(operation), value)
        texts = {text + part for text in texts for part in parts}
    return texts


def _parts(operation: str, value: Any) -> set[str]:
    match operation:
        case "LITERAL":
            return {chr(value).lower()}
        case "IN" if all(str(kind) == "LITERAL" for kind, _ in value):
            return {chr(mark).lower() for _, mark in value}
        case "SUBPATTERN":
            return _shortest(value[-1])
        case "BRANCH":
            return set[str]().union(*map(_shortest, value[1]))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if value[0]:
            return _shortest(value[2])
        case "ASSERT":
            return {f"\0{text}\0" for text in _shortest(value[1])}
        case "ASSERT_NOT" | "AT":
            return {""}
    return {"\0"}


def _without_hint(pattern: str, flags: int, hints: tuple[str, ...]) -> list[str]:
    return [
        text
        for text in _shortest(_parse(pattern, flags))
        if not any(hint in text for hint in hints)
    ]


@pytest.mark.parametrize("expression", [*_hinted()])
def test_hints_stand_in_each_text_that_their_expression_matches(expression):
    assert not _without_hint(expression.pattern, expression.flags, expression.hints)


@pytest.mark.parametrize(
    ("pattern", "hints"),
    [("a|b", ("a",)), ("(?:not)?x", ("not",)), ("no(?:t|w)", ("not",)), ("(?=x)?ab", ("x",))],
)
def test_hints_that_a_match_can_do_without_are_found(pattern, hints):
    assert _without_hint(pattern, 0, hints)


def test_may_match_finds_a_hint_in_small_letters():
    expression = prose(r"\b(?:never|not)\b", "never|not")
    assert expression.may_match("it is not so")
    assert not expression.may_match("it is so")
