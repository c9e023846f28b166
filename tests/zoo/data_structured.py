"""Tasks whose answer has a form: JSON, tool calls, programs and queries."""

import json
import random
from collections.abc import Iterator
from typing import Any

from tests.zoo.rollouts import PROMPTS, Graded, rows

Rows = Iterator[dict[str, Any]]
NAMES = ("Ada", "Ben", "Cleo", "Dov", "Esme", "Finn", "Gita", "Hugo")
TOWNS = ("Arlen", "Besk", "Corvo", "Dunmar", "Elst")
ITEMS = ("kettle", "lamp", "scarf", "chair", "clock", "tent")
WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "book_table",
        "parameters": {
            "type": "object",
            "properties": {
                "town": {"type": "string"},
                "guests": {"type": "integer"},
                "hour": {"type": "integer"},
            },
            "required": ["town", "guests", "hour"],
        },
    },
}
PROGRAMS = (
    ("add up the numbers of a list that are above {0}", "total", "sum(x for x in xs if x > {0})",
     "sum(xs)", lambda xs, k: sum(x for x in xs if x > k)),
    ("count the numbers of a list that {0} divides", "count", "sum(x % {0} == 0 for x in xs)",
     "len(xs)", lambda xs, k: sum(x % k == 0 for x in xs)),
    ("multiply every number of a list by {0}", "scale", "[x * {0} for x in xs]",
     "[x + {0} for x in xs]", lambda xs, k: [x * k for x in xs]),
)  # fmt: skip


def records() -> Rows:
    """An order in prose, whose six fields are asked for as JSON; a reply has some of them right."""
    draw = random.Random(30)
    for n in range(PROMPTS):
        gold = {"name": draw.choice(NAMES), "town": draw.choice(TOWNS), "item": draw.choice(ITEMS),
                "quantity": draw.randint(2, 9), "price": draw.randint(100, 999) / 10,
                "gift": bool(draw.getrandbits(1))}  # fmt: skip
        wrapped = "as a gift" if gold["gift"] else "for themselves"
        question = (
            f"Note {n}: {gold['name']} of {gold['town']} orders {gold['quantity']} times "
            f"{gold['item']} at {gold['price']} each, {wrapped}. Give {', '.join(gold)} as JSON."
        )
        yield from rows(f"record-{n:02}", question, _records(draw, gold), gold)


def _records(draw: random.Random, gold: dict[str, Any]) -> list[Graded]:
    off = {"name": "Zoe", "town": "Nowhere", "item": "boat", "quantity": 77, "price": 0.5,
           "gift": not gold["gift"]}  # fmt: skip
    mixed = {key: off[key] if draw.random() < 0.5 else value for key, value in gold.items()}
    right = sum(mixed[key] == value for key, value in gold.items()) / len(gold)
    fenced = f"Here it is:\n```json\n{json.dumps(gold, indent=1)}\n```"
    replies = [
        (1.0, draw.choice([json.dumps(gold), fenced])),
        (right, json.dumps(mixed)),
        (0.0, json.dumps(off)),
        (0.0, draw.choice(["I am not sure.", json.dumps(gold)[:-12].replace(":", "")])),
    ]
    draw.shuffle(replies)
    return replies


def calls() -> Rows:
    """One call with three arguments; a reply has some of them right, or calls nothing."""
    draw = random.Random(31)
    for n in range(PROMPTS):
        guests = draw.randint(2, 9)
        gold = {"town": draw.choice(TOWNS), "guests": guests, "hour": draw.randint(17, 22)}
        slip = {**gold, "guests": guests + 1}
        wrong = {"town": "Nowhere", "guests": 40, "hour": 3}
        question = f"Request {n}: a table in {gold['town']} for {gold['guests']} at {gold['hour']}."
        graded = [(1.0, gold), (2 / 3, slip), (0.0, wrong), (0.0, None)]
        draw.shuffle(graded)
        made = rows(f"call-{n:02}", question, [(quality, "") for quality, _ in graded],
                    [_call(gold)], tools=[WEATHER_TOOL])  # fmt: skip
        for row, (_, arguments) in zip(made, graded, strict=True):
            if arguments is None:
                row["messages"][-1]["content"] = "I would rather not."
            else:
                row["messages"][-1]["tool_calls"] = [
                    {"id": "c1", "type": "function", "function": {
                        "name": "book_table", "arguments": json.dumps(arguments)}}
                ]  # fmt: skip
            yield row


def _call(arguments: dict[str, Any]) -> dict[str, Any]:
    return {"name": "book_table", "arguments": arguments}


def programs() -> Rows:
    """Two tests a problem; a program is right, wrong, or none."""
    draw = random.Random(32)
    for n in range(PROMPTS):
        (task, name, body, wrong, meant), k = PROGRAMS[n % 3], 2 + n // 3
        tests = [f"assert {name}({xs}) == {meant(xs, k)!r}"
                 for xs in ([1, k, 3 * k, k + 7], [2 * k, 5, 4 * k + 1])]  # fmt: skip
        replies = [
            (1.0, f"```python\ndef {name}(xs):\n    return {body.format(k)}\n```"),
            (0.0, f"Here you are.\n```python\ndef {name}(xs):\n    return {wrong.format(k)}\n```"),
            (0.0, f"You could loop over the list and {task.format(k)}."),
        ]
        draw.shuffle(replies)
        question = f"Write a Python function {name}(xs) to {task.format(k)}."
        yield from rows(f"program-{n:02}", question, replies, tests)


def queries() -> Rows:
    """A table, a question about it, and queries."""
    draw = random.Random(33)
    for n in range(PROMPTS):
        filled = ", ".join(f"('{name}', {draw.randint(1, 90)})" for name in NAMES * 6)
        schema = (
            f"CREATE TABLE sales (name TEXT, amount INTEGER); INSERT INTO sales VALUES {filled};"
        )
        least = draw.randint(20, 60)
        gold = f"SELECT name FROM sales WHERE amount > {least}"
        replies = [
            (1.0, f"```sql\n{gold}\n```"),
            (1.0, f"SELECT s.name FROM sales AS s WHERE s.amount >= {least + 1}"),
            (0.0, "SELECT name FROM sales"),
            (0.0, f"```sql\nSELECT amount FROM sales WHERE amount > {least}\n```"),
            (0.0, "There is no telling."),
        ]
        draw.shuffle(replies)
        question = f"Day {n}: who sold more than {least}? The table is sales(name, amount)."
        yield from rows(f"query-{n:02}", question, replies, gold, metadata={"schema": schema})
