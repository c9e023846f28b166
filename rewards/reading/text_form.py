"""Bringing two texts into one form, so that they differ only in what matters."""

import re
import unicodedata
from typing import Literal

UnicodeForm = Literal["NFC", "NFKC"]
_LAST = re.compile(r"(?<![\s.,;:!?…。，、；：！？])[\s.,;:!?…。，、；：！？]+\Z")  # noqa: RUF001
_SPACES = re.compile(r"\s+")


def in_form(
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


def check_form(unicode: object) -> None:
    """Raises ValueError for what is no Unicode form that may be asked for."""
    if unicode not in (None, "NFC", "NFKC"):
        raise ValueError(f"unicode: expected None, 'NFC' or 'NFKC', got {unicode!r}")
