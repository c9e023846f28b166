"""One prompt under attack: its gold, what an honest wrong answer is, and what replies it has."""

from copy import deepcopy
from dataclasses import dataclass, replace

from rewards.json_match import json_match
from rewards.tool_calls_match import tool_calls_match
from rewards.types import Message, Sample
from validation.dataset import LabelledSample
from validation.ladder.forms import forms, put
from validation.ladder.gold import Gold
from validation.ladder.solution import worked
from validation.probes.alike import same_answer

GRADED = "graded"
"""The form of a gold that is the best-graded reply in the data."""


@dataclass(frozen=True)
class Case:
    """A prompt, by one row of it.

    `read` is its reference, None where it has none that can be said as a reply. `gold` is the
    right reply in its `form`; `wrong_answer` a bare wrong answer, "" for none, and `wrong` the
    reply that an honest mistake would be. `other` is a row whose gold is another. `real` is a
    reply of the data at the top quality and `worst` the least graded one, worth `worst_worth`.
    `constants` are answers to give to every prompt, the same ones in the same places, None where
    one may be right here.
    """

    row: LabelledSample
    read: Gold | None
    form: str = GRADED
    gold: Message | None = None
    wrong_answer: str = ""
    wrong: Message | None = None
    other: Sample | None = None
    other_gold: Message | None = None
    real: Message | None = None
    worst: Message | None = None
    worst_worth: float = 0.0
    constants: tuple[Message | None, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """The last turn of the user."""
        turns = reversed(self.row.sample.messages)
        return next((turn.content for turn in turns if turn.role == "user"), "")

    @property
    def answer(self) -> str:
        """The bare answer, "" where the reference is none."""
        return self.read.text if self.read else ""

    @property
    def kind(self) -> str:
        """The ladder's kind of the reference, "" where there is none."""
        return self.read.kind if self.read else ""

    @property
    def is_short(self) -> bool:
        """Whether the answer is a number, an option, a label or a few words."""
        return self.kind in ("number", "choice", "label", "text")

    @property
    def is_open(self) -> bool:
        """Whether another prompt's answer may be right here too, as nobody can tell from texts."""
        return self.kind in ("", "long_text", "sql", "code")

    @property
    def rivals(self) -> tuple[str, ...]:
        """Other answers of the closed set that the gold is from; none where it is open."""
        named = self.read.others if self.read else ()
        held = self.kind in ("label", "choice")
        labels = tuple(other for other in self.labels if held and not self.is_right(other))
        return tuple(named) or labels

    def is_right(self, text: str) -> bool:
        """Whether a bare answer is the gold's."""
        golds = (self.read.text, *self.read.also) if self.read else ()
        return any(same_answer(text, gold) for gold in golds)

    def framed(self, text: str) -> str:
        """An answer in the gold's form; a reply of the data has that of its last line."""
        if self.form == GRADED and self.real is not None and self.kind != "":
            found = worked(self.real.content)
            last = found[0] if found else None
            return f"{last.lead}{text}{last.tail}".strip() if last and last.lead else text
        if self.read is None or self.kind == "tool_calls" or self.form not in forms(self.read):
            return text
        return put(self.form, text, self.read).content

    def worth(self, reply: Message) -> float:
        """What a plain answer is worth here by what it gives: the share of it that is right."""
        if self.gold is not None and reply == self.gold:
            return 1.0
        if self.kind == "tool_calls":
            return float(tool_calls_match(self._answered(reply)).value)
        if self.kind == "json":
            return float(json_match(self._answered(reply)).value)
        return float(self.is_right(reply.content) or self.is_right(self._unframed(reply.content)))

    def shared(self, reply: Message | None) -> float:
        """The share of a JSON or of calls that a wrong reply has right, 0 of other answers."""
        is_shared = self.kind in ("json", "tool_calls") and reply is not None
        return self.worth(reply) if reply is not None and is_shared else 0.0

    def worth_of_text(self, text: str) -> float:
        """The same, of a reply that is text."""
        return self.worth(Message("assistant", text))

    def _unframed(self, text: str) -> str:
        """What stands in the gold's form, where the text has it."""
        before, _, after = self.framed("\0").partition("\0")
        return text.removeprefix(before).removesuffix(after)

    def _answered(self, reply: Message) -> Sample:
        """The prompt with this reply, its reference read afresh: a reward may have changed it."""
        value = self.read.value if self.read else None
        return replace(answered(self.row, reply), reference_answer=value)


def answered(row: LabelledSample, reply: Message) -> Sample:
    """The row's sample with another reply, its reference and metadata its own."""
    sample = row.sample
    asked = sample.messages[:-1] if sample.answered else sample.messages
    return replace(
        sample,
        messages=(*asked, reply),
        reference_answer=deepcopy(sample.reference_answer),
        metadata=deepcopy(sample.metadata),
    )
