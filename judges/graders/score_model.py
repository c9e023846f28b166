"""OpenAI's grader `score_model`: the number, within a range, that a model gives the reply."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

from judges.ask import GREEDY, Ask, Entry, Question, Sampling, VerdictSchema
from judges.errors import OffScaleError
from judges.graders import values
from judges.graders.values import NotInReplyError, Slot, check_template, pieces, slot_text, slots
from judges.prompt import RULES, fence, fence_mark, replace_surrogates
from judges.verdict import Verdict, ask_for_verdict
from rewards.scoring import current_call
from rewards.types import Message, Sample, Score

Turns = tuple[tuple[str, str], ...]
"""A grader's messages: a role and a template each."""
ROLES = ("system", "developer", "user", "assistant")
STEPS = Entry("steps", "What decides the result, step by step.")


def check_turns(turns: Turns) -> None:
    """Raises ValueError, with the message, for none, an unknown role or a text without sense."""
    if not turns:
        raise ValueError("input: expected at least one message, got none")
    for at, (role, text) in enumerate(turns):
        if role not in ROLES:
            raise ValueError(f"input[{at}].role: expected one of {', '.join(ROLES)}, got {role!r}")
        check_template(f"input[{at}].content", text)


def grading_question(turns: Turns, sample: Sample, result: Entry, sampling: Sampling) -> Question:
    """The messages with their values, and the form of OpenAI's own: the steps, and the result.

    What the model said (`sample`, and `item.messages`, which may hold earlier turns of its own) is
    fenced where it stands, as in `judges.prompt`. Other values of the item stand there as they
    are, since they may be the rubric. System messages go first; one that takes in what the model
    said is the user's, and so is every message from the first that does.

    Raises ValueError and NotInReplyError as `slot_text` does.
    """
    known = {slot: slot_text(slot, sample) for _, text in turns for slot in slots(text)}
    mark = fence_mark([(_tag(slot), value) for slot, value in known.items()])

    def said(text: str) -> str:
        return "".join(
            _fence_slot(it, known[it], mark) if isinstance(it, Slot) else it for it in pieces(text)
        )

    system = [said(text) for role, text in turns if _is_system(role, text)]
    rest = [(role, text) for role, text in turns if not _is_system(role, text)]
    before = _turns_before(rest)
    body = [said(text) for _, text in rest[before:]]
    if any(map(_is_fenced, known)):
        system, body = [*system, RULES], [f"The mark is {mark}.", *body]
    return Question(
        replace_surrogates(
            "\n\n".join([*body, f"Give, in this order: {STEPS.name}, {result.name}."])
        ),
        replace_surrogates("\n\n".join(system)),
        tuple(Message(role, replace_surrogates(said(text))) for role, text in rest[:before]),
        VerdictSchema((STEPS, result)),
        sampling,
        current_call.get().repeat,
    )


def _is_system(role: str, text: str) -> bool:
    return role in ("system", "developer") and not _takes_in(text)


def _turns_before(turns: list[tuple[str, str]]) -> int:
    """How many turns stay turns: up to the last of the assistant's before the first fence."""
    fixed = takewhile(lambda turn: not _takes_in(turn[1]), turns)
    return max((at + 1 for at, (role, _) in enumerate(fixed) if role == "assistant"), default=0)


def _takes_in(text: str) -> bool:
    return any(map(_is_fenced, slots(text)))


def _is_fenced(slot: Slot) -> bool:
    return slot.of_reply or slot.steps[0] == "messages"


def _fence_slot(slot: Slot, value: str, mark: str) -> str:
    return fence((_tag(slot), value), mark) if _is_fenced(slot) else value


def _tag(slot: Slot) -> str:
    return re.sub(r"[^a-z0-9]+", "_", str(slot).lower())


@dataclass(frozen=True)
class LabelModel:
    """1 where the model's label is one of `passing_labels`, else 0; the form allows no other label.

    A reply without the value that a template reads scores 0, and nobody is asked. Raises ValueError
    for messages or labels that cannot be used; when called, ValueError where the data lack a value,
    VerdictError where the model gave no label, and the client's own exception where it did not
    answer.
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
        except NotInReplyError as error:
            return Score(0.0, str(error))
        verdict = ask_for_verdict(self.ask, question)
        label, usage = verdict.text("result"), (verdict.reply.usage,)
        reason = f"{label}: {verdict.text('steps')}"
        return Score(float(label in self.passing_labels), reason, usage=usage)


@dataclass(frozen=True)
class ScoreModel:
    """The number that the model gives, any within `range`, as it is and not brought to 0..1.

    OpenAI pays the nearer end of the
    range for a number off it, and 0 for none: here either is an OffScaleError, since a fault is
    no score. A reply without the value that a template reads scores the low end, and nobody is
    asked. Raises ValueError for messages or a range that cannot be used; when called, ValueError
    where the data lack a value, VerdictError where the model gave no number, and the client's own
    exception where it did not answer.
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
        except NotInReplyError as error:
            return Score(low, str(error))
        verdict = ask_for_verdict(self.ask, question)
        usage = (verdict.reply.usage,)
        return Score(self._number(verdict), verdict.text("steps"), usage=usage)

    def _number(self, verdict: Verdict) -> float:
        said, (low, high) = verdict.number("result"), self.range
        if low <= said <= high:
            return said
        reply = verdict.reply
        raise OffScaleError(
            f"result: expected a number from {low:g} to {high:g}, got {said!r}",
            text=reply.text,
            usage=(reply.usage,),
        )


_OF_ALL = ("type", "name", "model", "input", "pass_threshold")
_LIMITS = ("max_completions_tokens", "max_completion_tokens")
_SAMPLING = ("temperature", "top_p", "reasoning_effort", "seed", *_LIMITS)
_EFFORTS: Mapping[str, Literal["low", "medium", "high"] | None] = {
    "none": None,
    "minimal": "low",
    "low": "low",
    "medium": "medium",
    "high": "high",
}
_TEXTS = ("input_text", "output_text", "text")


@dataclass(frozen=True)
class AsksByModel:
    """Who is asked for a grader's `model`: the one under its name, else the one for all others."""

    by_model: Mapping[str, Ask]
    others: Ask | None

    def of(self, grader: Mapping[str, Any]) -> Ask:
        model = values.text_field(grader, "model")
        ask = self.by_model.get(model, self.others)
        if ask is None:
            known = ", ".join(map(repr, self.by_model)) or "none"
            raise ValueError(
                f"model: expected an Ask for {model!r}, as ask=… or asks={{{model!r}: …}}; "
                f"got {known}"
            )
        return ask


def read_label_model(grader: Mapping[str, Any], asks: AsksByModel) -> LabelModel:
    values.check_fields(grader, (*_OF_ALL, "labels", "passing_labels", "sampling_params"))
    return LabelModel(
        asks.of(grader),
        _turns(grader.get("input")),
        values.texts_field(grader, "labels"),
        values.texts_field(grader, "passing_labels"),
        _read_sampling(grader),
    )


def read_score_model(grader: Mapping[str, Any], asks: AsksByModel) -> ScoreModel:
    values.check_fields(grader, (*_OF_ALL, "range", "sampling_params"))
    ends = (0.0, 1.0) if grader.get("range") is None else values.pair_field(grader, "range")
    return ScoreModel(asks.of(grader), _turns(grader.get("input")), ends, _read_sampling(grader))


def _turns(messages: Any) -> Turns:
    if not isinstance(messages, list | tuple):
        raise ValueError(f"input: expected a list of messages, got {messages!r:.80}")
    return tuple(_turn(message, f"input[{at}]") for at, message in enumerate(messages))


def _turn(message: Any, place: str) -> tuple[str, str]:
    if not isinstance(message, Mapping):
        raise ValueError(f"{place}: expected a message, got {message!r:.80}")
    try:
        values.check_fields(message, ("role", "content", "type"))
        return values.text_field(message, "role"), _content(message.get("content"))
    except ValueError as error:
        raise ValueError(f"{place}.{error}") from error


def _content(content: Any) -> str:
    """The text of a message: one text, or parts of text that follow each other."""
    if isinstance(content, str):
        return content
    if isinstance(content, list | tuple):
        return "".join(map(_content, content))
    kind = content.get("type") if isinstance(content, Mapping) else None
    if kind in _TEXTS and isinstance(content.get("text"), str):
        return str(content["text"])
    got = f"a part of type {kind!r}" if kind else repr(content)[:80]
    raise ValueError(f"content: expected text, since no other kind of material is kept; got {got}")


def _read_sampling(grader: Mapping[str, Any]) -> Sampling:
    """What the grader says, and for the rest the kit's own; `seed` has no counterpart in it.

    A model that reasons takes no temperature of its own accord, so that it is given none.
    """
    if grader.get("sampling_params") is None:
        return GREEDY
    given = values.object_field(grader, "sampling_params")
    try:
        values.check_fields(given, _SAMPLING)
        effort = given.get("reasoning_effort")
        steady = GREEDY.temperature if effort in (None, "none") else None
        temperature, limit = values.number_field(given, "temperature"), _limit(given)
        return Sampling(
            temperature=steady if temperature is None else temperature,
            top_p=values.number_field(given, "top_p"),
            max_tokens=GREEDY.max_tokens if limit is None else limit,
            reasoning=None
            if effort is None
            else _EFFORTS[values.choice_field(given, "reasoning_effort", tuple(_EFFORTS))],
        )
    except ValueError as error:
        raise ValueError(f"sampling_params.{error}") from error


def _limit(given: Mapping[str, Any]) -> int | None:
    for name in _LIMITS:
        limit = values.number_field(given, name)
        if limit is not None:
            if limit != int(limit) or limit < 1:
                raise ValueError(f"{name}: expected a whole number from 1, got {given[name]!r}")
            return int(limit)
    return None
