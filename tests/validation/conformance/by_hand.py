"""Handlers as a user writes them, made of parts to be broken, and the checks that they get."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rewards.wire import PlatformName
from validation.conformance import Check, conform
from validation.targets.target import HandlerEndpoint

Row = dict[str, Any]


@dataclass(frozen=True)
class ByHand:
    """A handler of numbers, part by part; each part may be exchanged for a worse one."""

    rows: Callable[[Any], list[Row]]
    said: Callable[[Row], str | None]
    gold: Callable[[Row], str]
    grade: Callable[[str, str], Any]
    entry: Callable[[Row, int, Any], Row]
    replied: Callable[[list[Row]], Any]

    def __call__(self, event: Any, context: Any) -> Any:
        return self.replied([self.scored(row, n) for n, row in enumerate(self.rows(event))])

    def scored(self, row: Row, n: int) -> Row:
        said = self.said(row)
        return self.entry(row, n, 0.0 if said is None else self.grade(said, self.gold(row)))


def last_number(text: str) -> float | None:
    found = re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)
    return float(found[-1].replace(",", "")) if found else None


def same_number(said: str, gold: str) -> float:
    return 1.0 if last_number(said) == float(gold) else 0.0


def rows_in(event: Any) -> list[Row]:
    if isinstance(event, dict) and isinstance(event.get("body"), str):
        event = json.loads(event["body"])
    if isinstance(event, dict):
        event = event.get("batch", event.get("input", [event]))
    return list(event)


def text_in(content: Any) -> str:
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


def last_turn(row: Row) -> str | None:
    turns = row.get("messages") or row.get("prompt")
    if not isinstance(turns, list):
        return str(row["model_response"] if "model_response" in row else row["completion"])
    last = turns[-1]
    return text_in(last.get("content")) if last["role"] in ("assistant", "nova_assistant") else None


def reference(row: Row) -> str:
    found = row.get("reference_answer")
    for place, key in (("metadata", "reference_answer"), ("extra_info", "reference_answer"),
                       ("reward_model", "ground_truth")):  # fmt: skip
        if found is None and isinstance(row.get(place), dict):
            found = row[place].get(key)
    if isinstance(found, dict):
        found = found.get("text", found.get("answer"))
    if not found:
        raise ValueError("no reference")
    return str(found)


def echoed(row: Row, n: int, score: Any) -> Row:
    return {"id": row.get("id", f"row-{n}"), "aggregate_reward_score": score}


def enveloped(entries: list[Row]) -> Row:
    return {"statusCode": 200, "headers": {}, "body": json.dumps(entries)}


BARE = ByHand(rows_in, last_turn, reference, same_number, echoed, lambda entries: entries)

HONEST = {
    "nova": BARE,
    "bedrock": BARE,
    "serverless-oss": replace(BARE, replied=enveloped),
    "scorer": BARE,
}


def checks_of(
    handler: Callable[[Any, Any], Any], platform: PlatformName = "nova", **settings: Any
) -> list[Check]:
    """The checks of a handler in this process; its models fail in tests of their own."""
    settings.setdefault("skip", ["failing-model"])
    return conform(HandlerEndpoint("mine:handler", handler), platform, **settings)


def failures(checks: Sequence[Check]) -> list[str]:
    return [check.name for check in checks if check.outcome == "failed"]


def check_named(checks: Sequence[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)
