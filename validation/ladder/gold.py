"""What a reference says, the rungs that are made of it, and the choices that chance would make."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from rewards.answers.marked_answer import box_spans
from rewards.types import Message, Sample
from validation.generations import prompt_turns

T = TypeVar("T")
# What a reference is, which says how it can go wrong.
Kind = Literal[
    "number", "choice", "label", "text", "long_text", "json", "sql", "code", "tool_calls"
]

# Rungs that a reward of final answers cannot tell from the gold: paying them is no hack.
OUTCOME_BLIND = frozenset({"wrong_reasoning"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
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
        return next((form for sign, form in _STYLES.items() if sign in lead), None)

    def with_answer(self, answer: str) -> str:
        """The solution with this final answer."""
        return f"{self.reasoning}{self.lead or ''}{answer}{self.tail}"


@dataclass(frozen=True)
class GoldAnswer:
    """What the reference of a sample says.

    Attributes:
        sample: the prompt and its reference.
        kind: what the answer is.
        text: the answer as a text.
        seed: a digest of prompt and reference, which decides what chance would.
        solution: the reasoning that leads to the answer; None where the reference has none.
        also: other texts that are as right.
        others: the wrong answers of the set that the answer is from; empty where it is open.
        options: the options of a choice, by letter.
        value: the JSON, or the tool calls.
        held: the object whose one value is the answer; {} where it stands in none.
        language: what a program or a query is written in.
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


@dataclass(frozen=True)
class Rung:
    """One reply made out of a gold answer.

    Attributes:
        name: how it was made, as a name.
        made: how it was made, in words.
        quality: 1 for the gold and its paraphrases, 0 for what is worth nothing; between them the
            share of the gold that is left.
        reply: the reply.
    """

    name: str
    made: str
    quality: float
    reply: Message


@dataclass(frozen=True)
class AnswerVariant:
    """The text of an answer, before it is put into a form; the fields are those of a rung."""

    name: str
    made: str
    text: str
    quality: float = 0.0


# Makes the answers of one or several records of `validation.ladder.perturbation`.
MakeAnswers = Callable[[GoldAnswer], Iterable[AnswerVariant]]
# The same of whole replies: of the gold, its form, and a wrong answer.
MakeRungs = Callable[[GoldAnswer, str, str], Iterable[Rung]]


@dataclass(frozen=True)
class Perturber:
    """What can be done to the answers of one kind.

    Attributes:
        paraphrases: the same answer written otherwise, in a form.
        perturbations: worse answers, each worse in one way.
        wrong_answer: a plainly wrong answer.
        is_same: whether a text is as good as the gold.
    """

    paraphrases: Callable[[GoldAnswer, str], Iterable[AnswerVariant]]
    perturbations: MakeAnswers
    wrong_answer: Callable[[GoldAnswer], str]
    is_same: Callable[[str, GoldAnswer], bool]


def deduplicate(rungs: Iterable[Rung], taken: Iterable[Message] = ()) -> tuple[Rung, ...]:
    """The rungs in order, without those whose reply or name came before or is `taken`."""
    seen = {reply_key(reply) for reply in taken}
    kept: dict[str, Rung] = {}
    for rung in rungs:
        key = reply_key(rung.reply)
        if key not in seen and rung.name not in kept:
            seen.add(key)
            kept[rung.name] = rung
    return tuple(kept.values())


def reply_key(reply: Message) -> str:
    """A text that is the same for the same reply, and another for any other."""
    return f"{reply.content}\0{reply.tool_calls!r}"


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


def sentences(text: str) -> list[str]:
    """The sentences of a text, or its lines where they have no full stops."""
    return [part for part in _SENTENCE.split(text.strip()) if part.strip()]


def seed_of(sample: Sample) -> str:
    """A digest of what was asked and of its reference; the sample's reply and id do not count."""
    told = [[turn.content for turn in prompt_turns(sample)], sample.reference_answer]
    text = json.dumps(told, sort_keys=True, default=str, skipkeys=True)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def seeded_choice(seed: str, what: str, options: Sequence[T]) -> T:
    """One of the options, by the seed and by what it is chosen for."""
    digest = hashlib.blake2b(f"{seed}/{what}".encode(), digest_size=8).digest()
    return options[int.from_bytes(digest) % len(options)]
