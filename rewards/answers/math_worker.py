"""Whether two formulas are equivalent. It runs in a process of its own, since it may never end."""

import logging
import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

from rewards.answers.formula_match import is_same_formula
from rewards.answers.math_shape import (
    AnswerCollection,
    MathFormula,
    MathInterval,
    Shape,
    WordAnswer,
    read_shape,
)
from rewards.extras import import_extra

_NOTHING = {
    *("no solution", "no solutions", "none", "no real solution", "no real solutions", "empty set"),
    *("the empty set", "there is no solution", "there are no solutions", "no such", "\\emptyset"),
}
_UNDEFINED = {"undefined", "dne", "does not exist", "not defined"}
_REALS = {"\\mathbb{r}", "all real numbers", "all reals", "the real numbers"}
_SYNONYMS = [{"yes", "true"}, {"no", "false"}, _NOTHING, _UNDEFINED, _REALS]
_CHOICE = re.compile(
    r"\W*(?:\\(?:text|math)[a-z]*\{)?\W*([A-J])\W*(?:(?<=[).:}])[^=]*)?", re.DOTALL
)
import_extra("math_verify", "math")  # here, so that it counts as the start of the process
logging.getLogger("math_verify").setLevel(logging.ERROR)  # it warns that no time limit is its own


def ask(question: Literal["fault", "equivalent"], *args: Any) -> bool | str | None:
    """What the function of that name says."""
    functions: dict[str, Callable[..., bool | str | None]]
    functions = {"fault": fault, "equivalent": is_equivalent}
    return functions[question](*args)


def fault(gold: str) -> str | None:
    """What is wrong with a gold, or None: it must be readable, and must compare with a number."""
    shape = read_shape(gold)
    for formula in _formulas(shape):
        if not formula.text:
            return "a part of it is empty"
        bare = re.sub(r"\\[{}]", "", formula.text)
        if bare.count("{") != bare.count("}"):
            return "its braces do not close"
    is_same_shape(shape, read_shape("1.4142135"))
    return None


def _formulas(shape: Shape) -> list[MathFormula]:
    if isinstance(shape, MathFormula):
        return [shape]
    if isinstance(shape, MathInterval):
        return [shape.low, shape.high]
    return (
        [f for item in shape.items for f in _formulas(item)]
        if isinstance(shape, AnswerCollection)
        else []
    )


def is_equivalent(gold: str, answers: Sequence[str]) -> bool:
    """Whether each of the answers is equivalent to the gold."""
    wanted = read_shape(gold)
    letter = _CHOICE.fullmatch(gold)
    if letter and isinstance(wanted, WordAnswer | MathFormula) and len(wanted.text) == 1:
        return all(_chosen_letter(answer) == letter[1] for answer in answers)
    try:
        return all(is_same_shape(wanted, read_shape(answer)) for answer in answers)
    except (MemoryError, RecursionError):  # of an answer too big to work out
        return False


def _chosen_letter(answer: str) -> str:
    found = _CHOICE.fullmatch(answer)
    return found[1] if found else ""


def is_same_shape(gold: Shape, answer: Shape) -> bool:
    if isinstance(gold, WordAnswer) or isinstance(answer, WordAnswer):
        return _are_same_words(gold, answer)
    if isinstance(gold, MathFormula) and isinstance(answer, MathFormula):
        return is_same_formula(gold, answer)
    if isinstance(gold, MathInterval) and isinstance(answer, MathInterval):
        return _is_same_interval(gold, answer)
    if isinstance(gold, AnswerCollection) and gold.kind in ("set", "list") and len(gold.items) == 1:
        return not isinstance(answer, AnswerCollection) and is_same_shape(gold.items[0], answer)
    if isinstance(answer, AnswerCollection) and answer.kind == "set" and len(answer.items) == 1:
        return is_same_shape(gold, answer.items[0])
    return _is_same_collection(_as_collection(gold), _as_collection(answer))


def _are_same_words(gold: Shape, answer: Shape) -> bool:
    one, other = _plain_words(gold), _plain_words(answer)
    return one == other != "" or any(one in group and other in group for group in _SYNONYMS)


def _plain_words(shape: Shape) -> str:
    if isinstance(shape, WordAnswer):
        return (
            re.sub(r"^(?:there (?:is|are)|it is|the|an?) ", "", shape.text)
            .removesuffix(" solutions")
            .strip(" .()")
        )
    return shape.text.strip(" .()").lower() if isinstance(shape, MathFormula) else ""


def _is_same_interval(gold: MathInterval, answer: MathInterval) -> bool:
    if gold.name and answer.name and gold.name != answer.name:
        return False
    ends = [_open_at_infinity(interval) for interval in (gold, answer)]
    return (
        ends[0] == ends[1]
        and is_same_formula(gold.low, answer.low)
        and is_same_formula(gold.high, answer.high)
    )


def _open_at_infinity(interval: MathInterval) -> str:
    low = "(" if "\\infty" in interval.low.text else interval.ends[0]
    return low + (")" if "\\infty" in interval.high.text else interval.ends[1])


def _is_same_collection(gold: AnswerCollection | None, answer: AnswerCollection | None) -> bool:
    if gold is None or answer is None:
        return False
    unordered = {"set", "list", "union"}
    if gold.kind in unordered and answer.kind in unordered:
        if (gold.kind == "union") != (answer.kind == "union"):
            return False
        return _is_same_set(gold.items, answer.items)
    if "tuple" in (gold.kind, answer.kind) and {gold.kind, answer.kind} <= {"tuple", "list"}:
        pairs = zip(gold.items, _values_in_order(answer.items), strict=False)
        return len(gold.items) == len(answer.items) and all(is_same_shape(*pair) for pair in pairs)
    return False


def _is_same_set(gold: Sequence[Shape], answer: Sequence[Shape]) -> bool:
    left = list(answer)
    for item in gold:
        at = next((n for n, other in enumerate(left) if is_same_shape(item, other)), None)
        if at is None:
            return False
        left = [other for n, other in enumerate(left) if n != at and not is_same_shape(item, other)]
    return not left


def _values_in_order(items: Sequence[Shape]) -> Sequence[Shape]:
    """The values of "x = 1, y = 2" as those of (1, 2)."""
    names = [item.name for item in items if isinstance(item, MathFormula)]
    if len(names) < len(items) or not all(names) or names != sorted(names):
        return items
    return [MathFormula(i.text, "", i.unit, i.percent) for i in items if isinstance(i, MathFormula)]


def _as_collection(shape: Shape) -> AnswerCollection | None:
    if isinstance(shape, MathInterval) and shape.ends == "()" and not shape.name:
        return AnswerCollection("tuple", (shape.low, shape.high))
    if isinstance(shape, MathFormula) and "pmatrix" in shape.text:
        return _vector(shape.text)
    return shape if isinstance(shape, AnswerCollection) else None


def _vector(matrix: str) -> AnswerCollection | None:
    """A matrix of one row or one column as a tuple."""
    inner = re.sub(r"\\(?:begin|end)\{pmatrix\}", "", matrix)
    rows = [row.split("&") for row in inner.split("\\\\") if row.strip()]
    if len(rows) > 1 and any(len(row) > 1 for row in rows):
        return None
    return AnswerCollection("tuple", tuple(read_shape(cell) for row in rows for cell in row))
