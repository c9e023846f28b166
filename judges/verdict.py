"""Reading a verdict: every entry there once and within its choices, or an error that says why."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from judges import errors
from judges.ask import Ask, Entry, Question, Reply, VerdictSchema
from judges.asking import ask_model
from rewards.answers.marks import ends_of_reasoning
from rewards.types import AssayError

_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)
_AFTER_PROSE = re.compile(r".*```(?:json)?[ \t]*\n(.*)\n[ \t]*```\s*", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """A form as the model filled it.

    Attributes:
        entries: the values by the names of the form's entries.
        reply: the reply that they were read from.
    """

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
    """The form's entries in its order; raises VerdictError as `ask_for_verdict`.

    A verdict that stands in `shown` is an echo: it would be the candidate's own.
    """
    if reply.truncated:
        problem = "the reply was cut off at the token limit"
        raise _verdict_error(errors.TruncatedError, reply, problem)
    said = _verdict_object(reply, form, shown)
    return {entry.name: _entry(entry, said, reply) for entry in form.entries}


def _verdict_object(reply: Reply, form: VerdictSchema, shown: str) -> dict[str, Any]:
    """The JSON object that the reply is, or that follows an end of reasoning in it; else the one in
    its only fence, which ends it, where that has the form's names and no others.

    The whole text goes first, and an ending counts only if all of it is one JSON value: where the
    judge's reason quotes a reply's "</think>", that is neither an end nor the start of a verdict.
    """
    ends = [0, *ends_of_reasoning(reply.text)]
    for end in ends:
        try:
            said = _parse_json(reply.text[end:].strip(), shown)
            break
        except (_EchoError, _DuplicateNameError, ValueError, RecursionError) as error:
            after = _after_prose(reply.text[end:], form, shown) if end == ends[-1] else None
            if after is not None:
                return after
            if end == ends[-1]:
                kind = errors.SeveralVerdictsError if _is_several(error) else errors.NoVerdictError
                problem = f"expected one verdict as a JSON object ({error})"
                raise _verdict_error(kind, reply, problem) from error
    if not isinstance(said, dict):
        problem = f"expected a JSON object, got {type(said).__name__}"
        raise _verdict_error(errors.NoVerdictError, reply, problem)
    return said


def _after_prose(text: str, form: VerdictSchema, shown: str) -> dict[str, Any] | None:
    found = _AFTER_PROSE.fullmatch(text)
    if found is None or text.count("```") != 2:
        return None
    try:
        said = _parse_json(found[1].strip(), shown)
    except (_EchoError, _DuplicateNameError, ValueError, RecursionError):
        return None
    names = {entry.name for entry in form.entries}
    return said if isinstance(said, dict) and said.keys() == names else None


def _parse_json(text: str, shown: str) -> Any:
    """The JSON value that the text is, bare or in a code fence; raises one of the errors above."""
    if text and text in shown:
        raise _EchoError("it stands word for word in what was to be judged")
    fenced = _FENCED.fullmatch(text)
    said = _decode(fenced[1] if fenced else text)
    window = 12 * len(text) + 1000  # a character may be escaped in six, and spaced out
    for brace in re.finditer(r"\{", shown):
        try:
            quoted, _ = _PLAIN.raw_decode(shown[brace.start() : brace.start() + window])
        except (ValueError, RecursionError):
            continue
        if quoted == said:  # however it is spaced or escaped there
            raise _EchoError("the same object stands in what was to be judged")
    return said


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


# made once: every verdict needs them
_PLAIN = json.JSONDecoder()
_decode = json.JSONDecoder(object_pairs_hook=_unique_names, parse_constant=_refuse_constant).decode


def _is_several(error: Exception) -> bool:
    """Whether a name was there twice, or after one whole JSON value another was opened."""
    if isinstance(error, json.JSONDecodeError) and error.msg.startswith("Extra data"):
        return error.doc[error.pos : error.pos + 1] in ("{", "[")
    return isinstance(error, _DuplicateNameError)


def _entry(entry: Entry, said: Mapping[str, Any], reply: Reply) -> str | float:
    if entry.name not in said:
        known = ", ".join(said) or "nothing"
        problem = f"expected {entry.name!r} in the verdict, got {known}"
        raise _verdict_error(errors.NoVerdictError, reply, problem)
    value = said[entry.name]
    if not entry.choices:
        kinds = (int, float) if entry.kind == "number" else (str,)
        if isinstance(value, kinds) and not isinstance(value, bool):
            return value
        problem = f"{entry.name}: expected a {entry.kind}, got {value!r}"
        raise _verdict_error(errors.NoVerdictError, reply, problem)
    for choice in entry.choices:
        if not isinstance(value, bool) and value == choice:  # 4.0 is 4, true is not 1
            return choice
    choices = ", ".join(map(repr, entry.choices))
    problem = f"{entry.name}: expected one of {choices}, got {value!r}"
    raise _verdict_error(errors.OffScaleError, reply, problem)


def _verdict_error(
    kind: type[errors.VerdictError], reply: Reply, message: str
) -> errors.VerdictError:
    return kind(message, text=reply.text, usage=(reply.usage,))
