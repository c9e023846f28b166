"""What stands in the slots of a template: values of the item, which is the row of data, and of
the reply."""

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn, TypeVar

from rewards.answers.marked_answer import without_reasoning
from rewards.reference import field_at
from rewards.structured.json_reply import NotJsonError, reply_value, strict_json
from rewards.types import AssayError, Sample, ToolCall

_Choice = TypeVar("_Choice", bound=str)


def check_fields(given: Mapping[str, Any], known: Collection[str]) -> None:
    """Raises ValueError for a field that a grader of this type does not have."""
    for name in given:
        if name not in known:
            raise ValueError(f"{name}: unknown field, expected one of {', '.join(known)}")


def text_field(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name}: expected a text, got {_got(given, name)}")
    return value


def choice_field(given: Mapping[str, Any], name: str, choices: Sequence[_Choice]) -> _Choice:
    for choice in choices:
        if given.get(name) == choice:
            return choice
    raise ValueError(f"{name}: expected one of {', '.join(choices)}, got {_got(given, name)}")


def texts_field(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    if not isinstance(value, list | tuple) or not all(isinstance(it, str) for it in value):
        raise ValueError(f"{name}: expected a list of texts, got {_got(given, name)}")
    return tuple(value)


def pair_field(given: Mapping[str, Any], name: str) -> tuple[float, float]:
    value = given.get(name)
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(map(_is_finite, value)):
        raise ValueError(f"{name}: expected two finite numbers, got {_got(given, name)}")
    low, high = value
    return float(low), float(high)


def number_field(given: Mapping[str, Any], name: str) -> float | None:
    """None where the field is absent or null."""
    value = given.get(name)
    if value is not None and not _is_finite(value):
        raise ValueError(f"{name}: expected a finite number, got {_got(given, name)}")
    return None if value is None else float(value)


def object_field(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if not isinstance(value, Mapping):
        raise ValueError(f"{name}: expected an object, got {_got(given, name)}")
    return value


def _is_finite(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 1e300 and math.isfinite(value)


def _got(given: Mapping[str, Any], name: str) -> str:
    return repr(given[name])[:80] if name in given else "nothing"


_BRACES = re.compile(r"\{\{(?!\{)(.*?)\}\}", re.DOTALL)
_STEP = re.compile(r"""\.([\w-]+)|\[([0-9]+)\]|\['([^'".\[\]]+)'\]|\["([^'".\[\]]+)"\]""")
_PATH = re.compile(rf"\s*(item|sample)((?:{_STEP.pattern})+)\s*")
_OF_SAMPLE = ("output_text", "output_json", "output_tools")
_NOT_KEPT = ("choices", "output_audio")


@dataclass(frozen=True)
class Slot:
    """A place in a text where a value of the item or of the reply is to stand."""

    namespace: str
    steps: tuple[str, ...]

    @property
    def of_reply(self) -> bool:
        return self.namespace == "sample"

    def __str__(self) -> str:
        return ".".join([self.namespace, *self.steps])


@lru_cache(maxsize=1024)
def pieces(text: str) -> tuple[str | Slot, ...]:
    """The plain parts of a template and its slots, in their order.

    A slot is a namespace and a path: names after a dot, positions and names in brackets. There are
    no filters, calls or expressions. Raises ValueError, with the slot, for anything else in double
    braces, and for what a `sample` does not have.
    """
    found: list[str | Slot] = []
    end = 0
    for braces in _BRACES.finditer(text):
        found += [_check_plain(text[end : braces.start()]), _parse_slot(braces[1])]
        end = braces.end()
    return tuple(piece for piece in [*found, _check_plain(text[end:])] if piece != "")


def slots(text: str) -> tuple[Slot, ...]:
    return tuple(piece for piece in pieces(text) if isinstance(piece, Slot))


def takes_in_the_reply(text: str) -> bool:
    """Whether anything that the model said is to stand in the text."""
    return any(slot.of_reply for slot in slots(text))


def check_template(field: str, text: str) -> None:
    """Raises ValueError, with the field, for a text that is no template."""
    try:
        pieces(text)
    except ValueError as error:
        raise ValueError(f"{field}: {error}") from error


def _check_plain(text: str) -> str:
    if "{{" in text:
        raise ValueError(f"expected '}}}}' after '{{{{', got {text[text.index('{{') :][:60]!r}")
    return text


def _parse_slot(inside: str) -> Slot:
    path = _PATH.fullmatch(inside)
    if path is None:
        _refuse(inside, "expected item.NAME or sample.NAME and nothing else in the braces")
    steps = tuple("".join(step.groups("")) for step in _STEP.finditer(path[2]))
    if path[1] == "sample":
        _check_of_sample(inside, steps)
    return Slot(path[1], steps)


def _check_of_sample(inside: str, steps: tuple[str, ...]) -> None:
    known = ", ".join(f"sample.{name}" for name in _OF_SAMPLE)
    if steps[0] in _NOT_KEPT:
        _refuse(inside, f"sample.{steps[0]} is not kept here: use one of {known}")
    if steps[0] not in _OF_SAMPLE:
        _refuse(inside, f"expected one of {known}")
    if steps[0] == "output_text" and len(steps) > 1:
        _refuse(inside, "sample.output_text is a text and has no fields: use sample.output_json")


def _refuse(inside: str, problem: str) -> NoReturn:
    raise ValueError(f"{{{{{inside}}}}}: {problem}")


class NotInReplyError(AssayError, LookupError):
    """The reply has nothing in the place that the grader reads: a wrong reply, and no fault."""


def fill_template(text: str, sample: Sample) -> str:
    """The template with its values, in one pass: braces inside a value are text.

    Raises as `slot_text` does.
    """
    return "".join(
        slot_text(piece, sample) if isinstance(piece, Slot) else piece for piece in pieces(text)
    )


def slot_text(slot: Slot, sample: Sample) -> str:
    """The value as text: a text as it is, anything else as JSON.

    `item` has the sample's metadata, `reference_answer`, the fields of a reference that is an
    object or the text of one, `messages` (those before the reply), `tools` and `metadata`; the
    metadata go before the reference's fields. A reference `{"text": …}` is that text.

    `sample.output_text` is the reply after its reasoning, `sample.output_json` the JSON that all
    of it is, bare or in one code fence, and `sample.output_tools` its tool calls as
    chat completions have them.

    Raises ValueError, with what is known, where the item has no such value or null there, and
    NotInReplyError where the reply has none.
    """
    return _as_text(_from_reply(slot, sample) if slot.of_reply else _from_item(slot, sample))


def reply_text(sample: Sample) -> str:
    """What the reply says: all of it, or what follows its reasoning without the space around it."""
    text = without_reasoning(sample.response)
    return text if text == sample.response else text.strip()


def _from_item(slot: Slot, sample: Sample) -> Any:
    row, (first, *rest) = _row(sample), slot.steps
    if first not in row:
        raise ValueError(f"{slot}: expected one of {', '.join(f'item.{name}' for name in row)}")
    held = row[first]
    if first == "reference_answer":
        held = _parse_object(held) if rest else _unwrap_text(held)
    try:
        value = _value_at(held, rest)
    except LookupError as error:
        raise ValueError(f"{slot}: {error}") from error
    if value is None:
        raise ValueError(f"{slot}: expected a value, got null")
    return value


def _from_reply(slot: Slot, sample: Sample) -> Any:
    if slot.steps == ("output_text",):
        return reply_text(sample)
    try:
        whole = _calls(sample) if slot.steps[0] == "output_tools" else reply_value(sample.response)
        value = _value_at(whole, slot.steps[1:])
    except NotJsonError as error:
        raise NotInReplyError(f"the reply is no JSON: {error}") from error
    except LookupError as error:
        raise NotInReplyError(f"the reply has no {slot}: {error}") from error
    if value is None:
        raise NotInReplyError(f"the reply has null as {slot}")
    return value


def _calls(sample: Sample) -> list[dict[str, Any]]:
    calls = sample.messages[-1].tool_calls if sample.answered else ()
    return [{"type": "function", "function": _call_record(call)} for call in calls]


def _call_record(call: ToolCall) -> dict[str, str]:
    """The arguments are JSON in a text."""
    return {"name": call.name, "arguments": _as_text(call.arguments)}


def _row(sample: Sample) -> dict[str, Any]:
    """The row of data as its author wrote it, as far as a sample keeps it."""
    before = sample.messages[:-1] if sample.answered else sample.messages
    fields = _parse_object(_unwrap_text(sample.reference_answer))
    row = {
        **(fields if isinstance(fields, Mapping) else {}),
        "metadata": sample.metadata,
        **sample.metadata,
        "messages": [{"role": turn.role, "content": turn.content} for turn in before],
        "tools": list(sample.tools),
    }
    if sample.reference_answer is not None:
        row["reference_answer"] = sample.reference_answer
    return row


def _unwrap_text(gold: Any) -> Any:
    while isinstance(gold, Mapping) and list(gold) == ["text"]:
        gold = gold["text"]
    return gold


def _parse_object(gold: Any) -> Any:
    """The object that a string holds, or else the value itself."""
    if not (isinstance(gold, str) and gold.lstrip().startswith("{")):
        return gold
    try:
        return strict_json(gold)
    except NotJsonError:
        return gold


def _value_at(value: Any, steps: Sequence[str]) -> Any:
    return field_at(value, ".".join(steps)) if steps else value


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
