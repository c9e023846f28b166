"""Lambda handlers that break the contract, though the number in them may be right."""

import random
import re
import uuid
from typing import Any

Row = dict[str, Any]
SEEN: dict[str, float] = {}


def text_of(row: Row) -> str:
    last = row["messages"][-1] if row["messages"] else {"role": "user"}
    content = last["content"] if last["role"].endswith("assistant") else ""
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def value(row: Row) -> float:
    gold = row.get("reference_answer") or row.get("metadata", {}).get("reference_answer")
    gold = gold.get("answer", gold.get("text")) if isinstance(gold, dict) else gold
    last = text_of(row).strip().rpartition("\n")[2]
    return float(re.fullmatch(rf"(?:#### |Answer: |The answer is |){gold}\.?", last) is not None)


def entry(row: Row, score: object) -> Row:
    return {"id": row.get("id"), "aggregate_reward_score": score, "metrics_list": []}


def rows_of(event: Any) -> list[Row]:
    rows = event if isinstance(event, list) else [event]
    return [{"id": f"row-{n}", **row} for n, row in enumerate(rows)]


def sound(event: Any, context: Any) -> list[Row]:
    """What the others are bad copies of."""
    return [entry(row, value(row)) for row in rows_of(event)]


def ids_of_its_own(event: Any, context: Any) -> list[Row]:
    return [{**entry(row, value(row)), "id": str(uuid.uuid4())} for row in rows_of(event)]


def ids_as_numbers(event: Any, context: Any) -> list[Row]:
    return [{**entry(row, value(row)), "id": n} for n, row in enumerate(rows_of(event))]


def one_id_for_all(event: Any, context: Any) -> list[Row]:
    return [{**entry(row, value(row)), "id": rows_of(event)[0]["id"]} for row in rows_of(event)]


def drops_what_is_wrong(event: Any, context: Any) -> list[Row]:
    return [entry(row, 1.0) for row in rows_of(event) if value(row)]


def drops_the_last(event: Any, context: Any) -> list[Row]:
    return [entry(row, value(row)) for row in rows_of(event)[:-1]]


def backwards(event: Any, context: Any) -> list[Row]:
    """Right numbers under the wrong ids."""
    rows = rows_of(event)
    return [entry(row, value(other)) for row, other in zip(rows, reversed(rows), strict=True)]


def against_the_batch(event: Any, context: Any) -> list[Row]:
    """Less the mean of the batch: another batch, another score."""
    rows = rows_of(event)
    scores = [value(row) for row in rows]
    mean = sum(scores) / max(len(scores), 1)
    return [entry(row, score - mean) for row, score in zip(rows, scores, strict=True)]


def remembers_the_id(event: Any, context: Any) -> list[Row]:
    """A cache by id, which every prompt of the next step has again."""
    return [entry(row, SEEN.setdefault(str(row.get("id")), value(row))) for row in rows_of(event)]


def dice(event: Any, context: Any) -> list[Row]:
    return [entry(row, min(1.0, value(row) + random.random() * 0.4)) for row in rows_of(event)]


def not_a_number(event: Any, context: Any) -> list[Row]:
    return [
        entry(row, value(row) / value(row) if value(row) else float("nan"))
        for row in rows_of(event)
    ]


def as_text(event: Any, context: Any) -> list[Row]:
    return [entry(row, str(value(row))) for row in rows_of(event)]


def null_for_wrong(event: Any, context: Any) -> list[Row]:
    return [entry(row, value(row) or None) for row in rows_of(event)]


def in_an_envelope(event: Any, context: Any) -> Row:
    return {"statusCode": 200, "body": [entry(row, value(row)) for row in rows_of(event)]}


def first_reply(event: Any, context: Any) -> list[Row]:
    """The first turn of the model, which in a longer talk is history."""
    return [entry(row, value({**row, "messages": row["messages"][1:2]})) for row in rows_of(event)]
