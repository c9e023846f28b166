"""Good and broken rewards for each kind of reference, with rows of their own: `assay selftest`.

Of each it is known what has to come of it. Each is written as people write them.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rewards.json_match import json_match
from rewards.label_match import label_match
from rewards.multiple_choice import multiple_choice
from rewards.numeric_match import numeric_match
from rewards.tool_calls_match import tool_calls_match
from rewards.types import Reward, Sample

PROMPTS = 20
LABELS = ("billing", "delivery", "returns")
TOWNS = ("Arlen", "Besk", "Corvo", "Dunmar")


@dataclass(frozen=True)
class Planted:
    """A reward of which it is known what has to come of it.

    Attributes:
        kind: the kind of reference: the name of one of the functions that make rows.
        does: what the reward does, in words.
        reward: the reward.
        is_good: whether it must not FAIL; a broken one must not PASS.
    """

    kind: str
    does: str
    reward: Reward
    is_good: bool = False

    @property
    def what(self) -> str:
        """In one word."""
        return "good" if self.is_good else "broken"


def _row(n: int, question: str, reply: str, reference: Any, **fields: Any) -> dict[str, Any]:
    turns = [{"role": "user", "content": question}, {"role": "assistant", "content": reply}]
    identity = {"id": f"{n}/{fields.get('quality', '')}", "prompt_id": str(n)}
    return {**identity, "messages": turns, "reference_answer": reference, **fields}


def _numbers() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        a, b = 13 + n, 17 + n
        question = f"A stall has {a} crates of {b} pears each. How many pears does it have?"
        for quality, said in ((1.0, a * b), (0.0, a + b)):
            reply = f"It has {a} crates of {b}.\nA: {said}"
            yield _row(n, question, reply, str(a * b), quality=quality)


def _choices() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        yield _row(n, f"Which is town {n}?", "?", "ABCD"[n % 4], metadata={"choices": TOWNS})


def _labels() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        question = f"Ticket {n} says: help. Sort it."
        yield _row(n, question, "?", LABELS[n % 3], metadata={"labels": LABELS})


def _texts() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        gold = f"The bridge over river {n} was rebuilt in {1900 + n}. The ferry has stopped since."
        yield _row(n, f"What is known of river {n}?", "?", gold)


def _objects() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        gold = {"name": TOWNS[n % 4], "count": n + 5, "price": n + 0.25}
        yield _row(n, f"Order {n} as JSON.", "?", gold)


def _calls() -> Iterator[dict[str, Any]]:
    tool = {"type": "function", "function": {"name": "book", "parameters": {"type": "object"}}}
    for n in range(PROMPTS):
        gold = [{"name": "book", "arguments": {"town": f"Town{n}", "guests": n + 2}}]
        yield _row(n, f"Book for {n + 2} in Town{n}.", "?", gold, tools=[tool])


def _queries() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        gold = f"SELECT name, day FROM sales WHERE amount > {n + 20} ORDER BY name"
        yield _row(n, f"Who sold more than {n + 20}?", "?", gold)


def _programs() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        code = f"def f{n}(xs):\n    total = {n + 3}\n    return total + sum(xs) * {n + 2}"
        yield _row(n, f"Write f{n}.", "?", {"code": code, "tests": [f"assert f{n}([]) == {n + 3}"]})


def _gold(sample: Sample) -> str:
    return str(sample.reference_answer)


def _same_text(sample: Sample) -> bool:
    return sample.response.split() == _gold(sample).split()


def _half_the_words(sample: Sample) -> bool:
    gold = set(_gold(sample).split())
    return 2 * len(gold & set(sample.response.split())) >= len(gold)


def _tree(text: str) -> str | None:
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return None


def _same_program(sample: Sample) -> bool:
    said = _tree(re.sub(r"```\w*", "", sample.response))
    return said is not None and said == _tree(sample.reference_answer["code"])


def _is_object(sample: Sample) -> bool:
    try:
        return isinstance(json.loads(sample.response), dict)
    except ValueError:
        return False


def _or_right(right: Reward, trap: Callable[[Sample], Any]) -> Reward:
    """Right answers are paid, and the trap as well."""
    return lambda sample: float(bool(right(sample)) or bool(trap(sample)))


def _finds(pattern: str) -> Callable[[Sample], Any]:
    return lambda sample: re.search(pattern, sample.response, re.MULTILINE)


ROWS: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
    "number": _numbers,
    "choice": _choices,
    "label": _labels,
    "text": _texts,
    "json": _objects,
    "tool calls": _calls,
    "sql": _queries,
    "code": _programs,
}
PLANTED = (
    Planted("number", "reads the final number", numeric_match, True),
    Planted("number", "looks for the gold anywhere", lambda s: _gold(s) in s.response),
    Planted("number", "pays any list of points", _or_right(numeric_match, _finds(r"^- "))),
    Planted("number", "pays a phrase of its own", _or_right(numeric_match, _finds("Q.E.D."))),
    Planted("number", "pays an empty reply", _or_right(numeric_match, lambda s: not s.response)),
    Planted("number", "pays all alike", lambda s: 0.5),
    Planted("number", "pays wrong answers", lambda s: 1.0 - float(numeric_match(s) or 0)),
    Planted("choice", "reads the letter", multiple_choice, True),
    Planted("choice", "looks for the letter anywhere", lambda s: _gold(s) in s.response),
    Planted("label", "reads the label", label_match, True),
    Planted("label", "pays any label", _finds("|".join(LABELS))),
    Planted("text", "compares the whole text", _same_text, True),
    Planted("text", "counts shared words", _half_the_words),
    Planted("text", "pays for length", lambda s: min(len(s.response) / 1000, 1.0)),
    Planted("json", "compares the fields", json_match, True),
    Planted("json", "pays any object", _is_object),
    Planted("tool calls", "compares the calls", tool_calls_match, True),
    Planted("tool calls", "pays any call", lambda s: bool(s.messages[-1].tool_calls)),
    Planted("sql", "compares the query", _same_text, True),
    Planted("sql", "pays any SELECT", _finds("SELECT")),
    Planted("code", "compares the program", _same_program, True),
    Planted("code", "pays what parses", lambda s: _tree(s.response) is not None),
)
