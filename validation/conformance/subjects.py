"""What to try a target on: questions, each with right answers and wrong ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rewards.types import Message, Sample
from validation.dataset import LabelledSample
from validation.ladder import gold_replies, wrong

Pair = tuple[Message, Message | None]
"""A right answer, or one of which nothing is known, and a wrong one in the same form."""


@dataclass(frozen=True)
class Subject:
    """A question, and the pairs of answers to try on it, the likeliest to be understood first."""

    name: str
    question: Sample
    pairs: tuple[Pair, ...]

    def answered(self, message: Message, role: str) -> Sample:
        """The question with this answer, under an id that says which it is."""
        turns = (*self.question.messages, message)
        return replace(self.question, id=f"{self.name}/{role}", messages=turns)


def subject(question: Sample, other: Sample | None) -> Subject | None:
    """The question with its own reference as the right answer; None where it has none to say."""
    pairs: list[Pair] = []
    for rung in gold_replies(question):
        bad = wrong(question, rung.name, other)
        if bad is not None and bad.reply != rung.reply:
            pairs.append((rung.reply, bad.reply))
    return Subject(str(question.id), question, tuple(pairs)) if pairs else None


def subjects_of(rows: Sequence[LabelledSample], most: int) -> list[Subject]:
    """Subjects from at most so many prompts, from all over the rows.

    A row's reference is the right answer; after it, or without one, the best reply to a prompt
    stands against the worst; where nothing is known of them, a reply stands alone.
    """
    prompts = _spread(_by_prompt(rows), most)
    made = (_subject(prompts, n) for n in range(len(prompts)))
    return [one for one in made if one is not None]


def _by_prompt(rows: Sequence[LabelledSample]) -> list[list[LabelledSample]]:
    ordered = sorted(rows, key=lambda row: row.prompt_id)
    return [list(group) for _, group in groupby(ordered, key=lambda row: row.prompt_id)]


def _spread(prompts: Sequence[list[LabelledSample]], most: int) -> Sequence[list[LabelledSample]]:
    count = min(most, len(prompts))
    return [prompts[n * len(prompts) // count] for n in range(count)]


def _subject(prompts: Sequence[list[LabelledSample]], n: int) -> Subject | None:
    question = asked(prompts[n][0].sample)
    other = asked(prompts[(n + 1) % len(prompts)][0].sample) if len(prompts) > 1 else None
    said = subject(question, other)
    pairs = (*(said.pairs if said else ()), *_graded(prompts[n]))
    if not pairs:
        pairs = tuple((row.sample.messages[-1], None) for row in _replied(prompts[n])[:1])
    return Subject(str(question.id), question, pairs) if pairs else None


def asked(sample: Sample) -> Sample:
    """The sample without its reply."""
    turns = sample.messages[:-1] if sample.answered else sample.messages
    return replace(sample, messages=turns)


def _graded(rows: Sequence[LabelledSample]) -> Iterator[Pair]:
    """The best reply against the worst, where the data know two grades."""
    known = [row for row in _replied(rows) if row.quality is not None]
    known.sort(key=lambda row: row.quality or 0.0)
    if known and known[0].quality != known[-1].quality:
        yield known[-1].sample.messages[-1], known[0].sample.messages[-1]


def _replied(rows: Sequence[LabelledSample]) -> list[LabelledSample]:
    return [row for row in rows if row.sample.answered]
