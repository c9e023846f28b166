"""Rewards made of rewards. The keyword is the part's name in metrics, reports and faults.

```
weighted_sum(right=(0.8, r), brief=(0.2, s))
    sample ──▶ r ──▶ Score ─┐
    sample ──▶ s ──▶ Score ─┴──▶ one number ──▶ Score(value, parts={"right": …, "brief": …})
```

A part that abstains (None) is no part of the number, and what the parts cost is summed. Each reward
is a function, which checks its parts, and a frozen dataclass that prints as the call of it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rewards.answers import marks
from rewards.answers.marked_answer import json_block
from rewards.parts import (
    PartError,
    aggregate,
    as_call,
    check_parts,
    check_reward,
    check_rewards,
    score_parts,
    total_usage,
)
from rewards.reference import field_at, unwrap_text
from rewards.scoring import describe, score
from rewards.types import Reward, Sample, Score


@dataclass(frozen=True, repr=False)
class WeightedSum:
    """The parts' scores times their weights, summed; see `weighted_sum`.

    Attributes:
        parts (mapping of str to (float, Reward)): Each part's weight and reward, by its name.
    """

    parts: Mapping[str, tuple[float, Reward]]

    def __call__(self, sample: Sample) -> Score | None:
        rewards = {name: reward for name, (_, reward) in self.parts.items()}
        spoken = dict(score_parts(rewards, sample))
        if not spoken:
            return None
        total = math.fsum(self.parts[name][0] * part.value for name, part in spoken.items())
        if len(spoken) < len(self.parts):
            heard = math.fsum(self.parts[name][0] for name in spoken)
            total = total * math.fsum(weight for weight, _ in self.parts.values()) / heard
        return aggregate(total, spoken)

    def __repr__(self) -> str:
        return as_call("weighted_sum", **self.parts)


def weighted_sum(**parts: tuple[float, Reward]) -> WeightedSum:
    """The sum of `name=(weight, reward)` parts, each scored and shown under its name.

    A part that abstains is left out and the others are scaled up to the full weight; when every
    part abstains, so does the sum. Weights are finite and above 0, and are not normalised.
    Raises TypeError or ValueError, naming the part, for anything else.
    """
    check_parts(parts)
    for name, part in parts.items():
        if not isinstance(part, tuple) or len(part) != 2:
            raise TypeError(f"part {name!r}: expected (weight, reward), got {describe(part)}")
        weight, reward = part
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise TypeError(f"part {name!r}: expected a number as weight, got {weight!r}")
        if not 0 < weight < math.inf:
            raise ValueError(f"part {name!r}: expected a finite weight above 0, got {weight!r}")
        check_reward(name, reward)
    return WeightedSum(parts)


@dataclass(frozen=True, repr=False)
class Product:
    """The factors' scores, multiplied; see `product`.

    Attributes:
        factors (mapping of str to Reward): The rewards, in the order in which they are asked.
    """

    factors: Mapping[str, Reward]

    def __call__(self, sample: Sample) -> Score | None:
        spoken = {}
        for name, factor in score_parts(self.factors, sample):
            spoken[name] = factor
            if factor.value == 0:
                break  # no later factor can change a product of zero, and one may cost a model call
        if not spoken:
            return None
        return aggregate(math.prod(factor.value for factor in spoken.values()), spoken)

    def __repr__(self) -> str:
        return as_call("product", **self.factors)


def product(**factors: Reward) -> Product:
    """The product of `name=reward` factors, asked in order; a zero ends the asking.

    A factor that abstains is skipped; when every factor abstains, so does the product. Raises
    TypeError or ValueError, naming the factor, for what is not a reward.
    """
    check_rewards(factors)
    return Product(factors)


@dataclass(frozen=True, repr=False)
class Minimum:
    """The smallest of the parts' scores; see `minimum`.

    Attributes:
        parts (mapping of str to Reward): The rewards, by name.
    """

    parts: Mapping[str, Reward]

    def __call__(self, sample: Sample) -> Score | None:
        spoken = dict(score_parts(self.parts, sample))
        return aggregate(min(part.value for part in spoken.values()), spoken) if spoken else None

    def __repr__(self) -> str:
        return as_call("minimum", **self.parts)


def minimum(**parts: Reward) -> Minimum:
    """The smallest score of the `name=reward` parts, all of which are asked.

    A part that abstains is left out; when every part abstains, so does the whole. Raises
    TypeError or ValueError, naming the part, for what is not a reward.
    """
    check_rewards(parts)
    return Minimum(parts)


@dataclass(frozen=True, repr=False)
class FirstApplicable:
    """The score of the first part that does not abstain; see `first_applicable`.

    Attributes:
        parts (mapping of str to Reward): The rewards, in the order in which they are asked.
    """

    parts: Mapping[str, Reward]

    def __call__(self, sample: Sample) -> Score | None:
        for name, part in score_parts(self.parts, sample):
            return aggregate(part.value, {name: part})
        return None

    def __repr__(self) -> str:
        return as_call("first_applicable", **self.parts)


def first_applicable(**parts: Reward) -> FirstApplicable:
    """The score of the first of the `name=reward` parts that does not abstain.

    The parts are asked in order, and none after that one. When every part abstains, so does the
    whole. Raises TypeError or ValueError, naming the part, for what is not a reward.
    """
    check_rewards(parts)
    return FirstApplicable(parts)


@dataclass(frozen=True, repr=False)
class Gated:
    """What `then` pays where `by` lets it, else 0; see `gated`.

    Attributes:
        by (Reward): The gate.
        then (Reward): What is paid where the gate is open.
        opens_at (float): The score from which the gate is open. Default 1.
    """

    by: Reward
    then: Reward
    opens_at: float = 1.0

    def __call__(self, sample: Sample) -> Score | None:
        spoken = {}
        for name, part in score_parts({"by": self.by, "then": self.then}, sample):
            spoken[name] = part
            if name == "by" and part.value < self.opens_at:
                return aggregate(0.0, spoken)
        return aggregate(spoken["then"].value, spoken) if "then" in spoken else None

    def __repr__(self) -> str:
        return as_call("gated", by=self.by, then=self.then, opens_at=self.opens_at)


def gated(*, by: Reward, then: Reward, opens_at: float = 1.0) -> Gated:
    """`then` alone where the gate `by` scores `opens_at` or more, else 0 without asking `then`.

    The gate pays nothing of its own: half open pays 0, and wide open pays what `then` says. (A
    `product` pays in proportion instead.) A `then` that can pay less than 0 would make a shut gate
    the better bargain. A gate that abstains stands open; when `then` abstains, so does the whole.
    Raises TypeError for what is not a reward and ValueError for an `opens_at` that is not finite.
    """
    check_rewards({"by": by, "then": then})
    if not math.isfinite(opens_at):
        raise ValueError(f"opens_at: expected a finite number, got {opens_at!r}")
    return Gated(by, then, opens_at)


@dataclass(frozen=True, repr=False)
class Penalised:
    """What `base` pays and what `by`, which is never above 0, takes from it; see `penalised`.

    Attributes:
        base (Reward): What is paid without a penalty.
        by (Reward): The penalty, 0 or less.
    """

    base: Reward
    by: Reward

    def __call__(self, sample: Sample) -> Score | None:
        spoken = dict(score_parts({"base": self.base, "by": self.by}, sample))
        if "base" not in spoken:
            return None
        if "by" in spoken and spoken["by"].value > 0:
            raise PartError(
                f"by: expected a penalty of 0 or less, got {spoken['by'].value!r}",
                total_usage(spoken.values()),
            )
        return aggregate(math.fsum(part.value for part in spoken.values()), spoken)

    def __repr__(self) -> str:
        return as_call("penalised", self.base, by=self.by)


def penalised(base: Reward, *, by: Reward) -> Penalised:
    """`base` + `by`, where `by` is a penalty: 0 where there is nothing to punish, else below 0.

    The sign is that of DAPO's soft overlong punishment (Yu et al. 2025, equation 13), which is
    added to the reward. A penalty above 0 is an error. Without a penalty (`by` abstains) the
    whole is `base`; when `base` abstains, so does the whole. Raises TypeError for what is not a
    reward.
    """
    check_rewards({"base": base, "by": by})
    return Penalised(base, by)


@dataclass(frozen=True, repr=False)
class Clipped:
    """The reward's score, no less than `low` and no more than `high`; see `clipped`.

    Attributes:
        reward (Reward): The reward whose score is held within the bounds.
        low, high (float): The bounds. Default 0 and 1.
    """

    reward: Reward
    low: float = 0.0
    high: float = 1.0

    def __call__(self, sample: Sample) -> Score | None:
        said = score(self.reward, sample)
        return said and replace(said, value=min(max(said.value, self.low), self.high))

    def __repr__(self) -> str:
        return as_call("clipped", self.reward, low=self.low, high=self.high)


def clipped(reward: Reward, *, low: float = 0.0, high: float = 1.0) -> Clipped:
    """The reward's score, at least `low` and at most `high`; its parts stay as they are.

    Abstains where the reward does. Raises TypeError for what is not a reward, and ValueError
    unless both bounds are finite and `low` is below `high`.
    """
    check_reward("reward", reward)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"low, high: expected finite bounds in order, got {low!r}, {high!r}")
    return Clipped(reward, low, high)


@dataclass(frozen=True, repr=False)
class PerTask:
    """The score of the reward for the sample's task; see `per_task`.

    Attributes:
        field (str): The path of the task's name in the metadata.
        rewards (mapping of str to Reward): The reward of each task.
    """

    field: str
    rewards: Mapping[str, Reward]

    def __call__(self, sample: Sample) -> Score | None:
        known = ", ".join(map(repr, self.rewards))
        try:
            task = field_at(sample.metadata, self.field)
        except LookupError as error:
            raise ValueError(f"metadata.{error}; the tasks are {known}") from error
        if not isinstance(task, str) or task not in self.rewards:
            raise ValueError(f"metadata.{self.field}: expected one of {known}, got {task!r}")
        return FirstApplicable({task: self.rewards[task]})(sample)

    def __repr__(self) -> str:
        return as_call("per_task", self.field, self.rewards)


def per_task(field: str, rewards: Mapping[str, Reward]) -> PerTask:
    """The reward for the sample's task, which its metadata name at the path `field`.

    The score has one part, under the task's name; it abstains where that reward does. A sample
    of no known task is a ValueError that names those known. Raises TypeError or ValueError,
    naming the task, for what is not a reward or a name with a dot.
    """
    check_rewards(rewards)
    return PerTask(field, dict(rewards))


@dataclass(frozen=True, repr=False)
class WithoutReasoning:
    """The reward, of the reply without its reasoning; see `without_reasoning`.

    Attributes:
        reward (Reward): What scores the reply after its reasoning.
    """

    reward: Reward

    def __call__(self, sample: Sample) -> Score | float | None:
        return self.reward(with_response(sample, marks.without_reasoning(sample.response)))

    def __repr__(self) -> str:
        return as_call("without_reasoning", self.reward)


def without_reasoning(reward: Reward) -> WithoutReasoning:
    """The reward's score of what the reply says after its reasoning.

    Reasoning that never ends leaves an empty reply. Raises TypeError for what is not a reward.
    """
    check_reward("reward", reward)
    return WithoutReasoning(reward)


def with_response(sample: Sample, text: str) -> Sample:
    """The sample as if the model had replied with `text`; one without a reply stays as it is."""
    if not sample.answered:
        return sample
    *before, last = sample.messages
    return replace(sample, messages=(*before, replace(last, content=text)))


@dataclass(frozen=True, repr=False)
class OnField:
    """The reward, of the field at `path` in place of the reply; see `on_field`.

    Attributes:
        path (str): The path of the field in the reply's JSON.
        reward (Reward): What scores the field.
    """

    path: str
    reward: Reward

    def __call__(self, sample: Sample) -> Score | float | None:
        block = json_block(sample.response)
        text = None if block is None else _text_at(block, self.path)
        if text is None:
            return Score(0.0, f"the reply's JSON has no {self.path}")
        gold = _gold_at(sample.reference_answer, self.path)
        return self.reward(replace(with_response(sample, text), reference_answer=gold))

    def __repr__(self) -> str:
        return as_call("on_field", self.path, self.reward)


def on_field(path: str, reward: Reward) -> OnField:
    """The reward's score of the field at `path` (`invoice.lines.0.price`) of the reply's JSON.

    The JSON is read out of the reply as `json_block` does it. A text field is seen as it is, a
    number as it is written, anything else as JSON; a reply without the field, or with null there,
    scores 0. The reference is the same field of the reference where that is an object, or the text
    of one, and None where it has no such field; any other reference is seen whole. Raises
    TypeError for what is not a reward and ValueError for an empty path.
    """
    check_reward("reward", reward)
    if not path:
        raise ValueError("path: expected the path of a field, got ''")
    return OnField(path, reward)


class _NumberText(str):
    """A number as it is written."""

    __slots__ = ()


def _text_at(text: str, path: str) -> str | None:
    """The field as text; None where the text is no JSON, has no such field, or has null there."""
    try:
        value = field_at(_load_json(text), path)
        return value if value is None or isinstance(value, str) else _as_json(value)
    except (LookupError, RecursionError, ValueError):
        return None


def _load_json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(f"expected JSON, got {constant}")  # NaN and Infinity are Python's own

    return json.loads(text, parse_float=_NumberText, parse_int=_NumberText, parse_constant=refuse)


def _as_json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_as_json(k)}: {_as_json(it)}" for k, it in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_json, value)) + "]"
    return str(value) if isinstance(value, _NumberText) else json.dumps(value, ensure_ascii=False)


def _gold_at(gold: Any, path: str) -> Any:
    gold, _ = unwrap_text(gold)
    if isinstance(gold, str):
        try:
            is_object = isinstance(_load_json(gold), dict)
        except (RecursionError, ValueError):
            is_object = False
        return _text_at(gold, path) if is_object else gold
    if not isinstance(gold, Mapping):
        return gold
    try:
        value = field_at(gold, path)
    except LookupError:
        return None
    return _as_json(value) if isinstance(value, bool) else value
