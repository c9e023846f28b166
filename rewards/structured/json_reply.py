"""Reading the JSON that a reply is, more strictly than Python's own reader."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from rewards.answers.fences import reply_body
from rewards.answers.marked_answer import json_block, refuse_constant
from rewards.types import AssayError, Sample

# Lists and objects in one another; what is deeper is refused, so that nothing recurses too far.
DEEPEST = 64
_FENCED = re.compile(
    r"(`{3,}+|~{3,}+)[ \t]*+"
    r"(?:(?:\w*json\w*|javascript|js)(?=[\s{\[\"])(?:[ \t][^\n{\[\"]*=[^\n{\[]*\n)?)?(.*)\1",
    re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r"(?:[ \t]*>[^\n]*(?:\n|\Z))+")
_TAGGED = re.compile(r"<(answer|json|output|result|response)\s*>(.*)</\1\s*>", re.DOTALL | re.I)
# White space of JSON, and the mark that some writers put at the beginning of a file.
_SPACE = " \t\r\n"
_HOLDERS = (dict, list)
_TOO_DEEP = f"more than {DEEPEST} levels deep"


def reply_value(text: str, *, unique_keys: bool = True, exact: bool = False) -> Any:
    """The value of a reply that is JSON and nothing else: bare, in one closed fence, or in a tag.

    The reasoning before it does not count, nor do marks of the turn's end and of the byte order.
    Raises NotJsonError as `strict_json` does.
    """
    text = reply_body(text).strip(_SPACE).removeprefix("\ufeff")
    if text.startswith(">") and _QUOTED.fullmatch(text):
        text = re.sub(r"^[ \t]*>[ \t]?", "", text, flags=re.MULTILINE)
    for holder in (_TAGGED, _FENCED):
        held = holder.fullmatch(text)
        text = held[2].strip(_SPACE) if held else text
    return strict_json(text, unique_keys=unique_keys, exact=exact)


def value_in_prose(text: str, *, unique_keys: bool = True, exact: bool = False) -> Any:
    """The value that `json_block` finds: in the last fence, else the last object.

    Raises NotJsonError where there is none, and as `strict_json` does.
    """
    found = json_block(text)
    if found is None:
        raise NotJsonError("no JSON in it")
    return strict_json(found, unique_keys=unique_keys, exact=exact)


def strict_json(text: str, *, unique_keys: bool = True, exact: bool = False) -> Any:
    """The value of `text`, which is all JSON (RFC 8259).

    Where it is `exact`, a number with a point or an exponent is a Decimal of its very digits.

    Raises NotJsonError for anything else: NaN and Infinity, a number too large for a float,
    more than `DEEPEST` levels, and with `unique_keys` a key given twice.
    """
    hook: Callable[[list[tuple[str, Any]]], dict[str, Any]] = _unique_keys if unique_keys else dict
    try:
        value = json.loads(
            text,
            parse_constant=refuse_constant,
            parse_float=_finite_decimal if exact else _finite_float,
            # of 309 digits in a row, every thirtieth is ten in a row
            parse_int=_whole_number if _TEN_DIGITS.search(text[::30]) else None,
            object_pairs_hook=hook,
        )
    except RecursionError as error:
        raise NotJsonError(_TOO_DEEP) from error
    except ValueError as error:
        raise NotJsonError(str(error)[:200]) from error
    if is_deep(value):
        raise NotJsonError(_TOO_DEEP)
    return value


_TEN_DIGITS = re.compile(r"\d{10}")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise ValueError(f"the key {twice[:40]!r} more than once")
    return value


def _finite_float(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError(f"a number too large: {digits[:40]}")
    return number


def _finite_decimal(digits: str) -> Decimal:
    _finite_float(digits)
    return Decimal(digits)


def _whole_number(digits: str) -> int:
    return int(digits) if len(digits) <= 308 else int(_finite_float(digits))


def reference_json(sample: Sample, field: str | None = None) -> Any:
    """The reference, or its `field`, as a JSON value, read out of a text where it is one.

    `{"text": …}` unwraps where JSON is inside. Raises ValueError for none, and for no JSON.
    """
    gold = sample.reference_answer
    if isinstance(gold, str):
        gold = _parse_reference(gold, "reference_answer")
    while isinstance(gold, Mapping) and list(gold) == ["text"] and _holds_json(gold["text"]):
        gold = gold["text"]
        gold = _parse_reference(gold, "reference_answer.text") if isinstance(gold, str) else gold
    if field is not None:
        if not (isinstance(gold, Mapping) and field in gold):
            raise ValueError(f"reference_answer: expected an object with {field!r}, got {gold!r}")
        gold = gold[field]
    if gold is None:
        raise ValueError("reference_answer: expected JSON, got None")
    try:
        text = json.dumps(gold, allow_nan=False, default=_as_dict)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"reference_answer: expected JSON, got {type(gold).__name__}") from error
    return _parse_reference(text, "reference_answer")


def _parse_reference(text: str, place: str) -> Any:
    try:
        return strict_json(text)
    except NotJsonError as error:
        raise ValueError(f"{place}: expected JSON, got {text[:200]!r}: {error}") from error


def _holds_json(value: Any) -> bool:
    if isinstance(value, str):
        return value.lstrip().startswith(("{", "["))
    return isinstance(value, Mapping | list)


def _as_dict(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"expected JSON, got {value!r:.80}")


@dataclass(frozen=True, eq=False, slots=True)
class AnyOf:
    """A place of the gold where any of several values is right.

    Attributes:
        choices (tuple): The values, of which the one that agrees best is compared.
        optional (bool): Whether the field may be left out. Default False.
    """

    choices: tuple[Any, ...]
    optional: bool = False


def with_choices(gold: Any) -> Any:
    """The gold with an `AnyOf` in place of each `{"any_of": [value, …]}`."""
    if isinstance(gold, Mapping):
        if list(gold) == ["any_of"] and isinstance(gold["any_of"], list) and gold["any_of"]:
            return AnyOf(tuple(map(with_choices, gold["any_of"])))
        return {name: with_choices(inner) for name, inner in gold.items()}
    return [with_choices(inner) for inner in gold] if isinstance(gold, list) else gold


def may_be_left_out(wanted: Any) -> bool:
    """Whether an object without the field agrees: it may be null, or is said to be optional."""
    return wanted is None or (
        isinstance(wanted, AnyOf) and (wanted.optional or any(it is None for it in wanted.choices))
    )


class NotJsonError(AssayError, ValueError):
    """A text that is not the JSON that was wanted, and why."""


def is_deep(value: Any) -> bool:
    """Whether there are more than `DEEPEST` lists and objects in one another."""
    level = [value] if isinstance(value, _HOLDERS) else []
    for _ in range(DEEPEST):
        if not level:
            return False
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, _HOLDERS)
        ]
    return bool(level)


def count_values(value: Any) -> int:
    """How many values there are, lists and objects among them; it must not be too deep."""
    count, level = 0, [value]
    while level:
        count, level = count + len(level), inner_values(level)
    return count


def inner_values(level: list[Any]) -> list[Any]:
    """What the lists and objects among these values hold."""
    return [
        inner
        for outer in level
        if isinstance(outer, _HOLDERS)
        for inner in (outer.values() if isinstance(outer, dict) else outer)
    ]
