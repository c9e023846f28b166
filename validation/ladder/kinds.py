"""Telling what a reference is by the look of it."""

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rewards.structured.tool_calls import reference_calls

_QUERY = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:SELECT\b.+|WITH\b.+\bAS\s*\(.+)", re.DOTALL | re.I)
_SELECTS = re.compile(r"\bFROM\b|^\s*SELECT\s+[\d'*(]", re.IGNORECASE)
_DEFINES = re.compile(r"^(?:async def|def|class|import|from) ", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def listed_calls(reference: Any, *, declared: bool) -> list[dict[str, Any]] | None:
    """The tool calls that a reference is, as plain JSON; None where it is something else.

    A list of objects with names is one of calls only where each has arguments, or where tools
    are `declared`.
    """
    held = isinstance(reference, Mapping) and "tool_calls" in reference
    if not held and not (_is_list(reference) and (declared or all(map(_is_call, reference)))):
        return None
    try:
        calls = reference_calls(reference)
    except ValueError:
        return None
    return [{"name": call.name, "arguments": dict(call.arguments)} for call in calls] or None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and len(value) > 0


def _is_call(entry: Any) -> bool:
    if not isinstance(entry, Mapping):
        return False
    return isinstance(entry.get("function"), Mapping) or {"name", "arguments"} <= set(entry)


def is_query(text: str) -> bool:
    """Whether a text is an SQL query."""
    prose = text.rstrip()[-1:] in (".", "?", "!")
    return not prose and bool(_QUERY.fullmatch(text) and _SELECTS.search(text))


def is_code(text: str) -> bool:
    """Whether a text is Python that defines or imports something."""
    if not _DEFINES.search(text):
        return False
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return len(tree.body) > 0


def is_word(text: str) -> bool:
    """Whether a text is a label: one to three words on one line."""
    words = text.split()
    return len(words) <= 3 and len(text) <= 60 and "\n" not in text and text[-1] not in "!?"


def is_long(text: str) -> bool:
    """Whether a text has several sentences or lines."""
    return len(sentences(text)) > 1


def sentences(text: str) -> list[str]:
    """The sentences of a text, or its lines where they have no full stops."""
    return [part for part in _SENTENCE.split(text.strip()) if part.strip()]
