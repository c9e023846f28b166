"""Reading the inside of a box, which must hold one number and nothing that changes it."""

import re

from rewards.reading.denial import is_bound, is_denied
from rewards.reading.expression import Expression
from rewards.reading.numbers import Found, Number, number_spans, read_number

_DIGIT = Expression(r"\d")
_WRAPPING = Expression(
    r"\\(?:text|mathrm|textbf|mathbf|bf|rm|mathit|operatorname)\b|\\(?:left|right|displaystyle)\b"
    r"|\\[,;:! ]|\^\{?\\circ\}?|[{}$\s*_~°]|\\[()\[\]$]"
)
_COMMAND = Expression(r"\\(?:text|mathrm|textbf|mathbf)\b|\\[,;:! ]|[{}$]")
_EQUAL_SIGN = Expression(r"(?<![!<>\\])=|≈|\\approx")
_LEAD = Expression(r"[A-Za-z,\.':()$€£¥ -]*")
_UNIT = Expression(r"[A-Za-z%€£¥²³./',)\s-]*(?:\^-?\d[A-Za-z./\s]*)?\)?")
_PLACEHOLDER = Expression(
    r"\W*(?:text)?\W*(?:your|the|final|numerical|correct|my)?\W*(?:answer|result|number|\.\.\.)?"
    r"(?:\W*here)?\W*",
    re.IGNORECASE,
)


def is_placeholder(content: str) -> bool:
    """Whether a box is empty or says "your answer here", as instructions do."""
    return _PLACEHOLDER.fullmatch(content) is not None


def only_number(content: str) -> Number | None:
    """The number that is all a box holds, but for a unit and an "x =" before it."""
    parts = _EQUAL_SIGN.split(content)
    last = "=" + next((part for part in reversed(parts) if _DIGIT.search(part)), "")
    spans = number_spans(last)
    if not spans:
        return None
    found = read_number(spans[0])
    before = _WRAPPING.sub("", last[1 : found.start])
    after = _WRAPPING.sub("", last[found.end :])
    if not _LEAD.fullmatch(before) or not _UNIT.fullmatch(after):
        return None
    return None if is_denied(last, found) or _is_bound(last, found) else found.number


def _is_bound(text: str, found: Found) -> bool:
    """Whether the box holds "at least 18" or "18 or more", be it in \\text or not."""
    before = _COMMAND.sub(" ", text[1 : found.start])
    after = _COMMAND.sub(" ", text[found.end :])
    words = re.sub(r"\s+", " ", f"{before}18{after}")
    at = words.rindex("18", 0, len(words) - len(re.sub(r"\s+", " ", after)))
    return is_bound(words, Found(at, at + 2, found.number))
