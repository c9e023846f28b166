"""One spelling for a formula that is written in LaTeX, Unicode or ASCII: LaTeX without layout."""

import re
import unicodedata
from fractions import Fraction

from rewards.answers.numbers import SUPERSCRIPTS, VULGAR
from rewards.answers.plain_text import plain_marks

_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
_SIGNS = {
    "\N{INTEGRAL}": "\\int ",
    "\N{SQUARE ROOT}": "\\sqrt ",
    "\N{CUBE ROOT}": "\\sqrt[3] ",
    "\N{INFINITY}": "\\infty ",
    "\N{LESS-THAN OR EQUAL TO}": "\\le ",
    "\N{GREATER-THAN OR EQUAL TO}": "\\ge ",
    "\N{NOT EQUAL TO}": "\\ne ",
    "\N{ELEMENT OF}": "\\in ",
    "\N{UNION}": "\\cup ",
    "\N{INTERSECTION}": "\\cap ",
    "\N{EMPTY SET}": "\\emptyset ",
    "\N{DEGREE SIGN}": "^\\circ ",
    "\N{PLUS-MINUS SIGN}": "\\pm ",
    "\N{DIVISION SIGN}": "/",
    "\N{MATHEMATICAL LEFT ANGLE BRACKET}": "\\langle ",
    "\N{MATHEMATICAL RIGHT ANGLE BRACKET}": "\\rangle ",
    "\N{LEFT FLOOR}": "\\lfloor ",
    "\N{RIGHT FLOOR}": "\\rfloor ",
    "\N{LEFT CEILING}": "\\lceil ",
    "\N{RIGHT CEILING}": "\\rceil ",
    "\N{LOGICAL AND}": "\\wedge ",
    "\N{LOGICAL OR}": "\\vee ",
    "\N{PRIME}": "'",
    "\N{ANGLE}": "\\angle ",
    "\N{DOUBLE-STRUCK CAPITAL R}": "\\mathbb{R}",
    "\N{DOUBLE-STRUCK CAPITAL Z}": "\\mathbb{Z}",
    "\N{RIGHTWARDS DOUBLE ARROW}": "\\implies ",
    "\N{RIGHTWARDS ARROW}": "\\implies ",
    "\N{ALMOST EQUAL TO}": "\\approx ",
    "\N{EURO SIGN}": "\\text{EUR}",
}
_GREEK = "alpha beta gamma delta epsilon theta lamda mu rho sigma tau phi omega pi"
_LETTERS = {
    unicodedata.lookup(f"GREEK SMALL LETTER {name}"): f"\\{name.replace('lamda', 'lambda')} "
    for name in _GREEK.split()
}
_TABLE = str.maketrans(_SIGNS | _LETTERS)
_LAYOUT = re.compile(
    r"""\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\.? | \\(?:displaystyle|textstyle|limits|nolimits)
      (?![A-Za-z]) | (?<!\\)\\(?:[,;:!> ]|q?quad(?![A-Za-z])|hspace\{[^{}]*\}|phantom\{[^{}]*\})
      | (?<!\\)\$ | (?<!\\)\\(?:[()] | \[(?!\d) | \](?![\d{])) | ~ | \*\*(?=\s*$) | ^\s*\*\*""",
    re.VERBOSE,
)
_ALIASES = [
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\\[dtc]frac(?![a-z])", r"\\frac"),
        (r"\{([^{}]*)\\over(?![a-z])([^{}]*)\}", r"\\frac{\1}{\2}"),
        (r"\{\s*([^{}]*?)\s*\\choose(?![a-z])\s*([^{}]*?)\s*\}", r"\\binom{\1}{\2}"),
        (r"(?:\{\})?(?:_\{?|\^\{?)(\w+)\}?\s*C_\{?(\w+)\}?(?!\w)", r"\\binom{\1}{\2}"),
        (r"(?<![A-Za-z\\])C\((\w+),\s*(\w+)\)$", r"\\binom{\1}{\2}"),
        (r"\\(?:math(?:rm|it)|text|operatorname)\s*\{([eixyzknpqr])\}(?=[^{}]*[-+^/=(}\d])"
         r"|(?<=[-+^/=({\d])\s?\\math(?:rm|it)\s*\{([eixyzknpqr])\}"
         r"(?!\s*[-+]\s*\d*\\math)", r" \1\2"),
        (r"\\frac\s?(\d)\s?(?=\{)", r"\\frac{\1}"),
        (r"\\frac\s?(\d)\s?(\\[a-z]+)(?![a-z])|\\frac\s*(\\(?!frac|sqrt)[a-z]+)\s?(\d)",
         r"\\frac{\1\3}{\2\4}"),
        (r"\\(?:dots|dotsc|dotsb|cdots)(?![a-z])|\u2026|(?<=,)\s*\.\.\.(?=\s*,|$)", r"\\ldots "),
        (r"\{:\}|\\colon(?![a-z])", ":"),
        (r"(?<=\d)'(?!')", r"\\text{ arcmin}"),
        (r"\(\s*(-?[\d./\\a-z{}]+)\s*\|\s*(-?[\d./\\a-z{}]+)\s*\)", r"(\1,\2)"),
        (r"(\d*\.\d*)\\dot\s?\{?(\d)\}?\\dot\s?\{?(\d)\}?$", r"\1\\overline{\2\3}"),
        (r"\[\s*\[([^\[\]]*)\]\s*,\s*\[([^\[\]]*)\]\s*\]",
         r"\\begin{pmatrix}\1\\\\\2\\end{pmatrix}"),
        (r"\\mathbb\s?\{?R\}?\s*(?:\\setminus|\\backslash|-)\s*\[([^\[\],]+),([^\[\],]+)\]",
         r"(-\\infty,\1) \\cup (\2,\\infty)"),
        (r"\\mathbb\s?\{?R\}?\s*(?:\\setminus|\\backslash|-)\s*\(([^(),]+),([^(),]+)\)",
         r"(-\\infty,\1] \\cup [\2,\\infty)"),
        (r"\\(?:text(?:bf|it|rm|sf|tt|up|normal)?|mbox|mathrm|mathbf|mathit|mathsf|operatorname\*?"
         r"|boldsymbol|bm|bf|rm)\s*\{", r"\\text{"),
        (r"\\(?:leq|leqslant|leqq)(?![a-z])|<=|=<", r"\\le "),
        (r"\\(?:geq|geqslant|geqq)(?![a-z])|>=", r"\\ge "),
        (r"\\neq(?![a-z])|!=", r"\\ne "),
        (r"\\lt(?![a-z])", "<"),
        (r"\\gt(?![a-z])", ">"),
        (r"\\(?:varnothing|O)(?![a-zA-Z])|\\\{\s*\\\}|(?<!\\|[\w^}])\{\s*\}$", r"\\emptyset "),
        (r"\\(?:times|cdot|ast)(?![a-z])|(?<!\*)\*(?!\*)", r"\\cdot "),
        (r"\\div(?![a-z])", "/"),
        (r"\\\|", "|"),
        (r"\+\s?\\infty(?![a-z])", r"\\infty "),
        (r"\\log_\{?e\}?(?![a-z])", r"\\ln "),
        (r"\\(?:therefore(?![a-z])|underline\s*(?=\{))", ""),
        (r"\\Rightarrow(?![a-z])", r"\\implies "),
        (r"\\lbrace(?![a-z])", r"\\{"),
        (r"\\rbrace(?![a-z])", r"\\}"),
        (r"\\lbrack(?![a-z])", "["),
        (r"\\rbrack(?![a-z])", "]"),
        (r"\\[lr]vert(?![a-z])|\\[lr]?Vert(?![a-z])|\\[lm]id(?![a-z])", "|"),
        (r"\\(?:degree|deg)(?![a-z])|\^\s*\{?\s*\\circ\s*\}?|\^o\b", r"\\text{ degrees}"),
        (r"\*\*", "^"),
        (r"\+\s?/?\s?-(?=\s?[\d\\(a-z])(?<=/-)|\+/-", r"\\pm "),
        (r"\\begin\{(?:[b]|small)?matrix\}|\\begin\{array\}(?:\{[lcr|]*\})?",
         r"\\begin{pmatrix}"),
        (r"\\end\{(?:[b]|small)?matrix\}|\\end\{array\}", r"\\end{pmatrix}"),
        (r"[(\[]\s*(?=\\begin\{pmatrix)|(?<=\\end\{pmatrix\})\s*[)\]]", ""),
        (r"\{,\}", ","),
        (r"(?<![A-Za-z\\])(?:infinity|inf|oo)(?![A-Za-z])", r"\\infty "),
        (r"(?<![A-Za-z\\])(?=(?:pi|theta|alpha|beta|gamma|lambda|sqrt|cbrt|sin|cos|tan|sec|csc|cot"
         r"|arcsin|arccos|arctan|ln|log|sinh|cosh|tanh)(?:[^A-Za-z]|$))", r"\\"),
        (r"(?<=\d)(?=(?:pi|sqrt)(?![a-z]))", r"\\"),
        (r"(?<=[)\]])\s*\^\{?(?:T|\\top)\}?$", ""),
        (r"(?<=[a-z]) (?=_)", ""),
        (r"\\cbrt", r"\\sqrt[3]"),
        (r"(\\sqrt(?:\[\d\])?)\s*(\d+|[A-Za-z](?![A-Za-z]))", r"\1{\2}"),
        (r"(?<=\d) to (?=\d)", ":"),
        (r"(?<![A-Za-z\\])exp(?=\()", "e^"),
        (r"(?<![A-Za-z\\])U(?=\s*[(\[])(?<=[)\]] U)", r"\\cup "),
    )
]  # fmt: skip
_FOREIGN_INTERVAL = re.compile(
    r"(?P<o>\])\s*(?P<a>[^\[\](),;]+)[,;](?P<b>[^\[\](),;]+)(?P<c>[\[\])])"
    r"|(?P<o2>[\[(])\s*(?P<a2>[^\[\](),;]+)[,;](?P<b2>[^\[\](),;]+)(?P<c2>\[)"
)
_MATRIX = re.compile(r"\\begin\{pmatrix\}[^&]*?,[^&]*?\\end\{pmatrix\}")
_RAISED = re.compile(rf"⁻?[{SUPERSCRIPTS}]+|ⁿ")
_LOWERED = re.compile(rf"[{_SUBSCRIPTS}]+")
_VULGAR = re.compile(rf"(\d*)\s?([{VULGAR}])")
_POWER = re.compile(r"\^\s*([-+]?\d+(?![\d.]))")
_RATIO = re.compile(r"(?<![\w.}\\,/:^])(\d+) ?/ ?(\d+)(?![\d.,]*[\d/^!_])")
_ROWS = re.compile(r"\\begin\{(cases|aligned?|gather(?:ed)?|split)\}(.*?)\\end\{\1\}", re.DOTALL)
_ONLY_NAMED = re.compile(r"\s*[A-Za-z]\s*=[^=]*")
_GROUPED = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d.])\d{1,3}(?: \d{3})+(?![\d])"
)
_EXPONENT = re.compile(r"(?<=\d)[eE]([-+]?\d+)\b")
_MIXED = re.compile(
    r"(?<![\d.)}\\^_A-Za-z]) (\d{1,9}) \s* (?: \\frac\s?\{(\d{1,9})\}\s?\{(\d{1,9})\}"
    r" | \\frac\s?(\d)(\d) | (?:(?<=\s)|\s+(?:and\s+)?)(\d{1,9})\s?/\s?(\d{1,9})(?![\d.]) )",
    re.VERBOSE,
)
_REPEATING = re.compile(
    r"(\d{0,20})\.(\d{0,20})\\(?:overline|bar|dot)\s?(?:\{(\d{1,20})\}|(\d))(?:\.\.\.|\\[lc]?dots)?"
)
_OPEN = re.compile(r"(\\sqrt(?:\[[^\]]{1,9}\])?|\^|_)\s*\(")


def latex_spelling(text: str) -> str:
    """`text` in that spelling. A text that is no formula keeps all but its marks and spaces."""
    text = _ROWS.sub(_rows, _RAISED.sub(_as_power, text))
    text = _LOWERED.sub(lambda low: "_{" + unicodedata.normalize("NFKC", low[0]) + "}", text)
    text = plain_marks(_VULGAR.sub(_vulgar_fraction, text).translate(_TABLE))
    text = re.sub(r"\\!", "", text)
    text = _LAYOUT.sub(" ", re.sub(r"\\\$", r"\\text{dollars}", text))
    for pattern, instead in _ALIASES:
        text = pattern.sub(instead, text)
    text = _FOREIGN_INTERVAL.sub(_english_interval, text)
    text = _MATRIX.sub(lambda rows: rows[0].replace(",", "&"), text)
    text = _add_braces(text)
    text = _POWER.sub(r"^{\1}", text)
    if not re.search(r"[(\[{]\s*\d{1,3},\d{3}\s*(?:\\\}|[)\]])", text):  # a pair of numbers
        text = _GROUPED.sub(lambda number: re.sub("[, ]", "", number[0]), text)
    text = _EXPONENT.sub(r"\\cdot 10^{\1}", text)
    text = _REPEATING.sub(_repeating_fraction, _MIXED.sub(_improper_fraction, text))
    text = _RATIO.sub(r"\\frac{\1}{\2}", text)
    return re.sub(r"\s+", " ", text).rstrip(" .;:,").lstrip(" ;:,")


def _english_interval(found: re.Match[str]) -> str:
    """]2,5[ as (2,5): the brackets of other countries look away from what they leave out."""
    opened, low, high, closed = (mark for mark in found.groups() if mark is not None)
    return f"{opened.replace(']', '(')}{low},{high}{closed.replace('[', ')')}"


def _rows(environment: re.Match[str]) -> str:
    """The values that the rows give one name each, as a list; else the last row, with its chain."""
    rows = [row.replace("&", " ").strip() for row in environment[2].split("\\\\") if row.strip()]
    if all(map(_ONLY_NAMED.fullmatch, rows)):
        return ", ".join(rows)
    starts = [n for n, row in enumerate(rows) if not row.startswith("=")] or [0]
    return environment[0] if "cases" in environment[1] else " ".join(rows[starts[-1] :])


def _as_power(raised: re.Match[str]) -> str:
    return "^{" + unicodedata.normalize("NFKC", raised[0]).replace("\u2212", "-") + "}"


def _vulgar_fraction(found: re.Match[str]) -> str:
    part = Fraction(unicodedata.numeric(found[2])).limit_denominator(10)
    return _as_frac(int(found[1] or 0) + part)


def _as_frac(value: Fraction) -> str:
    return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


def _add_braces(text: str) -> str:
    """`sqrt(x+1)` and `2^(n+1)` with the braces that LaTeX wants."""
    while opened := _OPEN.search(text):
        depth, at = 1, opened.end()
        while at < len(text) and depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        inner = text[opened.end() : at - (depth == 0)]
        text = f"{text[: opened.start()]}{opened[1]}{{{inner}}}{text[at:]}"
    return text


def _repeating_fraction(found: re.Match[str]) -> str:
    whole, fixed, again = found[1] or "0", found[2], found[3] or found[4]
    nines = (10 ** len(again) - 1) * 10 ** len(fixed)
    return _as_frac(Fraction(int(whole + fixed + again) - int(whole + fixed), nines))


def _improper_fraction(found: re.Match[str]) -> str:
    above, below = found[2] or found[4] or found[6], int(found[3] or found[5] or found[7])
    return f"\\frac{{{int(found[1]) * below + int(above)}}}{{{below}}}"
