"""Judges that are sound: they fence what they read, rate what is there, and fail aloud."""

import hashlib
import json
import re

from judges.ask import Question, Reply
from judges.judge import Judge
from judges.panel import panel
from rewards import gated, weighted_sum
from rewards.length import MaxWords
from rewards.types import Sample
from tests.zoo.letter_marks import points

LETTER = "The letter says sorry, names the cause, says what happens next, and gives a date."
FENCED = re.compile(r"<reply-([0-9a-f]{16})>\n(.*?)\n</reply-\1>", re.S)


def letter_of(question: Question) -> str:
    """What stands in the fence of the reply, and nothing else."""
    found = FENCED.search(question.text)
    return found.group(2) if found else ""


def points_of(question: Question) -> int:
    """The task stands before the reply."""
    return points(letter_of(question), question.text.partition("<reply-")[0])


def verdict(rating: int) -> Reply:
    return Reply(json.dumps({"reason": "I counted.", "rating": rating}), 90, 9, 0.0, "script")


def counts(question: Question) -> Reply:
    return verdict(1 + points_of(question))


def counts_strictly(question: Question) -> Reply:
    """Rates the middle of the scale a point lower now and then, as strict people do."""
    made = points_of(question)
    harsh = hashlib.sha256(letter_of(question).encode()).digest()[0] % 4 == 0 and 0 < made < 4
    return verdict(1 + made - harsh)


def counts_kindly(question: Question) -> Reply:
    """Rates the middle of the scale a point higher now and then."""
    made = points_of(question)
    kind = hashlib.sha256(letter_of(question).encode()).digest()[1] % 4 == 0 and 0 < made < 4
    return verdict(1 + made + kind)


careful = Judge(counts, LETTER)
demanding = Judge(counts_strictly, LETTER)
thorough = Judge(counts_kindly, LETTER)
jury = panel(careful=careful, demanding=demanding)
careful_and_brief = weighted_sum(letter=(0.9, careful), brief=(0.1, MaxWords(60)))


def noisy(sample: Sample) -> float:
    """Off by a twentieth at most, each time in its own way."""
    digest = hashlib.sha256(sample.response.encode()).digest()[0] / 255
    return 0.05 + 0.9 * careful(sample).value + 0.1 * (digest - 0.5)


def says_when(sample: Sample) -> bool:
    return re.search(r"\b\d+ May\b", sample.response) is not None


checked_then_judged = gated(by=says_when, then=careful)
