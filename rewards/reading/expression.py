"""Regular expressions that are compiled when they are first used, since a reader has a great many
and one reply needs few of them: compiling all would be a third of a function's cold start."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

_Found = Callable[..., re.Match[str] | None]


class Expression:
    """What `re.compile` gives for the same arguments, compiled at its first use.

    Each method is looked up once and then is the compiled pattern's own, which costs nothing
    more. A pattern that is no regular expression raises `re.error` at that first use, not here.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    def __repr__(self) -> str:
        return f"Expression({self.pattern!r}, {self.flags!r})"

    @cached_property
    def search(self) -> _Found:
        return self._compiled.search

    @cached_property
    def match(self) -> _Found:
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> _Found:
        return self._compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        return self._compiled.finditer

    @cached_property
    def findall(self) -> Callable[..., list[Any]]:
        return self._compiled.findall

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self._compiled.sub

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        return self._compiled.split

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)
