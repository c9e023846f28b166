"""Questions with a right and a wrong answer, and whether a target scores and tells them apart.

examples of ours ─┐
                  ├─▶ TestQuestion(right, wrong) ─▶ find_cases ─▶ ScoredCase ─▶ Baseline
rows of the data ─┘      in several forms             (events)
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import isfinite
from typing import Any

from rewards.types import Message, Sample
from rewards.wire import PLATFORMS
from rewards.wire.rows import row_forms
from validation.conformance.trial import (
    BatchResult,
    HandlerUnderTest,
    Rule,
    SampleLimitError,
    Scores,
    format_scores,
    rule_of,
)
from validation.dataset import LabelledSample
from validation.generations import pick_evenly, prompt_turns, rows_by_prompt
from validation.ladder import gold_replies, wrong_rung

# How a dataset may hold a reference: as it is, or under one of these names.
SHAPES = ("plain", "answer", "final_answer", "text", "ground_truth", "label")
# Examples that are enough, once the target tells right from wrong in them.
WANTED = 4
UNSTEADY = "nothing can be compared: the same event does not get the same scores twice"

# A right answer, or one of which nothing is known, and a wrong one in the same form.
Pair = tuple[Message, Message | None]


@dataclass(frozen=True)
class TestQuestion:
    """A question, and the pairs of answers to try on it, the likeliest to be understood first."""

    name: str
    question: Sample
    pairs: tuple[Pair, ...]

    def with_answer(self, message: Message, role: str) -> Sample:
        """The question with this answer, under an id that says which it is."""
        turns = (*self.question.messages, message)
        return replace(self.question, id=f"{self.name}/{role}", messages=turns)


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
    def discriminates(self) -> bool:
        """Whether the right answer is paid more."""
        return (self.gap or 0.0) > 0.0


@dataclass(frozen=True)
class FoundCases:
    """The cases that got an answer, and the first error that came instead of one."""

    cases: tuple[ScoredCase, ...] = ()
    error: str = ""

    @property
    def discriminating_cases(self) -> tuple[ScoredCase, ...]:
        """The cases in which the right answer is paid more."""
        return tuple(case for case in self.cases if case.discriminates)


def least_right_pay(cases: Sequence[ScoredCase]) -> float | None:
    """The least that a right answer earns which is clearly paid; None without such a case.

    Clearly is half of the largest gap between right and wrong. A reward that does not read some
    golds and punishes length pays them less than nothing, and a little more than their wrong ones.
    """
    half = max((case.gap or 0.0 for case in cases), default=0.0) / 2
    paid = [case.scores[0] for case in cases if half > 0 and (case.gap or 0.0) >= half]
    return min((score for score in paid if score is not None), default=None)


@dataclass(frozen=True)
class Baseline:
    """What the checks compare with: cases that the target scores, and its scores of them.

    Attributes:
        trial: the endpoint under test.
        cases: the cases.
        result: what all of their samples got in the plain form.
        steady: whether the same event got the same scores again. Where it did not, no difference
            between two events means anything.
        asks_models: whether models were asked in this process.
    """

    trial: HandlerUnderTest
    cases: tuple[ScoredCase, ...]
    result: BatchResult
    steady: bool = True
    asks_models: bool = False

    @property
    def samples(self) -> tuple[Sample, ...]:
        return self.result.samples

    @property
    def discriminating_cases(self) -> tuple[ScoredCase, ...]:
        """The cases in which the right answer is paid more; none of an unsteady target."""
        return tuple(case for case in self.cases if case.discriminates and self.steady)

    def fault(self, answer: BatchResult) -> str:
        """The first fault of a reply that breaks a rule which the plain event's did not break."""
        return next((fault for fault in answer.faults if not self.breaks(rule_of(fault))), "")

    def breaks(self, rule: Rule) -> bool:
        """Whether the reply to the plain event breaks this rule already."""
        return any(rule_of(fault) is rule for fault in self.result.faults)

    def difference(self, answer: BatchResult, expected: Scores, what: str = "") -> str:
        """How the answer is not the expected one, in words after `what`; "" where it is."""
        if answer.error:
            return f"{what}raised: {answer.error}"
        if self.trial.agree(answer.scores, expected):
            return ""
        return f"{what}{format_scores(answer.scores)} instead of {format_scores(expected)}"


def find_in_examples(trial: HandlerUnderTest) -> FoundCases:
    """Cases among our own examples, in the first form and shape of reference that it understands.

    The trial is left with that form as its plain one.
    """
    fallback, fallback_form = FoundCases(), trial.form
    shapes = SHAPES[:1] if PLATFORMS[trial.platform].text_reference else SHAPES
    for kinds, form in product((_EXAMPLES, _WORKED), row_forms(trial.platform)):
        trial.form = form
        for shape in shapes:
            # two questions of a kind: where the first is not understood, nor is the second
            both = ((question_of(a, b), question_of(b, a)) for a, b in examples(shape, kinds))
            found = find_cases(trial, (filter(None, pair) for pair in both), WANTED)
            if found.discriminating_cases:
                return found
            if not fallback.cases:
                fallback, fallback_form = found, form
    trial.form = fallback_form
    return fallback


def find_in_rows(
    trial: HandlerUnderTest, rows: Sequence[LabelledSample], wanted: int
) -> FoundCases:
    """Cases among the rows, in the first documented form of them that it understands.

    The trial is left with that form as its plain one. A form that the trial has already is tried
    first.
    """
    questions = questions_of(rows, wanted)
    forms = row_forms(trial.platform, [one.question for one in questions])
    fallback, fallback_form = FoundCases(), trial.form
    for form in sorted(forms, key=lambda form: form.name != trial.form.name):
        trial.form = form
        found = find_cases(trial, [[one] for one in questions], wanted)
        if found.discriminating_cases:
            return found
        if not fallback.cases:
            fallback, fallback_form = FoundCases(found.cases, fallback.error or found.error), form
    trial.form = fallback_form
    return fallback


def find_cases(
    trial: HandlerUnderTest, groups: Iterable[Iterable[TestQuestion]], wanted: int
) -> FoundCases:
    """Cases among the questions, until so many discriminate; one that does not ends its group.

    Raises SampleLimitError where no more samples may be sent before there is any.
    """
    found = FoundCases()
    try:
        for group in groups:
            for one in group:
                pair = _try_pairs(trial, one)
                found = FoundCases(found.cases + pair.cases, found.error or pair.error)
                if len(found.discriminating_cases) >= wanted:
                    return found
                if not pair.discriminating_cases:
                    break
    except SampleLimitError:
        if not found.cases:
            raise
    return found


def _try_pairs(trial: HandlerUnderTest, one: TestQuestion) -> FoundCases:
    """The pair of answers that is told apart best: the first if that one is, else any other."""
    first = _ask_pairs(trial, one, one.pairs[:1])
    if first.discriminating_cases or len(one.pairs) == 1:
        return first
    rest = _ask_pairs(trial, one, one.pairs[1:])
    cases = (*first.cases, *rest.cases)
    gaps = [-float("inf") if case.gap is None else case.gap for case in cases]
    best = cases[gaps.index(max(gaps))] if cases else None
    return FoundCases((best,) if best else (), first.error or rest.error)


def _ask_pairs(trial: HandlerUnderTest, one: TestQuestion, pairs: Sequence[Pair]) -> FoundCases:
    groups: list[tuple[Sample, ...]] = []
    for n, (right, wrong) in enumerate(pairs):
        if wrong is None:
            groups.append((one.with_answer(right, f"reply-{n}"),))
        else:
            pair = one.with_answer(right, f"right-{n}"), one.with_answer(wrong, f"wrong-{n}")
            groups.append(pair)
    answer = trial.ask("right and wrong answers", [sample for group in groups for sample in group])
    if answer.error:
        return FoundCases(error=answer.error)
    scores = iter(answer.scores)
    cases = (ScoredCase(group, tuple(next(scores) for _ in group)) for group in groups)
    return FoundCases(tuple(cases))


def questions_of(rows: Sequence[LabelledSample], most: int) -> list[TestQuestion]:
    """Questions from at most so many prompts, from all over the rows.

    Prompts with a better and a worse reply go first: where right ones are rare, a few prompts
    picked from all would hold none, and their form would never be tried.

    A row's reference is the right answer; after it, or without one, the best reply to a prompt
    stands against the worst; where nothing is known of them, a reply stands alone.
    """
    groups = [group for _, group in sorted(rows_by_prompt(rows).items())]
    mixed = pick_evenly([group for group in groups if _has_contrast(group)], most)
    rest = [group for group in groups if not _has_contrast(group)]
    prompts = [*mixed, *pick_evenly(rest, most - len(mixed))]
    return list(filter(None, (_question_at(prompts, n) for n in range(len(prompts)))))


def _has_contrast(group: Sequence[LabelledSample]) -> bool:
    known = {row.quality for row in group if row.sample.answered}
    return len(known - {None}) > 1


def _question_at(prompts: Sequence[list[LabelledSample]], n: int) -> TestQuestion | None:
    question = drop_reply(prompts[n][0].sample)
    other = drop_reply(prompts[(n + 1) % len(prompts)][0].sample) if len(prompts) > 1 else None
    known = question_of(question, other)
    pairs = list(known.pairs) if known else []
    replied = [row for row in prompts[n] if row.sample.answered]
    graded = [row for row in replied if row.quality is not None]
    graded.sort(key=lambda row: row.quality or 0.0)
    if graded and graded[0].quality != graded[-1].quality:
        pairs.append((graded[-1].sample.messages[-1], graded[0].sample.messages[-1]))
    if not pairs:
        pairs = [(row.sample.messages[-1], None) for row in replied[:1]]
    return TestQuestion(str(question.id), question, tuple(pairs)) if pairs else None


def question_of(question: Sample, other: Sample | None) -> TestQuestion | None:
    """The question with its own reference as the right answer; None where it has none to say."""
    pairs: list[Pair] = []
    for rung in gold_replies(question):
        bad = wrong_rung(question, rung.name, other)
        if bad is not None and bad.reply != rung.reply:
            pairs.append((rung.reply, bad.reply))
    return TestQuestion(str(question.id), question, tuple(pairs)) if pairs else None


def drop_reply(sample: Sample) -> Sample:
    """The sample without its reply."""
    return replace(sample, messages=prompt_turns(sample))


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
_LAMPS = {"item": "lamp", "count": 3, "gift": True}
_CHAIRS = {"item": "chair", "count": 8, "gift": False}
_LIMA = [{"name": "get_weather", "arguments": {"city": "Lima", "days": 3}}]
_BONN = [{"name": "get_weather", "arguments": {"city": "Bonn", "days": 5}}]
_TOTAL = {
    "code": "def total(numbers):\n    return sum(numbers)",
    "tests": ["assert total([1, 2, 3]) == 6", "assert total([]) == 0"],
}
_LENGTH = {
    "code": "def total(numbers):\n    return len(numbers)",
    "tests": ["assert total([5, 5]) == 2"],
}
_ICE = "Ice is less dense than liquid water, because its molecules stand further apart."
_LEAVES = "The green chlorophyll breaks down, and red pigments are left to be seen."

# Of each kind a name, a question with a gap, and twice what fills the gap and the reference.
_Kinds = tuple[tuple[str, str, tuple[str, Any], tuple[str, Any]], ...]
_EXAMPLES: _Kinds = (
    (
        "number",
        "A baker fills {} rolls each. How many rolls are that?",
        ("17 trays with 24", "408"),
        ("13 trays with 19", "247"),
    ),
    (
        "choice",
        "Which city is the capital of {}?\nA) Oslo\nB) Bern\nC) Quito\nD) Hanoi",
        ("Ecuador", "C"),
        ("Norway", "A"),
    ),
    (
        "label",
        "Is the mood of this review positive or negative? {}",
        ("It broke on the first day.", "negative"),
        ("I would buy it again.", "positive"),
    ),
    (
        "text",
        "Why {}?",
        ("does ice float on water", _ICE),
        ("do leaves turn red in autumn", _LEAVES),
    ),
    (
        "json",
        "Give the order as a JSON object with item, count and gift: {}.",
        ("three lamps, as a gift", _LAMPS),
        ("eight chairs, no gift", _CHAIRS),
    ),
    (
        "json-text",
        "Give the order as a JSON object with item, count and gift: {}.",
        ("three lamps, as a gift", json.dumps(_LAMPS)),
        ("eight chairs", json.dumps(_CHAIRS)),
    ),
    (
        "sql",
        "{}? Answer with SQL.",
        ("Which cities are in the table sales(city, total)", "SELECT city FROM sales"),
        (
            "What do the totals in the table sales(city, total) sum up to",
            "SELECT SUM(total) FROM sales",
        ),
    ),
    (
        "code",
        "Write a Python function named total(numbers) that returns the {} of a list.",
        ("sum", _TOTAL),
        ("length", _LENGTH),
    ),
    (
        "tool-calls",
        "What will the weather be like in {} days?",
        ("Lima for the next 3", _LIMA),
        ("Bonn for the next 5", _BONN),
    ),
)
# For a handler that reads none of these: a working with its answer after a mark, as in GSM8K.
_WORKED = (
    (
        "worked-solution",
        "A baker fills {} rolls each. How many rolls are that? End with #### and the number.",
        ("17 trays with 24", "17 * 24 = 408\n#### 408"),
        ("13 trays with 19", "13 * 19 = 247\n#### 247"),
    ),
)


def examples(shape: str, kinds: _Kinds = _EXAMPLES) -> Iterator[tuple[Sample, Sample]]:
    """Two of each kind, whose answers are wrong for one another, with references of this shape.

    The samples end in the question.
    """
    for name, question, (gap, gold), (other_gap, other_gold) in kinds:
        asked = (Message("user", question.format(gap)),)
        reference = gold if shape == "plain" else {shape: gold}
        metadata = {"schema": _SCHEMA} if name == "sql" else {}
        first = Sample(
            name, asked, reference, metadata, (_WEATHER,) if name == "tool-calls" else ()
        )
        asked = (Message("user", question.format(other_gap)),)
        reference = other_gold if shape == "plain" else {shape: other_gold}
        yield first, replace(first, id=f"{name}-2", messages=asked, reference_answer=reference)
