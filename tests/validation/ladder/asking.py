"""Samples for the tests of the ladder."""

from dataclasses import replace
from typing import Any

from rewards.types import Message, Sample
from validation.ladder import Rung, gold_replies, paraphrase_rungs, perturbation_rungs, wrong_rung

CALL = {"name": "roll", "arguments": {"dice": 4, "sides": 6}}
CODE = "def f(x):\n    y = x < 3\n    return y"
REFERENCES = (
    *("1848", "$18", "5 km", "3/4", "1.5e6", "B", "spam", "yes", "The sky is blue today."),
    *("Cats are nice. Dogs bark at 5 men. Birds fly.", "3 + 4 = 7\n9 * 2 = 18\n#### 18"),
    *(
        {"a": 1, "b": 2, "c": "x"},
        [CALL, {"name": "flip", "arguments": {}}],
        {"answers": ["a", "b"]},
    ),
    {"tests": ["assert f(1) == True", "assert f(5) == False"], "code": CODE},
    "SELECT a, b FROM c WHERE d > 1 AND e = 'x' GROUP BY a ORDER BY b LIMIT 3",
    "SELECT MAX(a)\nFROM b",
)
"""One reference, or more, of each kind."""


def asked(reference: Any, prompt: str = "The question?", **metadata: Any) -> Sample:
    """A prompt with this reference and no reply."""
    return Sample("q1", (Message("user", prompt),), reference, metadata)


def answered(sample: Sample, rung: Rung) -> Sample:
    """The sample with the rung as its reply."""
    return replace(sample, messages=(*sample.messages, rung.reply))


def texts(rungs: tuple[Rung, ...]) -> dict[str, str]:
    """What each rung says, by its name."""
    return {rung.name: rung.reply.content for rung in rungs}


def qualities(rungs: tuple[Rung, ...]) -> dict[str, float]:
    return {rung.name: rung.quality for rung in rungs}


def every_rung(sample: Sample) -> list[Rung]:
    """All rungs of a sample, in all of its forms."""
    golds = gold_replies(sample)
    others = [
        rung
        for gold in golds
        for rung in (*paraphrase_rungs(sample, gold.name), *perturbation_rungs(sample, gold.name))
    ]
    return [*golds, *others]


def wrong_reply(sample: Sample, form: str = "bare", other: Sample | None = None) -> Message:
    """The plainly wrong answer to a sample that has one."""
    rung = wrong_rung(sample, form, other)
    assert rung is not None
    return rung.reply
