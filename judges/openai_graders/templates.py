"""Templates with slots such as `{{ item.answer }}`: parsed, checked, and filled from a sample.

The values are those of the item, which is the row of data, and of the reply.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rewards.answers.marks import without_reasoning
from rewards.reference import field_at, unwrap_text
from rewards.structured.json_reply import NotJsonError, reply_value, strict_json
from rewards.types import AssayError, Sample

_BRACES = re.compile(r"\{\{(?!\{)(.*?)\}\}", re.DOTALL)
_STEP = re.compile(r"""\.([\w-]+)|\[([0-9]+)\]|\['([^'".\[\]]+)'\]|\["([^'".\[\]]+)"\]""")
_PATH = re.compile(rf"\s*(item|sample)((?:{_STEP.pattern})+)\s*")
_OF_SAMPLE = ("output_text", "output_json", "output_tools")
_NOT_KEPT = ("choices", "output_audio")


@dataclass(frozen=True)
class Slot:
    """A place in a text where a value of the item or of the reply is to stand.

    Attributes:
        namespace: "item" or "sample", which is the reply.
        steps: the names and positions that lead to the value.
    """

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
    with prefix_errors(f"{field}: "):
        pieces(text)


@contextmanager
def prefix_errors(place: str) -> Iterator[None]:
    """Puts the place before the message of a ValueError."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{place}{error}") from error


def _check_plain(text: str) -> str:
    if "{{" in text:
        raise ValueError(f"expected '}}}}' after '{{{{', got {text[text.index('{{') :][:60]!r}")
    return text


def _parse_slot(inside: str) -> Slot:
    path, known = _PATH.fullmatch(inside), ", ".join(f"sample.{name}" for name in _OF_SAMPLE)
    if path is None:
        problem = "expected item.NAME or sample.NAME and nothing else in the braces"
    else:
        slot = Slot(path[1], tuple("".join(step.groups("")) for step in _STEP.finditer(path[2])))
        first, *rest = slot.steps
        if not slot.of_reply or (first in _OF_SAMPLE and not (first == "output_text" and rest)):
            return slot
        if first in _NOT_KEPT:
            problem = f"sample.{first} is not kept here: use one of {known}"
        elif first in _OF_SAMPLE:
            problem = "sample.output_text is a text and has no fields: use sample.output_json"
        else:
            problem = f"expected one of {known}"
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


def _from_item(slot: Slot, sample: Sample) -> Any:
    row, (first, *rest) = _row(sample), slot.steps
    if first not in row:
        raise ValueError(f"{slot}: expected one of {', '.join(f'item.{name}' for name in row)}")
    held = row[first]
    if first == "reference_answer":
        held = _parse_object(held) if rest else unwrap_text(held)[0]
    try:
        value = _value_at(held, rest)
    except LookupError as error:
        raise ValueError(f"{slot}: {error}") from error
    if value is None:
        raise ValueError(f"{slot}: expected a value, got null")
    return value


def _from_reply(slot: Slot, sample: Sample) -> Any:
    if slot.steps == ("output_text",):
        text = without_reasoning(sample.response)
        return text if text == sample.response else text.strip()
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
    """As chat completions have them: the arguments are JSON in a text."""
    calls = sample.messages[-1].tool_calls if sample.answered else ()
    return [
        {"type": "function", "function": {"name": call.name, "arguments": _as_text(call.arguments)}}
        for call in calls
    ]


def _row(sample: Sample) -> dict[str, Any]:
    """The row of data as its author wrote it, as far as a sample keeps it."""
    before = sample.messages[:-1] if sample.answered else sample.messages
    fields = _parse_object(unwrap_text(sample.reference_answer)[0])
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
