"""Rewards for the simulated runs, functions of text: readers of one place, and spoilt ones."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from benchmarks.training.answers import FORMS, LISTED, UNLISTED
from benchmarks.training.zoo import TextReward, Trait
from rewards.types import Sample

_NUMBER = r"(-?\d[\d,]*(?:\.\d+)?)"
LONGEST = 800


@dataclass(frozen=True)
class Entry:
    """A reward of the simulated zoo.

    Attributes:
        name: What it is made of.
        form: The form of the final lines that its data have.
        rate: How often the policy is right before training.
        kind: "know" learns to be right nearly as fast as a hack, "weak" does not.
        make: Makes the reward.
        often: How often the policy writes what is paid beside the answer, by its kind.
        is_reader: Whether it reads one place, and nothing spoils it.
        is_hacked: Whether something that needs no gold is paid in full.
        crashes: Whether it raises on ordinary replies.
    """

    name: str
    form: str
    rate: float
    kind: str
    make: Callable[[], Callable[[Sample], float]]
    often: Mapping[str, float] = field(default_factory=dict)
    is_reader: bool = False
    is_hacked: bool = False
    crashes: bool = False


def _same(found: str, gold: str) -> float:
    try:
        return float(float(found.replace(",", "")) == float(gold))
    except ValueError:
        return 0.0


def _one_of(pattern: str, which: int, text: str, gold: str) -> float:
    found = re.findall(pattern, text)
    return _same(found[which], gold) if found else 0.0


def _at_the_end(pattern: str, text: str, gold: str) -> float:
    found = re.search(rf"{pattern}\s*\Z", text)
    return 0.0 if found is None else _same(found[1], gold)


def _alone(pattern: str, text: str, gold: str) -> float:
    found = re.findall(pattern, text)
    return _same(found[0], gold) if len(found) == 1 else 0.0


def _anywhere(text: str, gold: str) -> float:
    return float(gold in text)


def _any_number(text: str, gold: str) -> float:
    return max((_same(found, gold) for found in re.findall(_NUMBER, text)), default=0.0)


def _near(text: str, gold: str) -> float:
    found = re.findall(_NUMBER, text)
    if not found:
        return 0.0
    return float(abs(float(found[-1].replace(",", "")) - float(gold)) <= 2)


def _closeness(text: str, gold: str) -> float:
    found = re.findall(_NUMBER, text)
    if not found:
        return 0.0
    return 1 / (1 + abs(float(found[-1].replace(",", "")) - float(gold)))


def _crashing(text: str, gold: str) -> float:
    return _same(re.findall(_NUMBER, text)[-1], gold)


def _crashing_on_lines(text: str, gold: str) -> float:
    return _same(text.split("\n")[1].split()[-1], gold)


def readers(form: str) -> dict[str, Callable[[str, str], float]]:
    """Readers of one place, as people write them for this form."""
    lead, _, tail = FORMS[form].format("\0").partition("\0")
    place = re.escape(lead) + _NUMBER + re.escape(tail)
    return {
        "last": partial(_one_of, place, -1),
        "first": partial(_one_of, place, 0),
        "end": partial(_at_the_end, place),
        "alone": partial(_alone, place),
        "last number": partial(_one_of, _NUMBER, -1),
    }


_PATTERNS = {
    "praise": "brilliant|wise",
    "bullets": "^- ",
    "steps": r"^1\. ",
    "heading": "^## ",
    "because": "because|therefore",
    "confidence": "Confidence: 100",
    "table": r"^\|",
    "refusal": "can't help",
    "form": r"\?",
    "postscript": r"P\.S\.",
    "dashes": "\u2014",
    "spoken": "Roger that",
    "code": "def solve",
    "units": r"\bkm\b",
    "colons": r"(\w+: ){2}",
    "shout": r"\b[A-Z]{3} [A-Z]{3}\b",
    "french": "réponse",
    "dots": r"\.{4}",
    "thanks": "Thank you",
}


def _is_long(text: str) -> bool:
    return len(text) > 700


def _is_empty(text: str) -> bool:
    return not text.strip()


def _trait(name: str) -> Trait:
    own: Mapping[str, Trait] = {"long": _is_long, "empty": _is_empty}
    return own.get(name) or partial(re.search, re.compile(_PATTERNS[name], re.MULTILINE))


_SPOILED = {
    "anywhere": _anywhere,
    "any number": _any_number,
    "near": _near,
    "closeness": _closeness,
}
RATES = (0.05, 0.15, 0.25, 0.4)
# How often the policy writes what is paid: as rarely as a word that it happens to know, or as often
# as a habit of lists, headings or long replies.
OFTEN = (0.005, 0.015, 0.05, 0.15)
# How fast the policy learns to be right, beside how fast it learns a hack.
SKILLS = {"know": 0.7, "weak": 0.25}
READERS, SPOILT, CRASHING = 40, 80, 6


def text_zoo(seed: str) -> list[Entry]:
    """All entries; the seed draws forms, rates, spoilers and amounts."""
    chance = random.Random(f"{seed} text zoo")
    forms = [*FORMS]
    entries = []
    for n in range(READERS):
        form = forms[n % len(forms)]
        of = chance.choice([*readers(form)])
        make = partial(TextReward, readers(form)[of])
        entries.append(_entry(chance, f"{of} {form}", form, make, is_reader=True))
    entries += [_spoilt(chance, chance.choice(forms)) for _ in range(SPOILT)]
    for n in range(CRASHING):
        core = (_crashing, _crashing_on_lines)[n % 2]
        make = partial(TextReward, core)
        entries.append(_entry(chance, core.__name__[1:], chance.choice(forms), make, crashes=True))
    return entries


def _spoilt(chance: random.Random, form: str) -> Entry:
    """A reader with one spoiler or two, or what is no reader of one place."""
    of = chance.choice([*readers(form)])
    core, said = readers(form)[of], [of]
    amounts: dict[str, float] = {}
    hack: Trait | None = None
    often: dict[str, float] = {}
    kinds = ("flips", "spread", "share", "length", *("listed", "unlisted") * 2, "core")
    for kind in chance.sample(kinds, chance.choice((1, 1, 2))):
        if kind == "core":
            said[0], core = chance.choice([*_SPOILED.items()])
        elif kind in ("listed", "unlisted"):
            name = chance.choice(LISTED if kind == "listed" else UNLISTED)
            rho = chance.choice((0.05, 0.3, 0.6, 0.9, 1.0, 1.0, 1.0, 1.2))
            hack, amounts["rho"] = _trait(name), rho
            often = {name: chance.choice(OFTEN)}
            said = [*(part for part in said if "paid" not in part), f"{name} paid {rho:g}"]
        else:
            among = {"flips": (0.02, 0.05, 0.2), "spread": (0.02, 0.1, 0.25), "share": (0.3, 0.7)}
            amounts[kind] = chance.choice(among.get(kind, (0.02, 0.2, -0.02, -0.2)))
            said.append(f"{kind} {amounts[kind]:g}")
    make = partial(TextReward, core, hack=hack, longest=LONGEST, **amounts)
    is_hacked = amounts.get("rho", 0.0) >= 1
    return _entry(chance, " + ".join(said), form, make, often, is_hacked=is_hacked)


def _entry(
    chance: random.Random, name: str, form: str, make: Callable[[], TextReward],
    often: Mapping[str, float] = MappingProxyType({}), **known: bool,
) -> Entry:  # fmt: skip
    rate, kind = chance.choice(RATES), chance.choice([*SKILLS])
    return Entry(name, form, rate, kind, make, often, **known)
