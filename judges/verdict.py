"""Reading a verdict: every entry there once and within its choices, or an error that says why."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from judges.ask import Ask, Entry, Question, Reply, VerdictSchema
from judges.asking import ask_model
from judges.errors import (
    NoVerdictError,
    OffScaleError,
    SeveralVerdictsError,
    TruncatedError,
    VerdictError,
)
from rewards.types import AssayError

_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)
_END_OF_REASONING = re.compile(
    r"</(?:think|thinking|thoughts?|reasoning)\s*>|\[/THINK\]|<\|end_of_thought\|>", re.IGNORECASE
)


@dataclass(frozen=True)
class Verdict:
    """The entries of a form as the model filled them, and the reply they came in."""

    entries: Mapping[str, str | float]
    reply: Reply

    def text(self, name: str) -> str:
        return str(self.entries[name])

    def number(self, name: str) -> float:
        """An entry that is a number, or whose choices are numbers."""
        return float(self.entries[name])


def ask_for_verdict(ask: Ask, question: Question) -> Verdict:
    """Ask, and read the form of the question in the reply.

    Raises VerdictError, with the text and what it cost, for anything but one whole verdict.
    """
    if question.form is None:
        raise ValueError("a question for a verdict needs its form, got none")
    reply = ask_model(ask, question)
    return Verdict(read_verdict(reply, question.form, question.text), reply)


def read_verdict(reply: Reply, form: VerdictSchema, shown: str = "") -> dict[str, str | float]:
    """The form's entries in its order; raises VerdictError as `asked_verdict`.

    A verdict that stands in `shown` is an echo: it would be the candidate's own.
    """
    if reply.truncated:
        raise _verdict_error(TruncatedError, reply, "the reply was cut off at the token limit")
    said = _verdict_object(reply, shown)
    return {entry.name: _entry(entry, said, reply) for entry in form.entries}


def _verdict_object(reply: Reply, shown: str) -> dict[str, Any]:
    readings = [_parse_json(text, shown) for text in _endings(reply.text)]
    said = next((read for read in readings if not isinstance(read, Exception)), readings[-1])
    if isinstance(said, Exception):
        kind = SeveralVerdictsError if _is_several(said) else NoVerdictError
        raise _verdict_error(
            kind, reply, f"expected one verdict as a JSON object ({said})"
        ) from said
    if not isinstance(said, dict):
        raise _verdict_error(
            NoVerdictError, reply, f"expected a JSON object, got {type(said).__name__}"
        )
    return said


def _endings(text: str) -> Iterator[str]:
    """The whole text, and what follows each end of reasoning.

    The whole goes first, and an ending counts only if all of it is one JSON value: where the
    judge's reason quotes a reply's "</think>", that is neither an end nor the start of a verdict.
    """
    yield text
    yield from (text[tag.end() :] for tag in _END_OF_REASONING.finditer(text))


def _parse_json(text: str, shown: str) -> Any:
    """The JSON value that the text is, bare or in a code fence, or the error that it is not."""
    stripped = text.strip()
    if stripped and stripped in shown:
        return _EchoError("it stands word for word in what was to be judged")
    fenced = _FENCED.fullmatch(stripped)
    try:
        said = _decode(fenced[1] if fenced else stripped)
    except (_DuplicateNameError, ValueError, RecursionError) as error:
        return error
    return _EchoError(_COPIED) if _stands_in(shown, said, len(stripped)) else said


_COPIED = "the same object stands in what was to be judged"


def _stands_in(shown: str, said: Any, length: int) -> bool:
    """Whether `shown` holds the same object, however it is spaced or escaped there."""
    window = 12 * length + 1000  # a character may be escaped in six, and spaced out
    starts = (brace.start() for brace in re.finditer(r"\{", shown))
    return any(_leading_json(shown[at : at + window]) == said for at in starts)


def _leading_json(text: str) -> Any:
    """The JSON value that the text begins with, or None."""
    try:
        value, _ = _PLAIN.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value


_PLAIN = json.JSONDecoder()


class _EchoError(AssayError):
    """An answer that only repeats what was shown."""


class _DuplicateNameError(AssayError):
    """A name that stands twice in one object."""


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name.strip().casefold() for name, _ in pairs]  # "Rating" beside "rating"
    if len({*names}) < len(names):
        name, count = Counter(names).most_common(1)[0]
        raise _DuplicateNameError(f"{name!r} is there {count} times")
    return dict(pairs)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


# made once: every verdict needs it
_decode = json.JSONDecoder(object_pairs_hook=_unique_names, parse_constant=_refuse_constant).decode


def _is_several(error: Exception) -> bool:
    """Whether a name was there twice, or after one whole JSON value another was opened."""
    if isinstance(error, _DuplicateNameError):
        return True
    if not isinstance(error, json.JSONDecodeError) or not error.msg.startswith("Extra data"):
        return False
    return error.doc[error.pos : error.pos + 1] in ("{", "[")


def _entry(entry: Entry, said: Mapping[str, Any], reply: Reply) -> str | float:
    if entry.name not in said:
        known = ", ".join(said) or "nothing"
        raise _verdict_error(
            NoVerdictError, reply, f"expected {entry.name!r} in the verdict, got {known}"
        )
    value = said[entry.name]
    if not entry.choices:
        kinds = (int, float) if entry.kind == "number" else (str,)
        if isinstance(value, bool) or not isinstance(value, kinds):
            expected = f"{entry.name}: expected a {entry.kind}, got {value!r}"
            raise _verdict_error(NoVerdictError, reply, expected)
        return value
    for choice in entry.choices:
        if not isinstance(value, bool) and value == choice:  # 4.0 is 4, true is not 1
            return choice
    choices = ", ".join(map(repr, entry.choices))
    raise _verdict_error(
        OffScaleError, reply, f"{entry.name}: expected one of {choices}, got {value!r}"
    )


def _verdict_error(kind: type[VerdictError], reply: Reply, message: str) -> VerdictError:
    return kind(message, text=reply.text, usage=(reply.usage,))
