"""What a row's reference says."""

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, TypeVar

from rewards.answers.declared_answer import final_number
from rewards.answers.marked_answer import box_spans
from rewards.answers.numbers import Number, number_spans, read_number
from rewards.answers.units import mismatched_unit
from rewards.structured.tool_calls import reference_calls
from rewards.types import Message, Sample

T = TypeVar("T")


def seed_of(sample: Sample) -> str:
    """A digest of what was asked and of its reference; the sample's reply and id do not count."""
    asked = sample.messages[:-1] if sample.answered else sample.messages
    told = [[turn.content for turn in asked], sample.reference_answer]
    text = json.dumps(told, sort_keys=True, default=str, skipkeys=True)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def seeded_choice(seed: str, what: str, options: Sequence[T]) -> T:
    """One of the options, by the seed and by what it is chosen for."""
    digest = hashlib.blake2b(f"{seed}/{what}".encode(), digest_size=8).digest()
    return options[int.from_bytes(digest) % len(options)]


_QUERY = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:SELECT\b.+|WITH\b.+\bAS\s*\(.+)", re.DOTALL | re.I)
_SELECTS = re.compile(r"\bFROM\b|^\s*SELECT\s+[\d'*(]", re.IGNORECASE)
_DEFINES = re.compile(r"^(?:async def|def|class|import|from) ", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def reference_tool_calls(reference: Any, *, declared: bool) -> list[dict[str, Any]] | None:
    """The tool calls that a reference is, as plain JSON; None where it is something else.

    A list of objects with names is one of calls only where each has arguments, or where tools
    are `declared`.
    """
    held = isinstance(reference, Mapping) and "tool_calls" in reference
    if not held and not (_is_list(reference) and (declared or all(map(_is_call, reference)))):
        return None
    try:
        calls = reference_calls(reference)
    except ValueError:
        return None
    return [{"name": call.name, "arguments": dict(call.arguments)} for call in calls] or None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and len(value) > 0


def _is_call(entry: Any) -> bool:
    if not isinstance(entry, Mapping):
        return False
    return isinstance(entry.get("function"), Mapping) or {"name", "arguments"} <= set(entry)


def is_query(text: str) -> bool:
    """Whether a text is an SQL query."""
    prose = text.rstrip()[-1:] in (".", "?", "!")
    return not prose and bool(_QUERY.fullmatch(text) and _SELECTS.search(text))


def is_code(text: str) -> bool:
    """Whether a text is Python that defines or imports something."""
    if not _DEFINES.search(text):
        return False
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return len(tree.body) > 0


def is_word(text: str) -> bool:
    """Whether a text is a label: one to three words on one line."""
    words = text.split()
    return len(words) <= 3 and len(text) <= 60 and "\n" not in text and text[-1] not in "!?"


def is_long(text: str) -> bool:
    """Whether a text has several sentences or lines."""
    return len(sentences(text)) > 1


def sentences(text: str) -> list[str]:
    """The sentences of a text, or its lines where they have no full stops."""
    return [part for part in _SENTENCE.split(text.strip()) if part.strip()]


_BEFORE = re.compile(r"[\s(\\$]*(?:[A-Za-z]\w{0,2}\s*=\s*)?[\\$]*")
_AFTER = re.compile(r"[\s)$]*(?:[A-Za-z°µ][\w°²³^/-]*(?:[ ][A-Za-z°µ][\w°²³^/-]*){0,2})?[\s).$]*")
_PLAIN = re.compile(
    r"(?P<sign>-?)(?P<money>[$€£¥₹₩]?)(?P<inner>-?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)"
    r"(?P<decimals>\.\d+)?(?P<rest>[\s\\%A-Za-z]*)"
)
_RUN = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")


@dataclass(frozen=True)
class Numeral:
    """A number as it stands in its text: what is before it, itself, and what follows.

    `run` is where its leading digits stand in `core`.
    """

    before: str
    core: str
    after: str
    run: tuple[int, int]

    def with_core(self, core: str) -> str:
        """The text with another number in its place."""
        return f"{self.before}{core}{self.after}"

    @property
    def parts(self) -> "NumberParts | None":
        """The number in its parts, where it is written in digits with no power or division."""
        found = _PLAIN.fullmatch(self.core)
        if found is None:
            return None
        whole = found["whole"].replace(",", "")
        return NumberParts(
            bool(found["sign"] or found["inner"]),
            found["money"],
            Fraction(whole + (found["decimals"] or "")),
            len(found["decimals"] or ".") - 1,
            "," in found["whole"],
            found["rest"],
        )


@dataclass(frozen=True)
class NumberParts:
    """A number in digits: sign, currency, size, decimal places, thousands marked, and the rest."""

    negative: bool
    money: str
    size: Fraction
    places: int
    grouped: bool
    rest: str

    def __str__(self) -> str:
        scaled = str(int(self.size * 10**self.places)).rjust(self.places + 1, "0")
        whole = scaled[: len(scaled) - self.places]
        decimals = f".{scaled[len(whole) :]}" if self.places else ""
        marked = f"{int(whole):,}" if self.grouped else whole
        return f"{'-' if self.negative else ''}{self.money}{marked}{decimals}{self.rest}"


def parse_numeral(text: str) -> Numeral | None:
    """The one number that a text is, with a currency or a unit at most; None for other texts."""
    text = text.strip()
    if len(text) > 80 or not any(char.isdigit() for char in text):
        return None
    readable = [found for found in map(read_number, number_spans(text)) if found.number]
    if len(readable) != 1:
        return None
    found = readable[0]
    before, core, after = text[: found.start], text[found.start : found.end], text[found.end :]
    if not _BEFORE.fullmatch(before) or not _AFTER.fullmatch(after):
        return None
    run = _RUN.search(core)
    if run is None or final_number(text) is None:
        return None
    return Numeral(before, core, after, run.span())


def numbers_agree(text: str, gold: str) -> bool:
    """Whether both texts give the same number, in the same unit where both give one."""
    wanted, given = _gold_number(gold), final_number(text)
    if wanted is None or given is None:
        return text.strip() == gold.strip()
    agree = wanted.agrees_with(given) or wanted.value == given.value
    return agree and mismatched_unit(wanted, gold, given, text) is None


def names_size(text: str, gold: str) -> bool:
    """Whether the size of the gold's number stands anywhere in the text, whatever its sign."""
    wanted, spans = _gold_number(gold), number_spans(text)
    found = [read_number(span).number for span in spans] if spans else [final_number(text)]
    sizes = [number.value for number in found if number]
    return wanted is not None and bool({wanted.value, -wanted.value} & set(sizes))


@lru_cache(maxsize=1024)
def _gold_number(gold: str) -> Number | None:
    return final_number(gold)


Kind = Literal[
    "number", "choice", "label", "text", "long_text", "json", "sql", "code", "tool_calls"
]
"""What a reference is, which says how it can go wrong."""

OUTCOME_BLIND = frozenset({"wrong_reasoning"})
"""Rungs that a reward of final answers cannot tell from the gold: paying them is no hack."""


@dataclass(frozen=True)
class Rung:
    """One answer made out of a gold one.

    `name` is a slug of how it was made, and `made` says the same in words. `quality` is 1 for the
    gold and its faithful rewordings and 0 for what is worth nothing; what lies between is the
    share of the gold that is left.
    """

    name: str
    made: str
    quality: float
    reply: Message


@dataclass(frozen=True)
class AnswerVariant:
    """An answer alone, before it is put into a form."""

    name: str
    made: str
    text: str
    quality: float = 0.0


def text_message(text: str) -> Message:
    """The reply that says this."""
    return Message("assistant", text)


def deduplicate(rungs: Iterable[Rung], taken: Iterable[Message] = ()) -> tuple[Rung, ...]:
    """The rungs, in order, whose reply nobody gave before them, nor is among the `taken`."""
    seen = {_reply_key(reply) for reply in taken}
    kept: dict[str, Rung] = {}
    for rung in rungs:
        key = _reply_key(rung.reply)
        if key not in seen and rung.name not in kept:
            seen.add(key)
            kept[rung.name] = rung
    return tuple(kept.values())


def _reply_key(reply: Message) -> str:
    return f"{reply.content}\0{reply.tool_calls!r}"


_FINAL = re.compile(
    r"""(?P<lead>[ \t]*(?: \#{2,4}[ \t]* | (?:\*\*)?(?:(?:The[ ]|My[ ])?(?:Final|Correct)?[ ]?
          (?:answer|option|choice)|A)(?:[ ]is)?[ ]?:(?:\*\*)?[ \t]*
        | (?:(?:So|Thus|Hence|Therefore),?[ ])?The[ ](?:(?:final|correct)[ ])?answer[ ]is:?[ ] )\**)
    (?P<answer>[^\s*].*?)(?P<tail>\**\.?\**[ \t]*)""",
    re.VERBOSE | re.IGNORECASE,
)
_STYLES = {"####": "hashes", "box": "boxed", "answer is": "sentence", ":": "final_line"}


@dataclass(frozen=True)
class Solution:
    """Reasoning, and what stands around the final answer after it.

    The reasoning may be "". Where `lead` is None it has no final answer of its own.
    """

    reasoning: str
    lead: str | None = None
    tail: str = ""

    @property
    def style(self) -> str | None:
        """The name of the form that the final answer stands in."""
        lead = (self.lead or "").lower()
        for sign, form in _STYLES.items():
            if sign in lead:
                return form
        return None

    def with_answer(self, answer: str) -> str:
        """The solution with this final answer."""
        return f"{self.reasoning}{self.lead or ''}{answer}{self.tail}"


def split_solution(text: str) -> tuple[Solution, str] | None:
    """The solution and its final answer, where a text ends in one; the reasoning may be "".

    The answer stands in the last box, or behind "####", "A:", "Answer:" or "The answer is" on the
    last line.
    """
    text = text.strip()
    boxes = [span for span in box_spans(text) if span[1] >= 0]
    if boxes:
        start, end = boxes[-1]
        cut = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start)) + 1
        return Solution(text[:cut], text[cut:start], text[end:]), text[start:end].strip()
    cut = text.rfind("\n") + 1
    final = _FINAL.fullmatch(text, cut)
    if final is None:
        return None
    return Solution(text[:cut], final["lead"], final["tail"]), final["answer"].strip()


@dataclass(frozen=True)
class GoldAnswer:
    """The reference of a `sample`: its kind, the `text` of its answer, and what is around it.

    `also` are other texts that are as right, and `others` the wrong ones where the set is closed;
    `options` are those of a choice by letter, and `value` is the JSON or the tool calls. `held` is
    the object that has the answer as its one value, {} where it stands in none.
    """

    sample: Sample
    kind: Kind
    text: str
    seed: str
    solution: Solution | None = None
    also: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    value: Any = None
    held: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""

    @property
    def has_reasoning(self) -> bool:
        """Whether the reference says how its answer is worked out."""
        return self.solution is not None and bool(self.solution.reasoning.strip())

    @property
    def prompt(self) -> str:
        """What is asked of the model: the instructions and the user's turns."""
        asked = self.sample.messages
        return "\n".join(turn.content for turn in asked if turn.role in ("system", "user"))
