"""Whether two answers are equivalent. It runs in a process of its own, since it may never end."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from rewards.answers.math_shape import (
    AnswerCollection,
    MathFormula,
    MathInterval,
    Shape,
    WordAnswer,
    exact_value,
    read_shape,
)
from rewards.extras import import_extra

_BASE = re.compile(
    r"\(?([0-9A-Za-z]+)\)?_\{?(?:\\mathrm)?\{?\s?(\d+|two|eight|ten|sixteen)\s?\}?\}?"
)
_BASES = {"two": "2", "eight": "8", "ten": "10", "sixteen": "16"}
_EQUALS = re.compile(r"(?<![<>!\\])=(?!=)|\\equiv(?![a-z])")
_APPROXIMATELY = re.compile(r"\\approx(?![a-z])")
# What a number may be the value of: a name, a sum of names, or a calculation; not "2x + y".
_QUANTITY = re.compile(
    r"""\s*(?: [A-Z]{1,3}\s?[:/]\s?[A-Z]{1,3} | \\frac\s?\{[A-Z]{1,3}\}\s?\{[A-Z]{1,3}\}
      | [A-Za-z]_\{[^{}]*\}
      | (?:[A-Za-z](?:_\{?\w+\}?)?(?:\s?\+\s?(?=[A-Za-z]))?)+ | \\[a-zA-Z]+(?:\s[A-Z]+)?
      | [A-Za-z]\s?\([^()=]*\) | \|[^|=]*\| | \[[A-Z]+\] | (?:\\mathrm\{[^{}]*\})+
      | m?\s?\\(?:sin|cos|tan|cot|sec|csc|log|ln|max|min|gcd|lim|int|sum|prod|angle|overline|vec)
        (?![a-z]).* | \\frac\{d[a-z]?\}\{d[a-z]\}.*
      | (?:[^A-Za-z\\]|\\(?:frac|sqrt|cdot|pi|binom)(?![a-z]))* )\s*""",
    re.VERBOSE,
)
_DIGITS_ONLY = re.compile(r"[\d\s.,]+")
_LETTER = re.compile(r"(?<![A-Za-z\\])(?!e\b|i\b)[A-Za-z](?![A-Za-z])")
# That of an integral.
_CONSTANT = re.compile(r"\+\s?[cCkK]$")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?:\s*([ap])\.?\s?m\.?)?", re.IGNORECASE)
_MODULO = re.compile(r"(?:([a-z])(?:\\equiv|≡|=))?(-?\d+)\\?[pb]?mod(\d+)")
_STEPS = re.compile(
    r"(?:([a-z])=)?(?:(\d+)[kmnt]\+(\d+)|(\d+)\+(\d+)[kmnt])(?:,?[kmnt]\\in\\mathbbZ)?"
)
_ANY_WHOLE = re.compile(r"([a-z])\s*\\in\s*\\mathbb\s?\{?[ZN]")
_MOST_SIDES = 8
# Decimals to which a value that has no end must be given, as math-verify's own default has it.
_DIGITS = 6
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
    """The answer of the function of that name."""
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
    items = shape.items if isinstance(shape, AnswerCollection) else ()
    return [formula for item in items for formula in _formulas(item)]


def is_equivalent(gold: str, answers: Sequence[str]) -> bool:
    """Whether each of the answers is equivalent to the gold."""
    for special in (_time_of_day, _congruence):
        asked = special(gold)
        said = [special(answer) for answer in answers]
        if asked and any(said):
            return all(_is_same_special(asked, other) for other in said)
    wanted, answers = read_shape(gold), [_with_names_of(gold, answer) for answer in answers]
    letter = _CHOICE.fullmatch(gold)
    if letter and isinstance(wanted, WordAnswer | MathFormula) and len(wanted.text) == 1:
        chosen = map(_CHOICE.fullmatch, answers)
        return all(found is not None and found[1] == letter[1] for found in chosen)
    try:
        return all(is_same_shape(wanted, read_shape(answer)) for answer in answers)
    except (MemoryError, RecursionError, OverflowError):  # of an answer too big to work out
        return False


def _time_of_day(text: str) -> tuple[str, ...]:
    """The hour, the minute and the half of the day of "9:15 a.m."; nothing for another text."""
    found = _TIME.fullmatch(re.sub(r"\\text|[{}~$\\]", "", text).strip(" ."))
    return ("time", found[1], found[2], (found[3] or "").lower()) if found else ()


def _congruence(text: str) -> tuple[str, ...]:
    """The name, the remainder and the modulus of "x = 2 (mod 5)", and of "x = 7k + 3"."""
    plain = re.sub(r"\\(?:mathrm|text|operatorname)\s*|[{}()$~]|\\(?![a-z])|\s", "", text)
    found = _MODULO.fullmatch(plain)
    if found:
        return "mod", found[1] or "", str(int(found[2]) % int(found[3])), found[3]
    found = _STEPS.fullmatch(plain)
    if found is None:
        return ()
    step, first = found[2] or found[5], found[3] or found[4]
    return "mod", found[1] or "", str(int(first) % int(step)), step


def _is_same_special(gold: tuple[str, ...], answer: tuple[str, ...]) -> bool:
    """Whether both say the same, where what one leaves out holds for both."""
    pairs = zip(gold, answer, strict=False)
    return len(gold) == len(answer) and all(
        one == other or "" in (one, other) for one, other in pairs
    )


def _with_names_of(gold: str, answer: str) -> str:
    """The answer with the gold's letter for any whole number: k for n in "pi/4 + n pi"."""
    wanted = _ANY_WHOLE.search(gold)
    given = _ANY_WHOLE.search(answer)
    if wanted is None or given is None or wanted[1] == given[1]:
        return answer
    return re.sub(rf"(?<![A-Za-z\\]){given[1]}(?![A-Za-z])", wanted[1], answer)


def is_same_shape(gold: Shape, answer: Shape) -> bool:
    if isinstance(gold, WordAnswer) or isinstance(answer, WordAnswer):
        one, other = _plain_words(gold), _plain_words(answer)
        return one == other != "" or any(one in group and other in group for group in _SYNONYMS)
    if isinstance(gold, MathFormula) and isinstance(answer, MathFormula):
        return is_same_formula(gold, answer)
    if "\\mathbb{R}" in (getattr(gold, "text", ""), getattr(answer, "text", "")):
        between = gold if isinstance(gold, MathInterval) else answer
        ends = (between.low.text, between.high.text) if isinstance(between, MathInterval) else ()
        return ends == ("-\\infty", "\\infty")
    if isinstance(gold, MathInterval) and isinstance(answer, MathInterval):
        same_name = not gold.name or not answer.name or gold.name == answer.name
        same_ends = same_name and _open_at_infinity(gold) == _open_at_infinity(answer)
        same_low = same_ends and is_same_formula(gold.low, answer.low)
        return same_low and is_same_formula(gold.high, answer.high)
    if isinstance(gold, AnswerCollection) and gold.kind in ("set", "list") and len(gold.items) == 1:
        return not isinstance(answer, AnswerCollection) and is_same_shape(gold.items[0], answer)
    if isinstance(answer, AnswerCollection) and answer.kind == "set" and len(answer.items) == 1:
        return is_same_shape(gold, answer.items[0])
    is_matrix = isinstance(gold, MathFormula) and "pmatrix" in gold.text
    if is_matrix and isinstance(answer, MathInterval) and answer.ends == "[]" and not answer.name:
        answer = AnswerCollection("tuple", (answer.low, answer.high))
    return _is_same_collection(_as_collection(gold), _as_collection(answer))


def _plain_words(shape: Shape) -> str:
    if isinstance(shape, WordAnswer):
        if "does not exist" in shape.text:
            return "does not exist"
        text = re.sub(r"^(?:there (?:is|are)|it is|the|an?) ", "", shape.text)
        return text.removesuffix(" solutions").strip(" .()")
    return shape.text.strip(" .()").lower() if isinstance(shape, MathFormula) else ""


def _open_at_infinity(interval: MathInterval) -> str:
    low = "(" if "\\infty" in interval.low.text else interval.ends[0]
    return low + (")" if "\\infty" in interval.high.text else interval.ends[1])


def _is_same_collection(gold: AnswerCollection | None, answer: AnswerCollection | None) -> bool:
    if gold is None or answer is None:
        return False
    unordered = {"set", "list", "union"}
    if gold.kind in unordered and answer.kind in unordered:
        same_kind = (gold.kind == "union") == (answer.kind == "union")
        return same_kind and _is_same_set(gold.items, answer.items)
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
    """The values of "x = 1, y = 2", as (1, 2) has them."""
    names = [item.name for item in items if isinstance(item, MathFormula)]
    if len(names) < len(items) or not all(names) or len(set(names)) < len(names):
        return items
    formulas = sorted((i for i in items if isinstance(i, MathFormula)), key=lambda it: it.name)
    return [MathFormula(i.text, "", i.unit, i.percent) for i in formulas]


def _as_collection(shape: Shape) -> AnswerCollection | None:
    if isinstance(shape, MathInterval) and shape.ends == "()" and not shape.name:
        return AnswerCollection("tuple", (shape.low, shape.high))
    if isinstance(shape, MathFormula) and "pmatrix" in shape.text:
        # A matrix of one row or one column as a tuple.
        inner = re.sub(r"\\(?:begin|end)\{pmatrix\}", "", shape.text)
        rows = [row.split("&") for row in inner.split("\\\\") if row.strip()]
        if len(rows) > 1 and any(len(row) > 1 for row in rows):
            return None
        return AnswerCollection("tuple", tuple(read_shape(cell) for row in rows for cell in row))
    return shape if isinstance(shape, AnswerCollection) else None


def is_same_formula(gold: MathFormula, answer: MathFormula) -> bool:
    if gold.unit and answer.unit and gold.unit != answer.unit:
        return False
    if _differ_in_name(gold.name, answer.name):
        return False
    if gold.percent or answer.percent:
        # Whether two formulas agree, one of them a percentage: 75 % is 75 and 0.75. Where the gold
        # is 0.75, an answer of 0.75 % is wrong.
        if gold.percent:
            as_share = not answer.percent and _is_same(_hundredth(gold.text), answer.text)
            return as_share or _is_same(gold.text, answer.text)
        value = exact_value(gold.text)
        said_in_percent = value is not None and abs(value) >= 1 and _is_same(gold.text, answer.text)
        return said_in_percent or _is_same(gold.text, _hundredth(answer.text))
    return _is_same(_equation(gold, answer), _equation(answer, gold))


def _differ_in_name(gold: str, answer: str) -> bool:
    if not gold or not answer or "(" in gold + answer or "text" in gold + answer:
        return False
    return gold.replace(" ", "") != answer.replace(" ", "")


def _is_same(gold: str, answer: str) -> bool:
    gold, answer = _last_side(gold, answer), _last_side(answer, gold)
    if _CONSTANT.search(gold) and _CONSTANT.search(answer):
        answer = answer[:-1] + gold[-1]
    if gold.replace(" ", "") == answer.replace(" ", "") != "":
        return True
    if _BASE.fullmatch(gold) or _BASE.fullmatch(answer):
        return _is_same_base(gold, answer)
    if bool(_EQUALS.search(gold)) != bool(_EQUALS.search(answer)):
        # math-verify would take the right side of any equation; an identity has only one value
        sides = [] if _EQUALS.search(gold) else _EQUALS.split(answer)
        return 0 < len(sides) <= _MOST_SIDES and all(_is_same(gold, side.strip()) for side in sides)
    if _differ_in_case(gold, answer):
        return False
    one, other = exact_value(gold), exact_value(answer)
    if one is not None and other is not None:
        return one == other or _is_rounded(one, other, answer)
    return _math_verify(gold, answer)


def _last_side(text: str, other: str) -> str:
    """What "6/2 = 3" and "a + b = 3" come to, where the other is no equation; unrounded."""
    exact_side, *rounded = _APPROXIMATELY.split(text)
    if rounded and re.search(r"\d", exact_side):
        text = exact_side.strip()
    elif rounded:
        text = rounded[-1].strip()
    sides = _EQUALS.split(text)
    if len(sides) == 1 or (_EQUALS.search(other) and len(sides) == 2):
        return text
    last = sides[-1].strip()
    named = any(
        _QUANTITY.fullmatch(side) and not (_DIGITS_ONLY.fullmatch(side) and _LETTER.search(last))
        for side in sides[:-1]
    )
    return last if named else text


def _is_same_base(gold: str, answer: str) -> bool:
    """Whether the digits and the base agree; a base that only one side names holds for both."""
    one, other = _BASE.fullmatch(gold), _BASE.fullmatch(answer)
    digits = [found[1] if found else text for found, text in ((one, gold), (other, answer))]
    if digits[0].lower() != digits[1].lower():
        return False
    return len({_BASES.get(found[2], found[2]) for found in (one, other) if found}) == 1


def _differ_in_case(gold: str, answer: str) -> bool:
    """Whether one says A where the other says a, which math-verify reads alike; C may be c."""
    one, other = (
        {mark for mark in re.sub(r"\\[A-Za-z]+", "", text) if mark.isalpha()} - {"c", "C"}
        for text in (gold, answer)
    )
    return one != other and {mark.lower() for mark in one} == {mark.lower() for mark in other}


def _is_rounded(gold: Fraction, value: Fraction, answer: str) -> bool:
    """Whether the answer is a gold that has no last decimal, rounded or cut off far enough."""
    decimals = answer.partition(".")[2]
    if len(decimals) < _DIGITS or not decimals.isdigit() or (10**400) % gold.denominator == 0:
        return False
    error = abs(value - gold)
    return error < Fraction(1, 10 ** len(decimals)) and error * 10**_DIGITS <= 10 * abs(gold)


def _math_verify(gold: str, answer: str) -> bool:
    """Whether math-verify finds both equal.

    Its own time limits are off: they need a signal, and hold in no long operation of Python.

    Only LaTeX is read, since its reader of plain expressions evaluates text as code.
    """
    verify = import_extra("math_verify", "math").verify
    one, other = _parse_formula(gold), _parse_formula(answer)
    if not one or not other:
        return False
    same = verify(one, other, timeout_seconds=None, allow_set_relation_comp=True)
    if not same and "\\sqrt" in gold + answer:
        return _is_same_of_counts(one[0], other[0])
    return bool(same) and _is_close(one[0], other[0])


def _is_same_of_counts(gold: Any, answer: Any) -> bool:
    """Whether both agree where k, m and n are counts: sqrt(1/n) is 1/sqrt(n) for those."""
    sympy = import_extra("sympy", "math")
    try:
        names = {name for name in gold.free_symbols if str(name) in ("k", "m", "n")}
        counts = {name: sympy.Symbol(str(name), positive=True) for name in names}
        return bool(names and sympy.simplify(gold.subs(counts) - answer.subs(counts)) == 0)
    except (TypeError, ValueError, AttributeError):
        return False


@lru_cache(maxsize=256)
def _parse_formula(formula: str) -> list[Any]:
    """The expression, or nothing where it cannot be read. Its i is the imaginary one."""
    library, imaginary = import_extra("math_verify", "math"), import_extra("sympy", "math").I
    config = library.LatexExtractionConfig()
    # a unit has been taken off already: what it would take for one is the h of a product
    normal = replace(config.normalization_config, units=False)
    config = [replace(config, normalization_config=normal)]
    return [
        found.subs({name: imaginary for name in found.free_symbols if str(name) == "i"})
        for found in library.parse(f"${formula}$", extraction_config=config, parsing_timeout=None)
        if not isinstance(found, str)
    ][:1]


def _is_close(gold: Any, answer: Any) -> bool:
    """Whether two numbers agree to six digits, since math-verify compares six decimals."""
    sympy = import_extra("sympy", "math")
    try:
        if gold.is_Rational and answer.is_Rational:
            same = gold == answer or abs(gold - answer) <= abs(gold) / 10**_DIGITS
            return bool(same and (gold != 0 or answer == 0))
        if not (gold.is_number and answer.is_number) or answer == 0:
            return True
        ratio = sympy.N(gold / answer, 20)
        return not ratio.is_number or bool(abs(ratio - 1) <= sympy.Float("1e-5"))
    except (TypeError, ValueError, AttributeError, OverflowError, ZeroDivisionError):
        return True


def _hundredth(text: str) -> str:
    value = exact_value(text)
    if value is None:
        return f"\\frac{{{text}}}{{100}}"
    return f"\\frac{{{value.numerator}}}{{{value.denominator * 100}}}"


def _equation(formula: MathFormula, other: MathFormula) -> str:
    """The text, with the name that it was assigned to where the other is an equation.

    Else what is assigned to a name is what the chain of equations comes to.
    """
    if not _EQUALS.search(other.text):
        return _EQUALS.split(formula.text)[-1].strip() if formula.name else formula.text
    return f"{formula.name}={formula.text}" if formula.name and not other.name else formula.text
