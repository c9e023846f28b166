"""The reference of a row: one of the places where a dialect keeps it, out of its wrapping."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from rewards.wire.errors import WireError, literal


class Gold(NamedTuple):
    """A gold beside the reference, and its place."""

    place: str
    value: Any


def one_reference(top: Any, nested: Any, beside: Gold | None = None) -> Any:
    """The reference at the top level, else the one under metadata, else the gold beside them.

    `{text: …}` is unwrapped, and blank text is no reference. Raises WireError where two of them
    differ; but the gold beside may say the reference in more words.
    """
    gold, nested = _plain(top), _plain(nested)
    if nested is not None and gold is None:
        gold = nested
    elif nested is not None and not _alike(gold, nested):
        raise WireError(
            f"reference_answer: {literal(gold)} at the top level "
            f"differs from {literal(nested)} under metadata"
        )
    spare = None if beside is None else _plain(beside.value)
    if beside is None or spare is None:
        return gold
    if gold is not None and not (_alike(gold, spare) or _may_be_one(gold, spare)):
        raise WireError(
            f"{beside.place}: {literal(spare)} differs from reference_answer {literal(gold)}"
        )
    return spare if gold is None else gold


def verl_gold(row: Mapping[str, Any]) -> Gold | None:
    """The gold of a verl row.

    A row for training has it in `reward_model.ground_truth`. SageMaker evaluation, which puts the
    model's answer in `response`, has it in `extra_info.reference_answer`, made of
    `extra_info.answer` before `reward_model.ground_truth`.
    """
    places = _EVALUATED if "response" in row else _TRAINED
    for name, key in places:
        held = row.get(name)
        value = held.get(key) if isinstance(held, Mapping) else None
        if _plain(value) is not None:
            return Gold(f"{name}.{key}", value)
    return None


_TRAINED = (
    ("reward_model", "ground_truth"),
    ("extra_info", "reference_answer"),
    ("extra_info", "answer"),
)
_EVALUATED = (*_TRAINED[1:], _TRAINED[0])


_PLAIN_TYPES = (str, int, float)


def _plain(reference: Any) -> Any:
    """The reference out of `{text: …}`, and None for blank text."""
    while isinstance(reference, Mapping) and list(reference) == ["text"]:
        reference = reference["text"]
    return None if isinstance(reference, str) and not reference.strip() else reference


def _alike(one: Any, other: Any) -> bool:
    """Whether two golds are equal as values, as texts, or as what their JSON holds."""
    try:
        if isinstance(one, _PLAIN_TYPES) and isinstance(other, _PLAIN_TYPES):
            one, other = _words(one), _words(other)
        return bool(_decoded(one) == _decoded(other))
    except RecursionError:
        return False


def _may_be_one(one: Any, other: Any) -> bool:
    """Whether one is in the other, as an answer is in its solution.

    A text beside an object or a list may say the same in words, unless it is JSON itself.
    """
    texts = [gold for gold in (one, other) if isinstance(gold, _PLAIN_TYPES)]
    if len(texts) < 2:
        return any(not isinstance(_decoded(gold), Mapping | list) for gold in texts)
    said, meant = map(_words, texts)
    return said in meant or meant in said


def _words(text: str | float) -> str:
    return text.strip() if isinstance(text, str) else literal(text)


def _decoded(gold: Any) -> Any:
    """The value that a JSON text of an object or a list holds, or else the gold itself."""
    if not (isinstance(gold, str) and gold.lstrip()[:1] in ("{", "[")):
        return gold
    try:
        return json.loads(gold)
    except (ValueError, RecursionError):
        return gold
