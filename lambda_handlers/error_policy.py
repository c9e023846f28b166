"""What becomes of a sample without a score, and what of it may stand in the log."""

import logging
import os
import warnings
from collections.abc import Sequence
from typing import Literal

from rewards.metric_names import ABSTAINED, SCORING_ERROR
from rewards.scoring import Outcome, ScoringError
from rewards.types import Score
from rewards.wire.errors import is_finite, short_literal

# What a handler does about a sample without a score: raise, or answer with this number.
OnError = float | Literal["raise"]


def check_on_error(on_error: object) -> None:
    """Raises ValueError for what is neither "raise" nor a finite number."""
    if on_error != "raise":
        check_finite("on_error", on_error, "'raise' or ")


def check_finite(name: str, number: object, besides: str = "") -> None:
    """Raises ValueError, with the setting's name, for what is no finite number."""
    if not is_finite(number):
        raise ValueError(f"{name}: expected {besides}a finite number, got {short_literal(number)}")


def apply_on_error(outcomes: Sequence[Outcome], on_error: OnError) -> list[Score]:
    """A score for each outcome; RuntimeError where one lacks a score and `on_error` is "raise".

    The error's cause is the first fault, if LOG_REPLIES allows: what wraps a handler may print it.
    """
    scores = []
    for outcome in outcomes:
        if isinstance(outcome, Score):
            scores.append(outcome)
        elif on_error == "raise":
            raise _unscored_error(outcomes)
        else:
            cause = ABSTAINED if outcome is None else SCORING_ERROR
            scores.append(Score(on_error, metrics={cause: 1.0}))
    return scores


def _unscored_error(outcomes: Sequence[Outcome]) -> RuntimeError:
    """Lambda writes an exception's text to the log, and a fault's text may quote the reply."""
    missing = sum(not isinstance(outcome, Score) for outcome in outcomes)
    fault = next((outcome for outcome in outcomes if isinstance(outcome, ScoringError)), None)
    quoted = log_replies_enabled()
    if fault is None:
        said = "the reward abstained, and a reply has no place for that"
    elif quoted:
        said = str(fault)
    else:
        at = f" at {fault.origin}" if fault.origin else ""
        said = f"{fault.place}: {fault.cause_type}{at} (with LOG_REPLIES=1 its text is told)"
    error = RuntimeError(
        f"{missing} of {len(outcomes)} samples could not be scored; the first: {said}"
    )
    error.__cause__ = fault if quoted else None
    return error


# The loggers of libraries that rewards and judges use; what they write may quote a reply.
LIBRARIES = (
    *("antlr4", "asyncio", "boto3", "botocore", "concurrent", "httpcore", "httpx", "jsonschema"),
    *("langdetect", "latex2sympy2_extended", "math_verify", "mpmath", "pint", "rapidfuzz"),
    *("jsonschema_specifications", "referencing", "s3transfer", "sqlglot", "sympy", "urllib3"),
)


def mute_libraries() -> None:
    """Keeps libraries from logging and warning about the texts they read, unless LOG_REPLIES asks.

    Neither the root logger nor what a function sets as its level makes them speak. A handler that
    is hung on one of these loggers itself hears it.
    """
    if log_replies_enabled():
        return
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    warnings.filterwarnings("ignore", category=SyntaxWarning)  # code of a reply, that is compiled


def log_replies_enabled() -> bool:
    """Whether the environment's LOG_REPLIES is 1, true, yes or on."""
    return os.environ.get("LOG_REPLIES", "").strip().lower() in ("1", "true", "yes", "on")
