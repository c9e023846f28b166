"""Writing rows: the row of a sample as it stands, and every documented form that is made of it.

```
sample.row ──▶ as_it_stands ──▶ the row, changed only where the sample was (its reply, an id)
                    └─▶ RowForm.row ──▶ the same row as a page of the platform shows it
```

This is the one writer of events, and the only place where a field of a row may move.
`rewards.wire.message` reads what is written here.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from rewards.reference import unwrap_text
from rewards.types import ASSISTANTS, Message, Sample
from rewards.wire.message import read_row, rollout
from rewards.wire.platform import PLATFORMS, PlatformName

Row = dict[str, Any]

AS_IT_STANDS = "the row as it stands"


@dataclass(frozen=True)
class RowForm:
    """One documented way to write a sample as a row.

    Attributes:
        name (str): What the form is called in a check and in a report.
        page (str): The address of the page or of the source of AWS's that shows it.
        row (function of a Sample): Makes the row; the row as it stands where the form is not made
            of such a row.
        turns (bool): Whether the row holds the conversation, and not texts alone.
    """

    name: str
    page: str
    row: Callable[[Sample], Row]
    turns: bool = True


def row_forms(platform: PlatformName, samples: Sequence[Sample] = ()) -> tuple[RowForm, ...]:
    """The documented forms of a platform's rows, the row as it stands first.

    Of `samples`, only the forms are told that write them in another way than all earlier ones.
    """
    known = [
        RowForm(form.name, form.page, _WRITERS[form.name], form.name not in _TEXTS)
        for form in PLATFORMS[platform].rows
    ]
    if not samples:
        return tuple(known)
    told: list[RowForm] = []
    written: list[list[Row]] = []
    for form in known:
        rows = [form.row(sample) for sample in samples]
        if rows not in written:
            told.append(form)
            written.append(rows)
    return tuple(told)


def as_it_stands(sample: Sample) -> Row:
    """The row that the sample was read from, with its id, changed only where the sample was.

    A sample that was made in Python is written as Nova's guide to data shows a row.
    """
    if not sample.row:
        return _plain_row(sample)
    known = read_row(sample.row, 0)
    row: Row = {"id": sample.id, **sample.row}
    row["id"] = sample.id
    if sample.messages != known.messages:
        asked, reply = _split_reply(sample)
        known_asked, known_reply = _split_reply(known)
        if asked != known_asked:
            _put_prompt(row, known_asked, asked)
        if reply != known_reply:
            _put_reply(row, reply, len(asked))
    if sample.reference_answer != known.reference_answer:
        _put_reference(row, sample.reference_answer)
    if sample.metadata != known.metadata:
        _put_metadata(row, known.metadata, sample.metadata)
    if sample.tools != known.tools:
        row["tools"] = [dict(tool) for tool in sample.tools]
    return row


def with_reply(sample: Sample, reply: Message, id: str | int | float) -> Sample:
    """The sample with this reply in the place of its own, and under this id.

    It is what `read_row` makes of the row with this reply; it shares nothing that a reward could
    change with the sample that it was made of.
    """
    asked, _ = _split_reply(sample)
    row: Row = {}
    if sample.row:
        row = {**sample.row, "id": id}
        _put_reply(row, reply, len(asked))
    return Sample(
        id,
        rollout((*asked, reply)),
        deepcopy(sample.reference_answer),
        deepcopy(sample.metadata),
        sample.tools,
        row,
    )


def _split_reply(sample: Sample) -> tuple[tuple[Message, ...], Message | None]:
    turns = sample.messages
    return (turns[:-1], turns[-1]) if sample.answered else (turns, None)


def _plain_row(sample: Sample) -> Row:
    row: Row = {"id": sample.id, "messages": [_chat_turn(turn) for turn in sample.messages]}
    if sample.tools:
        row["tools"] = [dict(tool) for tool in sample.tools]
    if sample.reference_answer is not None:
        row["reference_answer"] = sample.reference_answer
    return {**row, "metadata": dict(sample.metadata)} if sample.metadata else row


def _chat_turn(message: Message, like: Mapping[str, Any] | None = None) -> Row:
    """A message as chat completions have it, its content in the form of a turn that it is like."""
    content: Any = message.content
    if like is not None and isinstance(like.get("content"), list):
        content = [{"type": "text", "text": content}]
    elif like is not None and isinstance(like.get("content"), dict):
        content = {"text": content}
    turn: Row = {"role": message.role, "content": content}
    if message.tool_calls:
        turn["tool_calls"] = [
            {
                "id": f"call_{n}",
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(call.arguments)},
            }
            for n, call in enumerate(message.tool_calls)
        ]
    if message.tool_call_id is not None:
        turn["tool_call_id"] = message.tool_call_id
    return turn


def holds_turns(row: Row) -> bool:
    """Whether what was asked stands there as turns, and not as one text."""
    return isinstance(row.get(_asked_key(row)), list)


def _asked_key(row: Row) -> str:
    """The column that holds the conversation, or what was asked."""
    if row.get("messages") is not None:
        return "messages"
    return "query" if _is_evaluation(row) and row.get("query") is not None else "prompt"


def _is_evaluation(row: Row) -> bool:
    """Whether it is a row of SageMaker's evaluation, whose `response` is the gold."""
    names = ("model_response", "query", "prompt", "completion")
    has = {name for name in names if row.get(name) is not None}
    return "model_response" in has or ("query" in has and not has & {"prompt", "completion"})


def _is_turn(value: object) -> bool:
    return isinstance(value, dict) and "role" in value


def _put_reply(row: Row, reply: Message | None, asked: int) -> None:
    """The reply wherever the row has its own; after the `asked` first turns where it has none."""
    key = _asked_key(row)
    held = row.get(key)
    turns = held if isinstance(held, list) and held and _is_turn(held[0]) else None
    ends = turns is not None and turns[-1]["role"] in ASSISTANTS
    columns = [name for name in _reply_columns(row, key, ends) if row.get(name) is not None]
    for name in columns:
        held_reply = row.pop(name)
        if reply is not None:
            row[name] = _reply_value(held_reply, reply)
    if turns is not None and ends and reply:
        last = turns[-1]
        row[key] = [*turns[:-1], {**_chat_turn(reply, last), "role": last["role"]}]
    elif turns is not None and ends:
        row[key] = turns[:asked]  # without the dataset's own gold turn too, which would be graded
    elif turns is not None and not columns and reply:
        row[key] = [*turns, _chat_turn(reply, turns[-1])]
    elif turns is None and not columns and reply:
        row["model_response" if key == "query" else "completion"] = _reply_value("", reply)


def _reply_columns(row: Row, key: str, ends: bool) -> tuple[str, ...]:
    """The columns that may hold the reply, or repeat it."""
    if key == "messages":
        return () if ends else ("model_response", "completion")
    return ("model_response",) if _is_evaluation(row) else ("completion", "response")


def _reply_value(held: Any, reply: Message) -> Any:
    """The reply as a column holds one: a text, a turn, or a list of turns."""
    if isinstance(held, list) and held and _is_turn(held[-1]):
        return [_chat_turn(reply, held[-1])]
    if _is_turn(held):
        return _chat_turn(reply, held)
    return [_chat_turn(reply)] if reply.tool_calls else reply.content


def _put_prompt(row: Row, known: tuple[Message, ...], asked: tuple[Message, ...]) -> None:
    """What was asked, turn by turn as it stands, and written anew where it is another."""
    key = _asked_key(row)
    held = row.get(key)
    if isinstance(held, list) and held and _is_turn(held[0]):
        reply = [held[-1]] if len(held) > len(known) and held[-1]["role"] in ASSISTANTS else []
        row[key] = [
            held[n] if known[n : n + 1] == (turn,) else _spoken_turn(turn, held[n : n + 1] or held)
            for n, turn in enumerate(asked)
        ] + reply
        return
    spoken = [turn for turn in asked if turn.role != "system" or "system" not in row]
    for turn in asked:
        if turn not in spoken:
            row["system"] = turn.content
    plain = len(spoken) == 1 and spoken[0].role == "user"
    row[key] = spoken[0].content if plain else [_chat_turn(turn) for turn in spoken]


def _spoken_turn(turn: Message, held: Sequence[Row]) -> Row:
    """The turn in the form of the first that is held, with the images of that one, if any."""
    written = _chat_turn(turn, held[0])
    if isinstance(written["content"], list) and held[0]["role"] == turn.role:
        parts = held[0]["content"]
        written["content"] += [p for p in parts if isinstance(p, dict) and p.get("text") is None]
    return written


# Where a row may have its reference, as a column and a key of it, the first place first.
_REFERENCES = (
    ("reference_answer", ""),
    ("metadata", "reference_answer"),
    ("extra_info", "reference_answer"),
    ("extra_info", "answer"),
    ("reward_model", "ground_truth"),
)


def _put_reference(row: Row, reference: Any) -> None:
    """The reference where the row has it first, and nowhere else; None takes it away."""
    if row.get("model_response") is not None or _is_evaluation(row):
        row.pop("response", None)
    place = None
    for column, key in _REFERENCES:
        held = row.get(column)
        if held is None or (key and not (isinstance(held, Mapping) and key in held)):
            continue
        place = place or (column, key)
        if key:
            row[column] = {name: value for name, value in held.items() if name != key}
        else:
            del row[column]
    if reference is None:
        return
    column, key = place or _REFERENCES[0]
    row[column] = {**row[column], key: reference} if key else reference


def _put_metadata(row: Row, known: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
    """Each column of the user's where it stands; a new one under `metadata`, if that is free."""
    held = row.get("metadata")
    inner = dict(held) if isinstance(held, Mapping) else {}
    is_free = held is None or isinstance(held, Mapping)
    for name in known.keys() - metadata.keys():
        row.pop(name, None)
        inner.pop(name, None)
    for name, value in metadata.items():
        if name in known and known[name] == value:
            continue
        if name in inner or (is_free and name not in known):
            inner[name] = value
        else:
            row[name] = value
    if inner or isinstance(held, Mapping):
        row["metadata"] = inner


def _fields_under_metadata(sample: Sample) -> Row:
    """Columns of the user's under `metadata`, the reference at the top level."""
    return _move_columns(sample, ("id", "messages", "tools", "metadata", "reference_answer"))


def _reference_under_metadata(sample: Sample) -> Row:
    """Columns of the user's and the reference under `metadata`."""
    return _move_columns(sample, ("id", "messages", "tools", "metadata"))


def _move_columns(sample: Sample, kept: Sequence[str]) -> Row:
    row = as_it_stands(sample)
    metadata = row.get("metadata")
    moved = {name: value for name, value in row.items() if name not in kept}
    is_free = metadata is None or isinstance(metadata, Mapping)
    if row.get("messages") is None or not moved or not is_free:
        return row
    stays = {name: value for name, value in row.items() if name in kept}
    return {**stays, "metadata": {**(metadata or {}), **moved}}


def _reference_as_text(sample: Sample) -> Row:
    """A reference that is text as `{"text": …}`, wherever it stands."""
    row = as_it_stands(sample)
    metadata = row.get("metadata")
    if isinstance(row.get("reference_answer"), str):
        row["reference_answer"] = {"text": row["reference_answer"]}
    elif isinstance(metadata, Mapping) and isinstance(metadata.get("reference_answer"), str):
        row["metadata"] = {**metadata, "reference_answer": {"text": metadata["reference_answer"]}}
    return row


def _verl_row(sample: Sample) -> Row:
    """A row as verl's datasets have it, the reply appended to its prompt."""
    return {
        "id": sample.id,
        "data_source": "conformance",
        "prompt": _plain_row(sample)["messages"],
        "ability": "any",
        "reward_model": {"ground_truth": sample.reference_answer, "style": "rule"},
        "extra_info": {"split": "train", **sample.metadata},
    }


def _scorer_row(sample: Sample) -> Row:
    """The row of the dataset as the custom scorer is sent it: its reference as `{"text": …}`."""
    row = as_it_stands(sample)
    gold = {"text": gold_text(sample)}
    if row.get("messages") is None and isinstance(row.get("reward_model"), Mapping):
        extra = row.get("extra_info")
        extra = extra if isinstance(extra, Mapping) else {}
        answer = {} if row.get("response") is not None else {"response": sample.response}
        return {**row, **answer, "extra_info": {**extra, "reference_answer": gold}}
    return {**row, "reference_answer": gold}


def _scorer_verl_row(sample: Sample) -> Row:
    gold = gold_text(sample)
    return {
        "id": sample.id,
        "data_source": "customized",
        "prompt": _plain_row(sample)["messages"],
        "response": sample.response,
        "reward_model": {"ground_truth": gold, "style": "rule"},
        "extra_info": {"reference_answer": {"text": gold}, **sample.metadata},
    }


def _completion_row(sample: Sample) -> Row:
    asked = {"id": sample.id, "prompt": _prompt_text(sample), "completion": sample.response}
    return {**asked, "reference_answer": {"text": gold_text(sample)}}


def _preference_row(sample: Sample) -> Row:
    return {**_completion_row(sample), "chosen": gold_text(sample), "rejected": "I do not know."}


def _evaluation_row(sample: Sample) -> Row:
    """Here `response` is the gold, and the model's reply has a name of its own."""
    return {
        "id": sample.id,
        "query": _prompt_text(sample),
        "response": gold_text(sample),
        "system": "",
        "model_response": sample.response,
        "reference_answer": {"text": gold_text(sample)},
        "category": "any",
        "metadata": "",
    }


def gold_text(sample: Sample) -> str:
    """The reference as the custom scorer is sent it: text, and "" where there is none."""
    gold, _ = unwrap_text(sample.reference_answer)
    if gold is None:
        return ""
    return gold if isinstance(gold, str) else json.dumps(gold, ensure_ascii=False)


def _only_made(write: Callable[[Sample], Row]) -> Callable[[Sample], Row]:
    """The form for samples that were made in Python: no row of a user's is turned into another."""
    return lambda sample: as_it_stands(sample) if sample.row else write(sample)


def _prompt_text(sample: Sample) -> str:
    return "\n".join(message.content for message in sample.messages if message.role == "user")


# What writes each form that a platform's record names.
_WRITERS: Mapping[str, Callable[[Sample], Row]] = {
    AS_IT_STANDS: as_it_stands,
    "fields under metadata": _fields_under_metadata,
    "reference under metadata": _reference_under_metadata,
    "reference as {text}": _reference_as_text,
    "verl row": _only_made(_verl_row),
    "OpenAI messages": _scorer_row,
    "verl": _only_made(_scorer_verl_row),
    "prompt and completion": _only_made(_completion_row),
    "preference": _only_made(_preference_row),
    "SageMaker evaluation": _only_made(_evaluation_row),
}
# The forms that hold texts alone, so that a reply which calls tools has no place there.
_TEXTS = ("prompt and completion", "preference", "SageMaker evaluation")
