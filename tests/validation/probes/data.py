"""Small datasets of every kind of answer, made here and the same every time."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from validation.dataset import Dataset, LabelledRow
from validation.probes import ProbeResult

PROMPTS = 24
LABELS = ("billing", "delivery", "returns")
TOOL = {
    "type": "function",
    "function": {"name": "book", "parameters": {"type": "object", "properties": {}}},
}
NAMES = ("Ada", "Ben", "Cleo", "Dov", "Esme", "Finn")


def row(n: int, question: str, reply: str, reference: Any, **fields: Any) -> dict[str, Any]:
    turns = [{"role": "user", "content": question}, {"role": "assistant", "content": reply}]
    return {"prompt_id": f"p{n}", "messages": turns, "reference_answer": reference, **fields}


def numbers() -> Iterator[dict[str, Any]]:
    """Word problems with worked solutions; a right reply, and one that got lost."""
    for n in range(PROMPTS):
        a, b = 13 + n % 20, 17 + n
        gold = a * b
        question = f"A stall has {a} crates of {b} pears each. How many pears does it have?"
        work = f"Each crate of the {a} holds {b} of them.\nThe pears are {a} * {b} = {gold}."
        solved = {"answer": str(gold), "solution": f"{work}\n#### {gold}"}
        yield row(n, question, f"{work}\n#### {gold}", solved, quality=1.0)
        yield row(n, question, f"So there are {a + b} pears.", solved, quality=0.0)


def golds_alone() -> Iterator[dict[str, Any]]:
    """The same without replies."""
    for made in [*numbers()][::2]:
        yield {**made, "messages": made["messages"][:1], "quality": None}


def lengths() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        yield row(n, f"How far is town {n}?", "?", f"{123 + 7 * n} km")


def ratios() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        yield row(n, f"What part is share {n}?", "?", f"{2 * n + 11}/{2 * n + 44}")


def powers() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        yield row(n, f"How many atoms has probe {n}?", "?", f"{n + 13}e7")


def labels() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        fields = {"metadata": {"labels": LABELS}}
        yield row(n, f"Ticket {n} says: help. Sort it.", "?", LABELS[n % 3], **fields)


def choices() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        fields = {"metadata": {"choices": ["Arlen", "Besk", "Corvo", "Dunmar"]}}
        yield row(n, f"Which town is number {n}?", "?", "ABCD"[n % 4], **fields)


def news() -> Iterator[dict[str, Any]]:
    """Three sentences each, about something else each time."""
    for n in range(PROMPTS):
        words = [f"{stem}{'abcdefghijklmnopqrstuvwxyz'[n]}" for stem in ("bridg", "ferr", "tow")]
        gold = (
            f"The {words[0]} was rebuilt in {1900 + n} at great cost. "
            f"The {words[1]} runs twice as often as before. The mayor of {words[2]} is pleased."
        )
        question = f"{words[0]} {words[1]} {words[2]} {n}?"
        yield row(n, question, gold, gold, quality=1.0)
        yield row(n, question, "Nothing happened.", gold, quality=0.0)


def records() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        gold = {"name": NAMES[n % 6], "town": f"Town{n}", "count": n + 5, "price": n + 0.25}
        yield row(n, f"Order {n} as JSON.", "?", gold)


def calls() -> Iterator[dict[str, Any]]:
    """Two calls a prompt."""
    for n in range(PROMPTS):
        gold = [
            {"name": "book", "arguments": {"town": f"Town{n}", "guests": n + 2}},
            {"name": "pay", "arguments": {"sum": 10 * n + 5, "card": f"card {n}"}},
        ]
        yield row(n, f"Request {n}: book and pay.", "?", gold, tools=[TOOL])


def queries() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        gold = (
            f"SELECT name, SUM(amount) FROM sales WHERE amount > {n + 20} AND day < {n + 3} "
            f"GROUP BY name ORDER BY name LIMIT {n + 2}"
        )
        plain = f"SELECT name, day FROM sales WHERE amount > {n + 20} ORDER BY name"
        yield row(n, f"Query {n}?", "?", (gold, plain)[n % 2])


def programs() -> Iterator[dict[str, Any]]:
    for n in range(PROMPTS):
        code = f"def f{n}(xs):\n    total = {n + 3}\n    return total + sum(xs) * {n + 2}"
        tests = [f"assert f{n}([1]) == {2 * n + 5}", f"assert f{n}([2]) == {3 * n + 7}"]
        yield row(n, f"Write f{n}.", "?", {"code": code, "tests": tests})


MAKERS: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
    made.__name__: made
    for made in (
        numbers, golds_alone, lengths, ratios, powers, labels, choices, news, records,
        calls, queries, programs,
    )
}  # fmt: skip


@cache
def dataset(name: str) -> Dataset:
    """The rows of one of them, as if they had been read from a file."""
    rows = (json.loads(json.dumps({**made, "id": at})) for at, made in enumerate(MAKERS[name]()))
    labelled = (LabelledRow.model_validate(fields).to_sample(at) for at, fields in enumerate(rows))
    return Dataset(name, "0" * 64, tuple(labelled))


def worst_ratio(probing: ProbeResult) -> float:
    """What the worst attack earns, of a probing that has one."""
    assert probing.worst_attack is not None
    assert probing.worst_attack.ratio is not None
    return probing.worst_attack.ratio
