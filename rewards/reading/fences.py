"""Reading code out of a fenced block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rewards.reading.expression import Expression
from rewards.reading.reasoning import without_reasoning

_FENCE = Expression(r"^[ \t>]*+(`{3,}+|~{3,}+)[ \t]*+([^`\n]*)$", re.MULTILINE)
_SAME = {
    "python": ("py", "python3"),
    "javascript": ("js",),
    "typescript": ("ts",),
    "bash": ("sh", "shell"),
    "json": ("json5", "jsonc"),
    "yaml": ("yml",),
    "c++": ("cpp",),
}
_NAMES = {name: (first, *others) for first, others in _SAME.items() for name in (first, *others)}


@dataclass(frozen=True, slots=True)
class Fenced:
    """A fenced block: the first word after its opening fence in lower case, and what it holds."""

    language: str
    content: str


def code_block(text: str, language: str | None = None) -> str | None:
    """What the last fenced block after the reasoning holds; None when there is none.

    With a `language`, the last block that is marked with it (or a usual other name of it), else
    the last that is not marked at all. A block that is never closed runs to the end of the text,
    as in CommonMark 0.31 (section 4.5).
    """
    blocks = list(fenced_blocks(without_reasoning(text)))
    if language is None:
        return blocks[-1].content if blocks else None
    wanted = language.lower()
    for names in (_NAMES.get(wanted, (wanted,)), ("",)):
        fitting = [block.content for block in blocks if block.language in names]
        if fitting:
            return fitting[-1]
    return None


def fenced_blocks(text: str) -> Iterator[Fenced]:
    """The fenced blocks of `text`, in order; a fence inside a longer one is content."""
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif not fence[2].strip() and fence[1].startswith(opened[1]):
            yield _block(text, opened, fence.start())
            opened = None
    if opened is not None:
        yield _block(text, opened, len(text))


def _block(text: str, opened: re.Match[str], end: int) -> Fenced:
    words = opened[2].split(maxsplit=1)
    return Fenced(words[0].lower().strip("{}.") if words else "", text[opened.end() + 1 : end])
