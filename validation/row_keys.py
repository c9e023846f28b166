"""What the keys of a row mean: which are read, which nearly are, grades in other types, and pairs.

    row as it is written ──▶ prepare_rows ──▶ rows with the names, roles and grades that are read
                                  │
                                  └──▶ InputError for a key or role that plainly means another one

Rows may have any columns: what is not known here is sent to the reward as it stands, and is only
told as unread. A key is refused where it plainly means a known one that the row does not have. What
stands under `metadata` is the user's.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from rewards.types import ASSISTANTS
from rewards.wire.message import CONVERSATION_KEYS
from validation.errors import InputError, name_options
from validation.pairwise import split_pair

LABELS = ("prompt_id", "quality", "policy", "ratings", "made", "preferred")
_BESIDE = "id reference_answer metadata tools response system reward_model extra_info"
PAIR = ("chosen", "rejected")
READ = frozenset((*LABELS, *CONVERSATION_KEYS, *_BESIDE.split(), *PAIR, "replies"))
# Keys that a slip of the pen is looked for: they are long, and rows seldom have others like them.
_SLIPS = ("prompt_id", "quality", "ratings", "messages", "reference_answer", "metadata")
_LEAST_LIKENESS = 0.85

# Other words for a known key, without their case and signs. A word that data sets use for columns
# of their own as well (answer, solution, target, model, label) is none.
_WORDS = {
    "quality": """grade score rating correctness iscorrect correct humanscore humangrade
        qualityscore goldscore""",
    "ratings": "humanratings judgeratings raterscores annotatorratings",
    "reference_answer": """groundtruth groundtruthanswer gold goldanswer goldenanswer goldreference
        goldlabel reference referencetext referenceresponse correctanswer expectedanswer
        expectedoutput expectedresponse idealanswer targetanswer""",
    "tools": "tooldefinitions availabletools functions toolspecs",
    # for the model's reply, where it stands beside messages that do not end in one
    "completion": """output outputtext generation generated generatedtext prediction predicted
        reply modeloutput llmoutput modelreply assistantreply assistantresponse""",
    # in a row that has no conversation
    "messages": "conversation conversations dialog dialogue chat turns",
}
_SYNONYMS = {word: name for name, words in _WORDS.items() for word in words.split()}

ROLES = ("system", "developer", "user", *ASSISTANTS, "tool", "function")
_ROLE_WORDS = {
    "assistant": "model bot ai gpt llm chatbot agent",
    "user": "human person customer",
}
_ROLE_SYNONYMS = {word: role for role, words in _ROLE_WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class RowRules:
    """What the user says of the keys of the rows.

    Attributes:
        names: A key, or a role, by what it is called in the rows; the name that is read instead.
        allow_unread: Whether keys and roles that nearly are known ones may stay unread.
        grades: Labels from the worst to the best, whose places are the grades.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    allow_unread: bool = False
    grades: Sequence[str] = ()

    def __post_init__(self) -> None:
        known = sorted({*READ, *ROLES})
        for key, name in self.names.items():
            if name not in known:
                raise InputError(f"map: {key}={name}: expected one of {', '.join(known)}")


PLAIN_RULES = RowRules()


def prepare_rows(row: Mapping[str, Any], position: int, rules: RowRules) -> list[dict[str, Any]]:
    """The row with the names that are read; two of them where it holds a pair of replies.

    A pair is a `chosen` and a `rejected` reply, or two `replies` and who `preferred` which.

    Raises InputError, as `key: what is wrong`, for a key or a role that plainly means another one,
    and for a grade that is none.
    """
    if "preferred" in row:
        made = []
        for one in split_pair(row, position):
            reply = one.pop("chosen_reply")
            made += _prepare_row(_with_reply(one, reply, "replies"), position, rules)
        return made
    return _prepare_row(row, position, rules)


def _prepare_row(row: Mapping[str, Any], position: int, rules: RowRules) -> list[dict[str, Any]]:
    named = _mapped_row(row, rules) if rules.names else dict(row)
    if not rules.allow_unread:
        for key in _keys_to_check(tuple(named)):
            value = named[key]
            if key not in READ and (meant := _meant_key(key, value, named)) is not None:
                raise InputError(_near_miss(key, meant))
            if key in READ:
                _check_roles(key, value)
    if named.get("quality") is not None:
        named["quality"] = _grade("quality", named["quality"], rules)
    if isinstance(named.get("ratings"), Mapping):
        ratings = named["ratings"].items()
        named["ratings"] = {who: _grade(f"ratings.{who}", said, rules) for who, said in ratings}
    return _split_preference(named, position)


@lru_cache(maxsize=256)
def _keys_to_check(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Those that hold turns, and those that nothing reads; rows of one file have the same keys."""
    turns = (*CONVERSATION_KEYS, *PAIR)
    return tuple(key for key in keys if key in turns or key not in READ)


def unread_keys(rows: Sequence[Mapping[str, Any]], rules: RowRules) -> tuple[str, ...]:
    """The keys of the rows that nothing reads, in the order of their first appearance."""
    names = rules.names
    unread = [key for row in rows if not row.keys() <= READ for key in row if key not in READ]
    return tuple(dict.fromkeys(key for key in unread if key not in names))


def _mapped_row(row: Mapping[str, Any], rules: RowRules) -> dict[str, Any]:
    named = {
        _mapped_key(key, rules): _with_mapped_roles(value, rules) for key, value in row.items()
    }
    # A handler reads the row by the names that the data have.
    named |= {k: row[k] for k in row if _mapped_key(k, rules) == "reference_answer" != k}
    return named


def _mapped_key(key: str, rules: RowRules) -> str:
    name = rules.names.get(key)
    return name if name is not None and name in READ else key


def _with_mapped_roles(value: Any, rules: RowRules) -> Any:
    roles = {role: name for role, name in rules.names.items() if name in ROLES}
    if not roles or not isinstance(value, list):
        return value
    return [
        {**turn, "role": roles[turn["role"]]}
        if isinstance(turn, dict) and turn.get("role") in roles
        else turn
        for turn in value
    ]


def _near_miss(key: str, meant: str) -> str:
    more = ", or `ratings` as {NAME: number} for what single raters gave" if key == "rating" else ""
    return (
        f"{key}: nothing reads this key, and it plainly means `{meant}`{more}: rename it, map it "
        f"(--map {key}={meant}; in Python map={{{key!r}: {meant!r}}}), or let it stay unread "
        f"({name_options('--allow-unread')})"
    )


@lru_cache(maxsize=4096)
def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.casefold())


def _meant_key(key: str, value: Any, row: Mapping[str, Any]) -> str | None:
    """The known key that an unknown one plainly means, where the row has none of that name."""
    if value is None:
        return None
    plain = _plain(key)
    for name in (*LABELS, "messages", "reference_answer", "metadata", "tools"):
        if plain == _plain(name):
            return name if _lacks(name, row) else None
    if plain in _SYNONYMS:
        name = _SYNONYMS[plain]
        return name if _FITS.get(name, _fits_any)(value, row) and _lacks(name, row) else None
    likest = _likest_key(plain)
    return likest if likest is not None and _lacks(likest, row) else None


@lru_cache(maxsize=4096)
def _likest_key(plain: str) -> str | None:
    """The known key of which this one is a slip of the pen; rows of one file have the same keys."""
    likest = max(_SLIPS, key=lambda known: SequenceMatcher(None, plain, _plain(known)).ratio())
    ratio = SequenceMatcher(None, plain, _plain(likest)).ratio()
    return likest if ratio >= _LEAST_LIKENESS else None


def _fits_any(value: Any, row: Mapping[str, Any]) -> bool:
    return True


# Whether a value under another word for this key can be one, beside what else the row has.
_FITS: Mapping[str, Callable[[Any, Mapping[str, Any]], bool]] = {
    "quality": lambda value, row: (
        (isinstance(value, bool | int | float) or _is_number(value)) and not row.get("ratings")
    ),
    "completion": lambda value, row: isinstance(value, str) and _lacks_reply(row),
    "messages": lambda value, row: (
        isinstance(value, list) and all(row.get(key) is None for key in CONVERSATION_KEYS)
    ),
    "tools": lambda value, row: isinstance(value, list),
}


def _lacks(name: str, row: Mapping[str, Any]) -> bool:
    """Whether the row has nothing under this name, and no reference where others have it."""
    if name == "reference_answer":
        nested = [row.get(place) for place in ("metadata", "reward_model", "extra_info")]
        golds = {"reference_answer", "ground_truth", "answer"}
        if any(isinstance(held, Mapping) and golds & held.keys() for held in nested):
            return False
    return row.get(name) is None


def _lacks_reply(row: Mapping[str, Any]) -> bool:
    turns, beside = row.get("messages"), ("completion", "model_response", "response")
    if not isinstance(turns, list) or not turns or any(row.get(key) is not None for key in beside):
        return False
    return not (isinstance(turns[-1], Mapping) and turns[-1].get("role") in ASSISTANTS)


def _check_roles(key: str, turns: Any) -> None:
    for at, turn in enumerate(turns if isinstance(turns, list) else ()):
        role = turn.get("role") if isinstance(turn, dict) else None
        if not isinstance(role, str) or role in ROLES:
            continue
        plain = _plain(role)
        meant = _ROLE_SYNONYMS.get(plain) or next((r for r in ROLES if _plain(r) == plain), None)
        if meant is not None:
            raise InputError(
                f"{key}[{at}].role: no trainer and no reward reads {role!r}, which plainly means "
                f"{meant!r}: rename it, map it (--map {role}={meant}; in Python map={{{role!r}: "
                f"{meant!r}}}), or let it stay ({name_options('--allow-unread')})"
            )


def _is_number(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d+(\.\d+)?\s*", value) is not None


def _grade(place: str, said: Any, rules: RowRules) -> Any:
    """A grade as a number: true is 1, false 0, "4" is 4, a declared label is its place."""
    if isinstance(said, bool):
        return float(said)
    if not isinstance(said, str):
        return said
    if said in rules.grades:
        return float(rules.grades.index(said))
    if _is_number(said):
        return float(said)
    expected = "expected a number, true or false"
    if rules.grades:
        expected += f", or one of the labels {', '.join(rules.grades)}"
        raise InputError(f"{place}: {expected}; got {said!r}")
    raise InputError(
        f"{place}: {expected}; got {said!r}: labels are declared from the worst to the best "
        "(--grades bad,fair,good; in Python grades=['bad', 'fair', 'good'])"
    )


def _split_preference(row: dict[str, Any], position: int) -> list[dict[str, Any]]:
    """A row with a `chosen` and a `rejected` reply is two rows, graded 1 and 0."""
    if row.get("chosen") is None or row.get("rejected") is None:
        return [row]
    rest = {key: value for key, value in row.items() if key not in PAIR}
    identity = f"row-{position}" if row.get("id") is None else row["id"]
    return [
        {**_with_reply(rest, row[name], name), "id": f"{identity}/{name}", "quality": quality}
        for name, quality in zip(PAIR, (1.0, 0.0), strict=True)
    ]


def _with_reply(row: dict[str, Any], said: Any, name: str) -> dict[str, Any]:
    before = row.get("messages") or row.get("prompt")
    turns = [{"role": "user", "content": before}] if isinstance(before, str) else before or []
    if isinstance(said, str) and turns:
        said = [{"role": "assistant", "content": said}]
    if not isinstance(said, list) or not said:
        raise InputError(
            f"{name}: expected a reply as text beside `prompt` or `messages`, or as messages; "
            f"got {said!r:.60}"
        )
    whole = said if said[: len(turns)] == turns else [*turns, *said]
    return {key: value for key, value in row.items() if key != "prompt"} | {"messages": whole}
