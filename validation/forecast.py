"""What a run will ask, said before it asks anything: replies, events, questions, tokens, dollars.

    target, stages, judges, rows ──▶ forecast ──▶ Forecast ──announce──▶ the terminal, or a caller

The questions of judges are not guessed: each judge of ours is called on some rows while questions
are answered with a made-up verdict, so that their texts are known and no model is asked. Whoever
announces may raise, and then nothing is asked.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from rewards.parts import inner_values
from rewards.scoring import ScoringError, describe, score
from rewards.types import Reward, Usage
from validation.bill import FRAME, Bill, is_opaque, model_of, token_limit
from validation.dataset import Dataset, LabelledSample
from validation.errors import name_options
from validation.generations import pick_evenly
from validation.targets.target import EndpointTarget, HandlerEndpoint, Target

# Rows on which each judge's questions are measured.
_MEASURED_ROWS = 12
# A token of prose is a few bytes: at most so many.
_LONGEST_TOKEN = 6
# Nested rewards that are looked through, and no deeper.
_DEEPEST = 12


# Replies that are rated at the least and at the most, the questions of some rows, and their number.
_Measured = tuple[tuple[int, int], Sequence[Question], int]


@dataclass(frozen=True)
class ModelForecast:
    """What one model will be asked: each pair is the least and the most.

    Attributes:
        model: its name; what the Ask prints where it names none.
        questions: how many.
        input_tokens: tokens in all the questions together.
        output_tokens: tokens in all the answers together.
        dollars: what they cost; None where the price is unknown.
    """

    model: str
    questions: tuple[int, int]
    input_tokens: tuple[int, int]
    output_tokens: tuple[int, int]
    dollars: tuple[float, float] | None


@dataclass(frozen=True)
class Forecast:
    """What a run is about to ask. Printed, it is a line each for the replies and the models.

    Attributes:
        target: whom the replies go to; "" where only models are asked.
        scored: replies of the data that are scored.
        stages: by what they are for, how many replies of our own are sent at most.
        batch: replies that an event holds at most; None where the target is called.
        opaque: whether the target may ask models that Assay does not see.
        models: what each model is asked that Assay sees.
        share: questions that a reply sent to the target takes, as far as Assay sees them.
        calls: the limit of the replies, and of the questions; None for none.
        price_per_call: dollars that a reply sent to the target costs at most, where it is known.
        prices: when the prices held.
        data: what was read.
    """

    target: str
    scored: int = 0
    stages: Mapping[str, int] = field(default_factory=dict)
    batch: int | None = None
    opaque: bool = False
    models: tuple[ModelForecast, ...] = ()
    share: float = 0.0
    calls: int | None = None
    price_per_call: float | None = None
    prices: str = ""
    data: Dataset | None = None

    @property
    def replies(self) -> tuple[int, int]:
        """The least and the most replies that go to the target."""
        least, most = self.scored, self.scored + sum(self.stages.values())
        return (least, most) if self.calls is None else (min(least, self.calls), self.calls)

    def __str__(self) -> str:
        data = self.data
        read = [] if data is None or not data.rows else [f"read {data.path}: {data.summary}"]
        return "\n".join([*read, *self._target_lines(), *self._model_lines()])

    def _target_lines(self) -> Iterator[str]:
        if not self.target:
            return
        parts = [f"{self.scored:,} replies of the data"] if self.scored else []
        parts += [f"up to {most:,} replies {what}" for what, most in self.stages.items() if most]
        least, most = self.replies
        said = f"to be sent to {self.target}: {', '.join(parts) or 'nothing'}"
        if self.batch is not None:
            said += f"; {_range_text((math.ceil(least / self.batch), most))} events"
        if self.calls is not None:
            said += f"; {self.calls:,} replies at most"
        if self.price_per_call is not None:
            low, high = least * self.price_per_call, most * self.price_per_call
            said += f"; ${low:,.2f} to ${high:,.2f} at ${self.price_per_call:g} a reply"
        yield said
        if self.opaque and self.price_per_call is None:
            yield (
                "this target may ask models by itself, which Assay does not see: what that costs "
                f"is unknown ({name_options('--price-per-call USD says it, --calls N bounds it')})"
            )

    def _model_lines(self) -> Iterator[str]:
        for model in self.models:
            tokens = _range_text(_sum_of(model.input_tokens, model.output_tokens))
            said = f"questions to {model.model}: {_range_text(model.questions)}, {tokens} tokens"
            if model.dollars is None:
                yield (
                    f"{said}; its price is unknown: give it, in dollars for a million tokens "
                    f"({name_options(f'--price {model.model}=INPUT,OUTPUT')})"
                )
            else:
                low, high = model.dollars
                yield f"{said}, ${low:,.2f} to ${high:,.2f} at prices of {self.prices}"


# Told what a run is about to ask; what it raises ends the run before it asks anything.
Announce = Callable[[Forecast], None]


def announce_nothing(forecast: Forecast) -> None:
    """A run of the Python API says nothing unless it is asked to."""


def forecast(
    target: Target,
    scored: int,
    stages: Mapping[str, int],
    data: Dataset,
    bill: Bill,
    judges: Mapping[str, Reward] | None = None,
    judged: int = 0,
    fresh: bool = True,
) -> Forecast:
    """What the stages will ask of the target, and of the judges in it and beside it.

    `scored` replies of the data are sent for sure, and at most so many of our own for the `stages`;
    each of the `judges` rates `judged` replies. Unless `fresh`, answers may be remembered, and the
    least is none.
    """
    batch = target.batch_size if isinstance(target, EndpointTarget) else None
    bare = Forecast(target.name, scored, stages, batch, calls=bill.most_calls)
    asked = [(node, bare.replies) for node in find_judges(served_reward(target))]
    inside = len(asked)
    for judge in (judges or {}).values():
        asked += [(node, (judged, judged)) for node in find_judges(judge)]
    shown = pick_evenly(data.rows, _MEASURED_ROWS)
    measured: dict[str, list[_Measured]] = {}
    questions = 0
    for at, (node, replies) in enumerate(asked):
        for model, heard in questions_of(node, shown).items():
            measured.setdefault(model, []).append((replies, heard, len(shown)))
            questions += len(heard) if at < inside else 0
    return replace(
        bare,
        opaque=is_opaque(target),
        models=tuple(_model_forecast(name, of, bill, fresh) for name, of in measured.items()),
        share=questions / max(len(shown), 1),
        price_per_call=bill.price_per_call,
        prices=bill.prices.as_of,
        data=data,
    )


def forecast_questions(
    ask: Ask, questions: Sequence[Question], count: int, bill: Bill, data: Dataset
) -> Forecast:
    """What it takes to put each question to one model `count` times; remembered ones are free."""
    total, model = count * len(questions), model_of(ask) or describe(ask)
    measured = ((total, total), questions, len(questions))
    models = (_model_forecast(model, [measured], bill, fresh=False),)
    return Forecast("", models=models, prices=bill.prices.as_of, data=data)


def served_reward(target: Target) -> object:
    """The reward that this process calls, though it stands in a handler."""
    if isinstance(target, EndpointTarget) and isinstance(target.endpoint, HandlerEndpoint):
        return target.endpoint.handler
    return target.reward


def find_judges(reward: object, depth: int = 0) -> Iterator[Reward]:
    """The judges of ours in a reward: in its settings, and in what a function closes over or names.

    A function of the user's that asks a model by itself is none of them.
    """
    if depth > _DEEPEST:
        return
    if callable(reward) and hasattr(reward, "ask") and type(reward).__module__.startswith("judges"):
        yield reward
        return
    for value in inner_values(reward):
        yield from find_judges(value, depth + 1)


def questions_of(judge: Reward, rows: Sequence[LabelledSample]) -> dict[str, list[Question]]:
    """What the judge would ask of these rows, by model; no model is asked."""
    heard: dict[str, list[Question]] = {}

    def answer_made_up(ask: Ask, question: Question) -> Reply:
        model = model_of(ask) or describe(ask)
        heard.setdefault(model, []).append(question)
        return Reply(_made_up_text(question), 1, 1, 0.0, model)

    token = current_asking.set(answer_made_up)
    try:
        for row in rows:
            with suppress(ScoringError):
                score(judge, row.sample)
    finally:
        current_asking.reset(token)
    return heard


def _made_up_text(question: Question) -> str:
    if question.form is None:
        return "x"
    entries = question.form.entries
    plain = {"text": "x", "number": 0}
    return json.dumps({e.name: e.choices[0] if e.choices else plain[e.kind] for e in entries})


def _model_forecast(
    model: str, measured: Sequence[_Measured], bill: Bill, fresh: bool
) -> ModelForecast:
    """The sum over the judges that ask this model."""
    counts, read, written = (0, 0), (0, 0), (0, 0)
    for (least, most), questions, rows in measured:
        share = len(questions) / rows
        limits = [token_limit(model, question) for question in questions]
        sizes = [limit.input_tokens - FRAME for limit in limits]
        low, high = math.ceil(least * share) if fresh else 0, math.ceil(most * share)
        if bill.calls is not None:
            low, high = min(low, bill.calls), min(high, bill.calls)
        counts = _sum_of(counts, (low, high))
        mean = math.ceil(sum(sizes) / len(sizes) / _LONGEST_TOKEN)
        read = _sum_of(read, (low * mean, high * (max(sizes) + FRAME)))
        written = _sum_of(written, (low, high * max(limit.output_tokens for limit in limits)))
    price, dollars = bill.prices.price_of(model), None
    if price is not None:
        low_cost, high_cost = (
            price.cost(Usage(model, *tokens)) for tokens in zip(read, written, strict=True)
        )
        dollars = low_cost, high_cost
    return ModelForecast(model, counts, read, written, dollars)


def _sum_of(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _range_text(ends: tuple[int, int]) -> str:
    low, high = ends
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
