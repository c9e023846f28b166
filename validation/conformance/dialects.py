"""The ways in which one and the same sample can be written, and who is known to send which."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rewards.types import Message, Sample
from rewards.wire import PLATFORMS, PlatformName
from rewards.wire.platform import Duty, EventForm

Row = dict[str, Any]


@dataclass(frozen=True)
class RowForm:
    """One way to write a sample as a row; `turns` says whether the row holds the conversation."""

    name: str
    row: Callable[[Sample], Row]
    turns: bool = True


def forms(platform: PlatformName) -> tuple[RowForm, ...]:
    """The forms that a platform's rows come in, the usual one first."""
    return tuple(_FORMS[form.name] for form in PLATFORMS[platform].rows)


def top_level_row(sample: Sample) -> Row:
    reference = {} if sample.reference_answer is None else {"reference_answer": _gold(sample)}
    return {**_conversation(sample), **reference, **_other_fields(sample)}


def metadata_row(sample: Sample) -> Row:
    metadata = dict(sample.metadata)
    if sample.reference_answer is not None:
        metadata["reference_answer"] = _gold(sample)
    return {**_conversation(sample), "metadata": metadata}


def verl_row(sample: Sample) -> Row:
    """A row as verl's datasets have it, the reply appended to its prompt."""
    return {
        "id": sample.id,
        "data_source": "conformance",
        "prompt": _turns(sample),
        "ability": "any",
        "reward_model": {"ground_truth": _gold(sample), "style": "rule"},
        "extra_info": {"split": "train", **sample.metadata},
    }


def _conversation(sample: Sample) -> Row:
    tools = {"tools": list(sample.tools)} if sample.tools else {}
    return {"id": sample.id, "messages": _turns(sample), **tools}


def _turns(sample: Sample) -> list[Row]:
    return [chat_turn(message) for message in sample.messages]


def chat_turn(message: Message) -> Row:
    """A message in the form of chat completions; a call's arguments are JSON text there."""
    row: Row = {"role": message.role, "content": message.content}
    if message.tool_calls:
        row["tool_calls"] = [
            {
                "id": f"call_{n}",
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(call.arguments)},
            }
            for n, call in enumerate(message.tool_calls)
        ]
    if message.tool_call_id is not None:
        row["tool_call_id"] = message.tool_call_id
    return row


def _gold(sample: Sample) -> Any:
    gold = sample.reference_answer
    return dict(gold) if isinstance(gold, Mapping) else gold


def _other_fields(sample: Sample) -> Row:
    """The other fields of the dataset; under `metadata` where one is called as the wire's own."""
    if _OWN.intersection(sample.metadata):
        return {"metadata": dict(sample.metadata)}
    return dict(sample.metadata)


_OWN = {
    *("id", "messages", "tools", "reference_answer", "metadata", "reward_model", "extra_info"),
    *("prompt", "completion", "response", "model_response", "query", "system", "chosen"),
    *("rejected", "input", "batch", "body", "trajectories"),
}


def _scorer_messages_row(sample: Sample) -> Row:
    return {
        "id": sample.id,
        "messages": _turns(sample),
        **_text_reference(sample),
        **_other_fields(sample),
    }


def _scorer_verl_row(sample: Sample) -> Row:
    gold = gold_text(sample)
    return {
        "id": sample.id,
        "data_source": "customized",
        "prompt": _turns(sample),
        "response": sample.response,
        "reward_model": {"ground_truth": gold, "style": "rule"},
        "extra_info": {"reference_answer": {"text": gold}, **sample.metadata},
    }


def _completion_row(sample: Sample) -> Row:
    asked = {"id": sample.id, "prompt": _prompt_text(sample), "completion": sample.response}
    return {**asked, **_text_reference(sample)}


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
        **_text_reference(sample),
        "category": "any",
        "metadata": "",
    }


def _text_reference(sample: Sample) -> Row:
    return {"reference_answer": {"text": gold_text(sample)}}


def gold_text(sample: Sample) -> str:
    """The reference as the custom scorer is sent it: text, and "" where there is none."""
    gold = sample.reference_answer
    while isinstance(gold, Mapping) and list(gold) == ["text"]:
        gold = gold["text"]
    if gold is None:
        return ""
    return gold if isinstance(gold, str) else json.dumps(gold, ensure_ascii=False)


def _prompt_text(sample: Sample) -> str:
    asked = [message.content for message in sample.messages if message.role == "user"]
    return "\n".join(asked)


_FORMS: Mapping[str, RowForm] = {
    form.name: form
    for form in (
        RowForm("messages", top_level_row),
        RowForm("reference under metadata", metadata_row),
        RowForm("reference at the top level", top_level_row),
        RowForm("verl row", verl_row),
        RowForm("OpenAI messages", _scorer_messages_row),
        RowForm("verl", _scorer_verl_row),
        RowForm("prompt and completion", _completion_row, turns=False),
        RowForm("preference", _preference_row, turns=False),
        RowForm("SageMaker evaluation", _evaluation_row, turns=False),
    )
}


@dataclass(frozen=True)
class Dialect:
    """A way to write an event, how to read it, and what a handler owes it.

    `write` makes the event, or None where these samples would look no different. `alone` is for
    one sample at a time. A `duty` of None: the platform is not known to send it.
    """

    name: str
    write: Callable[[Sequence[Sample], RowForm], Any]
    fix: str
    alone: bool = False
    duty: Duty | None = None


def dialects(platform: PlatformName, base: RowForm) -> list[Dialect]:
    """Every dialect but the base form itself, the platform's own forms first."""
    record = PLATFORMS[platform]
    others = [form for form in record.rows if form.name != base.name]
    duties = {form.name: form.duty for form in record.variants}
    return [_dialect_of_form(form) for form in others] + [
        replace(dialect, duty=duties.get(dialect.name))
        for dialect in _DIALECTS
        if dialect.name not in {form.name for form in others}
    ]


def _dialect_of_form(form: EventForm) -> Dialect:
    return Dialect(
        form.name,
        lambda samples, base: _rows_in_form(samples, _FORMS[form.name]),
        _FORM_FIXES.get(form.name, "Read this form too." if form.duty == "must" else _SCORER),
        duty=form.duty,
    )


def _rows_in_form(samples: Sequence[Sample], form: RowForm) -> list[Row] | None:
    """None for replies that call tools, where the form has no place for that."""
    if not form.turns and any(sample.messages[-1].tool_calls for sample in samples):
        return None
    return _rows(samples, form)


_SCORER = (
    "The form follows the dataset. Raise for one that you do not read; in SageMaker's evaluation "
    "form `response` is the gold and `model_response` the model's reply."
)
_REFERENCE = "Read `reference_answer` at the top level, and under `metadata` where it is not there."
_FORM_FIXES = {
    "verl row": "Read `prompt` where there are no `messages`, and `reward_model.ground_truth` "
    "where there is no `reference_answer`.",
    "reference under metadata": _REFERENCE,
    "reference at the top level": _REFERENCE,
}


def _rows(samples: Sequence[Sample], form: RowForm) -> list[Row]:
    return [form.row(sample) for sample in samples]


def _one_row(samples: Sequence[Sample], form: RowForm) -> Any:
    return form.row(samples[0])


def _reference_below(samples: Sequence[Sample], form: RowForm) -> Any:
    return None if form.row is metadata_row else list(map(metadata_row, samples))


def _reference_on_top(samples: Sequence[Sample], form: RowForm) -> Any:
    return None if form.row is top_level_row else list(map(top_level_row, samples))


def _change_turns(
    samples: Sequence[Sample], form: RowForm, change: Callable[[Row], Row]
) -> list[Row] | None:
    rows = _rows(samples, form)
    key = "messages" if rows and "messages" in rows[0] else "prompt"
    if not form.turns:
        return None
    return [{**row, key: [change(turn) for turn in row[key]]} for row in rows]


def _content_in_parts(samples: Sequence[Sample], form: RowForm) -> Any:
    def in_parts(turn: Row) -> Row:
        return {**turn, "content": [{"type": "text", "text": turn["content"]}]}

    return _change_turns(samples, form, in_parts)


def _content_as_object(samples: Sequence[Sample], form: RowForm) -> Any:
    return _change_turns(samples, form, lambda turn: {**turn, "content": {"text": turn["content"]}})


def _nova_assistant(samples: Sequence[Sample], form: RowForm) -> Any:
    def renamed(turn: Row) -> Row:
        return {**turn, "role": "nova_assistant"} if turn["role"] == "assistant" else turn

    return _change_turns(samples, form, renamed)


def _change_references(
    samples: Sequence[Sample], form: RowForm, change: Callable[[Any], Any]
) -> list[Row] | None:
    """None unless the reference of every sample is one that `change` can write otherwise."""
    changed = [change(sample.reference_answer) for sample in samples]
    if None in changed or form.row not in (top_level_row, metadata_row):
        return None
    rows = _rows(samples, form)
    for row, reference in zip(rows, changed, strict=True):
        (row["metadata"] if form.row is metadata_row else row)["reference_answer"] = reference
    return rows


def _reference_in_text(samples: Sequence[Sample], form: RowForm) -> Any:
    return _change_references(
        samples, form, lambda gold: {"text": gold} if isinstance(gold, str) else None
    )


def _reference_as_json(samples: Sequence[Sample], form: RowForm) -> Any:
    return _change_references(
        samples, form, lambda gold: json.dumps(gold) if isinstance(gold, Mapping) else None
    )


def _reference_as_object(samples: Sequence[Sample], form: RowForm) -> Any:
    return _change_references(
        samples, form, lambda gold: {"answer": gold} if isinstance(gold, str) else None
    )


def _wrap_rows(key: str) -> Callable[[Sequence[Sample], RowForm], Any]:
    return lambda samples, form: {key: _rows(samples, form)}


def _rows_in_body(samples: Sequence[Sample], form: RowForm) -> Any:
    return {"body": json.dumps({"batch": _rows(samples, form)})}


def _verl(samples: Sequence[Sample], form: RowForm) -> Any:
    return list(map(verl_row, samples))


_TURNS = "Read `content` as text, as a list of parts with a `text` each, and as `{text: …}`."
_WRAP = (
    "Take the list out of `input`, `batch` or `body` (a JSON text) where the event is an object."
)
_SHAPE = "Read the reference as text, as an object, as JSON text and as `{text: …}`."
_ROLE = "Take `nova_assistant` for `assistant`."
_ONE = "Take an object for a list of one, and answer with a list of one."

_DIALECTS = (
    Dialect("one object", _one_row, _ONE, alone=True),
    Dialect("reference under metadata", _reference_below, _REFERENCE),
    Dialect("reference at the top level", _reference_on_top, _REFERENCE),
    Dialect("content in parts", _content_in_parts, _TURNS),
    Dialect("nova_assistant", _nova_assistant, _ROLE),
    Dialect("content as {text}", _content_as_object, _TURNS),
    Dialect("reference as {text}", _reference_in_text, _SHAPE),
    Dialect("reference as an object", _reference_as_object, _SHAPE),
    Dialect("reference as JSON text", _reference_as_json, _SHAPE),
    Dialect("verl row", _verl, _FORM_FIXES["verl row"]),
    Dialect("{input}", _wrap_rows("input"), _WRAP),
    Dialect("{batch}", _wrap_rows("batch"), _WRAP),
    Dialect("{body}", _rows_in_body, _WRAP),
    Dialect("{trajectories}", _wrap_rows("trajectories"), _WRAP),
)
