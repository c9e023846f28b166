# ruff: noqa: RUF001
"""Numbers with units, by pint: "500 cm" is 5 where metres are asked for, and "5 feet" is not."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any

from rewards.answers.marks import spoken_text
from rewards.answers.numbers import Number, number_spans
from rewards.answers.plain_text import Expression, plain_marks, prose
from rewards.extras import import_extra

# The units that are known without pint; the first name of each stands for all of them.
_NAMES = (
    "mm millimeter|cm centimeter|m meter|km kilometer|in inch inche|ft foot feet|yd yard|mi mile"
    "|mg milligram|g gram|kg kilogram|lb pound|oz ounce|ton tonne"
    "|ms millisecond|s sec second|min minute|h hr hour|day|wk week|month|yr year"
    "|l liter|ml milliliter|gal gallon|qt quart|pt pint|cup"
    "|dollar usd|cent|eur euro|gbp|degree deg|radian rad|hz hertz|pa pascal"
    "|n newton|j joule|kj kilojoule|w watt|kw kilowatt|kwh|wh|v volt|a amp ampere"
    "|k kelvin|celsius|fahrenheit|mph|kph kmh|mol mole|ohm"
    "|byte|kb kilobyte|mb megabyte|gb gigabyte|tb terabyte|hectare ha|acre|arcmin|arcsec"
)
# Units in the words of other languages, where a number stands before them.
_FOREIGN_UNITS = {
    "square_meters": r"(?:quadratmeter|mètres? carrés?|metros? cuadrados?|metri quadr\w+"
    r"|metros? quadrados?|vierkante meter|平方米|平方メートル|제곱미터|кв\.? ?м)",
    "kilometers": r"(?:kilomètres?|kilómetros?|chilometri|quilômetros?|километр\w*|公里"
    r"|キロメートル|킬로미터)",
    "hours": r"(?:stunden?|heures?|horas?|or[ae]\b|uur\b|uren|godzin\w*|час(?:а|ов)?\b"
    r"|saat|ساع[ةات]+|घंट[ेा]|jam\b|小时|小時|時間|시간)(?: (?:und|et|y|e|en|i|и|و|ve))?",
    "minutes": r"(?:minuten?\b|minutos?|minut[ai]\b|minuty|минут\w*|dakika|دقيقة|دقائق"
    r"|मिनट|menit|分钟|分鐘|分(?!之)|분)",
    "seconds": r"(?:sekunden?|secondes?|segundos?|second[oi]\b|sekund\w*|секунд\w*|saniye"
    r"|detik|秒|초)",
    "kilograms": r"(?:kilogramm\b|kilogramos?|quilogramas?|килограмм\w*"
    r"|公斤|キログラム|킬로그램)",
    "centimeters": r"(?:zentimeter|centimètres?|centímetros?|centimetri|сантиметр\w*|厘米"
    r"|センチメートル|센티미터)",
    "euros": r"(?:欧元|ユーロ|유로|евро)",
    "dollars": r"(?:dólares|dollari|долларов|美元|ドル|달러)",
}
# How many of the first unit of its line each unit is.
_SIZES = (
    "m=1 mm=.001 cm=.01 km=1000 in=.0254 ft=.3048 yd=.9144 mi=1609.344",
    "g=1 mg=.001 kg=1000 ton=1000000 lb=453.59237 oz=28.349523125",
    "s=1 ms=.001 min=60 h=3600 day=86400 wk=604800 month=2592000 yr=31536000",
    "l=1 ml=.001 gal=3.785411784 qt=.946352946 pt=.473176473 cup=.2365882365",
    "dollar=1 cent=.01",
    "byte=1 kb=1000 mb=1000000 gb=1000000000 tb=1000000000000",
)
_SIZE = {
    name: (at, Fraction(size))
    for at, line in enumerate(_SIZES)
    for name, _, size in (pair.partition("=") for pair in line.split())
}
_FACTOR = Expression(r"(/?)([a-z]+)(\d?)")
_KNOWN = {name: group.split()[0] for group in _NAMES.split("|") for name in group.split()}
_POWERS = {"square": "2", "sq": "2", "squared": "2", "cubic": "3", "cu": "3", "cubed": "3"}
_TAIL = Expression(
    r"""\s*(?: (?P<percent> \\?% | (?:per\s?cent|pct)\b | \\text\{\s*(?:per\s?cent|\\?%)\s*\} )
      | (?P<unit> (?: \\text\{[^{}]*\} | (?<=[\d}\s)])(?<![\\A-Za-z])(?=[A-Za-z]{2}|[a-zA-Z]\b)
                      (?P<plain>[A-Za-z]+)(?![A-Za-z(]) )
          (?: \^\{?-?\d\}? | \s | / | \\cdot\b | \. | -
            | \\text\{[^{}]*\} | (?<![\\A-Za-z])[A-Za-z]+(?![A-Za-z(]) )* ) )\s*$""",
    re.VERBOSE,
)
_HEAD = Expression(r"^([-+]?)\s*\\text\{([^{}]*)\}\s*(?=[-+\d\\(.A-Za-z])")
_FUNCTION = Expression(r"\\(?:arc)?(?:sin|cos|tan|cot|sec|csc|ln|log)h?$")
_PIECE = Expression(r"([A-Za-z]+)|\^?\{?(-?\d)\}?|(/|\bper\b)")
_RESTATED_REACH = 160
_UNIT_REACH, _MOST_PLACES, _WORDS = 20_000, 200, 4
_WORD = Expression(r"[\s-]*(/?\s*[A-Za-z]+(?:\^\d|[23](?!\d))?)")
_ONE_LETTER = set("mglnjwvsh")
_CURRENCIES = "$€£¥₹"
_NOT_ALL = Expression(r"\s*[/^·*²³]|\s*\\")
# Units whose names say something else, or too little: "5 in total", "second", "5 a day".
_PROSE = frozenset(("in", "second", "degree", "degrees", "deg", "a", "day", "days"))
_NEVER_UNITS = frozenset(("in", "a"))
_FOREIGN_UNIT = Expression(
    rf"(?<=\d) ?(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _FOREIGN_UNITS.items())})",
    re.IGNORECASE,
)
_PLAIN_UNITS = (
    (Expression(r"\^?²|(?<=[a-z])\^\{?2\}?", 0, "²|^"), "2"),
    (Expression(r"\^?³|(?<=[a-z])\^\{?3\}?", 0, "³|^"), "3"),
    (prose(r"\s?(?:°\s?|\bdegrees?\s|\bdeg\s)C(?:elsius)?\b", "°|deg"), " celsius"),
    (prose(r"\s?(?:°\s?|\bdegrees?\s|\bdeg\s)F(?:ahrenheit)?\b", "°|deg"), " fahrenheit"),
    (Expression(r"(?<=\d)\s?¢", 0, "¢"), " cents"),
    (prose(r"(?<=\d)[ ]?½[ ]?(?=[a-z])", "½"), ".5 "),
    (Expression(r"\b([a-z]{1,6}) ?\^\{?-1\}?", 0, "^"), r"/\1"),
    (
        prose(
            r"\b(?:an?|one)[ ](hour|minute|day|week|year|mile|kilo(?:gram|meter)?|pound|dozen)"
            r"[ ]and[ ]a[ ]half\b",
            "and a half",
        ),
        r"1.5 \1s",
    ),
    (prose(r"\bone[ ]and[ ]a[ ]half(?=[ ][a-z])", "and a half"), "1.5"),
    (prose(r"\b(\d+):([0-5]\d)[ ]?h(?:ours?|rs?)?\b", ":"), r"\1 h \2 min"),
)
_MONIES = {
    "$": "dollar|usd|buck",
    "€": "eur",
    "£": "pound|gbp",
    "¥": "yen|jpy|yuan|rmb",
    "₹": "rupee|inr",
    "₩": "won\\b|krw",
    "₽": "ruble|rouble|rub\\b",
    "kr": "kron[eau]r?|crown",
    "Fr": "franc|chf",
    "peso": "peso",
    "zł": "zlot|pln",
    "R$": "reais|brl",
}
_MONEY = Expression(rf"[ ]?({'|'.join(_MONIES.values())})s?[a-z]{{0,2}}\b", re.IGNORECASE)
_AMOUNT = Expression(r"(?<![\w.,/])((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?=[ -]?[A-Za-z])")
_NEXT_AMOUNT = Expression(r"(?:,?\s+(?:and\s+)?|,\s*)?(\d+(?:\.\d+)?)(?=[ -]?[A-Za-z])")
_MINUTES = Expression(r"\s?([0-5]\d)(?![\d:]|\s?[A-Za-z])")
_RESTATED = Expression(
    r"(?<![\w.,/])(?P<a>-?\d[\d,]*+(?:\.\d++)?(?:/\d++)?)(?P<u>(?:[ -]?[A-Za-z]++){0,3})[*_]*"
    r"(?:,?\s(?:or|i\.e\.,?|that is,?|which is|equivalently|equals?)|\s?=|\s?(?P<about>≈|\\approx)"
    r"|,?\s(?:or\s)?(?P<more>about|approximately|roughly)|\s\()\s?"
    r"(?P<b>-?\d[\d,]*+(?:\.\d++)?(?:/\d++)?%?)(?P<v>(?:[ -]?[A-Za-z]++){0,3})[)*_.!\s]*$",
    0,
    "or|i.e|that is|which is|equ|=|≈|\\approx|about|approx|rough|(",
)
_NAME = r"(?:[A-Za-z\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}\N{OHM SIGN}]+\.?(?:\^?-?\d)?)"
_PHRASE = Expression(rf"{_NAME}(?: ?[/*] ?{_NAME}| {_NAME}){{0,4}}")
_WRITTEN = (
    (Expression(r"\\(?:text|mathrm|textbf|mathbf|,|;|:|!)|[{}$~]|\*(?![A-Za-z])|\\ "), " "),
    (Expression(r"(?<=[A-Za-z])([23])(?![\w.])"), r"^\1"),
    (Expression(r"\^?\N{SUPERSCRIPT TWO}"), "^2"),
    (Expression(r"\^?\N{SUPERSCRIPT THREE}"), "^3"),
    (Expression(r"(?:\N{DEGREE SIGN}|\^\s?\\circ|\bdegrees?) ?C(?:elsius)?\b"), " degC"),
    (Expression(r"(?:\N{DEGREE SIGN}|\^\s?\\circ|\bdegrees?) ?F(?:ahrenheit)?\b"), " degF"),
    (Expression(r"\N{DEGREE SIGN}|\^\s?\\circ"), " degree"),
    (Expression(r"\b(?:sq|square)\b\.? (\w+)", re.IGNORECASE), r"\1^2"),
    (Expression(r"\b(?:cu|cubic)\b\.? (\w+)", re.IGNORECASE), r"\1^3"),
    (Expression(r"(\w) squared\b"), r"\1^2"),
    (Expression(r"(\w) cubed\b"), r"\1^3"),
    (Expression(r"(\w) per (\w)"), r"\1/\2"),
    (Expression(r"\s+"), " "),
)
# Names of units that are words of prose first: they count only where the phrase ends with them.
_ALSO_WORDS = "in a as at am are d had has bar second point us"
_CLOSED = Expression(r"\s*(?:[.,;:!?)\]}\"'|]|$)")


def in_unit(number: Number, unit: str, text: str) -> Fraction | None:
    """The number in `unit`, where `text` gives it in another unit, or in none.

    None where the unit in the text measures something else, or the number is a percentage. Raises
    ValueError where pint does not know `unit`.
    """
    wanted = _parse_unit(unit)
    if wanted is None:
        raise ValueError(f"unit: expected the name of a unit that pint knows, got {unit!r}")
    if number.percent:
        return None
    units = (_leading_unit(words) for _, words in _places(number, text))
    given = next((unit for unit in units if unit is not None), None)
    if given is None:
        return number.value
    if given.dimensionality != wanted.dimensionality:
        return None
    return Fraction(_registry().Quantity(number.value, given).to(wanted).magnitude)


@lru_cache(maxsize=1024)
def _parse_unit(name: str) -> Any:
    """pint's unit of that name, or None; a capital at the start of a word is forgiven."""
    if not _PHRASE.fullmatch(name.replace("**", "^")):
        return None  # the rest of what pint reads is arithmetic
    pint = import_extra("pint", "units")
    for spelled in dict.fromkeys((name, name.lower() if len(name) > 3 else name)):
        try:
            unit = _registry().parse_units(spelled)
            counts = unit.dimensionless and not spelled.startswith(("deg", "rad"))
        except (pint.PintError, ValueError, TypeError, AttributeError):
            continue
        if not counts:
            return unit
    return None


@lru_cache(maxsize=1)
def _registry() -> Any:
    return import_extra("pint", "units").UnitRegistry(non_int_type=Fraction)


def _leading_unit(words: str) -> Any:
    """The unit that `words` begin with, or None."""
    for written, instead in _WRITTEN:
        words = written.sub(instead, words)
    words = words.lstrip(" -")
    phrase = _PHRASE.match(words)
    names = phrase[0].split(" ") if phrase else []
    for count in range(len(names), 0, -1):
        name = " ".join(names[:count]).rstrip(".")
        rest = words[len(" ".join(names[:count])) :]
        if name.lower() in _ALSO_WORDS.split() and not _CLOSED.match(rest):
            continue
        unit = _parse_unit(name)
        if unit is not None:
            return unit
    return None


def mismatched_unit(gold: Number, reference: str, answer: Number, response: str) -> str | None:
    """The reference's unit, where it gives one and the reply another; None where they agree.

    Names of one unit agree: "feet", "foot" and "ft". A number without a unit agrees with any.
    """
    paid, wanted = currency_and_unit(gold, reference)
    if paid and currency(answer, response) not in ("", paid):
        return paid
    given = stated_unit(answer, response) if wanted else ""
    return wanted if given and unit_of(wanted) != unit_of(given) else None


@lru_cache(maxsize=4096)
def currency_and_unit(gold: Number, reference: str) -> tuple[str, str]:
    """What a reference gives, which many replies are compared with."""
    return currency(gold, reference), stated_unit(gold, reference)


def stated_unit(number: Number, text: str) -> str:
    """The words behind the last place of that number which name a known unit, or ""."""
    return next(filter(None, (_unit_phrase(words)[0] for _, words in _places(number, text))), "")


def _unit_phrase(words: str, prose: frozenset[str] = _PROSE) -> tuple[str, int]:
    """The longest beginning that names a unit ("square feet", "miles per hour"), and its end."""
    names: list[str] = []
    ends: list[int] = []
    at = 0
    while len(names) < _WORDS and (found := _WORD.match(words, at)):
        bare = found[1].strip("/ ").lower()
        if bare.rstrip("23^") in prose or (len(bare) < 2 and bare not in _ONE_LETTER):
            break
        names.append(found[1].replace(" ", ""))
        ends.append(at := found.end())
    for count in range(len(names), 0, -1):
        phrase = " ".join(names[:count])
        if not _NOT_ALL.match(words, ends[count - 1]) and unit_of(phrase):
            return phrase, ends[count - 1]
    return "", 0


def convert_quantities(text: str, wanted: str) -> str:
    """`text` with its quantities in the unit `wanted`, where both measure one thing.

    "1 hour 30 minutes" is 90 minutes, and "3 dollars and 20 cents" 3.2 dollars. A month has 30
    days here and a year 365. What the library pint knows beyond that is not asked, so that each
    machine reads alike.
    """
    goal = _size_of(unit_of(wanted))
    if goal is None:
        return text
    text = _plain_units(text)
    parts: list[str] = []
    at = 0
    while first := _AMOUNT.search(text, at):
        total, end = Fraction(0), first.start()
        again: re.Match[str] | None = first
        while again:
            unit, length = _unit_phrase(text[again.end() : again.end() + 60], _NEVER_UNITS)
            size = _size_of(unit_of(unit))
            if size is None or size[0] != goal[0]:
                break
            total += Fraction(again[1].replace(",", "")) * size[1]
            end = again.end() + length
            minutes = _MINUTES.match(text, end) if unit in ("h", "H") else None
            if minutes:
                total, end = total + int(minutes[1]) * 60, minutes.end()
            again = _NEXT_AMOUNT.match(text, end)
        if end == first.start():
            parts.append(text[at : first.end()])
            at = first.end()
        else:
            parts.append(
                f"{text[at:end][: first.start() - at]}{_decimal_text(total / goal[1])} {wanted}"
            )
            at = end
    return "".join(parts) + text[at:]


def is_same_measure(one: str, other: str) -> bool:
    """Whether both units measure one thing, so that `convert_quantities` has one in the other."""
    first, second = _size_of(unit_of(one)), _size_of(unit_of(other))
    return first is not None and second is not None and first[0] == second[0]


def _decimal_text(value: Fraction) -> str:
    whole = value.denominator == 1
    tenths = value * 10**6
    decimal = f"{int(value)}" if whole else f"{float(value):.6f}".rstrip("0")
    return decimal if whole or tenths.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _size_of(unit: str) -> tuple[tuple[int, ...], Fraction] | None:
    """What a unit measures, as powers of the lines of `_SIZES`, and how much of it."""
    if not unit:
        return None
    powers, size = [0] * len(_SIZES), Fraction(1)
    for below, name, power in _FACTOR.findall({"mph": "mi/h", "kph": "km/h"}.get(unit, unit)):
        if name not in _SIZE:
            return None
        line, each = _SIZE[name]
        raised = int(power or 1) * (-1 if below else 1)
        powers[line] += raised
        size *= each**raised
    return tuple(powers), size


def restated_values(text: str) -> tuple[Fraction, ...]:
    """Both values of a quantity that the text ends with twice: "150 minutes, or 2.5 hours".

    The two must be equal by their units, or the second the first one rounded ("1/6 ≈ 0.1667").
    """
    end = text[-_RESTATED_REACH:]
    found = _RESTATED.may_match(end) and _RESTATED.search(_plain_units(end))
    if not found:
        return ()
    one, other = (number_spans(f" {found[name]}")[0].found_number.number for name in "ab")
    if one is None or other is None:
        return ()
    first, second = (
        _size_of(unit_of(_unit_phrase(f" {found[name]}", _NEVER_UNITS)[0])) for name in "uv"
    )
    if first and second:
        same = first[0] == second[0] and one.value * first[1] == other.value * second[1]
        return (one.value, other.value) if same else ()
    rounded = (found["about"] or found["more"]) and one.is_near(other)
    return (one.value, other.value) if rounded else ()


def _plain_units(text: str) -> str:
    small = text.lower()
    for written, instead in _PLAIN_UNITS:
        if written.may_match(small):
            text = written.sub(instead, text)
            small = text.lower()
    return _FOREIGN_UNIT.sub(lambda said: f" {(said.lastgroup or '').replace('_', ' ')} ", text)


def _places(number: Number, text: str) -> Iterator[tuple[str, str]]:
    """The places of that number, the last first: the text around it, and the text after it."""
    text = _plain_units(plain_marks(spoken_text(text)))
    spans = number_spans(text, max(0, len(text) - _UNIT_REACH))
    for span in islice(reversed(spans), _MOST_PLACES):
        found = span.found_number
        if found.number == number:
            yield (
                text[max(0, span.match.start() - 2) : found.end + 2],
                text[found.end : found.end + 60],
            )


def currency(number: Number, text: str) -> str:
    """The sign of money at the last place of that number, or ""."""
    near, after = next(_places(number, text), ("", ""))
    named = _MONEY.match(after)
    if named:
        return next(sign for sign, words in _MONIES.items() if re.match(words, named[1].lower()))
    return next((sign for sign in near if sign in _CURRENCIES), "")


def without_unit(formula: str) -> tuple[str, str, bool]:
    """The formula, its unit in one spelling, and whether it is a percentage.

    A unit that is in no list ("apples") is dropped and comes back as "".
    """
    head = _HEAD.match(formula)
    if head:
        rest, unit, percent = without_unit(head[1] + formula[head.end() :])
        return rest, unit or unit_of(head[2]), percent
    tail = _TAIL.search(formula) if re.search(r"[A-Za-z%}]\s*$", formula) else None
    core = formula[: tail.start()].rstrip() if tail else ""
    if tail is None or not re.search(r"[\d\w})|!]$", core) or _is_product(core, tail):
        return formula, "", False
    if tail["percent"]:
        return core, "", True
    return core, unit_of(tail["unit"]), False


def _is_product(core: str, tail: re.Match[str]) -> bool:
    """Whether the letters behind are factors: "2ab", "5 x", "\\sin x"."""
    if not tail["plain"]:
        return False
    word = tail["plain"].lower()
    if _FUNCTION.search(core) or word in ("x", "y", "z", "pi", "i", "e", "n"):
        return True
    if len(word) < 3 and word not in _KNOWN:
        return True
    return len(word) == 1 and not re.fullmatch(r"(?:[-+\s\d.,/{}^]|\\frac|\\cdot)+", core)


def unit_of(words: str) -> str:
    """ "square feet", "ft^2" and "sq. ft" as "ft2"; "" where a word is in no list."""
    words = re.sub(r"\\text|[{}]", " ", words.replace("^{", "^"))
    found, power, below = list[str](), "", False
    for name, raised, per in _PIECE.findall(words):
        if per or name.lower() == "per":
            below = True
        elif raised:
            found = [*found[:-1], found[-1] + raised] if found else found
        elif name.lower() in _POWERS:
            if name.lower() in ("squared", "cubed") and found:
                found[-1] += _POWERS[name.lower()]
            else:
                power = _POWERS[name.lower()]
        elif known := _known_unit(name):
            found.append(("/" if below else "") + known + power)
            power = ""
        else:
            return ""
    return "".join(found)


def _known_unit(name: str) -> str:
    name = name.lower()
    plural = name[:-1] if len(name) > 2 and name.endswith("s") else name
    plain = plural.replace("metre", "meter").replace("litre", "liter")
    return _KNOWN.get(name) or _KNOWN.get(plain, "")
