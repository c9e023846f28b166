"""Comparing a whole trajectory: which tools were called, in what order, and what came of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import fsum
from typing import Any

from rewards.json_match import json_match
from rewards.structured.tool_calls import reply_calls, unfit_calls
from rewards.tool_calls_match import ToolCallsMatch
from rewards.types import ASSISTANTS, Message, Sample, Score, ToolCall


@dataclass(frozen=True)
class TrajectoryMatch:
    """How far a rollout over several turns made the expected calls and left the expected state.

    The reference is a list of calls, as `tool_calls_match` reads it, or an object with `calls`, a
    final `state`, or both. The calls are those of all turns of the model, compared by
    `ToolCallsMatch`; the state is the metadata's `state_key`, which the environment writes after
    the last turn, compared by `json_match`. The score is the mean of the two by their weights, and
    of the one alone that the reference names. Of it `error_cost` times the share of calls is taken
    that name an unknown tool or do not fit the tool's parameters, where the sample declares tools.

    Parts are `calls` and `state`; the metrics count turns, calls and unfit calls, and `in_order` is
    the score of the calls in their order. Raises ValueError for a reference that names neither, and
    LookupError where a state is expected and the metadata have none: that is the environment's
    fault, and no wrong answer.

    Attributes:
        ordered (bool): Whether calls are paired only in their order. Default True.
        calls_weight, state_weight (float): What each counts; above 0. Default 1.
        error_cost (float): What is taken where all calls are unfit, 0 to 1. Default 0.5.
        state_key (str): Where the metadata have the final state. Default "final_state".
    """

    ordered: bool = True
    calls_weight: float = 1.0
    state_weight: float = 1.0
    error_cost: float = 0.5
    state_key: str = "final_state"

    def __post_init__(self) -> None:
        for name in ("calls_weight", "state_weight"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name}: expected a number above 0, got {getattr(self, name)!r}")
        if not 0 <= self.error_cost <= 1:
            raise ValueError(f"error_cost: expected 0 to 1, got {self.error_cost!r}")

    def __call__(self, sample: Sample) -> Score:
        expected = _read_reference(sample.reference_answer)
        made = trajectory_calls(sample)
        unfit = unfit_calls(made, sample.tools)
        turns = sum(turn.role in ASSISTANTS for turn in sample.messages)
        metrics = {"turns": float(turns), "calls_made": float(len(made)), **unfit}
        parts: dict[str, Score] = {}
        if "calls" in expected:
            whole = (*sample.messages[:1], Message("assistant", "", made))
            asked = replace(sample, messages=whole, reference_answer=expected["calls"], row={})
            parts["calls"] = ToolCallsMatch(ordered=self.ordered, written=False)(asked)
            metrics["in_order"] = ToolCallsMatch(ordered=True, written=False)(asked).value
        if "state" in expected:
            parts["state"] = self._compare_state(sample, expected["state"])
        weights = {"calls": self.calls_weight, "state": self.state_weight}
        total = fsum(weights[name] for name in parts)
        value = fsum(weights[name] * part.value for name, part in parts.items()) / total
        wrong = sum(unfit.values()) / len(made) if made else 0.0
        value = round(value * (1 - self.error_cost * min(wrong, 1.0)), 12)
        reason = "; ".join(part.reason for part in parts.values() if part.reason)
        return Score(value, reason, parts=parts, metrics=metrics)

    def _compare_state(self, sample: Sample, expected: Any) -> Score:
        if self.state_key not in sample.metadata:
            raise LookupError(
                f"metadata: expected {self.state_key!r}, the state after the last turn, got "
                f"{sorted(sample.metadata)}"
            )
        said = Message("assistant", json.dumps(sample.metadata[self.state_key]))
        compared = json_match(replace(sample, messages=(said,), reference_answer=expected, row={}))
        return compared if isinstance(compared, Score) else Score(float(compared))


def trajectory_calls(sample: Sample) -> tuple[ToolCall, ...]:
    """The calls of all turns of the model, in their order: those it carries, else those written."""
    turns = [turn for turn in sample.messages if turn.role in ASSISTANTS]
    return tuple(
        call for turn in turns for call in reply_calls(replace(sample, messages=(turn,), row={}))
    )


def _read_reference(reference: Any) -> Mapping[str, Any]:
    while isinstance(reference, Mapping) and list(reference) == ["text"]:
        reference = reference["text"]
    if isinstance(reference, str) and reference.lstrip()[:1] in ("{", "["):
        reference = json.loads(reference)
    if isinstance(reference, Mapping) and {"calls", "state"} & reference.keys():
        return reference
    if reference is None or reference == {}:
        raise ValueError(f"reference_answer: expected calls, a state or both, got {reference!r}")
    return {"calls": reference}


# How far a trajectory makes the expected calls in their order and leaves the expected state.
trajectory_match = TrajectoryMatch()
