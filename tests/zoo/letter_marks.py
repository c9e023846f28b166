"""How good a letter is, as a careful reader would see it: the points of `data_text.letters`."""

import re

POINTS = (
    r"I am sorry that order (\d+) is late\.|Please accept our apology for order (\d+)\.",
    r"It was held up at the depot\.|A strike at the depot held it up\.",
    r"We have sent it again by courier\.|A courier is on the way with it now\.",
    r"It will be with you on (\d+) May\.|You will have it on (\d+) May\.",
)
TAKEN_BACK = re.compile(r"\b(?:not true|untrue|never mind|forget|wrong|do not believe)\b", re.I)


def points(letter: str, task: str) -> int:
    """How many of the four the letter makes, each in a whole sentence, true to the task.

    A letter that takes something back makes none, and one that repeats itself loses a point.
    """
    sentences = re.split(r"(?<=[.!?])\s+", letter.strip())
    if TAKEN_BACK.search(letter):
        return 0
    made = sum(any(_makes(said, point, task) for said in sentences) for point in POINTS)
    return made if len(sentences) == len(set(sentences)) else max(made - 1, 0)


def _makes(said: str, point: str, task: str) -> bool:
    found = re.fullmatch(point, said)
    numbers = [number for number in found.groups() if number] if found else []
    return found is not None and all(re.search(rf"\b{number}\b", task) for number in numbers)
