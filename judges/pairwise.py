"""Which of two replies is better: asked in both orders, since judges favour a place."""

from dataclasses import KW_ONLY, dataclass, replace
from functools import partial

from judges import prompt
from judges.ask import GREEDY, Ask, Entry, Question, Sampling, VerdictSchema
from judges.verdict import ask_for_verdict
from rewards.metric_names import FIRST_PLACE, FLIPPED
from rewards.parts import score_parts, total_usage
from rewards.reference import reference_text
from rewards.scoring import current_call
from rewards.types import Message, Sample, Score

_ROLE = (
    "You compare two replies of assistants to the same conversation, and say which is better by "
    "the rubric. You are exact. Length, confidence and flattery never raise your opinion of a "
    "reply, and its place means nothing."
)

_FORM = VerdictSchema(
    (
        Entry("reason", "What decides between the two replies, step by step."),
        Entry("better", "Which reply is better.", ("first", "second", "tie")),
    )
)


@dataclass(frozen=True)
class Pairwise:
    """1 where the reply beats the reference answer in both orders, 0 where it loses in both.

    A verdict that flips with the order is a tie, 0.5, and the metric `flipped` counts it. The
    metric `first_place` is how far the place was favoured: 1 where whatever stood first won both
    times, -1 where the second did, 0 where the place did not matter. What the reply was worth in
    each order are the parts `in_order`, in which it stands first, and `swapped`. Raises ValueError
    for an empty rubric; when called, what `Judge` raises.

    Attributes:
        ask: the model that is asked.
        rubric: what makes a reply the better one.
        shown: fields of the sample's metadata that the judge sees too.
        sampling: how the model draws its answer.
    """

    ask: Ask
    rubric: str
    _: KW_ONLY
    shown: tuple[str, ...] = ()
    sampling: Sampling = GREEDY

    def __post_init__(self) -> None:
        if not self.rubric.strip():
            raise ValueError("rubric: expected what makes a reply the better one, got nothing")
        prompt.check_shown(self.shown)

    def __call__(self, sample: Sample) -> Score:
        return self.compare(sample, Message("assistant", reference_text(sample)))

    def compare(self, sample: Sample, other: Message) -> Score:
        """How the sample's reply does against another one to the same conversation."""
        before = sample.messages[: -1 if sample.answered else None]
        turns = (*before, replace(other, role="assistant"))
        rival = replace(sample, messages=turns)
        parts = {
            "in_order": partial(self._worth, sample, rival, "first"),
            "swapped": partial(self._worth, rival, sample, "second"),
        }
        scores = dict(score_parts(parts, sample))
        in_order, swapped = scores["in_order"], scores["swapped"]
        # it stood first in order and second when swapped, where the rival's loss is its win
        first_place = in_order.value - swapped.value
        return Score(
            (in_order.value + swapped.value) / 2,
            f"in order, {in_order.reason}; swapped, {swapped.reason}",
            parts=scores,
            metrics={FLIPPED: float(abs(first_place) == 1), FIRST_PLACE: first_place},
            usage=total_usage(scores.values()),
        )

    def _worth(self, first: Sample, second: Sample, ours: str, _: Sample) -> Score:
        """What the verdict is worth to the reply that stands in the place `ours`."""
        verdict = ask_for_verdict(self.ask, self._question(first, second))
        better = verdict.text("better")
        worth = 0.5 if better == "tie" else float(better == ours)
        reason = f"{better}: {verdict.text('reason')}"
        return Score(worth, reason, usage=(verdict.reply.usage,))

    def _question(self, first: Sample, second: Sample) -> Question:
        given = [prompt.metadata_part(first, field) for field in self.shown]
        replies = [
            *prompt.reply_parts(first, "first_reply"),
            *prompt.reply_parts(second, "second_reply"),
        ]
        return Question(
            f"{prompt.fence_parts([*prompt.conversation_parts(first), *given, *replies])}\n\n"
            "Compare the two replies. Give, in this order: reason, better.",
            f"{_ROLE}\n\nThe rubric:\n{self.rubric.strip()}\n\n{prompt.RULES}",
            form=_FORM,
            sampling=self.sampling,
            repeat=current_call.get().repeat,
        )
