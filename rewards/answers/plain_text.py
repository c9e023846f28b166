"""What a text is before it is read: its marks plain, in one form."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Literal

UnicodeForm = Literal["NFC", "NFKC"]
_LAST = re.compile(r"(?<![\s.,;:!?…。，、；：！？])[\s.,;:!?…。，、；：！？]+\Z")  # noqa: RUF001
_SPACES = re.compile(r"\s+")
_SPELLINGS = {
    "-": "\u2212\u2013\uff0d\u2010\u2011\ufe63",
    "'": "\u2019\u2018\u02bc",
    '"': "\u201c\u201d",
    " ": "\u00a0\u2009\u202f\u2007",
    "*": "\u00d7\u22c5\u00b7\u2219",
    "/": "\u2044\u2215",
    ":": "\uff1a",
    "=": "\uff1d",
    "%": "\uff05",
    "$": "\uff04",
    ".": "\u3002",
    ",": "\uff0c\u3001",
}
_PLAIN = str.maketrans({mark: plain for plain, marks in _SPELLINGS.items() for mark in marks})


def compose(text: str) -> str:
    """`text` with each accent in one character with its letter (NFC), so that é is one é."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def plain_marks(text: str) -> str:
    """`text` with typographic marks as plain ones: a minus sign becomes "-"."""
    return text if text.isascii() else text.translate(_PLAIN)


def normalize_text(
    text: str,
    *,
    unicode: UnicodeForm | None = None,
    ignore_case: bool = False,
    ignore_inner_space: bool = False,
    ignore_last_marks: bool = False,
) -> str:
    """`text` without white space around it, in the Unicode form, and without what is ignored.

    White space inside counts as one space; the last marks are those that end a clause, at the
    end of the text. None keeps the characters as they are.
    """
    if ignore_case:
        text = text.casefold()
    if unicode is not None:
        text = unicodedata.normalize(unicode, text)
    if ignore_inner_space:
        text = _SPACES.sub(" ", text)
    text = text.strip()
    return _LAST.sub("", text) if ignore_last_marks else text


def check_unicode_form(unicode: object) -> None:
    """Raises ValueError for any value but None, "NFC" and "NFKC"."""
    if unicode not in (None, "NFC", "NFKC"):
        raise ValueError(f"unicode: expected None, 'NFC' or 'NFKC', got {unicode!r}")


class Expression:
    """What `re.compile` gives for the same arguments, compiled at its first use.

    Each method is looked up once and then is the compiled pattern's own, which costs nothing
    more. A pattern that is no regular expression raises `re.error` at that first use, not here.

    Attributes:
        pattern (str): The regular expression.
        flags (int): Those of `re.compile`. Default 0.
        hints (tuple of str): Small letters of which some stand in each match, given in one text,
            apart by "|"; default none. A text is searched for them much faster than for the
            pattern.
    """

    search: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[Any]]
    sub: Callable[..., str]
    split: Callable[..., list[str]]

    def __init__(self, pattern: str, flags: int = 0, hints: str = "") -> None:
        self.pattern = pattern
        self.flags = flags
        self.hints = tuple(hints.split("|")) if hints else ()

    def may_match(self, small: str) -> bool:
        """Whether a hint stands in `small`, which is in small letters; else nothing matches."""
        return any(map(small.__contains__, self.hints))

    def __repr__(self) -> str:
        return f"Expression({self.pattern!r}, {self.flags!r})"

    def __getattr__(self, name: str) -> Any:
        if name not in Expression.__annotations__:
            raise AttributeError(name)
        method = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, method)
        return method


def prose(pattern: str, hints: str = "") -> Expression:
    """An expression that ignores case, and in which white space is only layout."""
    return Expression(pattern, re.VERBOSE | re.IGNORECASE, hints)
