"""What kind of thing an answer is: words, a formula, an interval, a list, a set or a tuple."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from rewards.answers.latex_spelling import latex_spelling
from rewards.answers.units import without_unit

_DECIMAL = r"[-+]?\s?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})"
_NUMBER = re.compile(
    rf"""(?P<a>{_DECIMAL})
      (?: \s?/\s?(?P<b>{_DECIMAL}) | \s?\\cdot\s?10\^\s?\{{?(?P<power>-?\d{{1,3}})\}}? )?
    | (?P<sign>[-+]?)\s?\\frac\s?
      (?: \{{\s?(?P<top>{_DECIMAL})\s?\}}\s?\{{\s?(?P<bottom>{_DECIMAL})\s?\}}
        | (?P<t>\d)\s?(?P<d>\d) )""",
    re.VERBOSE,
)
_TOKEN = re.compile(
    r"\\begin\{pmatrix\}|\\end\{pmatrix\}|\\langle|\\rangle|\\[{}]|\\cup(?![a-z])|[(){}\[\],;]"
)
_OPENS = {"\\begin{pmatrix}", "\\langle", "\\{", "(", "[", "{"}
_CLOSES = {"\\end{pmatrix}", "\\rangle", "\\}", ")", "]", "}"}
# A name, for a pattern: x, x_1, theta, a vector v, f to the -1.
LETTER = (
    r"(?:[A-Za-z]|\\(?:vec|hat|bar|overline|overrightarrow)\s?\{?\w+\}?"
    r"|\\[a-z]+(?<!\\frac)(?<!\\sqrt)(?<!\\text))(?:_(?:\{\w+\}|\w))?'?(?:\^\{?(?:-1|T)\}?)?"
)
# How an interval ends at each sign.
_ENDS = {"<": ")", "\\le": "]", ">": ")", "\\ge": "]"}
ORDER = re.compile(r"\\le(?![a-z])|\\ge(?![a-z])|<|>")
_NAME = re.compile(rf"{LETTER}")
_LONE_LETTER = re.compile(r"(?<![\\A-Za-z])(?!e\b)[A-Za-z]")
_AROUND = re.compile(rf"\|({LETTER})\|")
_UNEQUAL = re.compile(
    rf"(?P<name>{LETTER})\s*\\ne(?![a-z])\s*(?P<a>[^,=]+)"
    r"|\\mathbb\s?\{?R\}?\s*(?:\\setminus|\\backslash|-)\s*\\\{(?P<b>[^,]+)\\\}"
)
_TERM = re.compile(
    r"\s*(?P<sign>[-+]?)\s*(?P<size>(?:[\d./]|\\frac|\\sqrt|\\pi|[{}])*)\s*(?:\\cdot)?\s*"
    r"\\(?:text|hat|vec)\s?\{?\s?(?:\\(?:hat|vec|text)\s?\{?)?\\?(?P<axis>[ijk])(?:math)?[\s}]*"
)
_ASSIGNED = re.compile(
    rf"\s*(?P<name>\({LETTER}(?:,\s?{LETTER})+\s?\)"
    rf"|{LETTER}(?:\s?\(\s?{LETTER}(?:,\s?{LETTER})*\s?\))?|\\text\{{[^{{}}=]*\}})"
    r"\s*(?:=|\\in(?![a-z])|:(?!\s*\d+$))\s*(?=\S)"
)
_AND = re.compile(r"\\text\{\s*(?:and|AND)\s*\}|\band\b|\\wedge|\\land|&(?!.*pmatrix)")
_OR = re.compile(r"\\text\{\s*(?:,?\s*or|OR)\s*\}|\bor\b|\\vee(?![a-z])|\\lor(?![a-z])")
# For which k a general solution holds.
_WHOLE = re.compile(
    r"(?<=\S),?\s*(?:\\text\{[^{}]*\})?\s*\(?[a-z]\s*\\in\s*\\mathbb\s?\{?[ZNR]\}?\)?$"
)
_NUMBERED = re.compile(r"^(?:\([A-Ja-e]\)|[A-Ja-e]\)|\\text\{\s*\(?[A-Ja-e]\)\s*\})\s+(?=\S)")
# For which x a formula does not hold.
_EXCLUDED = re.compile(rf"{LETTER}\s*\\ne(?![a-z])")
_BUILDER = re.compile(
    rf"{LETTER}\s*(?:\\in\s*\\mathbb\s?\{{?R\}}?)?\s*(?:\||:|\\colon)\s*(?=[^|]*$)"
)
_WORDS = re.compile(r"(?:\\text\{[^{}]*\}|[A-Za-z' -])+")


@dataclass(frozen=True)
class AnswerCollection:
    """Things side by side. A `list` stands without brackets; a `union` joins intervals."""

    kind: Literal["list", "set", "tuple", "union"]
    items: tuple["Shape", ...]


@dataclass(frozen=True)
class MathFormula:
    """One expression or relation; `name` is what it was assigned to, if to anything."""

    text: str
    name: str = ""
    unit: str = ""
    percent: bool = False


@dataclass(frozen=True)
class MathInterval:
    """What lies between two formulas; `ends` is one of (), (], [) and [].

    `name` is what an inequality was about; two formulas in brackets have none, and may be a point.
    """

    low: MathFormula
    high: MathFormula
    ends: str
    name: str = ""


@dataclass(frozen=True)
class WordAnswer:
    """An answer in words, or the letter of a choice."""

    text: str


Shape = MathFormula | WordAnswer | MathInterval | AnswerCollection


def read_shape(text: str) -> Shape:
    """The shape of `text`, which may be LaTeX, Unicode or ASCII."""
    return _shape(latex_spelling(text))


def _shape(text: str) -> Shape:
    exact, *rounded = re.split(r"\\approx(?![a-z])", text)
    if rounded and re.search(r"\d", exact):
        text = exact
    text = _WHOLE.sub("", text)
    text = _NUMBERED.sub("", text.rpartition("\\implies")[2].strip())
    words = _words_of(text)
    if words:
        return WordAnswer(words)
    joined_by_and = _AND.search(text) is not None
    parts = split_at(_OR.sub(",", _AND.sub(",", text)), ",;")
    parts = [part for part in parts if part]
    parts = [part for part in parts if not _EXCLUDED.match(part)] or parts
    if len(parts) > 1:
        return _list_shape(tuple(map(_shape, parts)), joined_by_and)
    return _single_shape(parts[0] if parts else text)


def _words_of(text: str) -> str:
    """The words of a `text` that is only words, in lower case; a letter counts only in \\text."""
    if not _WORDS.fullmatch(text):
        return ""
    plain = re.sub(r"\s+", " ", re.sub(r"\\text\{([^{}]*)\}", r"\1", text)).strip(" .,:()")
    named = "\\text" in text or " " in plain or (len(plain) > 3 and plain[1:].islower())
    if not named or _OR.search(text) or not plain:
        return ""
    return plain if len(plain) == 1 else plain.lower()


def _list_shape(items: tuple[Shape, ...], joined_by_and: bool) -> Shape:
    if all(isinstance(item, MathInterval) and item.name for item in items):
        both = joined_by_and and len(items) == 2
        return _intersection(items) if both else AnswerCollection("union", items)
    names = {item.name for item in items if isinstance(item, MathFormula)} - {""}
    first = items[0]
    if len(names) == 1 and isinstance(first, MathFormula) and first.name:
        items = tuple(replace(i, name="") if isinstance(i, MathFormula) else i for i in items)
    return AnswerCollection("list", items)


def _intersection(items: tuple[Shape, ...]) -> Shape:
    one, other = items
    if isinstance(one, MathInterval) and isinstance(other, MathInterval):
        if other.high.text == "\\infty" and one.low.text == "-\\infty":
            one, other = other, one
        if one.high.text == "\\infty" and other.low.text == "-\\infty":
            return MathInterval(one.low, other.high, one.ends[0] + other.ends[1], one.name)
    return AnswerCollection("list", items)


def _single_shape(text: str) -> Shape:
    between = read_inequation(text) or read_inequality(text)
    if between:
        return between
    assigned = _ASSIGNED.match(text)
    if assigned and not ORDER.search(text):
        shape = _shape(text[assigned.end() :])
        named = assigned["name"].strip()
        return replace(shape, name=named) if isinstance(shape, MathFormula) else shape
    pieces = split_at(text, "\\cup")
    if len(pieces) > 1:
        return AnswerCollection("union", tuple(map(_shape, pieces)))
    if text.count("\\pm") == 1:
        both_signs = (_shape(text.replace("\\pm", sign)) for sign in "+-")
        return AnswerCollection("list", tuple(both_signs))
    axes = coordinates(text)
    if axes:
        return AnswerCollection("tuple", tuple(map(read_formula, axes)))
    return _bracket_shape(text) or _end_of_chain(text) or read_formula(text)


def _bracket_shape(text: str) -> Shape | None:
    if len(text) < 2 or not is_wrapped(text):
        return None
    opened = next(mark for mark in ("\\langle", "\\{", "(", "[", "{") if text.startswith(mark))
    closed = next(mark for mark in ("\\rangle", "\\}", ")", "]", "}") if text.endswith(mark))
    inner = text[len(opened) : -len(closed)].strip()
    parts = split_at(inner, ",;")
    if opened in ("\\{", "{"):
        builder = _BUILDER.match(inner)
        if builder:
            return _shape(inner[builder.end() :])
        if re.search(r"\||:|\\colon", inner):
            return None
        return AnswerCollection("set", tuple(map(_shape, parts)))
    if len(parts) == 2 and opened in "([" and closed in ")]":
        return MathInterval(read_formula(parts[0]), read_formula(parts[1]), opened + closed)
    if len(parts) == 1:
        return _shape(inner) if (opened, closed) == ("(", ")") and inner else None
    return AnswerCollection("tuple", tuple(map(_shape, parts)))


def _end_of_chain(text: str) -> Shape | None:
    """The vector, set, interval or matrix that an equation ends in."""
    *before, last = map(str.strip, text.split("="))
    if not before or last.startswith("\\begin{pmatrix}"):
        return read_formula(last) if before else None
    shape = _single_shape(last) if coordinates(last) else _bracket_shape(last)
    return None if isinstance(shape, MathFormula) else shape


def exact_value(text: str) -> Fraction | None:
    """The value of a decimal, a fraction of two, or one with a power of ten; else None."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    above = found["a"] or (found["sign"] or "") + (found["top"] or found["t"])
    below = found["b"] or found["bottom"] or found["d"] or "1"
    value, divisor = (Fraction(_plain_digits(part)) for part in (above, below))
    return value / divisor * Fraction(10) ** int(found["power"] or 0) if divisor else None


def _plain_digits(digits: str) -> str:
    sign = "-" if digits.count("-") % 2 else ""
    return sign + digits.replace("-", "").replace("+", "").replace(" ", "").rstrip(".")


def split_at(text: str, at: str) -> list[str]:
    """`text` cut at each top-level mark in `at`."""
    pieces, depth, start = list[str](), 0, 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in _OPENS) - (token[0] in _CLOSES)
        if depth == 0 and token[0] not in _CLOSES and token[0] in at:
            pieces.append(text[start : token.start()].strip())
            start = token.end()
    return [*pieces, text[start:].strip()]


def is_wrapped(text: str) -> bool:
    """Whether the first bracket is closed by the last one."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if depth == 0 and token.start() > 0:
            return False
        depth += (token[0] in _OPENS) - (token[0] in _CLOSES)
        if token[0] == "\\begin{pmatrix}":
            return False
    return depth == 0 and text.endswith((")", "]", "\\}", "}", "\\rangle")) and text[0] in "([{\\"


def read_formula(text: str) -> MathFormula:
    """A formula in one spelling, apart from its unit."""
    core, unit, percent = without_unit(text.strip())
    core = re.sub(r"\\text\{\s*([^{}]*?)\s*\}", r"\\mathrm{\1}", core)
    return MathFormula(core.strip(), "", unit, percent)


def read_inequation(text: str) -> AnswerCollection | None:
    """ "x \\ne 0", and all reals without 0, as what lies below and above."""
    found = _UNEQUAL.fullmatch(text)
    if found is None:
        return None
    name, value = found["name"] or "", read_formula(found["a"] or found["b"])
    below = MathInterval(read_formula("-\\infty"), value, "()", name)
    above = MathInterval(value, read_formula("\\infty"), "()", name)
    return AnswerCollection("union", (below, above))


def read_inequality(text: str) -> MathInterval | None:
    """ "1 < x" and "1 < x <= 2" as intervals, where x is one letter; None for other relations."""
    signs = [sign[0] for sign in ORDER.finditer(text)]
    sides = [side.strip() for side in ORDER.split(text)]
    if len(signs) not in (1, 2) or "=" in text or "\\text" in text.replace("\\text{ degrees}", ""):
        return None
    falling = {sign in (">", "\\ge") for sign in signs}
    if len(falling) > 1 or len(list(filter(_LONE_LETTER.search, sides))) > 1:
        return None
    ends = [_ENDS[sign] for sign in signs]
    return _between(sides[::-1], ends[::-1]) if True in falling else _between(sides, ends)


def _between(sides: list[str], ends: list[str]) -> MathInterval | None:
    """The interval that two or three sides leave for a name, |x| < 2 among them."""
    if len(sides) == 2 and (around := _AROUND.fullmatch(sides[0])):
        bound = sides[1]
        negative = f"-({bound})" if "+" in bound or "-" in bound else f"-{bound}"
        sides, ends = [negative, around[1], bound], ends * 2
    elif len(sides) == 2 and _NAME.fullmatch(sides[0]):
        sides, ends = ["-\\infty", *sides], [")", *ends]
    elif len(sides) == 2:
        sides, ends = [*sides, "\\infty"], [*ends, ")"]
    low, name, high = sides
    if not _NAME.fullmatch(name):
        return None
    brackets = {")": "(", "]": "["}[ends[0]] + ends[1]
    return MathInterval(read_formula(low), read_formula(high), brackets, name)


def coordinates(text: str) -> list[str] | None:
    """The sizes along the axes i, j and perhaps k; None for any other sum."""
    sizes, at = dict[str, str](), 0
    while at < len(text):
        term = _TERM.match(text, at)
        if term is None or term["axis"] in sizes or (at and not term["sign"]):
            return None
        sign = "-" if term["sign"] == "-" else ""
        sizes[term["axis"]], at = sign + (term["size"].strip() or "1"), term.end()
    if not sizes or set(sizes) == {"i"}:
        return None
    return [sizes.get(axis, "0") for axis in ("ijk" if "k" in sizes else "ij")]
