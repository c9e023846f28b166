"""OpenAI's graders as rewards: JSON written for its reinforcement fine-tuning pays here as well.

The format is that of https://developers.openai.com/api/docs/guides/graders, read in 2026.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from judges.ask import Ask
from judges.graders import values
from judges.graders.score_model import AsksByModel, read_label_model, read_score_model
from judges.graders.similar_text import REFUSED, Metric, Operation, SimilarText, StringCheck
from rewards.formula import formula
from rewards.structured.json_reply import strict_json
from rewards.types import Reward

_TYPES = ("string_check", "text_similarity", "label_model", "score_model", "multi", "python")
_OF_ALL = ("type", "name", "pass_threshold")
_NOT_IN_FORMULAS = ("^", "floor", "ceil", "exp", "sqrt", "log")


def read_grader(
    grader: str | Path | Mapping[str, Any],
    *,
    ask: Ask | None = None,
    asks: Mapping[str, Ask] | None = None,
) -> Reward:
    """The reward that a grader is, given as its JSON or the path of a file of it.

    `asks` says by a grader's `model` who is asked, and `ask` who is for all other models. The
    grade is as OpenAI defines it, and so `pass_threshold`, which only its reports use, changes
    nothing. The graders of a `multi` are its parts, under their names.

    Raises ValueError, with the path and the field, for what is no grader, for a model grader with
    nobody to ask, and for what cannot be honoured: `python`, the metrics cosine and meteor,
    a `multi` within a `multi`, and `^`, floor, ceil, exp, sqrt and log in `calculate_output`.
    """
    given, place = _load_grader(grader)
    try:
        return _make_reward(given, AsksByModel(asks or {}, ask))
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error


def _load_grader(grader: str | Path | Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    if isinstance(grader, Mapping):
        return grader, "grader"
    try:
        given = strict_json(Path(grader).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{grader}: expected JSON: {error}") from error
    if not isinstance(given, Mapping):
        raise ValueError(f"{grader}: expected an object with a type, got {given!r:.80}")
    return given, str(grader)


def _make_reward(grader: Mapping[str, Any], asks: AsksByModel) -> Reward:
    match values.choice_field(grader, "type", _TYPES):
        case "string_check":
            return _string_check(grader)
        case "text_similarity":
            return _text_similarity(grader)
        case "label_model":
            return read_label_model(grader, asks)
        case "score_model":
            return read_score_model(grader, asks)
        case "multi":
            return _multi(grader, asks)
    raise ValueError(
        "type: python is refused, since its source would run in the reward's own process: check "
        "it, make it a function of a Sample in a module of yours, and join it to the others with "
        "rewards.formula"
    )


def _string_check(grader: Mapping[str, Any]) -> StringCheck:
    values.check_fields(grader, (*_OF_ALL, "input", "reference", "operation"))
    operations: tuple[Operation, ...] = get_args(Operation)
    return StringCheck(
        values.text_field(grader, "input"),
        values.text_field(grader, "reference"),
        values.choice_field(grader, "operation", operations),
    )


def _text_similarity(grader: Mapping[str, Any]) -> SimilarText:
    values.check_fields(grader, (*_OF_ALL, "input", "reference", "evaluation_metric"))
    metrics: tuple[Any, ...] = (*get_args(Metric), *REFUSED)  # SimilarText says why
    return SimilarText(
        values.text_field(grader, "input"),
        values.text_field(grader, "reference"),
        values.choice_field(grader, "evaluation_metric", metrics),
    )


def _multi(grader: Mapping[str, Any], asks: AsksByModel) -> Reward:
    values.check_fields(grader, (*_OF_ALL, "graders", "calculate_output"))
    parts = {
        name: _part(name, part, asks)
        for name, part in values.object_field(grader, "graders").items()
    }
    text = values.text_field(grader, "calculate_output")
    for word in re.findall(r"\w+|\^", text):
        if word in _NOT_IN_FORMULAS and word not in parts:
            raise ValueError(
                f"calculate_output: {word} is refused, since a formula here has + - * / and "
                f"min, max, abs, clip alone; got {text!r}"
            )
    try:
        return formula(text, **parts)
    except ValueError as error:
        raise ValueError(f"calculate_output: {error}") from error


def _part(name: str, grader: Any, asks: AsksByModel) -> Reward:
    if not isinstance(grader, Mapping):
        raise ValueError(f"graders.{name}: expected an object with a type, got {grader!r:.80}")
    try:
        if grader.get("type") == "multi":
            raise ValueError("type: a multi stands in no other, as with OpenAI")
        return _make_reward(grader, asks)
    except ValueError as error:
        raise ValueError(f"graders.{name}.{error}") from error
