"""The forms in which an event can be written, and which platform is known to send which."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rewards.types import Sample
from rewards.wire import PLATFORMS, PlatformName
from rewards.wire.platform import Duty
from rewards.wire.rows import AS_IT_STANDS, Row, RowForm, row_forms

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
    duties = {form.name: form.duty for form in (*record.rows, *record.variants)}
    others = [form for form in row_forms(platform) if form.name != base.name]
    return [_dialect_of_form(form, duties[form.name]) for form in others] + [
        replace(dialect, duty=duties.get(dialect.name))
        for dialect in _DIALECTS
        if dialect.name not in duties or dialect.name in {form.name for form in record.variants}
    ]


def _dialect_of_form(form: RowForm, duty: Duty) -> Dialect:
    return Dialect(form.name, _rows_in_form(form), _FORM_FIXES.get(form.name, _SCORER), duty=duty)


def _rows_in_form(form: RowForm) -> EventWriter:
    """The rows in a form; None where it looks no different from the plain one.

    None too for replies that call tools, where the form has no place for that.
    """

    def write(samples: Sequence[Sample], base: RowForm) -> list[Row] | None:
        if not form.turns and any(sample.messages[-1].tool_calls for sample in samples):
            return None
        rows = _rows(samples, form)
        return None if rows == _rows(samples, base) else rows

    return write


_SCORER = (
    "The form follows the dataset. Raise for one that you do not read; in SageMaker's evaluation "
    "form `response` is the gold and `model_response` the model's reply."
)
_REFERENCE = (
    "Read `reference_answer` and each field of the data at the top level, and under `metadata` "
    "where it is not there."
)
_SHAPE = "Read the reference as text, as an object, as JSON text and as `{text: …}`."
_FORM_FIXES = {
    "verl row": "Read `prompt` where there are no `messages`, and `reward_model.ground_truth` "
    "where there is no `reference_answer`.",
    "reference under metadata": _REFERENCE,
    "fields under metadata": _REFERENCE,
    AS_IT_STANDS: _REFERENCE,
    "reference as {text}": _SHAPE,
}


def _rows(samples: Sequence[Sample], form: RowForm) -> list[Row]:
    return [form.row(sample) for sample in samples]


def _change_turns(change: Callable[[Row], Row]) -> EventWriter:
    """Every turn of the conversation changed; None where the rows hold none, or nothing changes."""

    def write(samples: Sequence[Sample], form: RowForm) -> list[Row] | None:
        rows = _rows(samples, form)
        changed = []
        for row in rows:
            key = "prompt" if row.get("messages") is None else "messages"
            if not form.turns or not isinstance(row.get(key), list):
                return None
            changed.append({**row, key: [change(turn) for turn in row[key]]})
        return None if changed == rows else changed

    return write


def _change_content(change: Callable[[str], Any]) -> EventWriter:
    """The content of every turn changed where it is a text, as most are."""

    def with_content(turn: Row) -> Row:
        content = turn.get("content")
        return {**turn, "content": change(content)} if isinstance(content, str) else turn

    return _change_turns(with_content)


def _change_references(change: Callable[[Any], Any]) -> EventWriter:
    """Every reference changed; None unless `change` can write that of every sample otherwise."""

    def write(samples: Sequence[Sample], form: RowForm) -> list[Row] | None:
        changed = [change(sample.reference_answer) for sample in samples]
        if None in changed or form.name not in _KEEPS_REFERENCE:
            return None
        other = [
            replace(sample, reference_answer=reference)
            for sample, reference in zip(samples, changed, strict=True)
        ]
        rows = _rows(other, form)
        return None if rows == _rows(samples, form) else rows

    return write


# Forms in which a reference is written as the data have it.
_KEEPS_REFERENCE = (AS_IT_STANDS, "fields under metadata", "reference under metadata")


def _wrap_references(key: str) -> EventWriter:
    return _change_references(lambda gold: {key: gold} if isinstance(gold, str) else None)


def _wrap_rows(key: str) -> EventWriter:
    return lambda samples, form: {key: _rows(samples, form)}


_TURNS = "Read `content` as text, as a list of parts with a `text` each, and as `{text: …}`."
_WRAP = (
    "Take the list out of `input`, `batch` or `body` (a JSON text) where the event is an object."
)
_NOVA_ROLES = {"assistant": "nova_assistant"}

_DIALECTS = (
    Dialect(
        "one object",
        lambda samples, form: form.row(samples[0]),
        "Take an object for a list of one, and answer with a list of one.",
        alone=True,
    ),
    *(
        Dialect(form.name, _rows_in_form(form), _REFERENCE)
        for form in row_forms("nova")
        if form.name.endswith("under metadata")
    ),
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
    *(
        Dialect(form.name, _rows_in_form(form), _FORM_FIXES["verl row"])
        for form in row_forms("serverless-oss")[1:]
    ),
    Dialect("{input}", _wrap_rows("input"), _WRAP),
    Dialect("{batch}", _wrap_rows("batch"), _WRAP),
    Dialect(
        "{body}", lambda samples, form: {"body": json.dumps({"batch": _rows(samples, form)})}, _WRAP
    ),
    Dialect("{trajectories}", _wrap_rows("trajectories"), _WRAP),
)
