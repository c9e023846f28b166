"""Telling a row without a reply, as a preflight sends it, from a reply that nobody has read.

```
samples ──▶ check_replies ──▶ every row ends in the model's turn         they are graded
                  │      ──▶ no row does, as in a preflight              they are paid the floor
                  ▼
      WireError: an unknown role, a reply in another column or form, rows of both kinds
```
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rewards.types import ASSISTANTS, Sample
from rewards.wire.errors import WireError

# The roles that a conversation ends in where the model has not spoken yet.
_ASKING = ("user", "tool", "function")

# Columns that `read_row` reads, or that hold what was asked.
_ASKED = frozenset({"id", "messages", "prompt", "query", "system", "tools", "reference_answer"})
# Columns in which a dataset keeps columns of its own.
_NESTED = ("metadata", "extra_info")

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words of a column's name by which it holds what a model said, unless a word after that tells
# otherwise: a gold, something about replies, or what the dataset has of its own.
_SAID = _words(
    "response responses reply replies output outputs completion completions generation generations"
    " generated prediction predictions predicted pred candidate candidates rollout rollouts"
    " trajectory continuation continuations assistant hypothesis choices sampled calls call"
)
_ANSWER = _words("answer answers")
_SAID_WHOLE = _words("solution_str model_answer text message content answer_text final result")
_GOLD = _words(
    "reference references gold golden ground truth expected target targets label labels chosen"
    " rejected correct ideal true preferred wrong bad"
)
_ABOUT = _words(
    "format schema type types language lang tokens length config style template id ids uri url key"
    " path count time date input inputs max min number index version hash name names"
)
_OWN = _words(
    "question questions query context contexts document documents passage passages article story"
    " rubric rubrics criteria criterion guideline guidelines instruction instructions task tasks"
    " domain topic category subject subjects subset difficulty level source sources dataset data"
    " split ability title description note notes comment comments hint hints explanation rationale"
    " reasoning solution solutions steps test tests cases code problem example examples history"
    " demonstrations shots few option options persona author tag tags constraint constraints policy"
    " scenario background evidence facts keywords sql table database unit units system license"
)


def check_replies(places: Sequence[str], samples: Sequence[Sample]) -> None:
    """Raises WireError where a reply stands in a form that is not read, or some rows lack one.

    A row without a reply is one of a preflight, which sends raw rows of a dataset: they end in the
    user's turn, and so do all rows of that batch. Everything else without a reply would be paid
    the floor for a reply that stands elsewhere.
    """
    for place, sample in zip(places, samples, strict=True):
        if sample.answered:
            _check_turn(sample, place)
        else:
            _check_question(sample, place)
    missing = next((n for n, sample in enumerate(samples) if not sample.answered), None)
    replied = next((n for n, sample in enumerate(samples) if sample.answered), None)
    if missing is not None and replied is not None:
        raise WireError(
            f"expected the model's reply as the last turn, as in {places[replied]}: "
            "only a batch without any reply is one of a preflight",
            f"a turn of the role {samples[missing].messages[-1].role!r}",
            places[missing],
        )


def _check_question(sample: Sample, place: str) -> None:
    """The row holds no reply, neither as a last turn of another role nor in another column."""
    roles = [turn.role for turn in sample.messages]
    last = sample.messages[-1]
    if last.role not in _ASKING:
        known = ", ".join((*ASSISTANTS, *_ASKING))
        raise WireError(
            f"the last turn's role: expected one of {known}",
            repr(last.role),
            f"{place}.{_last_place(sample)}",
        )
    asked = [role for role in roles if role not in ("system", "developer")]
    if asked[0] in ASSISTANTS or (asked[-2:] == ["assistant", "user"] and _is_blank(sample)):
        raise WireError(
            "expected the model's reply as the last turn; one stands before the user's",
            place=f"{place}.{_last_place(sample)}",
        )
    column = next(_unread_columns(sample.row), None)
    if column is not None:
        raise WireError(
            "a text beside a conversation without a reply: expected the reply as the last of the "
            "`messages`, and a column of the dataset's own under `metadata`",
            place=f"{place}.{column}",
        )


def _is_blank(sample: Sample) -> bool:
    """Whether the last turn is nothing but blank text; an image has no text."""
    turns = sample.row.get("messages") or sample.row.get("prompt")
    said = turns[-1].get("content") if isinstance(turns, list) else turns
    return said is None or (isinstance(said, str) and not said.strip())


def _last_place(sample: Sample) -> str:
    """The column and the position of the last turn."""
    for key in ("completion", "model_response", "response", "messages", "prompt", "query"):
        held = sample.row.get(key)
        turns = held if isinstance(held, list) else [held]
        if turns and isinstance(turns[-1], Mapping) and "role" in turns[-1]:
            return f"{key}[{len(turns) - 1}]" if isinstance(held, list) else key
    return "messages"


def _unread_columns(row: Mapping[str, Any]) -> Iterator[str]:
    """The columns that may hold a reply, by their names, their form, or as prose of no known name.

    A column under `metadata` is the dataset's own, unless its name or its form says otherwise.
    """
    for name, held in row.items():
        if name in _ASKED:
            if _is_turn(held):
                yield name
        elif name in _NESTED and isinstance(held, Mapping):
            inner = ((key, value) for key, value in held.items() if key not in _ASKED)
            yield from (f"{name}.{key}" for key, value in inner if _may_be_reply(key, value))
        elif (
            _may_be_reply(name, held)
            or _is_second_answer(name, row)
            or (_has_text(held, 2) and not _name_words(name) & (_GOLD | _ABOUT | _OWN | _ANSWER))
        ):
            yield name


def _may_be_reply(name: str, held: object) -> bool:
    is_number = isinstance(held, int | float) and not isinstance(held, bool)
    if not is_number and not _has_text(held):
        return False
    words = _name_words(name)
    if words & (_GOLD | _ABOUT):
        return False
    if words & _SAID or name.lower() in _SAID_WHOLE:
        return True
    return not words & _OWN and _is_turn(held)


def _is_second_answer(name: str, row: Mapping[str, Any]) -> bool:
    """Whether it is an `answer` beside the reference: without one it is the dataset's gold."""
    if not _name_words(name) & _ANSWER or _name_words(name) & (_GOLD | _ABOUT):
        return False
    is_known = row.get("reference_answer") is not None or row.get("reward_model") is not None
    return is_known and row[name] not in (None, "", [], {})


def _name_words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name))


def _has_text(held: object, words: int = 1) -> bool:
    """Whether a text of so many words is somewhere in it; "easy" and "algebra_001" are one."""
    waiting = [held]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and len(value.split(maxsplit=words)) >= words:
            return True
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False


def _is_turn(held: object) -> bool:
    """Whether it is a turn, or ends in one, that somebody else than the user says."""
    last = held[-1] if isinstance(held, list) and held else held
    if not isinstance(last, Mapping) or last.get("role") in ("user", "system", "developer", "tool"):
        return False
    return ("role" in last or "from" in last or "message" in last) and _has_text(last)


# Keys of a turn, and of a part, that say nothing: an empty reply may have them.
_SILENT = _words(
    "role name id type status index finish_reason stop_reason model refusal tool_call_id tool_calls"
    " content metadata logprobs annotations timestamp created weight tool_use_id cache_control"
)
_WITHOUT_TEXT = re.compile(
    r"reason|think|thought|image|audio|video|file|document|refus|cache|citation|redacted|analysis",
    re.I,
)
_CALLS = ("function_call", "functionCall", "tool_use", "toolUse", "tool_call", "toolCall")


def _check_turn(sample: Sample, place: str) -> None:
    """The model's turn is read whole: no call and, where it reads as nothing, no text is left over.

    Reasoning without an answer is an empty reply, and so is a refusal.
    """
    reply = sample.messages[-1]
    is_empty = not reply.content.strip() and not reply.tool_calls
    row = sample.row
    held = row.get("messages")
    turn = held[-1] if isinstance(held, list) else None
    if isinstance(turn, Mapping) and turn.get("role") in ASSISTANTS:
        if is_empty or "function_call" in turn or isinstance(turn.get("content"), list | dict):
            _check_turn_keys(turn, is_empty, f"{place}.messages[{len(held or ()) - 1}]")
        for name in ("model_response", "completion"):
            if is_empty and _has_text(row.get(name)):
                raise WireError(
                    "a reply beside a last turn of the model's that is empty: expected one reply",
                    place=f"{place}.{name}",
                )


def _check_turn_keys(turn: Mapping[str, Any], is_empty: bool, place: str) -> None:
    content = turn.get("content")
    parts = content if isinstance(content, list) else [content]
    placed = [(turn, place)]
    placed += [
        (part, f"{place}.content" + (f"[{n}]" if isinstance(content, list) else ""))
        for n, part in enumerate(parts)
        if isinstance(part, Mapping)
    ]
    for held, where in placed:
        call = next((key for key in _CALLS if held.get(key) or held.get("type") == key), None)
        if call is not None and not turn.get("tool_calls"):
            raise WireError(
                "a call of a tool in a form that is not read: expected `tool_calls`", "", where
            )
        kind = held.get("type")
        silent = isinstance(kind, str) and _WITHOUT_TEXT.search(kind)
        for key, value in held.items():
            unread = key not in _SILENT and not _WITHOUT_TEXT.search(key)
            if is_empty and unread and not silent and _has_text(value):
                raise WireError(
                    "a text in a turn that has no other: expected it under `content`, as a text "
                    "or as parts with a `text`",
                    place=f"{where}.{key}",
                )
