"""How people and models write numbers: the patterns, each linear in the text it reads."""

import re

from rewards.reading.expression import Expression

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
