"""Finding what a target can score, and whether it tells a right answer from a wrong one there."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite
from typing import Any

from rewards.types import Message, Sample
from rewards.wire import PLATFORMS
from validation.conformance.dialects import forms
from validation.conformance.trial import HandlerUnderTest, SampleLimitError, Scores
from validation.dataset import LabelledSample
from validation.ladder import gold_replies, wrong_rung

SHAPES = ("plain", "answer", "final_answer", "text", "ground_truth", "label")
"""How a dataset may hold a reference: as it is, or under one of these names."""


def examples(shape: str) -> Iterator[tuple[Sample, Sample]]:
    """Two of each kind, whose answers are wrong for one another, with references of this shape.

    The samples end in the question.
    """
    for first, second in _KINDS:
        yield _with_shape(first, shape), _with_shape(second, shape)


def _with_shape(sample: Sample, shape: str) -> Sample:
    gold = sample.reference_answer
    return sample if shape == "plain" else replace(sample, reference_answer={shape: gold})


def _question(name: str, question: str, reference: Any, **metadata: Any) -> Sample:
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


def _weather_question(name: str, city: str, days: int) -> Sample:
    question = f"What will the weather be like in {city} for the next {days} days?"
    call = {"name": "get_weather", "arguments": {"city": city, "days": days}}
    return replace(_question(name, question, [call]), tools=(_WEATHER,))


_ORDER = {"item": "lamp", "count": 3, "gift": True}
_OTHER_ORDER = {"item": "chair", "count": 8, "gift": False}
_ORDERED = "Give the order as a JSON object with item, count and gift: {}."
_CAPITALS = "Which city is the capital of {}?\nA) Oslo\nB) Bern\nC) Quito\nD) Hanoi"
_MOOD = "Is the mood of this review positive or negative? {}"
_SUM = "Write a Python function named total(numbers) that returns the {} of a list."
_BAKED = "A baker fills {} trays with {} rolls each. How many rolls are that?"

_KINDS = (
    (
        _question("number", _BAKED.format(17, 24), "408"),
        _question("number-2", _BAKED.format(13, 19), "247"),
    ),
    (
        _question("choice", _CAPITALS.format("Ecuador"), "C"),
        _question("choice-2", _CAPITALS.format("Norway"), "A"),
    ),
    (
        _question("label", _MOOD.format("It broke on the first day."), "negative"),
        _question("label-2", _MOOD.format("I would buy it again."), "positive"),
    ),
    (
        _question(
            "text",
            "Why does ice float on water?",
            "Ice is less dense than liquid water, because its molecules stand further apart.",
        ),
        _question(
            "text-2",
            "Why do leaves turn red in autumn?",
            "The green chlorophyll breaks down, and red pigments are left to be seen.",
        ),
    ),
    (
        _question("json", _ORDERED.format("three lamps, as a gift"), _ORDER),
        _question("json-2", _ORDERED.format("eight chairs, no gift"), _OTHER_ORDER),
    ),
    (
        _question("json-text", _ORDERED.format("three lamps, as a gift"), json.dumps(_ORDER)),
        _question("json-text-2", _ORDERED.format("eight chairs"), json.dumps(_OTHER_ORDER)),
    ),
    (
        _question(
            "sql",
            "Which cities are in the table sales(city, total)? Answer with SQL.",
            "SELECT city FROM sales",
            schema=_SCHEMA,
        ),
        _question(
            "sql-2",
            "What do the totals in the table sales(city, total) sum up to? Answer with SQL.",
            "SELECT SUM(total) FROM sales",
            schema=_SCHEMA,
        ),
    ),
    (
        _question(
            "code",
            _SUM.format("sum"),
            {
                "code": "def total(numbers):\n    return sum(numbers)",
                "tests": ["assert total([1, 2, 3]) == 6", "assert total([]) == 0"],
            },
        ),
        _question(
            "code-2",
            _SUM.format("length"),
            {
                "code": "def total(numbers):\n    return len(numbers)",
                "tests": ["assert total([5, 5]) == 2"],
            },
        ),
    ),
    (_weather_question("tool-calls", "Lima", 3), _weather_question("tool-calls-2", "Bonn", 5)),
)


Pair = tuple[Message, Message | None]
"""A right answer, or one of which nothing is known, and a wrong one in the same form."""


@dataclass(frozen=True)
class TestQuestion:
    """A question, and the pairs of answers to try on it, the likeliest to be understood first."""

    name: str
    question: Sample
    pairs: tuple[Pair, ...]

    def answered(self, message: Message, role: str) -> Sample:
        """The question with this answer, under an id that says which it is."""
        turns = (*self.question.messages, message)
        return replace(self.question, id=f"{self.name}/{role}", messages=turns)


def question_of(question: Sample, other: Sample | None) -> TestQuestion | None:
    """The question with its own reference as the right answer; None where it has none to say."""
    pairs: list[Pair] = []
    for rung in gold_replies(question):
        bad = wrong_rung(question, rung.name, other)
        if bad is not None and bad.reply != rung.reply:
            pairs.append((rung.reply, bad.reply))
    return TestQuestion(str(question.id), question, tuple(pairs)) if pairs else None


def questions_of(rows: Sequence[LabelledSample], most: int) -> list[TestQuestion]:
    """Subjects from at most so many prompts, from all over the rows.

    A row's reference is the right answer; after it, or without one, the best reply to a prompt
    stands against the worst; where nothing is known of them, a reply stands alone.
    """
    prompts = _pick_evenly(_group_by_prompt(rows), most)
    made = (_question_at(prompts, n) for n in range(len(prompts)))
    return [one for one in made if one is not None]


def _group_by_prompt(rows: Sequence[LabelledSample]) -> list[list[LabelledSample]]:
    ordered = sorted(rows, key=lambda row: row.prompt_id)
    return [list(group) for _, group in groupby(ordered, key=lambda row: row.prompt_id)]


def _pick_evenly(
    prompts: Sequence[list[LabelledSample]], most: int
) -> Sequence[list[LabelledSample]]:
    count = min(most, len(prompts))
    return [prompts[n * len(prompts) // count] for n in range(count)]


def _question_at(prompts: Sequence[list[LabelledSample]], n: int) -> TestQuestion | None:
    question = drop_reply(prompts[n][0].sample)
    other = drop_reply(prompts[(n + 1) % len(prompts)][0].sample) if len(prompts) > 1 else None
    said = question_of(question, other)
    pairs = (*(said.pairs if said else ()), *_graded_pairs(prompts[n]))
    if not pairs:
        pairs = tuple((row.sample.messages[-1], None) for row in _rows_with_reply(prompts[n])[:1])
    return TestQuestion(str(question.id), question, pairs) if pairs else None


def drop_reply(sample: Sample) -> Sample:
    """The sample without its reply."""
    turns = sample.messages[:-1] if sample.answered else sample.messages
    return replace(sample, messages=turns)


def _graded_pairs(rows: Sequence[LabelledSample]) -> Iterator[Pair]:
    """The best reply against the worst, where the data know two grades."""
    known = [row for row in _rows_with_reply(rows) if row.quality is not None]
    known.sort(key=lambda row: row.quality or 0.0)
    if known and known[0].quality != known[-1].quality:
        yield known[-1].sample.messages[-1], known[0].sample.messages[-1]


def _rows_with_reply(rows: Sequence[LabelledSample]) -> list[LabelledSample]:
    return [row for row in rows if row.sample.answered]


WANTED = 4
"""Examples that are enough, once the target tells right from wrong in them."""


@dataclass(frozen=True)
class ScoredCase:
    """A right answer and a wrong one to the same question, or one reply, and their scores."""

    samples: tuple[Sample, ...]
    scores: Scores

    @property
    def gap(self) -> float | None:
        """By how much the right answer is paid more; None where either has no finite score."""
        numbers = [score for score in self.scores if score is not None and isfinite(score)]
        return numbers[0] - numbers[1] if len(numbers) == 2 else None

    @property
    def tells(self) -> bool:
        return (self.gap or 0.0) > 0.0


@dataclass(frozen=True)
class FoundCases:
    """The cases that got an answer, and the first error that came instead of one."""

    cases: tuple[ScoredCase, ...] = ()
    error: str = ""

    @property
    def telling(self) -> tuple[ScoredCase, ...]:
        return tuple(case for case in self.cases if case.tells)


def find_in_examples(trial: HandlerUnderTest) -> FoundCases:
    """Cases among our own examples, in the first form and shape of reference that it understands.

    The trial is left with that form as its plain one.
    """
    fallback, fallback_form = FoundCases(), trial.form
    for form in forms(trial.platform):
        trial.form = form
        for shape in SHAPES[:1] if PLATFORMS[trial.platform].text_reference else SHAPES:
            found = find_cases(trial, _example_questions(shape), WANTED)
            if found.telling:
                return found
            if not fallback.cases:
                fallback, fallback_form = found, form
    trial.form = fallback_form
    return fallback


def _example_questions(shape: str) -> Iterator[list[TestQuestion]]:
    """Two questions of a kind: where the first is not understood, nor is the second."""
    for first, second in examples(shape):
        made = (question_of(first, second), question_of(second, first))
        yield [one for one in made if one is not None]


def find_cases(
    trial: HandlerUnderTest, groups: Iterable[Iterable[TestQuestion]], wanted: int
) -> FoundCases:
    """Cases among the subjects, until so many are told apart; one that is not ends its group.

    Raises SpentError where no more samples may be sent before there is any.
    """
    found = FoundCases()
    try:
        for group in groups:
            for one in group:
                tried = _try_pairs(trial, one)
                found = FoundCases(found.cases + tried.cases, found.error or tried.error)
                if len(found.telling) >= wanted:
                    return found
                if not tried.telling:
                    break
    except SampleLimitError:
        if not found.cases:
            raise
    return found


def _try_pairs(trial: HandlerUnderTest, one: TestQuestion) -> FoundCases:
    """The pair of answers that is told apart best: the first if that one is, else any other."""
    first = _ask_pairs(trial, one, one.pairs[:1])
    if first.telling or len(one.pairs) == 1:
        return first
    rest = _ask_pairs(trial, one, one.pairs[1:])
    cases = (*first.cases, *rest.cases)
    best = max(
        cases, key=lambda case: -float("inf") if case.gap is None else case.gap, default=None
    )
    return FoundCases((best,) if best else (), first.error or rest.error)


def _ask_pairs(trial: HandlerUnderTest, one: TestQuestion, pairs: Sequence[Pair]) -> FoundCases:
    groups = [_pair_samples(one, n, pair) for n, pair in enumerate(pairs)]
    answer = trial.ask("right and wrong answers", [sample for group in groups for sample in group])
    if answer.error:
        return FoundCases(error=answer.error)
    scores = iter(answer.scores)
    return FoundCases(
        tuple(ScoredCase(group, tuple(next(scores) for _ in group)) for group in groups)
    )


def _pair_samples(one: TestQuestion, n: int, pair: Pair) -> tuple[Sample, ...]:
    right, wrong = pair
    if wrong is None:
        return (one.answered(right, f"reply-{n}"),)
    return one.answered(right, f"right-{n}"), one.answered(wrong, f"wrong-{n}")
