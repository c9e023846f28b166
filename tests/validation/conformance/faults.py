"""Handlers by hand with one fault each."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from tests.validation.conformance.by_hand import (
    BARE,
    HONEST,
    Row,
    echoed,
    last_turn,
    reference,
    rows_in,
    same_number,
    text_in,
)

Handler = Callable[[Any, Any], Any]


def entry(**fields: Any) -> Callable[[Row, int, Any], Row]:
    return lambda row, n, score: {**echoed(row, n, score), **fields}


def scored(change: Callable[[float], Any]) -> Handler:
    return replace(BARE, grade=lambda said, gold: change(same_number(said, gold)))


def metrics(*metrics: Any) -> Handler:
    return replace(BARE, entry=entry(metrics_list=list(metrics)))


def or_else(pay: float) -> Handler:
    """Whatever goes wrong with a row earns this."""

    def paid(row: Row, n: int) -> Row:
        try:
            return BARE.scored(row, n)
        except (AttributeError, KeyError, TypeError, ValueError):
            return echoed(row, n, pay)

    return lambda event, context: [paid(row, n) for n, row in enumerate(rows_in(event))]


def half_without_reference(event: Any, context: Any) -> Any:
    rows = rows_in(event)
    return [_unreferenced(row, n) or BARE.scored(row, n) for n, row in enumerate(rows)]


def _unreferenced(row: Row, n: int) -> Row | None:
    lost = last_turn(row) is not None and "reference_answer" not in {
        **row,
        **row.get("metadata", {}),
    }
    return echoed(row, n, 0.5) if lost else None


def unless(lost: Callable[[Row], bool]) -> Handler:
    return replace(BARE, rows=lambda event: [row for row in rows_in(event) if not lost(row)])


def told_by_context(event: Any, context: Any) -> Any:
    if context.get_remaining_time_in_millis() < 1000:
        raise TimeoutError("too late")
    return BARE(event, context)


class Counting:
    """Pays a little more in every event."""

    def __init__(self) -> None:
        self.events = count()

    def __call__(self, event: Any, context: Any) -> Any:
        more = next(self.events) / 1000
        return replace(BARE, grade=lambda said, gold: same_number(said, gold) + more)(
            event, context
        )


class KeptById:
    """Scores an id once, whatever comes under it later."""

    def __init__(self) -> None:
        self.kept: dict[Any, Row] = {}

    def __call__(self, event: Any, context: Any) -> Any:
        rows = rows_in(event)
        for row, scored in zip(rows, BARE(rows, context), strict=True):
            if "id" not in row:
                return BARE(event, context)
            self.kept.setdefault(row["id"], scored)
        return [self.kept[row["id"]] for row in rows]


def by_id_in_the_event(event: Any, context: Any) -> Any:
    rows = rows_in(event)
    kept = {entry["id"]: entry for entry in BARE(rows, context)}
    return [kept[row.get("id", f"row-{n}")] for n, row in enumerate(rows)]


def _gold_or_none(row: Row) -> str:
    try:
        return reference(row)
    except ValueError:
        return "nan"


def less_the_mean(event: Any, context: Any) -> Any:
    entries = replace(BARE, gold=_gold_or_none)(event, context)
    mean = sum(entry["aggregate_reward_score"] for entry in entries) / max(len(entries), 1)
    return [echoed(entry, 0, entry["aggregate_reward_score"] - mean) for entry in entries]


def shifted_by_a_hole(event: Any, context: Any) -> Any:
    """Where some of a batch cannot be scored, the scores of the others close ranks."""
    rows = rows_in(event)
    scored = [entry for entry in map(_none_or_score, rows) if entry is not None]
    if rows and not scored:
        raise ValueError("nothing could be scored")
    scored += [0.0] * (len(rows) - len(scored))
    return [echoed(row, n, score) for n, (row, score) in enumerate(zip(rows, scored, strict=True))]


def _none_or_score(row: Row) -> float | None:
    try:
        return float(BARE.scored(row, 0)["aggregate_reward_score"])
    except ValueError:
        return None


def first_answer(row: Row) -> str | None:
    turns = row.get("messages") or []
    said = [turn for turn in turns if turn["role"] in ("assistant", "nova_assistant")]
    return text_in(said[0]["content"]) if said else None


def any_turn(row: Row) -> str | None:
    if last_turn(row) is None:
        return text_in(row["messages"][-1]["content"])
    return last_turn(row)


def with_the_question(row: Row) -> str | None:
    said = last_turn(row)
    asked = [text_in(turn["content"]) for turn in row["messages"] if turn["role"] == "user"]
    return None if said is None else f"{said} {asked[-1]}"


def anywhere(said: str, gold: str) -> float:
    return 1.0 if f" {gold} " in f" {said.replace('.', ' ').replace(chr(10), ' ')} " else 0.0


def gold_first(row: Row) -> str | None:
    return row["response"] if "response" in row else last_turn(row)


def plain_text(row: Row) -> str | None:
    said = last_turn(row)
    return None if said is None else row["messages"][-1]["content"].lower()


def plain_role(row: Row) -> str | None:
    turns = [turn for turn in row["messages"] if turn["role"] == "assistant"]
    return text_in(turns[-1]["content"]) if turns else None


def top_level_alone(row: Row) -> str:
    return reference({"reference_answer": row.get("reference_answer")})


def slow_on_long(said: str, gold: str) -> float:
    if len(said) > 10_000:
        raise RecursionError("maximum recursion depth exceeded")
    return same_number(said, gold)


def ascii_alone(said: str, gold: str) -> float:
    said.encode("latin-1")
    return same_number(said, gold)


def flat_metadata(row: Row) -> str:
    for value in row.get("metadata", {}).values():
        if isinstance(value, dict) and "in" in value:
            raise ValueError("expected a flat row")
    return reference(row)


def some_text(said: str | None) -> str | None:
    if said is not None and not said.strip():
        raise ValueError("empty reply")
    return said


def oss(**parts: Any) -> Handler:
    return replace(HONEST["serverless-oss"], **parts)
