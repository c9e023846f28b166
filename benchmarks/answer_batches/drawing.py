# ruff: noqa: E501
"""Replies put together with a seed: an opening, a declaration and a tail, with values drawn anew.

A batch is committed before any reader sees it, and measured before anything is mended by it. Then
it is marked as used, and the next one needs other templates: a new seed alone only puts the same
sentences together anew.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.answer_batches.siblings import fill

# Replies of each reward and side, and of these a third that only one side can say.
EACH = 600
REWARDS = ("numeric_match", "math_match", "multiple_choice", "label_match")
_TOPICS = [
    (["Nairobi", "Accra", "Dakar", "Lusaka"], "ABCD"), (["a lever", "a pulley", "a wedge", "a screw"], "ABCD"),
    (["mitosis", "meiosis", "osmosis", "diffusion", "respiration"], "ABCDE"),
    (["It rises.", "It falls.", "It stays constant.", "It oscillates."], "ABCD"),
]  # fmt: skip
_LABELS = [
    ["urgent", "normal", "low priority"], ["sarcastic", "sincere"], ["joy", "anger", "fear", "sadness"],
    ["question", "complaint", "praise", "feature_request"], ["left-leaning", "centrist", "right-leaning"],
]  # fmt: skip


@dataclass(frozen=True)
class Subjects:
    """What the replies of a batch speak of.

    Attributes:
        topics: the options of a question, each list with its letters.
        labels: lists of labels of one task.
        numbers: forms in which a number is written.
    """

    topics: Sequence[tuple[list[str], str]] = tuple(_TOPICS)
    labels: Sequence[list[str]] = tuple(_LABELS)
    numbers: Sequence[str] = ("{}", "{},500", "{}.5", "-{}", "{}%", "${}", "{}/1000", "{}")


_SUBJECTS = Subjects()


def draw(
    seed: int, openings: str, declared: str, tails: str, right_only: str, wrong_only: str,
    prose: Mapping[str, tuple[str, str]], subjects: Subjects = _SUBJECTS,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The declared replies, then those of undeclared prose, both sides of each reward.

    In a template V is the right value and W a wrong one; in a wrong reply made of an opening, a
    declaration and a tail they change places.
    """
    chance = random.Random(seed)
    parts = _lines(openings, blank=True), _lines(declared), _lines(tails, blank=True)
    for reward in REWARDS:
        for pays, only in ((1.0, right_only), (0.0, wrong_only)):
            for at in range(EACH):
                frame = chance.choice(_lines(only)) if at % 3 == 0 else _declaration(chance, *parts)
                if not pays and at % 3:
                    frame = _swap(frame)
                yield _case(reward, frame, pays, chance, subjects, declared=True)
        for pays, text in zip((1.0, 0.0), prose[reward], strict=True):
            for _ in range(EACH):
                yield _case(
                    reward, chance.choice(_lines(text)), pays, chance, subjects, declared=False
                )


def _declaration(
    chance: random.Random, openings: list[str], declared: list[str], tails: list[str]
) -> str:
    said = chance.choice(declared)
    opening, tail = chance.choice(openings), chance.choice(tails)
    # a line of its own, and a sentence without a full stop, have no tail in their own line
    own_line = said[:1] in "#*<|>-`" or "\n" in said
    opening = opening.rstrip() + "\n\n" if own_line and opening.strip() else opening
    return f"{opening}{said}{'' if tail[:1] == ' ' and said[-1] not in '.。)}>' else tail}"


def _lines(text: str, *, blank: bool = False) -> list[str]:
    """The lines of a list, each with its own line ends in it; with `blank` also nothing at all."""
    lines = [line.replace("\\n", "\n") for line in text.strip("\n").split("\n")]
    return ["", *lines] if blank else lines


def _swap(frame: str) -> str:
    return fill(
        fill(fill(frame, "\0", "\1").replace("\0", "W"), "V", "W").replace("\1", "V"), "V", "W"
    )


def _case(
    reward: str, frame: str, pays: float, chance: random.Random, subjects: Subjects, *,
    declared: bool,
) -> dict[str, Any]:  # fmt: skip
    metadata, reference, right, wrong = _values(reward, chance, subjects)
    if reward == "math_match" and "boxed{V}" in frame:
        right, wrong = right.strip("$"), wrong.strip("$")
    said = fill(frame, right, wrong)
    return {
        "reward": reward, "metadata": metadata, "reference": reference, "response": said,
        "pays": pays, "declared": declared, "frame": ("+ " if pays else "- ") + frame,
    }  # fmt: skip


def _values(
    reward: str, chance: random.Random, subjects: Subjects
) -> tuple[dict[str, Any], str, str, str]:
    """Metadata, the reference, the right value as it is written, and a wrong one."""
    if reward == "numeric_match":
        right, wrong = chance.sample(range(13, 997), 2)
        form = chance.choice(subjects.numbers)
        said = form.format(right)
        return {}, said.replace(",", ""), said, form.format(wrong)
    if reward == "math_match":
        a, b = chance.sample([2, 3, 5, 7, 11, 13], 2)
        form = chance.choice([
            r"\frac{%d}{17}", r"%d\sqrt{2}", "%dx-1", "(%d, 4)", "x=%d", r"%d\pi", "[%d, 20)", "x^{%d}",
            r"\{%d, 30\}", r"\log_{19} %d", "%d", "%d-i", r"\sqrt[3]{%d}", "y=%dx",
        ])  # fmt: skip
        return {}, form % a, f"${form % a}$", f"${form % b}$"
    if reward == "multiple_choice":
        texts, letters = chance.choice(subjects.topics)
        right, wrong = chance.sample(range(len(letters)), 2)
        form = chance.choice(
            ["{0}", "({0})", "{0}", "{1}", "{0}) {1}", "option {0}", "**{0}**", "{0}. {1}"]
        )
        both = [form.format(letters[at], texts[at].rstrip(".")) for at in (right, wrong)]
        return {"choices": texts}, letters[right], both[0], both[1]
    labels = chance.choice(subjects.labels)
    right, wrong = chance.sample(range(len(labels)), 2)
    case, marked = chance.randrange(3), chance.choice(["{}", '"{}"', "*{}*"])
    names = [labels[at].replace("_", " ") for at in (right, wrong)]
    plain = [marked.format((it, it.upper(), it.capitalize())[case]) for it in names]
    return {"labels": labels}, labels[right], plain[0], plain[1]
