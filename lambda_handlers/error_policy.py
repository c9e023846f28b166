"""Whether what the model said may stand in the log: not unless LOG_REPLIES asks for it."""

import math
import os
from collections.abc import Sequence
from typing import Literal

from rewards.metric_names import ABSTAINED, SCORING_ERROR
from rewards.scoring import Outcome, ScoringError
from rewards.types import Score
from rewards.wire.errors import short_literal


def log_replies_enabled() -> bool:
    """Whether the environment's LOG_REPLIES is 1, true, yes or on."""
    return os.environ.get("LOG_REPLIES", "").strip().lower() in ("1", "true", "yes", "on")


OnError = float | Literal["raise"]


def check_on_error(on_error: object) -> None:
    """Raises ValueError for what is neither "raise" nor a finite number."""
    if on_error != "raise":
        check_finite("on_error", on_error, "'raise' or ")


def check_finite(name: str, number: object, besides: str = "") -> None:
    """Raises ValueError, with the setting's name, for what is no finite number."""
    if not _is_finite(number):
        raise ValueError(f"{name}: expected {besides}a finite number, got {short_literal(number)}")


def apply_on_error(outcomes: Sequence[Outcome], on_error: OnError) -> list[Score]:
    """A score for each outcome; RuntimeError where one lacks a score and `on_error` says so.

    Its cause is the first fault, if LOG_REPLIES allows: what wraps a handler may print causes.
    """
    if on_error != "raise":
        return [_score_or_number(outcome, on_error) for outcome in outcomes]
    scores = [outcome for outcome in outcomes if isinstance(outcome, Score)]
    if len(scores) < len(outcomes):
        raise _unscored_error(outcomes, len(outcomes) - len(scores))
    return scores


def _is_finite(number: object) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number past any float
        return False


def _score_or_number(outcome: Outcome, number: float) -> Score:
    if isinstance(outcome, Score):
        return outcome
    return Score(number, metrics={ABSTAINED if outcome is None else SCORING_ERROR: 1.0})


def _unscored_error(outcomes: Sequence[Outcome], missing: int) -> RuntimeError:
    fault = next((outcome for outcome in outcomes if isinstance(outcome, ScoringError)), None)
    quoted = log_replies_enabled()
    said = "the reward abstained, and a reply has no place for that"
    if fault is not None:
        said = str(fault) if quoted else _fault_summary(fault)
    error = RuntimeError(
        f"{missing} of {len(outcomes)} samples could not be scored; the first: {said}"
    )
    error.__cause__ = fault if quoted else None
    return error


def _fault_summary(fault: ScoringError) -> str:
    """Lambda writes an exception's text to the log, and a fault's may quote the reply."""
    place = f"sample {fault.sample_id!r}" + (f", part {fault.part!r}" if fault.part else "")
    return f"{place}: {fault.cause_type} (with LOG_REPLIES=1 its text is told)"
