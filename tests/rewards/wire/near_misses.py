"""Events for property tests: any JSON, and near misses of events that are real."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.rewards.wire.test_dialects import ROWS

REAL = Path(__file__).parents[4] / "shared" / "data" / "events"
WRAPPERS = ("input", "batch", "body", "trajectories")
KEYS = (
    *WRAPPERS,
    *("id", "messages", "role", "content", "text", "tool_calls", "function", "arguments", "tools"),
    *("prompt", "completion", "query", "system", "response", "model_response", "metadata"),
    *("reference_answer", "reward_model", "ground_truth", "extra_info", "answer", "x", ""),
)


def _events() -> Iterator[Any]:
    yield from ([row] for row in ROWS.values())
    yield from ({wrapper: [ROWS["verl"], ROWS["messages"]]} for wrapper in WRAPPERS)
    yield {"body": json.dumps({"input": ROWS["preference"]})}
    call = {"id": "c", "function": {"name": "add", "arguments": '{"a": 1}'}}
    turns = [{"role": "assistant", "content": None, "tool_calls": [call]}]
    yield {"messages": turns, "tools": [{"type": "function"}], "id": 7}
    yield from (json.loads(path.read_bytes()) for path in sorted(REAL.glob("ev_*.json")))


EVENTS = list(_events())
JUNK: list[Any] = [
    *(None, True, 0, -1, 1.5, 2**63, 10**400, float("nan"), float("inf")),
    *("", " ", "4", "\ud800", "é😀", "{}", "[", "[]", "null", "[NaN]", '"4"', "[" * 5000),
    *([], {}, [[]], [{}], [None], {"text": ""}, {"text": None}, {"text": {"text": 5}}, ["4"]),
    *({"role": "assistant"}, [{"role": "user", "content": [{}]}], {"batch": [{}]}, {"id": []}),
    *({"reference_answer": "5"}, {"answer": "4"}, {"\ud800": "\udfff"}),
]

CHANGES: dict[str, Callable[[Any, Any], Any]] = {
    "replaced": lambda value, junk: junk,
    "in a list": lambda value, junk: [value],
    "beside junk": lambda value, junk: [value, junk],
    "twice": lambda value, junk: [value, value],
    "in a batch": lambda value, junk: {"batch": value},
    "as a text": lambda value, junk: {"text": value},
    "as JSON": lambda value, junk: json.dumps(value),
}
"""What may stand in the place of a value, made of it or of junk."""


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a value and each key or position in it."""
    waiting = [value]
    while waiting:
        held = waiting.pop()
        if isinstance(held, dict | list):
            keys = list(held) if isinstance(held, dict) else range(len(held))
            for key in keys:
                yield held, key
                waiting.append(held[key])


_KINDS = (*CHANGES, "dropped", "renamed", *["added"] * 6)  # a user's own columns
_LETTERS = "aé4 \n\0\ud800😀{["


def near_misses() -> st.SearchStrategy[Any]:
    """Real events in which one to three things are not as they were.

    Hypothesis draws one number for each, since drawing every choice takes longer than the test.
    """
    return st.integers(0, 2**64 - 1).map(lambda number: _near_miss(Random(number)))


def _near_miss(chance: Random) -> Any:
    event = {"event": deepcopy(chance.choice(EVENTS))}  # in an object, so that all of it can change
    for _ in range(chance.randint(1, 3)):
        held, key = chance.choice(list(islice(places(event), 200)))
        text = "".join(chance.choices(_LETTERS, k=chance.randint(0, 4)))
        junk = deepcopy(chance.choice(JUNK)) if chance.random() < 0.5 else text
        _change(held, key, chance.choice(_KINDS), junk, chance.choice(KEYS))
    return event["event"]


def _change(held: Any, key: Any, kind: str, junk: Any, name: str) -> None:
    if kind in CHANGES:
        held[key] = CHANGES[kind](held[key], junk)
    elif kind == "added" and isinstance(held[key], dict):
        held[key][name] = junk
    elif isinstance(held, list) or key == "event":
        held[key] = junk
    elif kind == "added":
        held[name] = junk
    else:
        value = held.pop(key)
        held.update({name: value} if kind == "renamed" else {})


_JUNK = st.sampled_from(range(len(JUNK))).map(lambda at: deepcopy(JUNK[at])) | st.text(max_size=4)
ANY_JSON = st.recursive(
    _JUNK,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=6,
)
"""Any JSON at all, in which the words of the contract are likely."""
