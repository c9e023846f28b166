"""A judge: a reward that asks a model to rate the reply by a rubric.

    Sample ──prompt──▶ Question ──ask──▶ Reply ──verdict──▶ {"reason": …, "rating": 4} ──▶ Score
                                                └─ VerdictError where there is no such rating

A judge is called like any reward, on its own or as a part of a larger one:

```python
polite = Judge(Bedrock("us.amazon.nova-2-lite-v1:0"), "The reply is polite.")
score(polite, sample)  # Score(0.75, "It greets the customer …", metrics={"rating": 4.0})

reward = product(correct=numeric_match, polite=polite)
```

A judge that sees more than the conversation, and holds the reply against the reference:

```python
faithful = Judge(ask, "The reply says only what the source says.", shown=("source",))
right = Judge(ask, "The reply gives the reference answer.", against="reference")
```
"""

from dataclasses import KW_ONLY, dataclass
from functools import cached_property

from judges.ask import GREEDY, Ask, Entry, Sampling, VerdictSchema
from judges.prompt import Against, JudgePrompt, check_view, run_judge
from judges.verdict import Verdict
from rewards.types import Sample, Score

MOST_POINTS = 101


@dataclass(frozen=True)
class Judge:
    """Rates the reply from the first to the last point of `scale`; the score is that on 0..1.

    The rating as it was given is the metric `rating`, and the judge's reason is the score's.
    Raises ValueError for a scale or a rubric that cannot be used; when called, VerdictError where
    the model gave no rating on the scale, and the client's own exception where it did not answer;
    see `run_judge` for "own_answer".

    Attributes:
        ask: the model that is asked; a function of a Question in a test.
        rubric: what a good reply does.
        scale: the lowest and the highest rating, whole numbers.
        against: what the reply is held against: "nothing" but the rubric, the "reference" answer,
            or the judge's "own_answer", which it gives before it sees the reply.
        shown: fields of the sample's metadata that the judge sees too, such as a source.
        sampling: how the model draws its answer.
    """

    ask: Ask
    rubric: str
    scale: tuple[int, int] = (1, 5)
    _: KW_ONLY
    against: Against = "nothing"
    shown: tuple[str, ...] = ()
    sampling: Sampling = GREEDY

    def __post_init__(self) -> None:
        low, high = self.scale
        whole = type(low) is int and type(high) is int
        if not (whole and low < high < low + MOST_POINTS):
            raise ValueError(f"scale: expected 2 to {MOST_POINTS} whole points, got {self.scale}")
        if not self.rubric.strip():
            raise ValueError("rubric: expected what a good reply does, got nothing")
        check_view(self.against, self.shown)

    def __call__(self, sample: Sample) -> Score:
        return run_judge(self._prompt, self.ask, sample, self._score)

    @cached_property
    def _prompt(self) -> JudgePrompt:
        low, high = self.scale
        scale = f"A whole number from {low}, the worst, to {high}, the best."
        form = VerdictSchema(
            (
                Entry("reason", "What in the reply decides the rating, step by step."),
                Entry("rating", scale, tuple(range(low, high + 1))),
            )
        )
        rules = f"The rating: {scale}\n\nThe rubric:\n{self.rubric.strip()}"
        return JudgePrompt(rules, form, self.against, self.shown, self.sampling)

    def _score(self, verdict: Verdict) -> Score:
        low, high = self.scale
        rating = verdict.number("rating")
        value = (rating - low) / (high - low)
        return Score(value, verdict.text("reason"), metrics={"rating": rating})
