"""Whether two formulas say the same: by exact arithmetic where that does, else by math-verify."""

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from rewards.answers.math_shape import MathFormula
from rewards.extras import import_extra

_DECIMAL = r"[-+]?\s?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})"
_NUMBER = re.compile(
    rf"""(?P<a>{_DECIMAL})
      (?: \s?/\s?(?P<b>{_DECIMAL}) | \s?\\cdot\s?10\^\s?\{{?(?P<power>-?\d{{1,3}})\}}? )?
    | (?P<sign>[-+]?)\s?\\frac\s?
      (?: \{{\s?(?P<top>{_DECIMAL})\s?\}}\s?\{{\s?(?P<bottom>{_DECIMAL})\s?\}}
        | (?P<t>\d)\s?(?P<d>\d) )""",
    re.VERBOSE,
)
_BASE = re.compile(
    r"\(?([0-9A-Za-z]+)\)?_\{?(?:\\mathrm)?\{?\s?(\d+|two|eight|ten|sixteen)\s?\}?\}?"
)
_BASES = {"two": "2", "eight": "8", "ten": "10", "sixteen": "16"}
_EQUALS = re.compile(r"(?<![<>!\\])=(?!=)|\\equiv(?![a-z])")
_APPROXIMATELY = re.compile(r"\\approx(?![a-z])")
_QUANTITY = re.compile(
    r"""\s*(?: (?:[A-Za-z](?:_\{?\w+\}?)?(?:\s?\+\s?(?=[A-Za-z]))?)+ | \\[a-zA-Z]+(?:\s[A-Z]+)?
      | [A-Za-z]\s?\([^()=]*\) | \|[^|=]*\| | \[[A-Z]+\] | (?:\\mathrm\{[^{}]*\})+
      | m?\s?\\(?:sin|cos|tan|cot|sec|csc|log|ln|max|min|gcd|lim|int|sum|prod|angle|overline|vec)
        (?![a-z]).* | \\frac\{d[a-z]?\}\{d[a-z]\}.*
      | (?:[^A-Za-z\\]|\\(?:frac|sqrt|cdot|pi|binom)(?![a-z]))* )\s*""",
    re.VERBOSE,
)
"""What a number may be the value of: a name, a sum of names, or a calculation; not "2x + y"."""
_CONSTANT = re.compile(r"\+\s?[cCkK]$")
"""That of an integral."""
_MOST_SIDES = 8
_DIGITS = 6
"""Decimals to which a value that has no end must be given, as math-verify's own default has it."""


def is_same_formula(gold: MathFormula, answer: MathFormula) -> bool:
    if gold.unit and answer.unit and gold.unit != answer.unit:
        return False
    if _differ_in_name(gold.name, answer.name):
        return False
    if gold.percent or answer.percent:
        return _is_same_share(gold, answer)
    return _is_same(_equation(gold, answer), _equation(answer, gold))


def _differ_in_name(gold: str, answer: str) -> bool:
    if not gold or not answer or "(" in gold + answer or "text" in gold + answer:
        return False
    return gold.replace(" ", "") != answer.replace(" ", "")


def _is_same_share(gold: MathFormula, answer: MathFormula) -> bool:
    """75 % is 75 and 0.75, though where the gold is 0.75 it is not 0.75 %."""
    if gold.percent:
        as_share = not answer.percent and _is_same(_hundredth(gold.text), answer.text)
        return as_share or _is_same(gold.text, answer.text)
    value = exact_value(gold.text)
    said_in_percent = value is not None and abs(value) >= 1 and _is_same(gold.text, answer.text)
    return said_in_percent or _is_same(gold.text, _hundredth(answer.text))


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
        return one == other or _is_rounded(one, answer)
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
    return sides[-1].strip() if any(map(_QUANTITY.fullmatch, sides[:-1])) else text


def _is_same_base(gold: str, answer: str) -> bool:
    """Equal digits, in one base; a base that only one of them names is the other's as well."""
    one, other = _BASE.fullmatch(gold), _BASE.fullmatch(answer)
    digits = [found[1] if found else text for found, text in ((one, gold), (other, answer))]
    if digits[0].lower() != digits[1].lower():
        return False
    bases = {_BASES.get(found[2], found[2]) for found in (one, other) if found}
    return len(bases) == 1


def _differ_in_case(gold: str, answer: str) -> bool:
    """Whether one says A where the other says a, which math-verify reads alike; C may be c."""
    one, other = (
        {mark for mark in re.sub(r"\\[A-Za-z]+", "", text) if mark.isalpha()} - {"c", "C"}
        for text in (gold, answer)
    )
    return one != other and {mark.lower() for mark in one} == {mark.lower() for mark in other}


def _is_rounded(gold: Fraction, answer: str) -> bool:
    """Whether the answer is a gold that has no last decimal, rounded or cut off far enough."""
    decimals = answer.partition(".")[2]
    if len(decimals) < _DIGITS or not decimals.isdigit() or (10**400) % gold.denominator == 0:
        return False
    error = abs(Fraction(_plain_digits(answer)) - gold)
    return error < Fraction(1, 10 ** len(decimals)) and error * 10**_DIGITS <= 10 * abs(gold)


def _plain_digits(digits: str) -> str:
    sign = "-" if digits.count("-") % 2 else ""
    return sign + digits.replace("-", "").replace("+", "").replace(" ", "").rstrip(".")


def _math_verify(gold: str, answer: str) -> bool:
    """Its own time limits are off: they need a signal, and hold in no long operation of Python's.

    Only LaTeX is read, since its reader of plain expressions evaluates text as code.
    """
    verify = import_extra("math_verify", "math").verify
    one, other = _parse_formula(gold), _parse_formula(answer)
    if not one or not other:
        return False
    return bool(
        verify(one, other, timeout_seconds=None, allow_set_relation_comp=True)
    ) and _is_close(one[0], other[0])


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
    """Not only to six decimals: to six digits, where the two are numbers far below 1."""
    try:
        one, other = complex(gold.evalf()), complex(answer.evalf())
    except (TypeError, ValueError, AttributeError, OverflowError):
        return True
    return abs(one - other) <= 1e-5 * max(abs(one), abs(other))


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


def exact_value(text: str) -> Fraction | None:
    """The value of a decimal, a fraction of two, or one with a power of ten; else None."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    above = found["a"] or (found["sign"] or "") + (found["top"] or found["t"])
    below = found["b"] or found["bottom"] or found["d"] or "1"
    value, divisor = (Fraction(_plain_digits(part)) for part in (above, below))
    if not divisor:
        return None
    return value / divisor * Fraction(10) ** int(found["power"] or 0)
