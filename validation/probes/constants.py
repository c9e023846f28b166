"""Answers to give to every prompt alike: what a policy falls back on that does not look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rewards.types import Message
from validation.probes.alike import alike
from validation.probes.case import Case

_FIXED = ("0", "1", "yes", "no", "true")
_COMMONEST = 5
_WHOLE = 3
"""So many of the commonest golds where they are whole texts, programs or calls."""


def with_constants(cases: Sequence[Case]) -> list[Case]:
    """With the commonest golds and every label, or with whole golds where answers are long."""
    if not all(case.is_short for case in cases):
        return _whole(cases)
    answers = Counter(case.answer for case in cases)
    labels = [label for case in cases[:1] for label in case.labels]
    texts = [*(answer for answer, _ in answers.most_common(_COMMONEST)), *labels, *_FIXED]
    distinct = list(dict.fromkeys(texts))
    if labels:
        distinct.append(" ".join(labels))
    return [
        replace(case, constants=tuple(Message("assistant", case.framed(text)) for text in distinct))
        for case in cases
    ]


def _whole(cases: Sequence[Case]) -> list[Case]:
    times = Counter(repr(case.gold) for case in cases)
    first = {repr(case.gold): case for case in reversed(cases)}
    common = [first[text] for text, _ in times.most_common(_WHOLE)]
    return [
        replace(case, constants=tuple(c.gold if _apart(case, c) else None for c in common))
        for case in cases
    ]


def _apart(case: Case, other: Case) -> bool:
    """Whether an answer to the other question may be told from one to this."""
    return case is other or not case.is_open or not alike(case.question, other.question)
