"""The parts of a larger reward: faults by path, no bill lost, and the libraries that they need."""

import inspect
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import partial
from importlib.util import find_spec
from types import FunctionType

from rewards.extras import require_extra
from rewards.scoring import ScoringError, describe, score
from rewards.types import AssayError, Reward, Sample, Score, Usage


class PartError(AssayError, ValueError):
    """Parts that were scored, and whose scores make no whole. `usage` is what they have cost."""

    def __init__(self, text: str, usage: tuple[Usage, ...] = ()) -> None:
        super().__init__(text)
        self.usage = usage


def score_parts(parts: Mapping[str, Reward], sample: Sample) -> Iterator[tuple[str, Score]]:
    """The parts that do not abstain, each scored when it is asked for, in their order.

    Raises ScoringError with the path to the part that failed, and in its usage what the parts
    before it have cost as well.
    """
    paid: list[Usage] = []
    for name, reward in parts.items():
        part = score_after(paid, reward, sample, name)
        if part is not None:
            paid.extend(part.usage)
            yield name, part


def score_after(
    paid: Sequence[Usage], reward: Reward, sample: Sample, name: str = ""
) -> Score | None:
    """As `score`: a fault is on the path `name`, and carries what was `paid` before it as well."""
    try:
        return score(reward, sample)
    except ScoringError as error:
        path = ".".join(filter(None, (name, error.part)))
        usage = merge_usage([*paid, *error.usage])
        raise ScoringError(
            error.sample_id, error.cause_type, error.cause_text, path, usage, error.origin
        ) from error.__cause__


def total_usage(scores: Iterable[Score]) -> tuple[Usage, ...]:
    """What several scores have cost, one entry a model."""
    return merge_usage(usage for score in scores for usage in score.usage)


def merge_usage(usages: Iterable[Usage]) -> tuple[Usage, ...]:
    """The same tokens, one entry a model."""
    totals: dict[str, tuple[int, int]] = {}
    for usage in usages:
        read, written = totals.get(usage.model, (0, 0))
        totals[usage.model] = (read + usage.input_tokens, written + usage.output_tokens)
    return tuple(Usage(model, *tokens) for model, tokens in totals.items())


def check_parts(parts: Mapping[str, object]) -> None:
    """Raises ValueError where there are none, or for a name that a path of parts cannot hold."""
    if not parts:
        raise ValueError("expected at least one part, as name=…; got none")
    for name in parts:
        if not isinstance(name, str) or not name:
            raise ValueError(f"part {name!r}: expected a name")
        if "." in name:  # a path of parts is written with dots
            raise ValueError(f"part {name!r}: expected a name without a dot")


def check_rewards(rewards: Mapping[str, Reward]) -> None:
    """Raises as `check_parts` does, and TypeError, naming the part, for what is not a reward."""
    check_parts(rewards)
    for name, reward in rewards.items():
        check_reward(name, reward)


def check_reward(name: str, reward: object) -> None:
    """Raises TypeError, naming the part, for what is not a reward."""
    if not callable(reward):
        raise TypeError(f"part {name!r}: expected a reward, got {describe(reward)}")


def aggregate(value: float, parts: Mapping[str, Score]) -> Score:
    """The score that the parts make: their reasons by name, and what they have cost together.

    Raises PartError for a value that is not finite.
    """
    usage = total_usage(parts.values())
    if not math.isfinite(value):
        shown = ", ".join(f"{name}={part.value!r}" for name, part in parts.items())
        raise PartError(f"expected a finite number, got {value!r} of {shown}", usage)
    reason = "; ".join(f"{name}: {part.reason}" for name, part in parts.items() if part.reason)
    return Score(value, reason, parts=parts, usage=usage)


def as_call(function: str, /, *settings: object, **parts: object) -> str:
    """The code that makes a reward through the function that is named."""
    shown = [*map(describe, settings), *(f"{name}={describe(it)}" for name, it in parts.items())]
    return f"{function}({', '.join(shown)})"


def inner_values(reward: object) -> Iterable[object]:
    """What a reward is made of: its settings, and what a function closes over or names."""
    if isinstance(reward, FunctionType):
        return [value for value in _named_values(reward) if _may_be_part(value)]
    if isinstance(reward, partial):
        return [reward.func, *reward.args, *reward.keywords.values()]
    if is_dataclass(reward) and not isinstance(reward, type):
        return [getattr(reward, setting.name, None) for setting in fields(reward)]
    if isinstance(reward, Mapping):
        return reward.values()
    return reward if isinstance(reward, list | tuple) else ()


def _named_values(function: FunctionType) -> list[object]:
    """What a function closes over, and the globals that it names."""
    try:
        named = inspect.getclosurevars(function)
    except ValueError:  # it names a local of an outer function that has no value yet
        return []
    return [*named.nonlocals.values(), *named.globals.values()]


def _may_be_part(value: object) -> bool:
    return is_dataclass(value) or isinstance(value, FunctionType | partial | dict | list | tuple)


def check_extras(reward: object) -> None:
    """Raises ImportError, as calling would, for a library that a part may need and that is absent.

    A part says so by its attribute `extras`, the libraries with the extras that install them:
    `{"sqlglot": "sql"}`. None is imported here.
    """
    waiting, seen = [reward], set[int]()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        extras = getattr(part, "extras", None)
        for module, name in extras.items() if isinstance(extras, dict) else ():
            with require_extra(module, name):
                if find_spec(module) is None:
                    raise ModuleNotFoundError(name=module)
        waiting.extend(inner_values(part))
