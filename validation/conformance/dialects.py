"""The ways in which one and the same sample can be written, and who is known to send which."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rewards.types import Sample
from rewards.wire import Platform
from validation.conformance.rows import Form, Row, forms, top_level, under_metadata, verl

Duty = Literal["must", "may raise"]
"""What a platform's handler owes a dialect: the same scores, or those or an error."""


@dataclass(frozen=True)
class Dialect:
    """A way to write an event, which platforms' handlers owe it what, and how to read it.

    `write` makes the event, or None where these samples would look no different. `alone` is for
    one sample at a time.
    """

    name: str
    write: Callable[[Sequence[Sample], Form], Any]
    duties: Mapping[Platform, Duty]
    fix: str
    alone: bool = False


def dialects(platform: Platform, base: Form) -> list[Dialect]:
    """Every dialect but the base form itself, the platform's own forms first."""
    others = [form for form in forms(platform) if form is not base]
    return [_of_form(form, platform) for form in others] + [
        dialect for dialect in _DIALECTS if dialect.name not in {form.name for form in others}
    ]


def _of_form(form: Form, platform: Platform) -> Dialect:
    scored = platform == "scorer"
    return Dialect(
        form.name,
        lambda samples, base: _in_form(samples, form),
        {platform: "may raise" if scored else "must"},
        _SCORER if scored else _FORM_FIXES.get(form.name, "Read this form too."),
    )


def _in_form(samples: Sequence[Sample], form: Form) -> list[Row] | None:
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


def _rows(samples: Sequence[Sample], form: Form) -> list[Row]:
    return [form.row(sample) for sample in samples]


def _single(samples: Sequence[Sample], form: Form) -> Any:
    return form.row(samples[0])


def _moved_down(samples: Sequence[Sample], form: Form) -> Any:
    return None if form.row is under_metadata else list(map(under_metadata, samples))


def _moved_up(samples: Sequence[Sample], form: Form) -> Any:
    return None if form.row is top_level else list(map(top_level, samples))


def _each_turn(
    samples: Sequence[Sample], form: Form, change: Callable[[Row], Row]
) -> list[Row] | None:
    rows = _rows(samples, form)
    key = "messages" if rows and "messages" in rows[0] else "prompt"
    if not form.turns:
        return None
    return [{**row, key: [change(turn) for turn in row[key]]} for row in rows]


def _parts(samples: Sequence[Sample], form: Form) -> Any:
    def in_parts(turn: Row) -> Row:
        return {**turn, "content": [{"type": "text", "text": turn["content"]}]}

    return _each_turn(samples, form, in_parts)


def _text_object(samples: Sequence[Sample], form: Form) -> Any:
    return _each_turn(samples, form, lambda turn: {**turn, "content": {"text": turn["content"]}})


def _nova_assistant(samples: Sequence[Sample], form: Form) -> Any:
    def renamed(turn: Row) -> Row:
        return {**turn, "role": "nova_assistant"} if turn["role"] == "assistant" else turn

    return _each_turn(samples, form, renamed)


def _each_reference(
    samples: Sequence[Sample], form: Form, change: Callable[[Any], Any]
) -> list[Row] | None:
    """None unless the reference of every sample is one that `change` can write otherwise."""
    changed = [change(sample.reference_answer) for sample in samples]
    if None in changed or form.row not in (top_level, under_metadata):
        return None
    rows = _rows(samples, form)
    for row, reference in zip(rows, changed, strict=True):
        (row["metadata"] if form.row is under_metadata else row)["reference_answer"] = reference
    return rows


def _reference_in_text(samples: Sequence[Sample], form: Form) -> Any:
    return _each_reference(
        samples, form, lambda gold: {"text": gold} if isinstance(gold, str) else None
    )


def _reference_as_json(samples: Sequence[Sample], form: Form) -> Any:
    return _each_reference(
        samples, form, lambda gold: json.dumps(gold) if isinstance(gold, Mapping) else None
    )


def _reference_as_object(samples: Sequence[Sample], form: Form) -> Any:
    return _each_reference(
        samples, form, lambda gold: {"answer": gold} if isinstance(gold, str) else None
    )


def _wrapped(key: str) -> Callable[[Sequence[Sample], Form], Any]:
    return lambda samples, form: {key: _rows(samples, form)}


def _body(samples: Sequence[Sample], form: Form) -> Any:
    return {"body": json.dumps({"batch": _rows(samples, form)})}


def _verl(samples: Sequence[Sample], form: Form) -> Any:
    return list(map(verl, samples))


_TURNS = "Read `content` as text, as a list of parts with a `text` each, and as `{text: …}`."
_WRAP = (
    "Take the list out of `input`, `batch` or `body` (a JSON text) where the event is an object."
)
_SHAPE = "Read the reference as text, as an object, as JSON text and as `{text: …}`."
_ROLE = "Take `nova_assistant` for `assistant`."
_ONE = "Take an object for a list of one, and answer with a list of one."

_DIALECTS = (
    Dialect("one object", _single, {"nova": "must"}, _ONE, alone=True),
    Dialect("reference under metadata", _moved_down, {"nova": "must"}, _REFERENCE),
    Dialect("reference at the top level", _moved_up, {}, _REFERENCE),
    Dialect(
        "content in parts",
        _parts,
        {"nova": "must", "bedrock": "may raise", "serverless-oss": "may raise"},
        _TURNS,
    ),
    Dialect(
        "nova_assistant",
        _nova_assistant,
        {"nova": "must", "bedrock": "may raise", "serverless-oss": "may raise"},
        _ROLE,
    ),
    Dialect("content as {text}", _text_object, {}, _TURNS),
    Dialect("reference as {text}", _reference_in_text, {"bedrock": "must"}, _SHAPE),
    Dialect("reference as an object", _reference_as_object, {}, _SHAPE),
    Dialect("reference as JSON text", _reference_as_json, {}, _SHAPE),
    Dialect("verl row", _verl, {}, _FORM_FIXES["verl row"]),
    Dialect("{input}", _wrapped("input"), {"serverless-oss": "must"}, _WRAP),
    Dialect("{batch}", _wrapped("batch"), {"serverless-oss": "must"}, _WRAP),
    Dialect("{body}", _body, {"serverless-oss": "must"}, _WRAP),
    Dialect("{trajectories}", _wrapped("trajectories"), {}, _WRAP),
)
