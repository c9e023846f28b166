"""Rows out of a question and its graded replies."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

PROMPTS = 30
"""Enough for every bound, and few enough for a hundred rewards to be attacked in a minute."""

Graded = tuple[float, str]
"""The quality of a reply, and its text."""


def rows(
    prompt: str, question: str, replies: Sequence[Graded], reference: Any, **fields: Any
) -> Iterator[dict[str, Any]]:
    """A row a reply, as a trainer would send it."""
    for n, (quality, reply) in enumerate(replies):
        yield {
            "id": f"{prompt}/{n}",
            "prompt_id": prompt,
            "messages": [*turns(question, fields), {"role": "assistant", "content": reply}],
            "reference_answer": reference,
            "quality": quality,
            **{name: value for name, value in fields.items() if name != "before"},
        }


def turns(question: str, fields: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was said before the reply: the turns `before` the question, and the question."""
    return [*fields.get("before", ()), {"role": "user", "content": question}]


def drawn(
    draw: random.Random, right: Sequence[str], wrong: Sequence[str], size: int, share: float
) -> list[Graded]:
    """So many replies in any order: about `share` of them right, and at least one of each."""
    wanted = sum(draw.random() < share for _ in range(size))
    good = min(max(wanted, 1), size - 1, len(right))
    replies = [(1.0, text) for text in draw.sample(right, good)]
    replies += [(0.0, text) for text in draw.sample(wrong, size - good)]
    draw.shuffle(replies)
    return replies
