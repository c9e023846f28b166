"""Pairwise verdicts as data: which of two replies each rater prefers, and in which order asked.

    {"messages": […], "replies": ["…", "…"], "preferred": {"ann": 1, "bob": 0, "judge": [1, 2]}}
        ──▶ two rows, each with what every rater said of it: 1 preferred, 0 a tie, -1 the other

A verdict names the reply: 1 or 2, or 0 or "tie" for neither; null is a missing verdict. A list of
two holds the verdicts on the replies as they stand and swapped, each naming the same replies.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from validation.errors import InputError

_CHOICES: Mapping[Any, int] = {1: 1, "1": 1, 2: -1, "2": -1, 0: 0, "0": 0, "tie": 0}


def split_pair(row: Mapping[str, Any], position: int) -> Iterator[dict[str, Any]]:
    """A row with `replies` and `preferred` is two rows with a reply each; any other row is itself.

    The rater's verdict is a rating too: 1, 0.5 or 0, the mean of both orders. `quality` may hold a
    grade for each reply. Raises InputError, as `key: what is wrong`, for a malformed pair.
    """
    if "preferred" not in row:
        yield dict(row)
        return
    replies, preferred = row.get("replies"), row["preferred"]
    if not isinstance(replies, list) or len(replies) != 2:
        raise InputError(
            f"replies: expected the two replies that were compared, got {replies!r:.60}"
        )
    if not isinstance(preferred, Mapping):
        raise InputError(f"preferred: expected a verdict by rater, got {preferred!r:.60}")
    said = {name: _verdicts(name, told) for name, told in preferred.items()}
    rest = {key: value for key, value in row.items() if key not in ("replies", "quality")}
    identity = f"row-{position}" if row.get("id") is None else row["id"]
    prompt = (
        {} if row.get("prompt_id") is not None or row.get("id") is None else {"prompt_id": identity}
    )
    for place, (reply, sign) in enumerate(zip(replies, (1, -1), strict=True)):
        own = {name: [sign * each for each in verdicts] for name, verdicts in said.items()}
        rated = {name: 0.5 + sum(told) / len(told) / 2 for name, told in own.items() if told}
        ratings = row.get("ratings")
        both = {**rated, **(ratings[place] if isinstance(ratings, list) else {})}
        quality = row.get("quality")
        yield {
            **rest,
            **prompt,
            "id": f"{identity}/{place + 1}",
            "chosen_reply": reply,
            "preferred": own,
            "ratings": both,
            "quality": quality[place] if isinstance(quality, list) and len(quality) == 2 else None,
        }


def _verdicts(name: str, told: Any) -> list[int]:
    """What a rater said, once for each order asked; empty where it said nothing."""
    if isinstance(told, Mapping):
        told = [told.get("in_order"), told.get("swapped")]
    given = [each for each in (told if isinstance(told, list) else [told]) if each is not None]
    unknown = [each for each in given if isinstance(each, bool | list) or each not in _CHOICES]
    if unknown or len(given) > 2:
        raise InputError(
            f"preferred.{name}: expected 1, 2, 0 or 'tie', null, or a list of two such for both "
            f"orders, got {told!r:.60}"
        )
    return [_CHOICES[each] for each in given]


def combined_verdict(told: Sequence[int]) -> float:
    """One verdict of both orders: 1, 0 or -1; a tie where they differ, nan where there is none."""
    if not told:
        return float("nan")
    return float(told[0]) if len(set(told)) == 1 else 0.0
