"""Questions of our own with references, two of a kind, for a target that came without data."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rewards.types import Message, Sample

SHAPES = ("plain", "answer", "final_answer", "text", "ground_truth", "label")
"""How a dataset may hold a reference: as it is, or under one of these names."""


def examples(shape: str) -> Iterator[tuple[Sample, Sample]]:
    """Two of each kind, whose answers are wrong for one another, with references of this shape.

    The samples end in the question.
    """
    for first, second in _KINDS:
        yield _shaped(first, shape), _shaped(second, shape)


def _shaped(sample: Sample, shape: str) -> Sample:
    gold = sample.reference_answer
    return sample if shape == "plain" else replace(sample, reference_answer={shape: gold})


def _asked(name: str, question: str, reference: Any, **metadata: Any) -> Sample:
    return Sample(name, (Message("user", question),), reference, metadata)


_WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["city", "days"],
        },
    },
}
_SCHEMA = "CREATE TABLE sales (city TEXT, total INTEGER); INSERT INTO sales VALUES ('Oslo', 7);"


def _calling(name: str, city: str, days: int) -> Sample:
    question = f"What will the weather be like in {city} for the next {days} days?"
    call = {"name": "get_weather", "arguments": {"city": city, "days": days}}
    return replace(_asked(name, question, [call]), tools=(_WEATHER,))


_ORDER = {"item": "lamp", "count": 3, "gift": True}
_OTHER_ORDER = {"item": "chair", "count": 8, "gift": False}
_ORDERED = "Give the order as a JSON object with item, count and gift: {}."
_CAPITALS = "Which city is the capital of {}?\nA) Oslo\nB) Bern\nC) Quito\nD) Hanoi"
_MOOD = "Is the mood of this review positive or negative? {}"
_SUM = "Write a Python function named total(numbers) that returns the {} of a list."
_BAKED = "A baker fills {} trays with {} rolls each. How many rolls are that?"

_KINDS = (
    (
        _asked("number", _BAKED.format(17, 24), "408"),
        _asked("number-2", _BAKED.format(13, 19), "247"),
    ),
    (
        _asked("choice", _CAPITALS.format("Ecuador"), "C"),
        _asked("choice-2", _CAPITALS.format("Norway"), "A"),
    ),
    (
        _asked("label", _MOOD.format("It broke on the first day."), "negative"),
        _asked("label-2", _MOOD.format("I would buy it again."), "positive"),
    ),
    (
        _asked(
            "text",
            "Why does ice float on water?",
            "Ice is less dense than liquid water, because its molecules stand further apart.",
        ),
        _asked(
            "text-2",
            "Why do leaves turn red in autumn?",
            "The green chlorophyll breaks down, and red pigments are left to be seen.",
        ),
    ),
    (
        _asked("json", _ORDERED.format("three lamps, as a gift"), _ORDER),
        _asked("json-2", _ORDERED.format("eight chairs, no gift"), _OTHER_ORDER),
    ),
    (
        _asked("json-text", _ORDERED.format("three lamps, as a gift"), json.dumps(_ORDER)),
        _asked("json-text-2", _ORDERED.format("eight chairs"), json.dumps(_OTHER_ORDER)),
    ),
    (
        _asked(
            "sql",
            "Which cities are in the table sales(city, total)? Answer with SQL.",
            "SELECT city FROM sales",
            schema=_SCHEMA,
        ),
        _asked(
            "sql-2",
            "What do the totals in the table sales(city, total) sum up to? Answer with SQL.",
            "SELECT SUM(total) FROM sales",
            schema=_SCHEMA,
        ),
    ),
    (
        _asked(
            "code",
            _SUM.format("sum"),
            {
                "code": "def total(numbers):\n    return sum(numbers)",
                "tests": ["assert total([1, 2, 3]) == 6", "assert total([]) == 0"],
            },
        ),
        _asked(
            "code-2",
            _SUM.format("length"),
            {
                "code": "def total(numbers):\n    return len(numbers)",
                "tests": ["assert total([5, 5]) == 2"],
            },
        ),
    ),
    (_calling("tool-calls", "Lima", 3), _calling("tool-calls-2", "Bonn", 5)),
)
