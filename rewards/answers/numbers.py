"""Reading a number out of text, exactly. What only looks like a number reads as None."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from rewards.answers.plain_text import Expression

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORD_VALUES = {word: value for value, word in enumerate(_ONES.split())}
_WORD_VALUES |= {word: 20 + 10 * at for at, word in enumerate(_TENS.split())}
_SCALE_WORDS = {"hundred": 100, "thousand": 1000, "million": 10**6}
_FRACTION_WORDS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6}
_FRACTION_WORDS |= {"eighth": 8, "tenth": 10, "hundredth": 100}
_NUMBER_WORD = "|".join(sorted((*_WORD_VALUES, *_SCALE_WORDS), key=len, reverse=True))
_FRACTION_WORD = rf"(?:{'|'.join(_FRACTION_WORDS)}|halve)s?"
_SPELLED = Expression(
    rf"[\s*_\"']*(?P<sign>(?:minus|negative) )?"
    rf"(?P<words>(?:{_NUMBER_WORD})(?:(?:[ -]|,? and ){{1,2}}(?:{_NUMBER_WORD})){{0,12}})"
    rf"(?:[ -](?P<part>{_FRACTION_WORD})\b(?: of\b)?"
    rf"|(?P<more> and (?:an?|one)[ -](?:{'|'.join(_FRACTION_WORDS)})\b))?"
    rf"(?P<percent> percent)?(?![\w-]| (?:of|or|more|less|times|plus|minus)\b)",
    re.IGNORECASE,
)
SPELLED_NUMBER = Expression(
    rf"(?<![\w-])(?:{_NUMBER_WORD})(?:(?:[ -]|,? and )(?:{_NUMBER_WORD}))*(?![a-z])", re.I
)
VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
CURRENCY = "$€£¥₹₩¢"
_LETTER = "A-Za-zµÀ-ɏͰ-Ͽ"
_GROUPING = r",\\!|\\,|\{,\}|[,'_ ]"
_LATEX = r"-?\d{1,60}(?:,\d{3}){0,9}+(?:\.\d{1,60})?"
_FRAC = r"\\(?:[dtc]|nice|s)?frac\s?"
# One number, or what only looks like one: `read_number` says which.
NUMBER = Expression(
    rf"""
    (?: (?<![{_LETTER}\d]) (?<!\d\.) (?<![A-Za-z\d]_) | (?<=USD) | (?<=EUR) | (?<=Rs)
      | (?<=\\approx) | (?<=\\times) | (?<=\\cdot) | (?<=\\div) | (?<=\\boxed) )
    (?: (?P<european> (?<!\d,) (?: [1-9]\d{{0,2}}+ (?:\.\d{{3}}){{1,9}}+ ,\d{{1,2}} | \d++,\d{{1,2}}
                                 | 0,\d++ ) (?![\d,])
                    | [1-9]\d{{0,2}}+ (?:\.\d{{3}}){{2,9}}+ (?!\d|\.\d)
                    | [1-9]\d{{0,2}}+ (?:[ ]\d{{3}}){{1,9}}+ ,\d{{1,2}} (?![\d,]) )
      | (?P<whole> \d{{1,2}}+ (?:,\d{{2}}(?=,)){{1,9}}+ ,\d{{3}} (?!\d)
                 | \d{{1,3}}+ (?P<gap>{_GROUPING}) \d{{3}} (?: (?P=gap) \d{{3}} ){{0,9}}+
                   (?! \d | -[A-Za-z] )
                 | \d++ )?
        (?: (?P<clock> (?<=\d) (?::\d++)++ | (?<=\d\d\d\d)-\d\d-\d\d(?!\d) )
          | [ ]? (?P<vulgar>[{VULGAR}])
          | (?: (?<=\d) (?:\\?[ ]
            |-(?=\d/\d\d?(?![\d/]))) (?:and[ ])? (?P<over>\d++) / (?P<under>\d++)
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
# The character class comes first because a search skips fast to that, and to nothing else.
NUMBER_START = Expression(
    rf"[\d.\\{VULGAR}](?:(?<=[^.\\])|(?<=\.)(?=\d)|(?<=\\)(?=(?:[dtc]|nice|s)?frac))"
)
# What stands before digits that are an exponent, an index or under a root.
PART_OF_A_NAME = Expression(
    r"(?:\^\{?[-+]?|\d\*\*|[A-Za-z)]_\{?|√\(?|sqrt[({]|\}\{|±\s?|\\pm\s?|\+/-\s?"
    r"|(?:^|[\s$(])[A-Za-z]\s?(?:[<>≤≥]=?|\\[lg]eq?)\s?)$"
)
MAY_END_A_NAME = "<>=≤≥eq^{-+*_√(±m $"
LABELS = (
    *("step", "question", "problem", "equation", "eq.", "example", "case", "figure", "table"),
    *("section", "chapter", "method", "option"),
)
# What stands before digits that are worked on, so that they are not what it comes to.
OPERATIONS = (
    *(" half", "-half", " half of", "-half of", " third of", "-third of", " thirds of"),
    *("-thirds of", " quarter of", "-quarter of", " quarters of", "-quarters of", " square of"),
    *(" cube of", " root of", " twice", " thrice", " double", " triple", " quadruple"),
    *(" two times", " three times", " four times", " five times", " ten times", " factorial of"),
    *(" log", " ln", "\\log", "\\ln", " log (", " ln (", "\\log (", "\\ln ("),
    *(" log of", " logarithm of", " percent of"),
)
# What stands after digits that are an ordinal, a base, or a coefficient.
PART_OF_A_TERM = Expression(
    rf"""(?:st|nd|rd|th)\b | \s?\^(?!\{{?\s?\\circ) | \*\*\d | [{SUPERSCRIPTS}] | \}}\{{
       | \s?\*?\s?(?: \\?(?:sqrt|pi|ln|log|sin|cos|tan|theta|alpha)(?![a-z]) | [√π] )
       | \s?(?:‰|±|\\pm|\+/-) | \s(?:cubed|factorial)\b
       | \ssquared\b(?![ ](?:units?|c?m|km|centi|kilo|met|feet|foot|ft|inch|yard|mile))
       | i(?![A-Za-z]) | [xX]\d(?![\d.,]*[ ]?[-+*/xX=÷])
       | \s?[xyzn](?![A-Za-z'])(?!\s*[\d$(\\.])""",
    re.VERBOSE,
)
SCALE = Expression(
    r"""\s?(?: (?P<e6>mio\b\.?|ml?n\b\.?|مليون|millions?|million(?:en|i)|millón|millones
          |milh(?:ão|ões)
          |miljoen
      |milion(?:y|ów|i)?
          |миллион\w*|млн|milyon|juta)
        | (?P<e9>mrd\b\.?|billions?|milliarden?|milliards?|миллиард\w*|млрд|milyar|milia?r\w*
          |miljard|مليار)
        | (?P<e3>thousands?|tausend|тысяч[аи]?|тыс|[千천]|हज़?ार|हज़ार|ألف|آلاف
          |(?:mil|mila|bin|ribu|tys)\b\.?)
        | (?P<e5>lakhs?|लाख) | (?P<e7>crores?|करोड़) | (?P<e12>trillions?) | (?P<e4>[万萬만])
        | (?P<e8>[亿億억]) ) (?!(?![의개명원원円元个個人])[^\W\d_])
      | \s(?P<dozen>dozen|hundred)\b | (?P<short>[kmb]|bn|mn)\b""",
    re.IGNORECASE | re.VERBOSE,
)
SCALES = {f"e{power}": 10**power for power in (3, 4, 5, 6, 7, 8, 9, 12)}
_NAMED_SCALES = {"dozen": 12, "hundred": 100, "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9}
_NAMED_SCALES["bn"] = 10**9
# What stands before a dash that takes away instead of making a number negative.
SUBTRACTED_FROM = Expression(rf"[\d)\]}}%°²³½{VULGAR}{CURRENCY[1:]}]\s*$|[A-Za-z]$")
NEGATIVE_WORD = Expression(
    r"(?:\bnegative|(?:^|[:=(,]|\b(?:is|are|be|to|get|find|obtain|yields?|gives?|equals))[\s*_]*\bminus)\s+$",
    re.IGNORECASE,
)
# What ends a number, so that no unit, power or scale follows; "" is the end of the text.
_ENDS_A_NUMBER = ("", ".", ",", ";", ":", "!", "?", ")", '"')
# The marks and words after which digits may be a part of a name or be worked on.
_SIGNS_OF_A_NAME = "^{(+-*_√(}±/<>=≤≥"
_AROUND = " ({}$*\n\t\r\f\v"
_BEFORE_A_NAME = tuple(
    {*(words.rstrip(" (").split()[-1] for words in OPERATIONS), *LABELS, "answer"}
)
_BEFORE_A_SIGN = ("-", *CURRENCY)
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


@dataclass(frozen=True)
class NumberSpan:
    """A place where a number may stand; its number is read when it is first asked for, once."""

    match: re.Match[str]

    @cached_property
    def found_number(self) -> FoundNumber:
        return read_number(self)


# What may be numbers, in their order in one text.
NumberSpans = Sequence[NumberSpan]


def number_spans(text: str, start: int = 0, end: int | None = None) -> list[NumberSpan]:
    """Everything between `start` and `end` that may be a number, unread."""
    end, spans = len(text) if end is None else end, []
    while first := NUMBER_START.search(text, start, end):
        match = NUMBER.match(text, first.start(), end)
        start = match.end() if match else first.end()
        if match:
            spans.append(NumberSpan(match))
    return spans


def read_number(span: NumberSpan) -> FoundNumber:
    """The number at `span`; None for 2nd, R2, 10:30, 3x, 2^10, a division by zero, a huge power."""
    match = span.match
    text, start, end = match.string, match.start(), match.end()
    if start == 0 and end == len(text) < _MAX_DIGITS and text.isdecimal():
        return FoundNumber(0, end, Number(Fraction(int(text))))
    goes_on = text[end : end + 1] not in _ENDS_A_NUMBER
    if (start and _names_something(text, start, end)) or (
        goes_on and PART_OF_A_TERM.match(text, end)
    ):
        return FoundNumber(start, end, None)
    size = _size(match)
    start, negative, money = _sign(text, start)
    if size is None:
        return FoundNumber(start, end, None)
    scale = SCALE.match(text, end) if goes_on else None
    if scale and (money or scale["short"] not in ("m", "b")):
        kind = scale.lastgroup or ""
        size *= SCALES.get(kind) or _NAMED_SCALES[scale[kind].lower()]
        end = scale.end()
    return FoundNumber(
        start, end, Number(-size if negative else size, match["percent"] is not None)
    )


def _names_something(text: str, start: int, end: int) -> bool:
    """Whether the digits are the 2 of "x^2", "x_2", "Step 2", "half of 2" or "Answer 2:"."""
    if text[start - 1 : start] not in MAY_END_A_NAME:
        return False
    before = text[max(0, start - 16) : start]
    may_name = before.rstrip()[-1:] in _SIGNS_OF_A_NAME or "\\" in before
    if may_name and PART_OF_A_NAME.search(before, max(0, len(before) - 12)):
        return True
    if not before.rstrip(_AROUND).lower().endswith(_BEFORE_A_NAME):
        return False
    labels = (*LABELS, "answer") if text[end : end + 1] == ":" else LABELS
    words = " " + " ".join(before.translate(_WORDS_APART).lower().split())
    return words.endswith(OPERATIONS) or words.rstrip(" (").endswith(labels)


def _size(span: re.Match[str]) -> Fraction | None:
    digits = span[0]
    if len(digits) > _MAX_DIGITS:
        return None
    if digits.isdecimal() and digits.isascii():
        return Fraction(int(digits))
    if span["clock"] or span["dotted"]:
        return None
    if span["european"]:
        return Fraction(span["european"].replace(".", "").replace(" ", "").replace(",", "."))
    whole = int(span["whole"].translate(_NO_GROUPING)) if span["whole"] else 0
    if span["vulgar"]:
        return whole + Fraction(unicodedata.numeric(span["vulgar"])).limit_denominator(10)
    above = span["over"] or span["top"] or span["tops"]
    if above:
        below = span["under"] or span["bottom"] or span["bottoms"]
        part = _divide(above.translate(_NO_GROUPING), below.translate(_NO_GROUPING))
        return None if part is None else whole + part
    size = Fraction(f"{whole}{span['decimals']}" if span["decimals"] else whole)
    return _apply_exponent(span, size)


def _divide(size: Fraction | str, divisor: str) -> Fraction | None:
    below = Fraction(divisor)
    return Fraction(size) / below if below else None


def _apply_exponent(span: re.Match[str], size: Fraction) -> Fraction | None:
    raised = span["exponent"] or span["power"] or (span["raised"] or "").translate(_RAISED)
    if raised:
        if len(raised) > 5 or abs(int(raised.translate(_NO_GROUPING))) > _MAX_EXPONENT:
            return None
        size = size * Fraction(10) ** int(raised.translate(_NO_GROUPING))
    if not span["divisor"]:
        return size
    return None if span["slashes"] else _divide(size, span["divisor"])


def _sign(text: str, start: int) -> tuple[int, bool, bool]:
    """Where the number begins with its sign and currency, whether it is negative, and money."""
    before = text[max(0, start - 12) : start]
    if before.rstrip(" ")[-1:] not in _BEFORE_A_SIGN and not before.endswith(("minus ", "ative ")):
        return start, False, False
    at, negative = _minus(text, start)
    bare = at
    while at and text[at - 1] == " " and at > start - 2:
        at -= 1
    if not at or text[at - 1] not in CURRENCY:
        return bare, negative, False
    at -= 2 if text[at - 2 : at - 1] == "\\" else 1
    if text[at - 2 : at] == "US":
        at -= 2
    return (at, True, True) if negative else (*_minus(text, at), True)


def _minus(text: str, start: int) -> tuple[int, bool]:
    """The place of a minus that belongs to the number at `start`, if there is one."""
    before = text[max(0, start - 12) : start]
    named = before.endswith(("minus ", "ative "))
    word = NEGATIVE_WORD.search(before) if named else None
    if word:
        return start - len(before) + word.start(), True
    sign = before.rstrip(" ")
    left = sign[:-1]
    if sign[-1:] != "-" or left[-1:] == "-" or SUBTRACTED_FROM.search(left):
        return start, False
    if len(sign) < len(before) and left.rstrip(" ")[-1:] not in tuple("=:({[$"):
        return start, False
    return start - len(before) + len(left), True


def word_number(text: str, start: int, end: int) -> Number | None:
    """The number spelled out right at `start`, or None."""
    spelled = _SPELLED.match(text, start, end)
    if spelled is None:
        return None
    value = Fraction(_whole(spelled["words"]))
    scale = SCALE.match(text, spelled.end(), end)
    if spelled["more"]:
        value += Fraction(1, _FRACTION_WORDS[spelled["more"].lower().replace("-", " ").split()[-1]])
    if spelled["part"]:
        below = _FRACTION_WORDS[spelled["part"].lower().removesuffix("s").replace("halve", "half")]
        if spelled["part"].lower().endswith("s") is (value == 1):
            return None  # twenty third is an ordinal
        value /= below
    if scale and scale.lastgroup in (*SCALES, "dozen"):
        kind = scale.lastgroup
        value *= SCALES.get(kind) or _NAMED_SCALES[scale[kind].lower()]
    return Number(-value if spelled["sign"] else value, spelled["percent"] is not None)


def _whole(words: str) -> int:
    total = part = 0
    for word in re.findall(_NUMBER_WORD, words.lower()):
        if word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALE_WORDS:
            total, part = total + max(part, 1) * _SCALE_WORDS[word], 0
        else:
            part += _WORD_VALUES[word]
    return total + part
