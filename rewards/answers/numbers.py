"""Reading a number out of text, exactly. What only looks like a number reads as None."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

_Finder = Callable[..., re.Match[str] | None]


class Expression:
    """What `re.compile` gives for the same arguments, compiled at its first use.

    Each method is looked up once and then is the compiled pattern's own, which costs nothing
    more. A pattern that is no regular expression raises `re.error` at that first use, not here.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    def __repr__(self) -> str:
        return f"Expression({self.pattern!r}, {self.flags!r})"

    @cached_property
    def search(self) -> _Finder:
        return self._compiled.search

    @cached_property
    def match(self) -> _Finder:
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> _Finder:
        return self._compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        return self._compiled.finditer

    @cached_property
    def findall(self) -> Callable[..., list[Any]]:
        return self._compiled.findall

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self._compiled.sub

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        return self._compiled.split

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)


VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
CURRENCY = "$€£¥₹₩¢"

_LETTER = "A-Za-zµÀ-ɏͰ-Ͽ"
_GROUPING = r",\\!|\\,|\{,\}|[,'_ ]"
_LATEX = r"-?\d{1,60}(?:,\d{3}){0,9}+(?:\.\d{1,60})?"
_FRAC = r"\\(?:[dtc]|nice|s)?frac\s?"

NUMBER = Expression(
    rf"""
    (?: (?<![{_LETTER}\d]) (?<!\d\.) (?<![A-Za-z\d]_) | (?<=USD) | (?<=EUR) | (?<=Rs)
      | (?<=\\approx) | (?<=\\times) | (?<=\\cdot) | (?<=\\div) | (?<=\\boxed) )
    (?: (?P<european> (?<!\d,) (?: [1-9]\d{{0,2}}+ (?:\.\d{{3}}){{1,9}}+ ,\d{{1,2}} | \d++,\d{{1,2}}
                                 | 0,\d++ ) (?![\d,])
                    | [1-9]\d{{0,2}}+ (?:\.\d{{3}}){{2,9}}+ (?!\d|\.\d) )
      | (?P<whole> \d{{1,2}}+ (?:,\d{{2}}(?=,)){{1,9}}+ ,\d{{3}} (?!\d)
                 | \d{{1,3}}+ (?P<gap>{_GROUPING}) \d{{3}} (?: (?P=gap) \d{{3}} ){{0,9}}+
                   (?! \d | -[A-Za-z] )
                 | \d++ )?
        (?: (?P<clock> (?<=\d) (?::\d++)++ | (?<=\d\d\d\d)-\d\d-\d\d(?!\d) )
          | [ ]? (?P<vulgar>[{VULGAR}])
          | (?: (?<=\d) (?:\\?[ ]) (?:and[ ])? (?P<over>\d++) / (?P<under>\d++)
              (?![\d/]|\.\d) )
          | [ ]? {_FRAC} (?: \{{\s?(?P<top>{_LATEX})\s?\}} \s? \{{\s?(?P<bottom>{_LATEX})\s?\}}
                           | (?P<tops>\d)\s?(?P<bottoms>\d) )
          | (?P<decimals>(?<!\.)\.\d++)? (?P<dotted>(?:\.\d++)++)? (?(whole)|(?(decimals)|(?!)))
            (?: [eE] (?P<exponent>[-+]?\d++) (?![A-Za-z\d])
              | [ ]?(?:[xX*]|\\times|\\cdot)[ ]?10
                (?: (?:\^|\*\*) \{{?(?P<power>[-+]?\d++)\}}? | (?P<raised>⁻?[{SUPERSCRIPTS}]++) )
            )?+
            (?: [ ]? / [ ]? (?P<divisor>\d++(?:\.\d++)?) (?P<slashes>(?:/\d++)++)? )?+
        )
    )
    (?P<percent> \s? \\? % | [ ] per[ ]?cent\b | [ ] pct\b )?
    """,
    re.VERBOSE,
)
"""One number, or what only looks like one: `read_number` says which."""

NUMBER_START = Expression(
    rf"[\d.\\{VULGAR}](?:(?<=[^.\\])|(?<=\.)(?=\d)|(?<=\\)(?=(?:[dtc]|nice|s)?frac))"
)
"""The character class comes first because a search skips fast to that, and to nothing else."""

PART_OF_A_NAME = Expression(
    r"(?:\^\{?[-+]?|\d\*\*|[A-Za-z)]_\{?|√\(?|sqrt[({]|\}\{|±\s?|\\pm\s?|\+/-\s?"
    r"|(?:^|[\s$(])[A-Za-z]\s?(?:[<>≤≥]=?|\\[lg]eq?)\s?)$"
)
"""What stands before digits that are an exponent, an index or under a root."""
MAY_END_A_NAME = "<>=≤≥eq^{-+*_√(±m $"
LABELS = (
    *("step", "question", "problem", "equation", "eq.", "example", "case", "figure", "table"),
    *("section", "chapter", "method", "option"),
)
OPERATIONS = (
    *(" half", "-half", " half of", "-half of", " third of", "-third of", " thirds of"),
    *("-thirds of", " quarter of", "-quarter of", " quarters of", "-quarters of", " square of"),
    *(" cube of", " root of", " twice", " thrice", " double", " triple", " quadruple"),
    *(" two times", " three times", " four times", " five times", " ten times", " factorial of"),
    *(" log", " ln", "\\log", "\\ln", " log (", " ln (", "\\log (", "\\ln ("),
    *(" log of", " logarithm of", " percent of"),
)
"""What stands before digits that are worked on, so that they are not what it comes to."""

PART_OF_A_TERM = Expression(
    rf"""(?:st|nd|rd|th)\b | \s?\^(?!\{{?\s?\\circ) | \*\*\d | [{SUPERSCRIPTS}] | \}}\{{
       | \s?\*?\s?(?: \\?(?:sqrt|pi|ln|log|sin|cos|tan|theta|alpha)(?![a-z]) | [√π] )
       | \s?(?:‰|±|\\pm|\+/-) | \s(?:cubed|factorial)\b
       | \ssquared\b(?![ ](?:units?|c?m|km|centi|kilo|met|feet|foot|ft|inch|yard|mile))
       | i(?![A-Za-z]) | [xX]\d(?![\d.,]*[ ]?[-+*/xX=÷])
       | \s?[xyzn](?![A-Za-z'])(?!\s*[\d$(\\.])""",
    re.VERBOSE,
)
"""What stands after digits that are an ordinal, a base, or a coefficient."""

SCALE = Expression(
    r"\s(dozen|hundred|thousand|million|billion|trillion)\b|([kmb]|bn|mn)\b", re.IGNORECASE
)
SCALES = {
    "dozen": 12,
    "hundred": 10**2,
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "mn": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}

SUBTRACTED_FROM = Expression(rf"[\d)\]}}%°²³½{VULGAR}{CURRENCY[1:]}]\s*$|[A-Za-z]$")
"""What stands before a dash that takes away instead of making a number negative."""
NEGATIVE_WORD = Expression(
    r"(?:\bnegative|(?:^|[:=(,]|\b(?:is|are|be|to|get|equals))\s*\bminus)\s+$", re.IGNORECASE
)


_MAX_DIGITS = 1000
_MAX_EXPONENT = 400
_NO_GROUPING = str.maketrans(dict.fromkeys(",'_{}\\! "))
_WORDS_APART = str.maketrans({"(": " ( ", "{": " ", "}": " ", "$": " ", "*": " "})
_RAISED = str.maketrans(SUPERSCRIPTS + "⁻", "0123456789-")


@dataclass(frozen=True, slots=True)
class Number:
    """An exact value, and whether it was written as a percentage (75 % has the value 75)."""

    value: Fraction
    percent: bool = False

    def agrees_with(self, other: "Number") -> bool:
        """Whether both say the same, where 75 % says 75 and 0.75."""
        if self.percent == other.percent:
            return self.value == other.value
        part, plain = (self.value, other.value) if self.percent else (other.value, self.value)
        return plain in (part, part / 100)

    def is_near(self, other: "Number") -> bool:
        """Whether one may be the other, rounded: they are within a half per cent."""
        one, two = self._share(), other._share()
        return abs(one - two) * 200 <= max(abs(one), abs(two))

    def _share(self) -> Fraction:
        return self.value / 100 if self.percent else self.value


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """Where a number stands, sign and currency included; `number` is None for a mere lookalike."""

    start: int
    end: int
    number: Number | None


def number_spans(text: str, start: int = 0, end: int | None = None) -> list[re.Match[str]]:
    """Everything between `start` and `end` that `read_number` can look at, unread."""
    end, spans = len(text) if end is None else end, []
    while first := NUMBER_START.search(text, start, end):
        span = NUMBER.match(text, first.start(), end)
        start = span.end() if span else first.end()
        if span:
            spans.append(span)
    return spans


def read_number(span: re.Match[str]) -> FoundNumber:
    """The number at `span`; None for 2nd, R2, 10:30, 3x, 2^10, a division by zero, a huge power."""
    text, start, end = span.string, span.start(), span.end()
    if text[start:end].isdecimal() and end == len(text) and start == 0 and end < _MAX_DIGITS:
        return FoundNumber(0, end, Number(Fraction(int(text))))
    if _names_something(text, start, end) or PART_OF_A_TERM.match(text, end):
        return FoundNumber(start, end, None)
    size = _size(span)
    start, negative, money = _sign(text, start)
    if size is None:
        return FoundNumber(start, end, None)
    scale = SCALE.match(text, end)
    if scale and (scale[1] or money or scale[2] not in ("m", "b")):
        size, end = size * SCALES[(scale[1] or scale[2]).lower()], scale.end()
    return FoundNumber(start, end, Number(-size if negative else size, span["percent"] is not None))


def _names_something(text: str, start: int, end: int) -> bool:
    """Whether the digits are the 2 of "x^2", "x_2", "Step 2", "half of 2" or "Answer 2:"."""
    if text[start - 1 : start] not in MAY_END_A_NAME:
        return False
    before = text[max(0, start - 16) : start]
    if PART_OF_A_NAME.search(before, max(0, len(before) - 12)):
        return True
    labels = (*LABELS, "answer") if text[end : end + 1] == ":" else LABELS
    words = " " + " ".join(before.translate(_WORDS_APART).lower().split())
    return words.endswith(OPERATIONS) or words.rstrip(" (").endswith(labels)


def _size(span: re.Match[str]) -> Fraction | None:
    if span.end() - span.start() > _MAX_DIGITS or span["clock"] or span["dotted"]:
        return None
    if span["european"]:
        return Fraction(span["european"].replace(".", "").replace(",", "."))
    whole = int(span["whole"].translate(_NO_GROUPING)) if span["whole"] else 0
    if span["vulgar"]:
        return whole + Fraction(unicodedata.numeric(span["vulgar"])).limit_denominator(10)
    above = span["over"] or span["top"] or span["tops"]
    if above:
        part = _ratio(above, span["under"] or span["bottom"] or span["bottoms"])
        return None if part is None else whole + part
    size = Fraction(f"{whole}{span['decimals']}" if span["decimals"] else whole)
    return _apply_exponent(span, size)


def _ratio(above: str, below: str) -> Fraction | None:
    divisor = Fraction(below.translate(_NO_GROUPING))
    return Fraction(above.translate(_NO_GROUPING)) / divisor if divisor else None


def _apply_exponent(span: re.Match[str], size: Fraction) -> Fraction | None:
    raised = span["exponent"] or span["power"] or (span["raised"] or "").translate(_RAISED)
    if raised:
        if len(raised) > 5 or abs(int(raised.translate(_NO_GROUPING))) > _MAX_EXPONENT:
            return None
        size = size * Fraction(10) ** int(raised.translate(_NO_GROUPING))
    if not span["divisor"]:
        return size
    return None if span["slashes"] else _divide(size, span["divisor"])


def _divide(size: Fraction, divisor: str) -> Fraction | None:
    below = Fraction(divisor)
    return size / below if below else None


def _sign(text: str, start: int) -> tuple[int, bool, bool]:
    """Where the number begins with its sign and currency, whether it is negative, and money."""
    at, negative = _minus(text, start)
    bare = at
    while at and text[at - 1] == " " and at > start - 2:
        at -= 1
    if not at or text[at - 1] not in CURRENCY:
        return bare, negative, False
    at -= 2 if text[at - 2 : at - 1] == "\\" else 1
    if text[at - 2 : at] == "US":
        at -= 2
    if negative:
        return at, True, True
    return *_minus(text, at), True


def _minus(text: str, start: int) -> tuple[int, bool]:
    """The place of a minus that belongs to the number at `start`, if there is one."""
    before = text[max(0, start - 12) : start]
    named = before.endswith(("minus ", "ative "))
    word = NEGATIVE_WORD.search(before) if named else None
    if word:
        return start - len(before) + word.start(), True
    sign = before.rstrip(" ")
    if sign[-1:] == "+":
        return start, False
    if not sign or sign[-1] != "-":
        return start, False
    left = sign[:-1]
    if SUBTRACTED_FROM.search(left) or left[-1:] == "-":
        return start, False
    if len(sign) < len(before) and left.rstrip(" ")[-1:] not in tuple("=:({[$"):
        return start, False
    return start - len(before) + len(left), True


_REACH = 90
_HEDGE = "or|vs|versus|maybe|perhaps|possibly|could|might|may|alternatively"
_WORD = rf"""\b(?: {_HEDGE}
    |and|to|probably|likely|would|can|be|it's|its|it|is|was|also|even|either|if|not|sure|else
    |otherwise|then|again|i(?=[ ])|think|guess|guesses|say|lets|let's|let|me|the|a|my|answer
    |answers|number|first|second|third|fourth|fifth|last|next|another|one|option|so|choice|candidate
    |attempt|try|possibility|possible|what|how|about|wait|no|actually|hmm|okay|but|instead|that's
    |around|approximately|of|them|well|these|are|include|final|[a-e](?=[).:]) )\b"""
_MARK = r"""[\s,;/|&—\-.?!*_`$€£()\[\]"':~≈{}\\]"""
_BETWEEN = Expression(rf"(?: {_MARK} | {_WORD} )+", re.VERBOSE | re.IGNORECASE)
_JOINED = Expression(rf"(?: {_MARK} | \b(?:and|to|also|then|even|[a-e](?=[).:]))\b )+", re.X | re.I)
_LEADING = Expression(rf"(?: {_MARK} | {_WORD} | \d{{1,2}}(?=[.):]) )*", re.VERBOSE | re.IGNORECASE)
_OFFER = Expression(rf"\b(?:{_HEDGE})\b", re.IGNORECASE)
_LISTED = Expression(r"[,;/|&—-]|(?<= )~ |\b(?:and|to)\b|\([a-e]\)|[}\])]\s*[\[{(]", re.IGNORECASE)
_NEW_SENTENCE = Expression(r"\n|[.?!]\s")
_NAMED = Expression(r"\b([a-z])\s?=[ $]*$", re.IGNORECASE)
_UNITS = Expression(
    rf"[ *_]*([a-z]+)(?: [a-z]+){{0,2}}?[*_]*(?:,? (?:{_HEDGE})\b(?: (?:even|just|{_HEDGE}))*"
    r"| and|[,;/])[ $*]+",
    re.IGNORECASE,
)
_UNIT = Expression(r"[ *_]*([a-z]+)", re.IGNORECASE)
_COMPOUND = Expression(
    r"[ *_]*(?:hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|feet|foot|ft|meters?|pounds?"
    r"|lbs?|dollars?|quarters?|kilograms?|kg)[ ,]+(?:and )?[$*]*",
    re.IGNORECASE,
)
_OPERATOR = Expression(
    r"""[ \t*_$}>)%]* (?:(?!(?:or|and)\b)[a-z]+[ ]){0,2}
    (?: [+÷] | (?<!\*)\*(?!\*) | (?<=[ ])-(?=[ ]) | \\times | \\cdot | \\div
      | \b(?:x|times|plus|minus|multiplied[ ]by|divided[ ]by)\b ) [ \t$({\\<]*""",
    re.VERBOSE | re.IGNORECASE,
)
_SHARE_OF = Expression(r"(?:%|\bpercent|/[ ]?\d+|\})[ ]of[ ][$*]*", re.IGNORECASE)
_ABOUT_THE_WORKING = Expression(r" (?:steps?|operations?|calculations?|lines?|sentences?)\b")
_OTHERWISE = Expression(
    r"\b(?:otherwise|or else|or,? if [^,.\n]{1,25},) (?:(?:it is|it's) )?[$*]*$", re.IGNORECASE
)
_FROM = Expression(r"\bfrom\s+[$€£*]*$", re.IGNORECASE)
_ANYWHERE = Expression(r"\b(?:anywhere|somewhere|ranges?|ranging|varies|vary)\b", re.IGNORECASE)
_CLOSED = Expression(r"[ \t*_`$)\]}.!?\"'\\]*(?:[a-z]+[ \t*_.!?]*)?(?:\n|$)", re.IGNORECASE)


def are_alternatives(text: str, left: FoundNumber, start: int, right: FoundNumber) -> bool:
    """Whether `left` and `right`, whose place in the list begins at `start`, are offered as two.

    A sum left undone and "5 hours and 30 minutes" are: neither number alone is the answer.
    """
    if start - left.end > _REACH:
        return False
    between = text[left.end : start]
    if _OPERATOR.fullmatch(between) or _COMPOUND.fullmatch(between):
        return True
    if _OTHERWISE.search(between) or _SHARE_OF.search(text[left.start : start]):
        return True
    if _ABOUT_THE_WORKING.match(text, right.end) and not is_offer(between):
        return False
    between = _without_name(text, left, between)
    if not _BETWEEN.fullmatch(between):
        return _have_same_unit(text, between, right)
    if is_offer(between) or (between.isspace() and "\n" not in between):
        return True
    if _NEW_SENTENCE.search(between):
        return _stands_alone(text, left)
    listed = _JOINED.fullmatch(between) and _LISTED.search(between)
    return listed is not None and not _is_change(text, left, between)


def is_offer(between: str) -> bool:
    """Whether the words between two numbers offer the second instead of the first."""
    return _OFFER.search(between) is not None


def is_closed(text: str, end: int) -> bool:
    """Whether at most one word follows in the line, so that a list may end there."""
    return _CLOSED.match(text, end) is not None


def _without_name(text: str, left: FoundNumber, between: str) -> str:
    """What stands between, less the second name of "x = 5 or x = 18"."""
    name = _NAMED.search(between)
    first = _NAMED.search(text[max(0, left.start - 10) : left.start])
    same = name and first and name[1] == first[1]
    return between[: name.start()] if name and same else between


def _have_same_unit(text: str, between: str, right: FoundNumber) -> bool:
    """Whether "5 apples or " goes on with "18 apples" or a bare "18", and not with "18 days"."""
    units = _UNITS.fullmatch(between)
    if not units:
        return False
    unit = _UNIT.match(text, right.end)
    if unit is None:
        return is_offer(between)
    same = unit[1].lower().rstrip("s") == units[1].lower().rstrip("s")
    return same and bool(is_offer(between) or is_closed(text, unit.end()))


def _stands_alone(text: str, found: FoundNumber) -> bool:
    """Whether nothing but hedging leads up to the number in its sentence."""
    before = _NEW_SENTENCE.split(text[max(0, found.start - _REACH) : found.start])[-1]
    return _LEADING.fullmatch(before) is not None


def _is_change(text: str, left: FoundNumber, between: str) -> bool:
    """Whether it is "from 5 to 18", which ends in 18, and not "anywhere from 5 to 18"."""
    before = text[max(0, left.start - _REACH) : left.start]
    return between.strip() == "to" and bool(_FROM.search(before)) and not _ANYWHERE.search(before)


_SPELLINGS = {
    "-": "\u2212\u2013\uff0d\u2010\u2011\ufe63",
    "'": "\u2019\u2018\u02bc",
    '"': "\u201c\u201d",
    " ": "\u00a0\u2009\u202f\u2007",
    "*": "\u00d7\u22c5\u00b7\u2219",
    "/": "\u2044\u2215",
    ":": "\uff1a",
    "=": "\uff1d",
    "%": "\uff05",
    "$": "\uff04",
    ".": "\u3002",
    ",": "\uff0c\u3001",
}
_PLAIN = str.maketrans({mark: plain for plain, marks in _SPELLINGS.items() for mark in marks})


def plain_marks(text: str) -> str:
    """`text` with each such mark as its plain one: a minus sign becomes "-"."""
    return text if text.isascii() else text.translate(_PLAIN)
