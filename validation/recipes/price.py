"""What a run pays for its reward: calls of Lambda, models that judge, and how long that takes.

    recipe ──▶ samples a step, steps, samples a call, calls at once ──┐
    report ──▶ seconds a batch, tokens a sample ──────────────────────┼──▶ RunPrice, each a range
    prices.toml, memory ──▶ dollars ──────────────────────────────────┘

What no file says is None, which is unknown and never 0. The price of the training itself, of its
instances or tokens, is the platform's and not in it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rewards.types import Usage
from validation.errors import InputError
from validation.prices import Prices
from validation.recipes.finding import RunPlan
from validation.recipes.training import read_steps

Range = tuple[float, float]
Processor = Literal["x86_64", "arm64"]

# Half of a normal interval of 95 %, in standard errors.
_WIDTH = 1.96


@dataclass(frozen=True)
class MeasuredCost:
    """What a report measured of one sample and one batch.

    Attributes:
        batch_seconds: seconds that a batch takes, as a whole and at the p95 of its samples; None
            where no report says it.
        batch: of how many samples.
        tokens: by model, the tokens a sample reads and writes, each with its 95 % interval.
    """

    batch_seconds: Range | None
    batch: int
    tokens: Mapping[str, tuple[Range, Range]]


@dataclass(frozen=True)
class ModelPrice:
    """What one model is asked in the whole run.

    Attributes:
        model: its id.
        tokens_read, tokens_written: in the whole run.
        dollars: in the whole run; None where the model's price is unknown.
        tokens_a_minute: while the reward is asked; None where its time is unknown.
        requests_a_minute: the same of questions, one a sample and model.
    """

    model: str
    tokens_read: Range
    tokens_written: Range
    dollars: Range | None
    tokens_a_minute: Range | None
    requests_a_minute: Range | None


@dataclass(frozen=True)
class RunPrice:
    """What a run pays for its reward.

    Attributes:
        steps: optimizer steps; None where neither the recipe nor the rows say it.
        samples: replies that are scored in the whole run, by both readings of the batch size.
        calls: calls of the function.
        gigabyte_seconds: of Lambda; None where time or memory is unknown.
        lambda_dollars: of Lambda; None where that or its price is unknown.
        models: what models are asked.
        seconds_a_step: how long a step waits for its rewards, if nothing else runs meanwhile.
        seconds: the same of the whole run.
        unknown: what is unknown, and what would tell it.
    """

    steps: int | None
    samples: Range | None
    calls: Range | None
    gigabyte_seconds: Range | None
    lambda_dollars: Range | None
    models: tuple[ModelPrice, ...]
    seconds_a_step: Range | None
    seconds: Range | None
    unknown: tuple[str, ...]

    @property
    def dollars(self) -> Range | None:
        """All of it; None where any part is unknown."""
        parts = [self.lambda_dollars, *(model.dollars for model in self.models)]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return sum(low for low, _ in known), sum(high for _, high in known)


def read_measured_cost(report: Mapping[str, Any]) -> MeasuredCost:
    """What a report.json says of the cost of a sample.

    Raises:
        InputError: It asked models and does not say the tokens of a sample: it is an old one.
    """
    times = {name: at for check in report.get("times", {}).values() for name, at in check.items()}
    size, seconds = 1, None
    for name, whole in times.items():
        if name.startswith("a batch of "):
            size = int(name.removeprefix("a batch of "))
            slow = times.get(f"p95 of one sample x {size}", whole)
            seconds = (min(whole, slow), max(whole, slow))
    cost = report.get("cost")
    if cost is not None and "per_sample" not in cost:
        raise InputError("the report does not say the tokens of a sample: validate again")
    tokens = {
        entry["model"]: (
            _range_of(entry["input_tokens"], entry["input_error"]),
            _range_of(entry["output_tokens"], entry["output_error"]),
        )
        for entry in (cost["per_sample"] if cost else ())
    }
    return MeasuredCost(seconds, size, tokens)


def _range_of(mean: float, error: float) -> Range:
    return max(0.0, mean - _WIDTH * error), mean + _WIDTH * error


def price_run(
    plan: RunPlan,
    measured: MeasuredCost,
    prices: Prices,
    memory: int | None = None,
    processor: Processor = "x86_64",
) -> RunPrice:
    """What the run of a recipe pays for its reward.

    `memory` is the function's, in MB. Rows of the plan's evidence tell the steps of a recipe that
    counts passes through the data.
    """
    unknown: list[str] = []
    readings = read_steps(plan)
    steps = _count_steps(plan)
    if steps is None:
        unknown.append("steps: the recipe counts passes through the data, so the rows are needed")
    if not readings:
        unknown.append("samples a step: the recipe holds no batch size and group")
    a_step = _hull([reading.samples for reading in readings]) if readings else None
    samples = _times(a_step, steps)
    per_call = plan.number("batch_to_function") or measured.batch
    if measured.batch_seconds is None:
        unknown.append("time of a batch: the report was made without the checks of the contract")
    if memory is None:
        unknown.append("the function's memory: give its MB")
    call_seconds = _times(measured.batch_seconds, per_call / measured.batch)
    calls = samples and (math.ceil(samples[0] / per_call), math.ceil(samples[1] / per_call))
    used = _product(calls, call_seconds)
    gigabyte_seconds = _times(used, memory / 1024 if memory else None)
    seconds_a_step = _wait(a_step, per_call, call_seconds, plan.number("concurrency"))
    return RunPrice(
        steps=steps,
        samples=samples,
        calls=calls,
        gigabyte_seconds=gigabyte_seconds,
        lambda_dollars=_lambda_dollars(calls, gigabyte_seconds, prices, processor, unknown),
        models=tuple(
            _price_model(model, tokens, a_step, samples, seconds_a_step, prices, unknown)
            for model, tokens in measured.tokens.items()
        ),
        seconds_a_step=seconds_a_step,
        seconds=_times(seconds_a_step, steps),
        unknown=tuple(unknown),
    )


def _count_steps(plan: RunPlan) -> int | None:
    steps = plan.number("max_steps")
    if steps is not None:
        return int(steps)
    epochs, rows, readings = plan.number("epochs"), plan.evidence.rows, read_steps(plan)
    if epochs is None or rows is None or not readings:
        return None
    return math.ceil(epochs * rows / readings[0].prompts)


def _wait(
    samples: Range | None, per_call: float, seconds: Range | None, at_once: float | None
) -> Range | None:
    """Seconds until all calls of a step have answered, so many of them at once."""
    if samples is None or seconds is None:
        return None
    rounds = [math.ceil(math.ceil(count / per_call) / (at_once or 1)) for count in samples]
    return rounds[0] * seconds[0], rounds[1] * seconds[1]


def _lambda_dollars(
    calls: Range | None,
    gigabyte_seconds: Range | None,
    prices: Prices,
    processor: Processor,
    unknown: list[str],
) -> Range | None:
    table = prices.functions
    if table is None:
        unknown.append("the price of Lambda: the file of prices has no [lambda]")
    if table is None or calls is None or gigabyte_seconds is None:
        return None
    rate = table.x86_64 if processor == "x86_64" else table.arm64
    low, high = (
        count * table.requests / 1e6 + used * rate
        for count, used in zip(calls, gigabyte_seconds, strict=True)
    )
    return low, high


def _price_model(
    model: str,
    tokens: tuple[Range, Range],
    a_step: Range | None,
    samples: Range | None,
    seconds: Range | None,
    prices: Prices,
    unknown: list[str],
) -> ModelPrice:
    read, written = (_product(samples, part) or (0.0, 0.0) for part in tokens)
    price = prices.price_of(model)
    if price is None:
        unknown.append(f"the price of {model}: give it, or write a line in prices.toml")
    dollars = None
    if price is not None and samples is not None:
        low, high = (
            price.cost(Usage(model, math.ceil(into), math.ceil(out)))
            for into, out in zip(read, written, strict=True)
        )
        dollars = (low, high)
    both = (tokens[0][0] + tokens[1][0], tokens[0][1] + tokens[1][1])
    return ModelPrice(
        model,
        read,
        written,
        dollars,
        _rate(_product(a_step, both), seconds),
        _rate(a_step, seconds),
    )


def _rate(amount: Range | None, seconds: Range | None) -> Range | None:
    """So much a minute: the most where the time is the least."""
    if amount is None or seconds is None or seconds[0] <= 0:
        return None
    return amount[0] * 60 / seconds[1], amount[1] * 60 / seconds[0]


def _hull(values: list[float]) -> Range:
    return min(values), max(values)


def _times(given: Range | None, factor: float | None) -> Range | None:
    return None if given is None or factor is None else (given[0] * factor, given[1] * factor)


def _product(one: Range | None, other: Range | None) -> Range | None:
    return None if one is None or other is None else (one[0] * other[0], one[1] * other[1])
