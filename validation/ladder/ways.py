"""What can be done to the answers of each kind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from validation.ladder import calls, choices, labels, numbers, objects, programs, queries, texts
from validation.ladder.gold import Gold
from validation.ladder.rung import Answer, Kind


@dataclass(frozen=True)
class Ways:
    """What can be done to the answers of one kind.

    `reworded` are the same answer, in a form, and `altered` are worse ones; `another` is a plainly
    wrong one, and `same` is whether a text is as good as the gold.
    """

    reworded: Callable[[Gold, str], Iterable[Answer]]
    altered: Callable[[Gold], Iterable[Answer]]
    another: Callable[[Gold], str]
    same: Callable[[str, Gold], bool]


_PROSE = Ways(texts.reworded, texts.altered, texts.another, texts.same)
WAYS: dict[Kind, Ways] = {
    "number": Ways(numbers.reworded, numbers.altered, numbers.another, numbers.same),
    "choice": Ways(choices.reworded, choices.altered, choices.another, choices.same),
    "label": Ways(labels.reworded, labels.altered, labels.another, labels.same),
    "text": _PROSE,
    "long_text": _PROSE,
    "json": Ways(objects.reworded, objects.altered, objects.another, objects.same),
    "sql": Ways(queries.reworded, queries.altered, queries.another, queries.same),
    "code": Ways(programs.reworded, programs.altered, programs.another, programs.same),
    "tool_calls": Ways(calls.reworded, calls.altered, calls.another, calls.same),
}
