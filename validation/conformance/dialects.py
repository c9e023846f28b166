"""The forms in which a sample can be written, and which platform is known to send which."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rewards.reference import unwrap_text
from rewards.types import Message, Sample
from rewards.wire import PLATFORMS, PlatformName
from rewards.wire.platform import Duty, EventForm

Row = dict[str, Any]


@dataclass(frozen=True)
class RowForm:
    """One way to write a sample as a row.

    Attributes:
        name: what it is called in a check.
        row: makes the row.
        turns: whether the row holds the conversation, and not texts alone.
    """

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
    return [_chat_turn(message) for message in sample.messages]


def _chat_turn(message: Message) -> Row:
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
    gold, _ = unwrap_text(sample.reference_answer)
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


# Makes the event out of samples and the plain form; None where it would look no different.
EventWriter = Callable[[Sequence[Sample], RowForm], Any]


@dataclass(frozen=True)
class Dialect:
    """A way to write an event, how to read it, and what a handler owes it.

    Attributes:
        name: what it is called in a check.
        write: makes the event.
        fix: how to read it.
        alone: whether it holds one sample at a time.
        duty: what the platform's handlers owe it; None where it is not known to be sent.
    """

    name: str
    write: EventWriter
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


def _rows_of(row: Callable[[Sample], Row]) -> EventWriter:
    """Every sample as such a row; None where that is the form anyway."""
    return lambda samples, form: None if form.row is row else list(map(row, samples))


def _change_turns(change: Callable[[Row], Row]) -> EventWriter:
    """Every turn of the conversation changed; None where the rows hold none."""

    def write(samples: Sequence[Sample], form: RowForm) -> list[Row] | None:
        rows = _rows(samples, form)
        key = "messages" if rows and "messages" in rows[0] else "prompt"
        if not form.turns:
            return None
        return [{**row, key: [change(turn) for turn in row[key]]} for row in rows]

    return write


def _change_content(change: Callable[[Any], Any]) -> EventWriter:
    return _change_turns(lambda turn: {**turn, "content": change(turn["content"])})


def _change_references(change: Callable[[Any], Any]) -> EventWriter:
    """Every reference changed; None unless `change` can write that of every sample otherwise."""

    def write(samples: Sequence[Sample], form: RowForm) -> list[Row] | None:
        changed = [change(sample.reference_answer) for sample in samples]
        if None in changed or form.row not in (top_level_row, metadata_row):
            return None
        rows = _rows(samples, form)
        for row, reference in zip(rows, changed, strict=True):
            (row["metadata"] if form.row is metadata_row else row)["reference_answer"] = reference
        return rows

    return write


def _wrap_references(key: str) -> EventWriter:
    return _change_references(lambda gold: {key: gold} if isinstance(gold, str) else None)


def _wrap_rows(key: str) -> EventWriter:
    return lambda samples, form: {key: _rows(samples, form)}


_TURNS = "Read `content` as text, as a list of parts with a `text` each, and as `{text: …}`."
_WRAP = (
    "Take the list out of `input`, `batch` or `body` (a JSON text) where the event is an object."
)
_SHAPE = "Read the reference as text, as an object, as JSON text and as `{text: …}`."
_NOVA_ROLES = {"assistant": "nova_assistant"}

_DIALECTS = (
    Dialect(
        "one object",
        lambda samples, form: form.row(samples[0]),
        "Take an object for a list of one, and answer with a list of one.",
        alone=True,
    ),
    Dialect("reference under metadata", _rows_of(metadata_row), _REFERENCE),
    Dialect("reference at the top level", _rows_of(top_level_row), _REFERENCE),
    Dialect(
        "content in parts", _change_content(lambda text: [{"type": "text", "text": text}]), _TURNS
    ),
    Dialect(
        "nova_assistant",
        _change_turns(lambda turn: {**turn, "role": _NOVA_ROLES.get(turn["role"], turn["role"])}),
        "Take `nova_assistant` for `assistant`.",
    ),
    Dialect("content as {text}", _change_content(lambda text: {"text": text}), _TURNS),
    Dialect("reference as {text}", _wrap_references("text"), _SHAPE),
    Dialect("reference as an object", _wrap_references("answer"), _SHAPE),
    Dialect(
        "reference as JSON text",
        _change_references(lambda gold: json.dumps(gold) if isinstance(gold, Mapping) else None),
        _SHAPE,
    ),
    Dialect(
        "verl row", lambda samples, form: list(map(verl_row, samples)), _FORM_FIXES["verl row"]
    ),
    Dialect("{input}", _wrap_rows("input"), _WRAP),
    Dialect("{batch}", _wrap_rows("batch"), _WRAP),
    Dialect(
        "{body}", lambda samples, form: {"body": json.dumps({"batch": _rows(samples, form)})}, _WRAP
    ),
    Dialect("{trajectories}", _wrap_rows("trajectories"), _WRAP),
)
