"""OpenAI's graders as rewards: JSON written for its reinforcement fine-tuning pays here as well.

The format is that of https://developers.openai.com/api/docs/guides/graders, read in 2026.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from judges.ask import GREEDY, Ask, Sampling
from judges.openai_graders.model_graders import LabelModel, ScoreModel, Turns
from judges.openai_graders.templates import prefix_errors
from judges.openai_graders.text_graders import REFUSED, Metric, Operation, SimilarText, StringCheck
from rewards.formula import formula
from rewards.structured.json_reply import strict_json
from rewards.types import Reward

_TYPES = ("string_check", "text_similarity", "label_model", "score_model", "multi", "python")
_OF_ALL = ("type", "name", "pass_threshold")
_OF_MODELS = (*_OF_ALL, "model", "input", "sampling_params")
_NOT_IN_FORMULAS = ("^", "floor", "ceil", "exp", "sqrt", "log")
_LIMITS = ("max_completions_tokens", "max_completion_tokens")
_SAMPLING = ("temperature", "top_p", "reasoning_effort", "seed", *_LIMITS)
_Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
_TEXTS = ("input_text", "output_text", "text")

# The model that a grader asks.
_AskFor = Callable[[Mapping[str, Any]], Ask]

_Choice = TypeVar("_Choice", bound=str)


def read_grader(
    grader: str | Path | Mapping[str, Any],
    *,
    ask: Ask | None = None,
    asks: Mapping[str, Ask] | None = None,
) -> Reward:
    """The reward that a grader is, given as its JSON or the path of a file of it.

    `asks` maps a grader's `model` to the Ask that stands for it, and `ask` stands for all others.
    The grade is as OpenAI defines it, and so `pass_threshold`, which only its reports use, changes
    nothing. The graders of a `multi` are its parts, under their names.

    Raises ValueError, with the path and the field, for what is no grader, for a model grader
    without an Ask, and for what cannot be honoured: `python`, the metrics cosine and meteor,
    a `multi` within a `multi`, and `^`, floor, ceil, exp, sqrt and log in `calculate_output`.
    """
    if isinstance(grader, Mapping):
        given, place = grader, "grader"
    else:
        place = str(grader)
        with prefix_errors(f"{place}: expected JSON: "):
            given = strict_json(Path(grader).read_text(encoding="utf-8"))
        if not isinstance(given, Mapping):
            raise ValueError(f"{place}: expected an object with a type, got {given!r:.80}")
    if isinstance(given.get("grader"), Mapping):  # as a fine-tuning job has it
        given, place = given["grader"], f"{place}.grader"
    with prefix_errors(f"{place}: "):
        return _make_reward(given, partial(_ask_for, asks or {}, ask))


def _ask_for(by_model: Mapping[str, Ask], others: Ask | None, grader: Mapping[str, Any]) -> Ask:
    """The Ask of a grader's `model`: the one under its name, else the one for all others."""
    model = _text_field(grader, "model")
    ask = by_model.get(model, others)
    if ask is None:
        known = ", ".join(map(repr, by_model)) or "none"
        expected = f"an Ask for {model!r}, as ask=… or asks={{{model!r}: …}}"
        raise ValueError(f"model: expected {expected}; got {known}")
    return ask


def _make_reward(grader: Mapping[str, Any], ask_for: _AskFor) -> Reward:
    match _choice_field(grader, "type", _TYPES):
        case "string_check":
            _check_fields(grader, (*_OF_ALL, "input", "reference", "operation"))
            operations: tuple[Operation, ...] = get_args(Operation)
            operation = _choice_field(grader, "operation", operations)
            return StringCheck(*_two_texts(grader), operation)
        case "text_similarity":
            _check_fields(grader, (*_OF_ALL, "input", "reference", "evaluation_metric"))
            metrics: tuple[Any, ...] = (*get_args(Metric), *REFUSED)  # SimilarText says why
            metric = _choice_field(grader, "evaluation_metric", metrics)
            return SimilarText(*_two_texts(grader), metric)
        case "label_model":
            _check_fields(grader, (*_OF_MODELS, "labels", "passing_labels"))
            labels, passing = (_texts_field(grader, it) for it in ("labels", "passing_labels"))
            return LabelModel(
                ask_for(grader), _turns(grader), labels, passing, _read_sampling(grader)
            )
        case "score_model":
            _check_fields(grader, (*_OF_MODELS, "range"))
            ends = (0.0, 1.0) if grader.get("range") is None else _pair_field(grader, "range")
            return ScoreModel(ask_for(grader), _turns(grader), ends, _read_sampling(grader))
        case "multi":
            return _multi(grader, ask_for)
    raise ValueError(
        "type: python is refused, since its source would run in the reward's own process: check "
        "it, make it a function of a Sample in a module of yours, and join it to the others with "
        "rewards.formula"
    )


def _multi(grader: Mapping[str, Any], ask_for: _AskFor) -> Reward:
    _check_fields(grader, (*_OF_ALL, "graders", "calculate_output"))
    parts = {}
    for name, part in _graders_of(grader).items():
        if not isinstance(part, Mapping):
            raise ValueError(f"graders.{name}: expected an object with a type, got {part!r:.80}")
        with prefix_errors(f"graders.{name}."):
            if part.get("type") == "multi":
                raise ValueError("type: a multi stands in no other, as with OpenAI")
            parts[name] = _make_reward(part, ask_for)
    text = _text_field(grader, "calculate_output")
    for word in re.findall(r"\w+|\^", text):
        if word in _NOT_IN_FORMULAS and word not in parts:
            raise ValueError(
                f"calculate_output: {word} is refused, since a formula here has + - * / and "
                f"min, max, abs, clip alone; got {text!r}"
            )
    with prefix_errors("calculate_output: "):
        return formula(text, **parts)


def _graders_of(multi: Mapping[str, Any]) -> Mapping[str, Any]:
    """The graders by name, as the guide has them; or one, or a list, each with a name, as in the
    types of OpenAI's library."""
    given = multi.get("graders")
    several = [given] if isinstance(given, Mapping) and "type" in given else given
    if not (isinstance(several, list | tuple) and all(isinstance(it, Mapping) for it in several)):
        return _object_field(multi, "graders")
    named = {_text_field(one, "name"): one for one in several}
    if len(named) < len(several):
        raise ValueError(f"graders: expected a name for each, got {sorted(named)}")
    return named


def _two_texts(grader: Mapping[str, Any]) -> tuple[str, str]:
    return _text_field(grader, "input"), _text_field(grader, "reference")


def _turns(grader: Mapping[str, Any]) -> Turns:
    messages, turns = grader.get("input"), []
    if not isinstance(messages, list | tuple):
        raise ValueError(f"input: expected a list of messages, got {messages!r:.80}")
    for at, message in enumerate(messages):
        if not isinstance(message, Mapping):
            raise ValueError(f"input[{at}]: expected a message, got {message!r:.80}")
        with prefix_errors(f"input[{at}]."):
            _check_fields(message, ("role", "content", "type"))
            turns.append((_text_field(message, "role"), _content_text(message.get("content"))))
    return tuple(turns)


def _content_text(content: Any) -> str:
    """The text of a message: one text, or parts of text that follow each other."""
    if isinstance(content, str):
        return content
    if isinstance(content, list | tuple):
        return "".join(map(_content_text, content))
    kind = content.get("type") if isinstance(content, Mapping) else None
    if kind in _TEXTS and isinstance(content.get("text"), str):
        return str(content["text"])
    got = f"a part of type {kind!r}" if kind else repr(content)[:80]
    raise ValueError(f"content: expected text, since no other kind of material is kept; got {got}")


def _read_sampling(grader: Mapping[str, Any]) -> Sampling:
    """What the grader says, and for the rest the kit's own; `seed` has no counterpart in it.

    A model that reasons takes no temperature of its own accord, so that it is given none.
    """
    if grader.get("sampling_params") is None:
        return GREEDY
    given = _object_field(grader, "sampling_params")
    with prefix_errors("sampling_params."):
        _check_fields(given, _SAMPLING)
        effort: _Effort | None = None
        if given.get("reasoning_effort") is not None:
            efforts: tuple[_Effort, ...] = get_args(_Effort)
            effort = _choice_field(given, "reasoning_effort", efforts)
            effort = None if effort == "none" else effort
        temperature = _number_field(given, "temperature")
        if temperature is None and effort is None:
            temperature = GREEDY.temperature
        top_p = _number_field(given, "top_p")
        return Sampling(temperature, top_p, max_tokens=_token_limit(given), reasoning=effort)


def _token_limit(given: Mapping[str, Any]) -> int:
    for name in _LIMITS:
        limit = _number_field(given, name)
        if limit is not None:
            if limit != int(limit) or limit < 1:
                raise ValueError(f"{name}: expected a whole number from 1, got {given[name]!r}")
            return int(limit)
    return GREEDY.max_tokens


def _check_fields(given: Mapping[str, Any], known: Collection[str]) -> None:
    """Raises ValueError for a field that a grader of this type does not have."""
    for name in given:
        if name not in known:
            raise ValueError(f"{name}: unknown field, expected one of {', '.join(known)}")


def _text_field(given: Mapping[str, Any], name: str) -> str:
    return str(_field(given, name, "a text", lambda it: isinstance(it, str)))


def _texts_field(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    def fits(value: Any) -> bool:
        return isinstance(value, list | tuple) and all(isinstance(it, str) for it in value)

    return tuple(_field(given, name, "a list of texts", fits))


def _choice_field(given: Mapping[str, Any], name: str, choices: Sequence[_Choice]) -> _Choice:
    choice = _field(given, name, f"one of {', '.join(choices)}", choices.__contains__)
    return choices[choices.index(choice)]


def _pair_field(given: Mapping[str, Any], name: str) -> tuple[float, float]:
    def fits(value: Any) -> bool:
        return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_finite, value))

    low, high = _field(given, name, "two finite numbers", fits)
    return float(low), float(high)


def _number_field(given: Mapping[str, Any], name: str) -> float | None:
    """None where the field is absent or null."""
    number = _field(given, name, "a finite number", lambda it: it is None or _is_finite(it))
    return None if number is None else float(number)


def _object_field(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return dict(_field(given, name, "an object", lambda it: isinstance(it, Mapping)))


def _field(given: Mapping[str, Any], name: str, expected: str, fits: Callable[[Any], bool]) -> Any:
    """The field's value; raises ValueError where it does not fit what is expected."""
    value = given.get(name)
    if not fits(value):
        got = repr(value)[:80] if name in given else "nothing"
        raise ValueError(f"{name}: expected {expected}, got {got}")
    return value


def _is_finite(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 1e300 and math.isfinite(value)
