"""Rows out of single records, by the shape that a tool gave them or by their columns.

a record, where its columns are ──MAKERS[shape]──▶ rows: messages, reference_answer, quality, …
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rewards.types import AssayError
from validation.sources import Record

_SPEAKERS = {
    "human": "user",
    "user": "user",
    "gpt": "assistant",
    "assistant": "assistant",
    "chatgpt": "assistant",
    "model": "assistant",
    "bing": "assistant",
    "bard": "assistant",
    "system": "system",
    "developer": "developer",
    "tool": "tool",
    "function": "tool",
    "observation": "tool",
}
# Grades in words: inspect's C, P, I and N among them.
_GRADES = {
    **dict.fromkeys(("c", "correct", "true", "yes", "pass", "passed", "right"), 1.0),
    **dict.fromkeys(("p", "partial"), 0.5),
    **dict.fromkeys(("i", "n", "incorrect", "false", "no", "fail", "failed", "wrong"), 0.0),
}


class UnusableRecordError(AssayError, ValueError):
    """A record of which no row can be made, and which is left out; the text says why."""


@dataclass(frozen=True)
class ColumnMapping:
    """Which columns hold what.

    Attributes:
        shape: the shape of the records in words.
        columns: a column, or a path of keys joined by dots, by what it holds.
        gold_is_last: whether the last turn of a conversation is the reference and no reply.
        kept: columns that go to `metadata` as they stand.
    """

    shape: str
    columns: Mapping[str, str] = field(default_factory=dict)
    gold_is_last: bool = False
    kept: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """`rows of columns: prompt=question, gold=answer; kept as metadata: source`."""
        named = ", ".join(f"{name}={column}" for name, column in self.columns.items())
        kept = f"; kept as metadata: {', '.join(self.kept)}" if self.kept else ""
        last = "; the last turn is the gold" if self.gold_is_last else ""
        return f"{self.shape}{f': {named}' if named else ''}{last}{kept}"


def from_columns(record: Record, mapping: ColumnMapping) -> list[dict[str, Any]]:
    held = {name: value_at(record, column) for name, column in mapping.columns.items()}
    messages = _turns(held.get("prompt"), "user")
    if mapping.columns["prompt"] == "instruction" and record.get("input"):
        messages[-1]["content"] += f"\n\n{record['input']}"
    if not messages:
        raise UnusableRecordError(f"no prompt in {mapping.columns['prompt']}")
    if held.get("system"):
        messages.insert(0, {"role": "system", "content": str(held["system"])})
    if "reply" in held:
        if held["reply"] is None:
            raise UnusableRecordError(f"no reply in {mapping.columns['reply']}")
        messages += _turns(held["reply"], "assistant")
    gold = held.get("gold")
    if "gold" in held and gold in (None, "") and "reply" not in held:
        raise UnusableRecordError(f"no gold in {mapping.columns['gold']}")
    return [_row(messages, gold, held)]


def _from_conversation(record: Record, mapping: ColumnMapping) -> list[dict[str, Any]]:
    held = {name: value_at(record, column) for name, column in mapping.columns.items()}
    messages, gold = _turns(held["prompt"], "user"), held.get("gold")
    if held.get("reply") is not None:
        messages += _turns(held["reply"], "assistant")
    if mapping.gold_is_last and messages:
        if messages[-1]["role"] != "assistant":
            raise UnusableRecordError("the last turn is not the assistant's, and so no gold")
        gold = messages.pop()["content"]
    if not messages or all(turn["role"] == "system" for turn in messages):
        raise UnusableRecordError("a conversation without a turn of the user")
    return [_row(messages, gold, held)]


def _from_preference(record: Record, mapping: ColumnMapping) -> list[dict[str, Any]]:
    asked = value_at(record, mapping.columns.get("prompt", "prompt"))
    chosen, rejected = (_turns(record[key], "assistant") for key in ("chosen", "rejected"))
    if asked is None:  # both are whole conversations then, and share their beginning
        shared = [a for a, b in zip(chosen, rejected, strict=False) if a == b]
        if not shared:
            raise UnusableRecordError(
                "neither a prompt nor a common beginning of chosen and rejected"
            )
        chosen, rejected = chosen[len(shared) :], rejected[len(shared) :]
    else:
        shared = _turns(asked, "user")
    if not chosen or not rejected:
        raise UnusableRecordError("chosen and rejected are one and the same")
    held = {name: value_at(record, column) for name, column in mapping.columns.items()}
    identity = held.get("id") or _digest(shared)
    return [
        {**_row([*shared, *turns], None, held), "quality": quality, "id": f"{identity}/{name}"}
        | {"prompt_id": str(identity)}
        for name, turns, quality in (("chosen", chosen, 1.0), ("rejected", rejected, 0.0))
    ]


def _from_stored_completion(record: Record, mapping: ColumnMapping) -> list[dict[str, Any]]:
    """A completion with its request: as the API keeps it, or as the two stand side by side."""
    request = record.get("request")
    asked = record.get("messages") or record.get("input")
    asked = request.get("messages") if isinstance(request, dict) and not asked else asked
    answered = record["response"] if isinstance(record.get("response"), dict) else record
    choices = answered.get("choices") or []
    messages = _turns(asked, "user")
    if not messages:
        raise UnusableRecordError("a completion without the messages that were asked")
    texts = [_text((choice.get("message") or {}).get("content")) for choice in choices]
    if not any(texts):
        raise UnusableRecordError("a completion without a text")
    held = {name: value_at(record, column) for name, column in mapping.columns.items()}
    held.setdefault("policy", record.get("model"))
    return [
        _row([*messages, {"role": "assistant", "content": text}], held.get("gold"), held)
        for text in texts
        if text
    ]


def _from_inspect(record: Record, mapping: ColumnMapping) -> list[dict[str, Any]]:
    if record.get("error"):
        raise UnusableRecordError("a sample that ended in an error")
    messages = _turns(record["input"], "user")
    output = record.get("output") or {}
    choices = output.get("choices") or []
    text = _text((choices[0].get("message") or {}).get("content")) if choices else ""
    if not text:
        raise UnusableRecordError("a sample without an answer of the model")
    scores = {name: score.get("value") for name, score in (record.get("scores") or {}).items()}
    quality = next((grade for grade in map(_grade, scores.values()) if grade is not None), None)
    identity = str(record.get("id"))
    row = _row([*messages, {"role": "assistant", "content": text}], record.get("target"), {})
    epoch = record.get("epoch", 1)
    named = {"id": f"{identity}/{epoch}", "prompt_id": identity, "policy": output.get("model")}
    return [{**row, **named, "quality": quality}]


def _row(messages: list[dict[str, Any]], gold: Any, held: Mapping[str, Any]) -> dict[str, Any]:
    quality = held.get("quality")
    grade = _grade(quality)
    return {
        "id": held.get("id"),
        "prompt_id": None if held.get("prompt_id") is None else str(held["prompt_id"]),
        "messages": messages,
        "reference_answer": _gold(gold),
        "quality": quality if grade is None and quality not in (None, "") else grade,
        "policy": held.get("policy"),
    }


def _gold(gold: Any) -> Any:
    """The reference; 18.0 is 18, since a column of floats holds each whole number so."""
    if isinstance(gold, float) and gold.is_integer():
        return int(gold)
    return None if gold == "" else gold


def _grade(value: Any) -> float | None:
    if isinstance(value, bool | int | float):
        return float(value)
    if not isinstance(value, str):
        return None
    try:
        return float(value)
    except ValueError:
        return _GRADES.get(value.strip().lower())


def _turns(given: Any, role: str) -> list[dict[str, Any]]:
    """Turns of a conversation, whatever its keys; a text is one turn of `role`."""
    if isinstance(given, str) and given.lstrip().startswith("[{"):  # a conversation in a cell
        try:
            given = json.loads(given)
        except json.JSONDecodeError:
            return [{"role": role, "content": given}]
    if not isinstance(given, list):
        text = _text(given)
        return [{"role": role, "content": text}] if text else []
    turns = []
    for turn in given:
        if not isinstance(turn, dict):
            raise UnusableRecordError(f"a turn that is no object: {turn!r:.40}")
        speaker = str(turn.get("role") or turn.get("from") or role)
        content = turn.get("content", turn.get("value"))
        rest = {k: v for k, v in turn.items() if k in ("tool_calls", "tool_call_id", "name") and v}
        known = _SPEAKERS.get(speaker.lower(), speaker)
        turns.append({"role": known, "content": _text(content), **rest})
    return turns


def _text(content: Any) -> str:
    """The text of a content, which may be a list of parts."""
    if isinstance(content, list):
        parts = [part.get("text") or "" for part in content if isinstance(part, dict)]
        return "\n".join(filter(None, parts))
    return "" if content is None else content if isinstance(content, str) else str(content)


def value_at(record: Record, path: str) -> Any:
    """What a record holds at a column, or at a path of keys joined by dots."""
    if path in record:
        return record[path]
    value: Any = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _digest(turns: Sequence[Mapping[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(turns).encode()).hexdigest()[:12]


def _is_turns(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


# Shapes whose other columns are named as those of a table are.
NAMED_BY_COLUMNS = ("preference pairs", "rows of verl", "ShareGPT", "conversations")
# Keys that validation reads under their own name.
PASSED = ("metadata", "tools", "ratings", "preferred", "made")

_Shape = tuple[str, Callable[[Record], bool], Mapping[str, str]]
SHAPES: tuple[_Shape, ...] = (
    (
        "samples of inspect",
        lambda r: {"input", "target", "output"} <= set(r) and isinstance(r["output"], dict),
        {},
    ),
    (
        "stored completions",
        lambda r: (
            isinstance(r.get("choices"), list)
            or (
                isinstance(r.get("response"), dict)
                and isinstance(r["response"].get("choices"), list)
            )
        ),
        {},
    ),
    ("preference pairs", lambda r: {"chosen", "rejected"} <= set(r), {}),
    (
        "rows of verl",
        lambda r: _is_turns(r.get("prompt")) and isinstance(r.get("reward_model"), dict),
        {"prompt": "prompt", "gold": "reward_model.ground_truth"},
    ),
    (
        "samples of OpenAI evals",
        lambda r: _is_turns(r.get("input")) and "ideal" in r,
        {"prompt": "input", "gold": "ideal"},
    ),
    (
        "items of OpenAI evals",
        lambda r: isinstance(r.get("item"), dict) and isinstance(r.get("sample"), dict),
        {"prompt": "item.input", "reply": "sample.output_text", "gold": "item.ideal"},
    ),
    ("ShareGPT", lambda r: _is_turns(r.get("conversations")), {"prompt": "conversations"}),
    ("conversations", lambda r: _is_turns(r.get("messages")), {"prompt": "messages"}),
)
MAKERS: dict[str, Callable[[Record, ColumnMapping], list[dict[str, Any]]]] = {
    "samples of inspect": _from_inspect,
    "stored completions": _from_stored_completion,
    "preference pairs": _from_preference,
    **dict.fromkeys(
        (
            "rows of verl",
            "samples of OpenAI evals",
            "items of OpenAI evals",
            "ShareGPT",
            "conversations",
        ),
        _from_conversation,
    ),
}
