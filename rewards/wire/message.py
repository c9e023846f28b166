"""One row of an event, in every dialect that a platform writes it in, as a Sample.

```
row ──▶ its own columns: id, messages, reference_answer, metadata, tools
    └─▶ a dialect: verl, Hugging Face, SageMaker evaluation ──▶ Conversation(messages, gold)
                  ▼
        the messages without the gold turn, one reference out of all, the rest as metadata
```
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import CoreConfig, CoreSchema, SchemaValidator, ValidationError, core_schema

from rewards.reference import decode_json, unwrap_text
from rewards.types import ASSISTANTS, Message, Sample, ToolCall
from rewards.wire.errors import (
    WireError,
    describe_value,
    is_finite,
    short_literal,
    validation_error,
)

# The keys by which a row is known: every dialect has one of them.
CONVERSATION_KEYS = ("messages", "prompt", "completion", "model_response", "query")

# Bits of a whole number as an id: those of the largest double, which other JSON parsers hold.
_LONGEST = 1024

_SURROGATE = re.compile("[\ud800-\udfff]")


class GoldField(NamedTuple):
    """A gold beside the reference, and its place."""

    place: str
    value: Any


class Conversation(NamedTuple):
    """The messages of a row, the gold that stands beside them, and the keys that were read."""

    messages: Sequence[Message]
    gold: GoldField | None = None
    keys: Sequence[str] = ()


def read_row(row: Any, position: int) -> Sample:
    """The sample of the row at this position of its batch.

    A column without a name here is kept as metadata. A row whose `messages` end in a reply is
    nothing but that, and a gold: only another is asked for its dialect. Raises pydantic_core's
    ValidationError for columns of another form, and WireError, with the place, for a row of no
    dialect and for two different golds.
    """
    messages: Sequence[Message] | None = _plain_messages(row)
    columns: dict[str, Any]
    if messages is not None:
        columns = {name: value for name, value in row.items() if name not in _COLUMNS}
        id_, reference, metadata, tools = (
            row["id"],
            row.get("reference_answer"),
            row.get("metadata"),
            (),
        )
    else:
        columns = _ROW.validate_python(row)
        id_, messages, reference, metadata, tools = [columns.pop(name) for name in _COLUMNS]
    if messages is None:
        said = read_conversation(columns)
    else:
        said = completed_conversation(messages, columns) if columns else Conversation(messages)
    rest = columns
    if said.keys:
        rest = {name: value for name, value in columns.items() if name not in said.keys}
    if metadata is not None:
        rest = (
            {**metadata, **rest}
            if isinstance(metadata, Mapping)
            else {**rest, "metadata": metadata}
        )
    nested = rest.pop("reference_answer", None)
    return Sample(
        id=f"row-{position}" if id_ is None else id_,
        messages=rollout(said.messages),
        reference_answer=one_reference(reference, nested, said.gold),
        metadata=rest,
        tools=tuple(tools or ()),
        row=row,
    )


def _plain_messages(row: Any) -> list[Message] | None:
    """The turns of a row as nearly all are; None where the validator has to look at it.

    It calls back into Python for each turn, which takes most of the time of reading a row.
    """
    if type(row) is not dict or row.get("tools") is not None:
        return None
    id_, turns = row.get("id"), row.get("messages")
    if type(turns) is not list or not turns or type(id_) is not str or not id_.isascii():
        return None
    if not row.keys() <= _COLUMNS.keys():
        for key in row:
            if type(key) is not str or not key.isascii():
                return None
    messages = [plain for turn in turns if (plain := _plain_message(turn)) is not None]
    return messages if len(messages) == len(turns) else None


def _plain_message(turn: object) -> Message | None:
    if type(turn) is not dict or turn.keys() != _PLAIN_TURN:
        return None
    role, said = turn["role"], turn["content"]
    if type(said) is not str or type(role) is not str or role not in _PLAIN_ROLES:
        return None
    return Message(_PLAIN_ROLES[role], said if said.isascii() else repair_surrogates(said))


_PLAIN_TURN = {"role", "content"}
_PLAIN_ROLES = {
    **dict.fromkeys(ASSISTANTS, "assistant"),
    **{role: role for role in ("system", "user", "tool")},
}


def check_identifier(value: object) -> object:
    """A string or a number, as it came; None where there is none. Raises ValueError for others."""
    if value is None:
        return value
    if isinstance(value, str):
        if not value.isascii() and _SURROGATE.search(value):
            raise WireError("expected text that can be written as UTF-8", repr(value))
        return value
    if isinstance(value, int) and value.bit_length() > _LONGEST:
        raise WireError(f"expected a number of at most {_LONGEST} bits")
    if is_finite(value):
        return value
    raise WireError("expected a string or a number", describe_value(value))


def read_conversation(row: Mapping[str, Any]) -> Conversation:
    """The conversation of a verl, Hugging Face or SageMaker evaluation row.

    Whose `response` is turns on what stands beside it: with a `model_response` or a `query` it is
    the gold, with a `prompt` it is the model's. Raises WireError, with the place, where there is
    no conversation, or where an answer may be one of two.
    """
    has = {key for key in (*CONVERSATION_KEYS, "response") if row.get(key) is not None}
    if "model_response" in has or ("query" in has and not has & {"prompt", "completion"}):
        return _evaluation_conversation(row)
    if "model_response" in row and "response" in has:
        said = "the gold or the model's, beside a model_response of null?"
        raise WireError(said, place="response")
    if has & {"prompt", "completion"}:
        return _prompt_conversation(row)
    raise WireError("Field required", place="messages")


def completed_conversation(messages: Sequence[Message], row: Mapping[str, Any]) -> Conversation:
    """The conversation of a row with `messages`, and the gold in its other columns.

    Where the model has no last turn, its answer is the `model_response` or the `completion`, and
    a `response` beside the former is the gold. A `response` by itself may be either, and stays a
    column of the user's. Raises WireError as `conversation` does.
    """
    if messages[-1].role == "assistant":
        return Conversation(messages, verl_gold(row))
    evaluated = _turns(row, "model_response", "assistant")
    completion = _turns(row, "completion", "assistant")
    if evaluated and completion and evaluated[-1].content != completion[-1].content:
        said = "differs from model_response; which of the two is the model's?"
        raise WireError(said, place="completion")
    turns = (*messages, *(evaluated or completion))
    if evaluated and row.get("response") is not None:
        keys = ("model_response", "completion", "response")
        return Conversation(turns, GoldField("response", row["response"]), keys)
    return Conversation(turns, verl_gold(row), ("model_response", "completion"))


def rollout(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The messages without the gold turn that a dataset may have left just before the reply.

    A turn that calls tools is a step on the way, unless the reply calls tools as well.
    """
    if not messages or messages[-1].role != "assistant":
        return tuple(messages)
    last, before = messages[-1], list(messages[:-1])
    while before and before[-1].role == "assistant":
        if before[-1].tool_calls and not last.tool_calls:
            break
        before.pop()
    return (*before, last)


def _evaluation_conversation(row: Mapping[str, Any]) -> Conversation:
    """A row of SageMaker's evaluation: `system`, `query`, `model_response`, the gold `response`."""
    asked = "query" if row.get("query") is not None else "prompt"
    system = [turn for turn in _turns(row, "system", "system") if turn.content]
    turns = [*system, *_turns(row, asked, "user"), *_turns(row, "model_response", "assistant")]
    keys = ("system", asked, "model_response", "response")
    gold = GoldField("response", row["response"]) if row.get("response") is not None else None
    return Conversation(_require_turns(turns, asked, row), gold, keys)


def _prompt_conversation(row: Mapping[str, Any]) -> Conversation:
    """A row with a `prompt`: the model's answer is its `completion`, its `response`, or in it."""
    asked = _turns(row, "prompt", "user")
    completion = _turns(row, "completion", "assistant")
    response = _turns(row, "response", "assistant")
    if completion and response and completion[-1].content != response[-1].content:
        said = "differs from response; which of the two is the model's?"
        raise WireError(said, place="completion")
    answer = completion or response
    if asked and len(answer) == 1 and asked[-1].role == answer[0].role == "assistant":
        answer = answer if asked[-1].content != answer[0].content else []  # it is there already
    keys = ("prompt", "completion", "response")
    return Conversation(_require_turns([*asked, *answer], "prompt", row), verl_gold(row), keys)


def _turns(row: Mapping[str, Any], key: str, role: str) -> list[Message]:
    """The messages under a key that holds a text, its parts, one message, or a list of them."""
    said = row.get(key)
    if said is None:
        return []
    if isinstance(said, list) and (not said or any(map(_is_message, said))):
        return [_read_turn(turn, f"{key}[{n}]") for n, turn in enumerate(said)]
    if _is_message(said):
        return [_read_turn(said, key)]
    try:
        return [Message(role, content_text(said))]
    except WireError as error:
        raise error.within(key) from error


def _is_message(value: object) -> bool:
    return isinstance(value, Mapping) and "role" in value


def _read_turn(turn: object, place: str) -> Message:
    try:
        message: Message = _VALIDATOR.validate_python(turn)
        return message
    except ValidationError as error:
        raise validation_error(error).within(place) from error


def _require_turns(
    turns: Sequence[Message], place: str, row: Mapping[str, Any]
) -> Sequence[Message]:
    if not turns:
        raise WireError("expected a text or messages", describe_value(row.get(place)), place)
    return turns


def content_text(content: object) -> str:
    """The text of content given as a string, as `{text: …}`, as a list of parts, or not at all.

    Half a surrogate pair, which nothing could write as UTF-8 again, becomes U+FFFD. Raises
    ValueError for content of another kind.
    """
    if content is None:
        return ""
    if isinstance(content, str):
        return content if content.isascii() else repair_surrogates(content)
    if not isinstance(content, dict | list):
        raise WireError("expected text or a list of parts", describe_value(content))
    parts = content if isinstance(content, list) else [content]
    return repair_surrogates("".join(map(_part_text, parts)))


def repair_surrogates(said: str) -> str:
    """The text with its surrogates in pairs, or replaced."""
    try:
        said.encode()  # much faster than a search for what it refuses
    except UnicodeEncodeError:
        return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return said


def _part_text(part: object) -> str:
    """The text of one part; a part of another kind, such as an image, has none."""
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        raise WireError("expected a part with a text", describe_value(part))
    said = part.get("text")
    if said is None:
        return ""
    if not isinstance(said, str):
        raise WireError("expected a part's text as a string", describe_value(said))
    return said


def _tool_call(call: object) -> ToolCall:
    """A call as `{name, arguments}` or with both under `function`, as OpenAI writes it."""
    if not isinstance(call, dict):
        raise WireError("expected a tool call as an object", describe_value(call))
    inner = call.get("function", call)
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        raise WireError("expected a tool call with a name", describe_value(call))
    return ToolCall(repair_surrogates(inner["name"]), _parse_arguments(inner.get("arguments")))


def _parse_arguments(arguments: object) -> Any:
    """Arguments out of their JSON text; text that is no JSON is the model's and stays as it is."""
    if not isinstance(arguments, str):
        return {} if arguments is None else arguments
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments


def _tool_calls(calls: object) -> tuple[ToolCall, ...]:
    if calls is None:
        return ()
    if not isinstance(calls, Sequence) or isinstance(calls, str):
        raise WireError("expected a list of tool calls", describe_value(calls))
    return tuple(map(_tool_call, calls))


def _make_message(fields: Mapping[str, Any]) -> Message:
    role = "assistant" if fields["role"] in ASSISTANTS else fields["role"]
    return Message(role, fields["content"], fields["tool_calls"], fields["tool_call_id"])


def one_reference(top: Any, nested: Any, beside: GoldField | None = None) -> Any:
    """The reference at the top level, else the one under metadata, else the gold beside them.

    `{text: …}` is unwrapped, and blank text is no reference. Raises WireError where two of them
    differ; but the gold beside may say the reference in more words.
    """
    gold, nested = _plain_gold(top), None if nested is None else _plain_gold(nested)
    if nested is not None and gold is None:
        gold = nested
    elif nested is not None and not _are_equal(gold, nested):
        raise WireError(
            "expected one reference, at the top level or under metadata, or two that are alike",
            f"{short_literal(gold)} at the top level, which differs from {short_literal(nested)}",
            "reference_answer",
        )
    spare = None if beside is None else _plain_gold(beside.value)
    if beside is None or spare is None:
        return gold
    if gold is not None and not (_are_equal(gold, spare) or _contains_other(gold, spare)):
        raise WireError(
            "expected the gold that reference_answer says, or none beside it",
            f"{short_literal(spare)}, which differs from reference_answer {short_literal(gold)}",
            beside.place,
        )
    return spare if gold is None else gold


def verl_gold(row: Mapping[str, Any]) -> GoldField | None:
    """The gold of a verl row.

    A row for training has it in `reward_model.ground_truth`. SageMaker evaluation, which puts the
    model's answer in `response`, has it in `extra_info.reference_answer`, made of
    `extra_info.answer` before `reward_model.ground_truth`.
    """
    for name, key in _EVALUATED if "response" in row else _TRAINED:
        held = row.get(name)
        value = held.get(key) if isinstance(held, Mapping) else None
        if _plain_gold(value) is not None:
            return GoldField(f"{name}.{key}", value)
    return None


_TRAINED = (
    ("reward_model", "ground_truth"),
    ("extra_info", "reference_answer"),
    ("extra_info", "answer"),
)
_EVALUATED = (*_TRAINED[1:], _TRAINED[0])


_PLAIN_TYPES = (str, int, float)


def _plain_gold(reference: Any) -> Any:
    """The reference out of `{text: …}`, and None for blank text."""
    reference, _ = unwrap_text(reference)
    return None if isinstance(reference, str) and not reference.strip() else reference


def _are_equal(one: Any, other: Any) -> bool:
    """Whether two golds are equal as values, as texts, or as what their JSON holds."""
    try:
        if isinstance(one, _PLAIN_TYPES) and isinstance(other, _PLAIN_TYPES):
            one, other = _gold_text(one), _gold_text(other)
        return bool(decode_json(one) == decode_json(other))
    except RecursionError:
        return False


def _contains_other(one: Any, other: Any) -> bool:
    """Whether one is in the other, as an answer is in its solution.

    A text beside an object or a list may say the same in words, unless it is JSON itself.
    """
    texts = [gold for gold in (one, other) if isinstance(gold, _PLAIN_TYPES)]
    if len(texts) < 2:
        return any(not isinstance(decode_json(gold), Mapping | list) for gold in texts)
    said, meant = map(_gold_text, texts)
    return said in meant or meant in said


def _gold_text(text: str | float) -> str:
    return text.strip() if isinstance(text, str) else short_literal(text)


def optional_field(schema: CoreSchema, default: object = None) -> core_schema.TypedDictField:
    """A field that may be absent, or, where it has no other default, None."""
    held = core_schema.nullable_schema(schema) if default is None else schema
    return core_schema.typed_dict_field(
        core_schema.with_default_schema(held, default=default), required=False
    )


_TEXT = core_schema.no_info_before_validator_function(content_text, core_schema.str_schema())
_CALLS = core_schema.no_info_before_validator_function(_tool_calls, core_schema.any_schema())

# A message as it arrives; it becomes a Message.
MESSAGE = core_schema.no_info_after_validator_function(
    _make_message,
    core_schema.typed_dict_schema(
        {
            "role": core_schema.typed_dict_field(core_schema.str_schema()),
            "content": optional_field(_TEXT, ""),
            "tool_calls": optional_field(_CALLS, ()),
            "tool_call_id": optional_field(core_schema.str_schema()),
        }
    ),
)

_VALIDATOR = SchemaValidator(MESSAGE, CoreConfig(strict=True))


_IDENTIFIER = core_schema.no_info_before_validator_function(
    check_identifier, core_schema.any_schema()
)
_OBJECT = core_schema.dict_schema(core_schema.str_schema())
_COLUMNS = {
    "id": optional_field(_IDENTIFIER),
    "messages": optional_field(core_schema.list_schema(MESSAGE, min_length=1)),
    "reference_answer": optional_field(core_schema.any_schema()),
    "metadata": optional_field(core_schema.any_schema()),
    "tools": optional_field(core_schema.list_schema(_OBJECT)),
}
# The core of pydantic by itself: a model would load the rest, half of a function's cold start.
_ROW = SchemaValidator(
    core_schema.typed_dict_schema(_COLUMNS, extra_behavior="allow"), CoreConfig(strict=True)
)
