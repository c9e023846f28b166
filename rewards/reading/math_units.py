"""Telling the unit behind a formula apart from it: "5 feet" is 5, in feet."""

import re

from rewards.reading.expression import Expression

_NAMES = {
    "length": "mm millimeter|cm centimeter|m meter|km kilometer|in inch inche|ft foot feet|yd yard"
    "|mi mile",
    "mass": "mg milligram|g gram|kg kilogram|lb pound|oz ounce|ton tonne",
    "time": "ms millisecond|s sec second|min minute|h hr hour|day|wk week|month|yr year",
    "volume": "l liter|ml milliliter|gal gallon|qt quart|pt pint|cup",
    "money": "dollar usd|cent|eur euro|gbp",
    "angle": "degree deg|radian rad",
    "physics": "n newton|j joule|kj kilojoule|w watt|kw kilowatt|kwh|wh|v volt|a amp ampere"
    "|hz hertz|pa pascal|k kelvin|celsius|fahrenheit|mph|kph kmh|mol mole|ohm",
}
_KNOWN = {
    name: group.split()[0]
    for groups in _NAMES.values()
    for group in groups.split("|")
    for name in group.split()
}
_SHORT = {name for name in _KNOWN if len(name) == 1}
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
_PIECE = Expression(r"([A-Za-z]+)|\^\{?(-?\d)\}?|(/|\bper\b)")


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
    return (len(word) < 3 and word not in _KNOWN) or (word in _SHORT and not _is_number(core))


def _is_number(core: str) -> bool:
    return re.fullmatch(r"(?:[-+\s\d.,/{}^]|\\frac|\\cdot)+", core) is not None


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
        else:
            known = _known(name)
            if not known:
                return ""
            found.append(("/" if below else "") + known + power)
            power = ""
    return "".join(found)


def _known(name: str) -> str:
    name = name.lower()
    plural = name[:-1] if len(name) > 2 and name.endswith("s") else name
    plain = plural.replace("metre", "meter").replace("litre", "liter")
    return _KNOWN.get(name) or _KNOWN.get(plain, "")
