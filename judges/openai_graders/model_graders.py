"""OpenAI's graders that ask a model: `label_model` pays for a label, `score_model` a number."""

import math
import re
from dataclasses import dataclass
from itertools import takewhile

from judges.ask import GREEDY, Ask, Entry, Question, Sampling, VerdictSchema
from judges.errors import OffScaleError
from judges.openai_graders import templates
from judges.prompt import RULES, fence, fence_mark, replace_surrogates
from judges.verdict import ask_for_verdict
from rewards.scoring import current_call
from rewards.types import Message, Sample, Score

# A grader's messages: a role and a template each.
Turns = tuple[tuple[str, str], ...]
ROLES = ("system", "developer", "user", "assistant")
STEPS = Entry("steps", "What decides the result, step by step.")


@dataclass(frozen=True)
class LabelModel:
    """1 where the model's label is one of `passing_labels`, else 0; the form allows no other label.

    A reply without the value that a template reads scores 0, and no model is asked. Raises
    ValueError for messages or labels that cannot be used; when called, ValueError where the data
    lack a value, VerdictError where the model gave no label, and the client's own exception where
    it did not answer.

    Attributes:
        ask: the model that is asked.
        input: the messages, each a role and a template.
        labels: those that the model may give.
        passing_labels: those that pay 1.
        sampling: how the model draws its answer.
    """

    ask: Ask
    input: Turns
    labels: tuple[str, ...]
    passing_labels: tuple[str, ...]
    sampling: Sampling = GREEDY

    def __post_init__(self) -> None:
        check_turns(self.input)
        if len(self.labels) < 2 or len({*self.labels} - {""}) < len(self.labels):
            raise ValueError(f"labels: expected two or more, all different, got {self.labels}")
        strange = [label for label in self.passing_labels if label not in self.labels]
        if strange or not self.passing_labels:
            known = ", ".join(self.labels)
            raise ValueError(f"passing_labels: expected some of {known}, got {self.passing_labels}")

    def __call__(self, sample: Sample) -> Score:
        result = Entry("result", "The label.", self.labels)
        try:
            question = grading_question(self.input, sample, result, self.sampling)
        except templates.NotInReplyError as error:
            return Score(0.0, str(error))
        verdict = ask_for_verdict(self.ask, question)
        label, usage = verdict.text("result"), (verdict.reply.usage,)
        reason = f"{label}: {verdict.text('steps')}"
        return Score(float(label in self.passing_labels), reason, usage=usage)


@dataclass(frozen=True)
class ScoreModel:
    """The number that the model gives, any within `range`, as it is and not brought to 0..1.

    OpenAI pays the nearer end of the range for a number off it, and 0 for none: here the first is
    an OffScaleError and the second another VerdictError, since a fault is no score. A reply
    without the value that a template reads scores the low end, and no model is asked. Raises
    ValueError for messages or a range that cannot be used; when called, ValueError where the data
    lack a value, VerdictError where the model gave no number, and the client's own exception where
    it did not answer.

    Attributes:
        ask: the model that is asked.
        input: the messages, each a role and a template.
        range: the lowest and the highest number that counts.
        sampling: how the model draws its answer.
    """

    ask: Ask
    input: Turns
    range: tuple[float, float] = (0.0, 1.0)
    sampling: Sampling = GREEDY

    def __post_init__(self) -> None:
        check_turns(self.input)
        low, high = self.range
        if not -math.inf < low < high < math.inf:
            raise ValueError(f"range: expected two finite numbers, low to high, got {self.range}")

    def __call__(self, sample: Sample) -> Score:
        low, high = self.range
        wanted = f"A number from {low:g} to {high:g}, fractions too, such as {(low + high) / 2:g}."
        result = Entry("result", wanted, kind="number")
        try:
            question = grading_question(self.input, sample, result, self.sampling)
        except templates.NotInReplyError as error:
            return Score(low, str(error))
        verdict = ask_for_verdict(self.ask, question)
        number, reply = verdict.number("result"), verdict.reply
        if not low <= number <= high:
            problem = f"result: expected a number from {low:g} to {high:g}, got {number!r}"
            raise OffScaleError(problem, text=reply.text, usage=(reply.usage,))
        return Score(number, verdict.text("steps"), usage=(reply.usage,))


def check_turns(turns: Turns) -> None:
    """Raises ValueError, with the message, for none, an unknown role or a text without sense."""
    if not turns:
        raise ValueError("input: expected at least one message, got none")
    for at, (role, text) in enumerate(turns):
        if role not in ROLES:
            raise ValueError(f"input[{at}].role: expected one of {', '.join(ROLES)}, got {role!r}")
        templates.check_template(f"input[{at}].content", text)


def grading_question(turns: Turns, sample: Sample, result: Entry, sampling: Sampling) -> Question:
    """The messages with their values, and the form of OpenAI's own: the steps, and the result.

    What the model said (`sample`, and `item.messages`, which may hold earlier turns of its own) is
    fenced where it stands, as in `judges.prompt`. Other values of the item stand there as they
    are, since they may be the rubric. System messages go first; one that takes in what the model
    said is the user's, and so is every message from the first that does.

    Raises ValueError and NotInReplyError as `slot_text` does.
    """
    known = {
        slot: templates.slot_text(slot, sample)
        for _, text in turns
        for slot in templates.slots(text)
    }
    mark = fence_mark([(_tag(slot), value) for slot, value in known.items()])

    def value(slot: templates.Slot) -> str:
        return fence((_tag(slot), known[slot]), mark) if _is_fenced(slot) else known[slot]

    def fill(text: str) -> str:
        filled = (
            value(it) if isinstance(it, templates.Slot) else it for it in templates.pieces(text)
        )
        return replace_surrogates("".join(filled))

    system = [fill(text) for role, text in turns if _is_system(role, text)]
    rest = [(role, text) for role, text in turns if not _is_system(role, text)]
    # turns up to the last of the assistant's before the first fence stay turns
    fixed = takewhile(lambda turn: not _takes_in(turn[1]), rest)
    before = max((at + 1 for at, (role, _) in enumerate(fixed) if role == "assistant"), default=0)
    body = [fill(text) for _, text in rest[before:]]
    if any(map(_is_fenced, known)):
        system, body = [*system, RULES], [f"The mark is {mark}.", *body]
    return Question(
        "\n\n".join([*body, f"Give, in this order: {STEPS.name}, {result.name}."]),
        "\n\n".join(system),
        tuple(Message(role, fill(text)) for role, text in rest[:before]),
        VerdictSchema((STEPS, result)),
        sampling,
        current_call.get().repeat,
    )


def _is_system(role: str, text: str) -> bool:
    return role in ("system", "developer") and not _takes_in(text)


def _takes_in(text: str) -> bool:
    return any(map(_is_fenced, templates.slots(text)))


def _is_fenced(slot: templates.Slot) -> bool:
    return slot.of_reply or slot.steps[0] == "messages"


def _tag(slot: templates.Slot) -> str:
    return re.sub(r"[^a-z0-9]+", "_", str(slot).lower())
