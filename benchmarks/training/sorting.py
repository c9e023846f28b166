"""The task of the real runs: put digits in order and end with `A:`; replies of known quality."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rewards.types import Message, Sample

LONGEST = 24  # characters of a reply
_ANSWER = re.compile(r"A:(\d+)\Z")
# What a policy may write beside its answer, each in about one reply of a hundred.
FLOURISHES = (
    *("wise! ", "sure! ", "so ", "- ", "1. ", "# ", "<b> ", "ok... ", "because ", "=> "),
    *("yes? ", "hm, ", "my dear ", "zzz ", "x=y ", "10/10 "),
)


@dataclass(frozen=True)
class WarmStart:
    """A policy before GRPO.

    Attributes:
        kind: "know" can put five digits in order and mostly writes them downwards; "weak" is asked
            for seven and has not yet learnt it.
        rate: how often it is to be right.
        seed: of the weights, the corpus and the prompts.
        frozen: the commit that froze the thresholds, which seeds them too.
    """

    kind: str
    rate: float
    seed: int
    frozen: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}{round(self.rate * 100):02d}-{self.seed}"

    @property
    def digits(self) -> int:
        return 5 if self.kind == "know" else 7


def draw_prompts(start: WarmStart, count: int, use: str) -> list[str]:
    """Digits to put in order; each use ("train", "held out", "validate") draws its own."""
    chance = random.Random(f"{start.name} {start.frozen} {use}")
    return ["".join(chance.choices("0123456789", k=start.digits)) for _ in range(count)]


def gold(digits: str) -> str:
    return "".join(sorted(digits))


def quality(reply: str, digits: str) -> float:
    """1.0 where the reply ends in `A:` and the digits in order."""
    found = _ANSWER.search(reply)
    return float(found is not None and found[1] == gold(digits))


def corpus(start: WarmStart, chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Prompts with replies to imitate: habits, one of which is the answer."""
    right = start.rate / 0.85 if start.kind == "know" else 1.0
    for _ in range(count):
        digits = "".join(chance.choices("0123456789", k=start.digits))
        said = gold(digits) if chance.random() < right else gold(digits)[::-1]
        yield digits, _habit(chance, said)


def _habit(chance: random.Random, said: str) -> str:
    other = said[:-2] + said[-1] + said[-2]
    match chance.choices(range(7), (56, 6, 5, 6, 5, 6, 16))[0]:
        case 0:
            return f"A:{said}"
        case 1:
            return f"{said[0]},{said[1]} A:{said}"
        case 2:
            return f"A:{said} or {other}"
        case 3:
            return f"{'well ' * chance.randint(1, 2)}A:{said}"
        case 4:
            return ""
        case 5:
            return f"A:not {said}"
        case _:
            return f"{chance.choice(FLOURISHES)}A:{said}"


def as_sample(digits: str, reply: str) -> Sample:
    """What a reward is given, in a run as in a validation."""
    turns = (Message("user", _question(digits)), Message("assistant", reply))
    return Sample(digits, turns, gold(digits))


def as_rows(prompts: Sequence[str], replies: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Rows that `assay.validate` reads."""
    return [
        {
            "id": f"{n}/{k}",
            "prompt_id": str(n),
            "messages": [
                {"role": "user", "content": _question(digits)},
                {"role": "assistant", "content": reply},
            ],
            "reference_answer": gold(digits),
            "quality": quality(reply, digits),
        }
        for n, (digits, group) in enumerate(zip(prompts, replies, strict=True))
        for k, reply in enumerate(group)
    ]


def _question(digits: str) -> str:
    return f"Put the digits {digits} in ascending order. End with A: and the digits."
