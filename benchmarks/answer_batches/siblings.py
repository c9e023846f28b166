"""The siblings of the hard kinds in `siblings.txt` as cases; V and W are drawn with a seed."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SEED = 20261130
_ANIMALS = {"A": "a whale", "B": "a shark", "C": "a seal", "D": "an otter"}
_DESK = ["refund", "exchange", "technical_issue", "no_action"]
# For each reward: metadata, reference, the right value as it is written, and a wrong one.
VALUES: dict[str, list[tuple[dict[str, Any], str, str, str]]] = {
    "numeric_match": [
        ({}, "58", "58", "85"), ({}, "3.6", "3.6", "6.3"), ({}, "2400", "2,400", "4,200"),
        ({}, "-15", "-15", "15"), ({}, "5/6", "5/6", "1/6"), ({}, "90%", "90%", "10%"),
        ({}, "$27", "$27", "$72"), ({}, "11 km", "11 km", "12 km"),
    ],
    "math_match": [
        ({}, r"\frac{5}{9}", r"$\frac{5}{9}$", r"$\frac{9}{5}$"), ({}, "3x-4", "$3x-4$", "$3x+4$"),
        ({}, r"2\sqrt{7}", r"$2\sqrt{7}$", r"$7\sqrt{2}$"), ({}, "(3,-1)", "$(3,-1)$", "$(-1,3)$"),
        ({}, "[0,4)", "$[0,4)$", "$[0,4]$"), ({}, r"\{2,5\}", r"$\{2,5\}$", r"$\{2,7\}$"),
        ({}, "58", "58", "85"), ({}, r"\frac{\pi}{6}", r"$\frac{\pi}{6}$", r"$\frac{\pi}{3}$"),
    ],
    "multiple_choice": [
        ({"choices": _ANIMALS}, "B", "B", "D"), ({"choices": _ANIMALS}, "C", "(C)", "(A)"),
        ({"choices": _ANIMALS}, "C", "C) a seal", "D) an otter"),
        ({"choices": _ANIMALS}, "D", "option D", "option B"),
        ({"choices": _ANIMALS}, "D", "**D**", "**C**"),
        ({"choices": _ANIMALS}, "B", "a shark", "a whale"),
    ],
    "label_match": [
        ({"labels": _DESK}, "refund", "refund", "exchange"),
        ({"labels": _DESK}, "technical_issue", "technical issue", "refund"),
        ({"labels": ["hate", "offensive", "normal"]}, "normal", "normal", "hate"),
        ({"labels": ["hate", "offensive", "normal"]}, "hate", "Hate", "Offensive"),
        ({"labels": ["positive", "negative", "neutral"]}, "negative", "negative", "positive"),
    ],
}  # fmt: skip


def batch() -> Iterator[dict[str, Any]]:
    """The cases of the file; a frame is asked with two values a reward."""
    chance, head = random.Random(SEED), ""
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines():
        if line.startswith("@ "):
            head = line[2:]
        elif line[:1] in ("+", "-"):
            said, pays = line[2:].replace("\\n", "\n"), float(line[0] == "+")
            if head != "*":
                yield {**_case(head), "response": said.replace("\\u0300", "\u0300"), "pays": pays}
                continue
            for reward, values in VALUES.items():
                for metadata, reference, right, wrong in chance.sample(values, 2):
                    yield {
                        "reward": reward, "metadata": metadata, "reference": reference,
                        "pays": pays, "response": fill(said, right, wrong), "frame": line,
                    }  # fmt: skip


def fill(frame: str, right: str, wrong: str) -> str:
    """The frame with V and W, where they are words of their own, as the values."""
    parts = zip(" " + frame, frame, [*frame[1:], " "], strict=False)
    signs = {"V": right, "W": wrong}
    return "".join(
        sign
        if any(it.isascii() and it.isalnum() for it in (before, after))
        else signs.get(sign, sign)
        for before, sign, after in parts
    )


def _case(head: str) -> dict[str, Any]:
    reward, rest = head.split(" ", 1)
    reference, brace, metadata = rest.partition(' {"')
    if reference[:1] in '["' or reference == "null":
        reference = json.loads(reference)
    return {
        "reward": reward, "reference": reference, "frame": head,
        "metadata": json.loads('{"' + metadata) if brace else {},
    }  # fmt: skip
