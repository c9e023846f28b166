"""The deployed handler, which is handed many events within one call: a round trip costs more."""

import json
from typing import Any

from lambda_handlers.arithmetic import handler as deployed


def numbered(n: int) -> str:
    """No two alike, and each of 10 KB: what is kept of them would pile up."""
    reply = f"{'x' * 10_000} We have {n} and {n + 1}, {2 * n + 1} in all. #### {2 * n + 1}"
    turns = [{"role": "user", "content": f"{n}?"}, {"role": "assistant", "content": reply}]
    return json.dumps([{"id": f"s{n}", "messages": turns, "reference_answer": str(2 * n + 1)}])


def handler(event: dict[str, int], context: Any) -> int:
    """How many of the events, from `first` to before `end`, earned the most."""
    replies = (
        deployed(json.loads(numbered(n)), context) for n in range(event["first"], event["end"])
    )
    return sum(reply[0]["aggregate_reward_score"] == 1.0 for reply in replies)
